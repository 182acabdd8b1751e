"""*Theo dõi thực hiện Điều 92*: figures by month and unit, as of a position of the log, each with its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Protocol, TypeVar
from uuid import UUID

import structlog
from pydantic import AfterValidator, Field

from application.access import Action
from application.article92_events import FigureEvent as FigureEvent
from application.article92_events import Later as Later
from application.article92_rows import Cell as Cell
from application.article92_rows import Figures as Figures
from application.article92_rows import Rows
from application.follow_up_log import EARLIEST, LATEST
from application.released import ReleaseRow, latest_of_year
from application.scope import lists_hold
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.article92 import OF_CHILDREN, RULE_VERSION, Measure
from domain.calendar import vietnam_day
from domain.duties import Block, Duty
from domain.figure_cuts import is_row
from domain.figure_rates import RATES, Rate, Share
from domain.kernel import FieldClass, Refused

log = structlog.get_logger()

K = TypeVar("K")
EVENTS_PAGE = 100
"""Events on one page behind a figure."""


def _known_row(row: str) -> str:
    if row and not is_row(row):
        raise ValueError("unknown_code")
    return row


PlaceRow = Annotated[str, Field(max_length=40), AfterValidator(_known_row)]
"""A row of a cut by place, or nothing."""
KnownOn = Annotated[date, Field(ge=EARLIEST, le=LATEST)] | None
"""At the end of which day something was known."""


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
    known_on: KnownOn = None
    """As known at the end of this day, when no mark is given."""


class OpenFigure(Question):
    """See the events behind one figure."""

    ACTION: ClassVar[Action] = Action.OPEN_FIGURE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    measure: Measure
    year: int = Field(ge=EARLIEST.year, le=LATEST.year)
    month: int | None = Field(default=None, ge=1, le=12)
    unit: UUID | None = None
    below: bool = False
    """With what stands below the unit."""
    of_no_unit: bool = False
    """Only what is noted for no unit."""
    first: date | None = None
    last: date | None = None
    """With `first`: these days, instead of the year or month."""
    of: Measure | None = None
    """Only of what is counted in this measure in the year: the part of a share, on whatever day it is counted."""
    district: PlaceRow = ""
    commune: PlaceRow = ""
    """Row of a cut by place (`domain.figure_cuts`)."""
    as_of: str = ""
    known_on: KnownOn = None
    after: str = Field(default="", max_length=120)
    """Mark of the page before, as it was given out."""
    to: str = ""
    """Mark of the moment up to which a difference is told; nothing means now."""
    later: str = Field(default="", max_length=120)
    """The same, of what came later."""


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
    known_at: datetime
    """When the log stood there."""
    scope: tuple[UnitRow, ...]
    fed: frozenset[Measure]
    """Measures that something is recorded for; of the others nothing can be said."""
    kept: frozenset[Measure] = frozenset()
    """Measures about children, for whoever opens no figure: theirs are those of the release, or there are none."""
    released: ReleaseRow | None = None
    """What the figures of `kept` are taken from; None where nothing was given out."""
    rule_version: str = RULE_VERSION

    def is_unreleased(self, measure: Measure) -> bool:
        """Return whether nothing was given out yet of what this reader sees of a measure."""
        return measure in self.kept and self.released is None

    def hides(self, measure: Measure) -> bool:
        """Return whether this reader does not see the figure of the whole year."""
        return self.is_unreleased(measure) or measure in self.total.hidden

    @property
    def duties(self) -> Sequence[tuple[Block, Sequence[tuple[Duty, Sequence[Measure]]]]]:
        """All duties by block, in the order of the law, with their measures; none where nothing records it."""
        return [
            (
                block,
                [
                    (duty, [measure for measure in Measure if measure.duty is duty])
                    for duty in Duty
                    if duty.block is block
                ],
            )
            for block in Block
        ]


class Article92Figures(Protocol):
    """Signed facts by position, within the reader's scope."""

    def position(self, mark: str) -> int:
        """Return the position of a mark; the present one for no mark.

        Raises:
            NoSuchPosition: The mark is not one of ours.
        """

    def position_of_day(self, day: date) -> int:
        """Return the position at which the log stood at the end of a day (Vietnam)."""

    def moment(self, position: int) -> datetime:
        """Return when the log stood at a position."""

    def fed(self) -> frozenset[Measure]:
        """Return the measures that something is recorded for."""

    def mark(self, position: int) -> str:
        """Return the mark of a position: itself for the whole scope, else an opaque one."""

    def sums(self, year: int, unit: UUID | None, upto: int) -> Sequence[Cell]:
        """Return the sums of a year by month, unit and measure, of the facts up to a position."""

    def years(self) -> Sequence[int]:
        """Return the years that have figures, latest first."""

    def of_days(
        self, first: date, last: date, after: int, upto: int, unit: UUID | None = None
    ) -> Mapping[Measure, int]:
        """Return the sums of what is counted on these days and recorded after one position, up to another."""

    def until(self, measure: Measure, year: int, day: date, upto: int) -> int:
        """Return what of a year was there at the end of a day in it, as known at a position."""

    def part(self, question: OpenFigure, upto: int) -> int:
        """Return how many of what is counted in one measure are counted in another too."""

    def events(self, question: OpenFigure, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of the events behind it, oldest first."""

    def later(self, question: OpenFigure, upto: int) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return by how much today, or `to`, differs from that position; one page of what makes it, with why."""


class AsKnown(Protocol):
    """A question about what was known at some moment."""

    @property
    def as_of(self) -> str:
        """Mark of a moment of the log; nothing means now."""

    @property
    def known_on(self) -> date | None:
        """As known at the end of this day, when no mark is given."""


def position_of(question: AsKnown, figures: Article92Figures) -> int:
    """Return the position that a question names: by mark, by day, or the present one.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    if question.as_of or question.known_on is None:
        return figures.position(question.as_of)
    return figures.position_of_day(question.known_on)


def day_of(question: AsKnown, figures: Article92Figures, upto: int, work: Work) -> date:
    """Return the day on which age and delay are measured: the one asked for, that of the mark, or today."""
    if question.known_on is not None:
        return question.known_on
    return vietnam_day(figures.moment(upto) if question.as_of else work.now())


def see_article_92(question: SeeArticle92, work: Work) -> Article92:
    """Return the table of a year."""
    work.allow(question)
    return table_of(question, work)


def table_of(question: SeeArticle92, work: Work, *, as_published: datetime | None = None) -> Article92:
    """Return the table of a year for a question that was allowed.

    Args:
        as_published: As whoever opens no figure saw it then, whoever asks: for what leaves the house.
    """
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    years = tuple(figures.years())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    kept = OF_CHILDREN if as_published is not None else kept_from(work)
    cells: list[Cell] = [one for one in figures.sums(year, question.unit, upto) if one.measure not in kept]
    table = Rows(cells)
    found = (
        latest_of_year(year, _day_asked(question, figures.moment(upto)), work, by=as_published)
        if kept
        else None
    )
    if found is not None:
        table.add(found[1].table, year, question.unit)
    log.info("article92_seen", year=year, cells=len(cells))
    return Article92(
        year=year,
        years=years or (year,),
        unit=question.unit,
        months=tuple((month, table.of("month", month)) for month in range(1, 13)),
        units=tuple((unit, table.of("unit", unit)) for unit in table.units),
        total=table.of("total", None),
        mark=figures.mark(upto),
        computed_at=work.now(),
        known_at=figures.moment(upto),
        scope=tuple(units_in_scope(work)),
        fed=figures.fed(),
        kept=kept,
        released=found[0] if found else None,
    )


def shares_of(table: Article92, work: Work) -> Sequence[Share]:
    """Return the shares of a table that its reader sees, each part counted among its whole."""
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = figures.position(table.mark)
    return [
        Share(rate, figures.part(part_of(rate, table), upto), table.total[rate.whole])
        for rate in RATES
        if not (table.hides(rate.part) or table.hides(rate.whole))
    ]


def part_of(rate: Rate, table: Article92) -> OpenFigure:
    """Return the question that opens the part of a share."""
    return OpenFigure(measure=rate.part, of=rate.whole, year=table.year, unit=table.unit)


def _day_asked(question: SeeArticle92, moment: datetime) -> date | None:
    """Return up to which day a release may know; None: the latest one."""
    return vietnam_day(moment) if question.as_of else question.known_on


def kept_from(work: Work) -> frozenset[Measure]:
    """Return the measures of which this reader sees only what was released: those about children, without events."""
    return frozenset() if work.may(Action.OPEN_FIGURE) else OF_CHILDREN


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """A figure and the events behind it."""

    asked: OpenFigure
    count: int
    events: tuple[FigureEvent, ...]
    mark: str
    known_at: datetime
    next: str
    """Mark of the next page; nothing when this is the last."""
    scope: tuple[UnitRow, ...]
    months: tuple[tuple[int, int], ...] = ()
    """The same measure by month of the year; nothing when one month was asked for."""
    units: tuple[tuple[UUID | None, int], ...] = ()
    """The same measure by unit; nothing when one unit was asked for."""
    difference: int = 0
    """By how much the figure of today, or of the moment asked for, is more; 0 too when it is that."""
    to: datetime | None = None
    """The moment up to which the difference is told, where one was asked for."""
    later: tuple[tuple[Later, FigureEvent], ...] = ()
    """What makes the difference, event by event; one page."""
    later_next: str = ""
    """Mark of its next page."""
    rule_version: str = RULE_VERSION


def open_figure(question: OpenFigure, work: Work) -> OpenedFigure:
    """Return the events behind one figure; a case is named only for whoever may open it."""
    work.allow(question)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    count, events = figures.events(question, upto)
    difference, later = figures.later(question, upto) if question.of is None else (0, ())
    cells = [c for c in figures.sums(question.year, question.unit, upto) if c.measure is question.measure]
    is_part = any(
        (
            question.month,
            question.first,
            question.of_no_unit,
            question.below,
            question.district,
            question.commune,
            question.of,
        )
    )
    within = [c for c in cells if question.month in (None, c.month.month)]
    by_month = _by(cells, lambda cell: cell.month.month)
    by_unit = _by(within, lambda cell: cell.unit)
    shown = [*events, *(event for _, event in later)]
    work.showed(event.record_no for event in shown if event.record_no is not None)
    log.info("figure_opened", measure=question.measure.value, count=count)
    return OpenedFigure(
        asked=question,
        count=count,
        events=tuple(events[:EVENTS_PAGE]),
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        next=events[EVENTS_PAGE - 1].after if len(events) > EVENTS_PAGE else "",
        scope=tuple(units_in_scope(work)),
        months=tuple((month, by_month.get(month, 0)) for month in range(1, 13) if not is_part),
        units=() if question.unit or (is_part and not question.month) else tuple(by_unit.items()),
        difference=difference,
        to=figures.moment(figures.position(question.to)) if question.to else None,
        later=tuple(later[:EVENTS_PAGE]),
        later_next=later[EVENTS_PAGE - 1][1].after if len(later) > EVENTS_PAGE else "",
    )


def _by(cells: Iterable[Cell], key: Callable[[Cell], K]) -> dict[K, int]:
    counts: dict[K, int] = {}
    for cell in cells:
        counts[key(cell)] = counts.get(key(cell), 0) + cell.count
    return counts


def units_in_scope(work: Work) -> Iterable[UnitRow]:
    """Return the units that the reader may choose, in the order of the tree."""
    for row in work.view(Units).all():  # type: ignore[type-abstract]
        if lists_hold(work.reader, row.unit, Action.SEE_ARTICLE_92):
            yield row
