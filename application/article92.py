"""*Theo dõi thực hiện Điều 92*: figures by month and unit, as of a position of the log, each with its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.follow_up_log import EARLIEST, LATEST
from application.scope import lists_hold
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.article92 import RULE_VERSION, Measure
from domain.calendar import vietnam_day
from domain.follow_up_log import percent
from domain.kernel import FieldClass, Refused

log = structlog.get_logger()

EVENTS_PAGE = 100
"""Events on one page behind a figure."""


class NoSuchPosition(Refused):
    """The mark of a moment of the log is not one of ours, or lies in the future."""

    vi = "Mốc của sổ sự kiện không đúng. Hãy mở lại bảng Điều 92."
    en = "The mark of the log is not right. Open the Article 92 table again."


class SeeArticle92(Question):
    """See the figures of a year, of the whole scope or of one unit."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    unit: UUID | None = None
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""


class OpenFigure(Question):
    """See the events behind one figure."""

    ACTION: ClassVar[Action] = Action.OPEN_FIGURE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    measure: Measure
    year: int = Field(ge=EARLIEST.year, le=LATEST.year)
    month: int | None = Field(default=None, ge=1, le=12)
    unit: UUID | None = None
    as_of: str = ""
    page: int = Field(default=1, ge=1, le=100_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """One sum: a month, a unit, a measure."""

    month: date
    unit: UUID | None
    measure: Measure
    count: int


@dataclass(frozen=True, slots=True)
class FigureEvent:
    """One event behind a figure: what, when, by which unit; the case only for whoever may open it."""

    mark: str
    """Its position for readers of the whole scope, else an opaque mark."""
    record_no: int
    topic: str
    occurred_at: datetime
    recorded_at: datetime
    unit: UUID | None
    delta: int
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by row of a table."""

    counts: Mapping[Measure, int]

    def __getitem__(self, measure: Measure) -> int:
        return self.counts.get(measure, 0)

    @property
    def in_time_percent(self) -> int | None:
        """Share of entries made in time, of those not imported; None ("không áp dụng") when there were none."""
        return percent(self[Measure.IN_TIME], self[Measure.RECEIVED] - self[Measure.IMPORTED])


@dataclass(frozen=True, slots=True)
class Article92:
    """The table of a year, with what it takes to produce it again."""

    year: int
    years: tuple[int, ...]
    unit: UUID | None
    months: tuple[tuple[int, Figures], ...]
    units: tuple[tuple[UUID | None, Figures], ...]
    total: Figures
    mark: str
    """The log position the figures were computed at; an opaque mark for most roles."""
    computed_at: datetime
    scope: tuple[UnitRow, ...]
    rule_version: str = RULE_VERSION


class Article92Figures(Protocol):
    """Signed facts by position, within the reader's scope."""

    def position(self, mark: str) -> int:
        """Return the position of a mark; the present one for no mark.

        Raises:
            NoSuchPosition: The mark is not one of ours.
        """

    def mark(self, position: int) -> str:
        """Return the mark of a position: itself for the whole scope, else an opaque one."""

    def sums(self, year: int, unit: UUID | None, upto: int) -> Sequence[Cell]:
        """Return the sums of a year by month, unit and measure, of the facts up to a position."""

    def years(self) -> Sequence[int]:
        """Return the years that have figures, latest first."""

    def events(self, question: OpenFigure, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of the events behind it, oldest first."""


def see_article_92(question: SeeArticle92, work: Work) -> Article92:
    """Return the table of a year."""
    work.allow(question)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = figures.position(question.as_of)
    years = tuple(figures.years())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    cells = figures.sums(year, question.unit, upto)
    log.info("article92_seen", year=year, cells=len(cells))
    return Article92(
        year=year,
        years=years or (year,),
        unit=question.unit,
        months=tuple((month, _sum(c for c in cells if c.month.month == month)) for month in range(1, 13)),
        units=tuple((unit, _sum(c for c in cells if c.unit == unit)) for unit in _units(cells)),
        total=_sum(cells),
        mark=figures.mark(upto),
        computed_at=work.now(),
        scope=tuple(_scope(work)),
    )


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """A figure and the events behind it."""

    asked: OpenFigure
    count: int
    events: tuple[FigureEvent, ...]
    mark: str
    has_more: bool
    scope: tuple[UnitRow, ...]
    rule_version: str = RULE_VERSION


def open_figure(question: OpenFigure, work: Work) -> OpenedFigure:
    """Return the events behind one figure; a case is named only for whoever may open it."""
    work.allow(question)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = figures.position(question.as_of)
    count, events = figures.events(question, upto)
    work.showed(event.record_no for event in events)
    log.info("figure_opened", measure=question.measure.value, count=count)
    return OpenedFigure(
        asked=question,
        count=count,
        events=tuple(events[:EVENTS_PAGE]),
        mark=figures.mark(upto),
        has_more=len(events) > EVENTS_PAGE,
        scope=tuple(_scope(work)),
    )


def _sum(cells: Iterable[Cell]) -> Figures:
    counts: dict[Measure, int] = {}
    for cell in cells:
        counts[cell.measure] = counts.get(cell.measure, 0) + cell.count
    return Figures(counts)


def _units(cells: Iterable[Cell]) -> list[UUID | None]:
    return list(dict.fromkeys(cell.unit for cell in cells))


def _scope(work: Work) -> Iterable[UnitRow]:
    """Return the units that the reader may choose, in the order of the tree."""
    for row in work.view(Units).all():  # type: ignore[type-abstract]
        if lists_hold(work.reader, row.unit, Action.SEE_ARTICLE_92):
            yield row
