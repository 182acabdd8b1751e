"""*Tình hình trẻ em*: files by group, abuse, environment, sex, age and priority, each cell with its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol, TypeVar
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import (
    EVENTS_PAGE,
    Article92Figures,
    FigureEvent,
    KnownOn,
    Later,
    position_of,
    units_in_scope,
)
from application.follow_up_log import EARLIEST, LATEST
from application.released import Instead, instead_of
from application.units import UnitRow
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.kernel import FieldClass
from domain.release import TableKind
from domain.situation import RULE_VERSION, Cut

log = structlog.get_logger()

K = TypeVar("K")


class SeeSituation(Question):
    """See the tables of a year, of the whole scope or of one unit; without opening cells, what was released of them."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    unit: UUID | None = None
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None
    """As known at the end of this day, when no mark is given."""


class OpenSituation(Question):
    """See the events behind one cell."""

    ACTION: ClassVar[Action] = Action.OPEN_FIGURE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    cut: Cut
    code: str = Field(max_length=40, pattern="^[a-z0-9_]+$")
    year: int = Field(ge=EARLIEST.year, le=LATEST.year)
    month: int | None = Field(default=None, ge=1, le=12)
    half: int | None = Field(default=None, ge=1, le=2)
    """Of the year; as tables are released (sơ kết, tổng kết)."""
    unit: UUID | None = None
    as_of: str = ""
    known_on: KnownOn = None
    page: int = Field(default=1, ge=1, le=100_000)


@dataclass(frozen=True, slots=True)
class SituationCell:
    """One sum: a unit, a month, a row of a cut."""

    unit: UUID | None
    month: date
    cut: Cut
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class CutTable:
    """The rows of one cut."""

    cut: Cut
    rows: tuple[tuple[str, int], ...] = ()
    """Code and count, in the order of the code list."""
    units: tuple[tuple[UUID | None, str, int], ...] = ()
    """Unit in the order of the tree, code, count, of the cells that are not 0; nothing when one unit was asked for."""

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((count for _, count in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class SituationTables:
    """All cuts of a year, with what it takes to produce them again."""

    year: int
    years: tuple[int, ...]
    unit: UUID | None
    tables: tuple[CutTable, ...]
    mark: str
    """The log position the figures were computed at; an opaque mark for most roles."""
    known_at: datetime
    """When the log stood there."""
    scope: tuple[UnitRow, ...]
    instead: Instead | None = None
    """For whoever opens no figure, who has no tables here."""
    rule_version: str = RULE_VERSION


class SituationFigures(Article92Figures, Protocol):
    """Signed facts of children's situation by position, within the reader's scope."""

    def situation(self, year: int, upto: int) -> Sequence[SituationCell]:
        """Return the sums of a year by unit, month and row, of the facts up to a position."""

    def years_of_situation(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""

    def behind(self, question: OpenSituation, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of the events behind it, oldest first; one more when there are more.

        A file whose values were hidden is named only where the row is what it says today.
        """

    def since(self, question: OpenSituation, upto: int) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return by how much today differs from that position, and one page of the events that make it, with why."""


def see_situation(question: SeeSituation, work: Work) -> SituationTables:
    """Return the tables of a year."""
    work.allow(question)
    figures = work.view(SituationFigures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    years = tuple(figures.years_of_situation())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    instead = instead_of((TableKind.SITUATION,), year, work)
    cells = figures.situation(year, upto) if instead is None else ()
    scope = tuple(units_in_scope(work))
    units = [row.unit for row in scope]
    log.info("situation_seen", year=year, cells=len(cells))
    return SituationTables(
        year=year,
        years=years or (year,),
        unit=question.unit,
        tables=tuple(_table(cut, question.unit, cells, units) for cut in Cut if instead is None),
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        scope=scope,
        instead=instead,
    )


def _table(cut: Cut, unit: UUID | None, cells: Sequence[SituationCell], units: Sequence[UUID]) -> CutTable:
    own = [cell for cell in cells if cell.cut is cut]
    by_unit = _sums(((cell.unit, cell.code), cell.count) for cell in own)
    totals = _sums((cell.code, cell.count) for cell in own if unit in (None, cell.unit))
    order = {code: number for number, code in enumerate(cut.codes)}
    places: dict[UUID | None, int] = {one: number for number, one in enumerate(units)}
    parts = sorted(
        by_unit.items(),
        key=lambda one: (places.get(one[0][0], len(places)), order.get(one[0][1], len(order))),
    )
    return CutTable(
        cut=cut,
        rows=tuple((code, totals.get(code, 0)) for code in cut.codes),
        units=tuple((of, code, count) for (of, code), count in parts if unit is None),
    )


@dataclass(frozen=True, slots=True)
class OpenedSituation:
    """A cell and the events behind it."""

    asked: OpenSituation
    count: int
    events: tuple[FigureEvent, ...]
    mark: str
    known_at: datetime
    has_more: bool
    months: tuple[tuple[int, int], ...] = ()
    """The same row by month of the year; nothing when one month was asked for."""
    units: tuple[tuple[UUID | None, int], ...] = ()
    """The same row by unit; nothing when one unit was asked for."""
    difference: int = 0
    """By how much the figure of today is more; 0 too when it is today's."""
    later: tuple[tuple[Later, FigureEvent], ...] = ()
    """What makes the difference, event by event; one page."""
    later_has_more: bool = False
    rule_version: str = RULE_VERSION


def open_situation(question: OpenSituation, work: Work) -> OpenedSituation:
    """Return the events behind one cell; a case is named only for whoever may open it."""
    work.allow(question)
    figures = work.view(SituationFigures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    count, events = figures.behind(question, upto)
    difference, later = figures.since(question, upto)
    asked = (question.cut, question.code)
    cells = [cell for cell in figures.situation(question.year, upto) if (cell.cut, cell.code) == asked]
    of_unit = [cell for cell in cells if question.unit in (None, cell.unit)]
    by_month = _sums((cell.month.month, cell.count) for cell in of_unit)
    by_unit = _sums((cell.unit, cell.count) for cell in cells if question.month in (None, cell.month.month))
    shown = [*events, *(event for _, event in later)]
    work.showed(event.record_no for event in shown if event.record_no is not None)
    log.info("situation_opened", measure=question.cut.value, count=count)
    return OpenedSituation(
        asked=question,
        count=count,
        events=tuple(events[:EVENTS_PAGE]),
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        has_more=len(events) > EVENTS_PAGE,
        months=() if question.month else tuple((month, by_month.get(month, 0)) for month in range(1, 13)),
        units=() if question.unit else tuple(by_unit.items()),
        difference=difference,
        later=tuple(later[:EVENTS_PAGE]),
        later_has_more=len(later) > EVENTS_PAGE,
    )


def _sums(counted: Iterable[tuple[K, int]]) -> Mapping[K, int]:
    """Return the sums by key, without those that come to 0."""
    found: dict[K, int] = {}
    for key, count in counted:
        found[key] = found.get(key, 0) + count
    return {key: count for key, count in found.items() if count}
