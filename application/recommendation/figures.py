"""Recommendations in figures: counts of a year, what is open and overdue, in parts, as of a position; each opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    day_of,
    position_of,
)
from application.recommendation.desk import EARLIEST, LATEST, late_spans
from application.units import Units
from application.work import Question, Work
from domain.duties import Duty
from domain.follow_up_log import percent
from domain.recommendation.clause import DUTIES
from domain.recommendation.codes import AgencyKind, Verdict
from domain.recommendation.figures import RULE_VERSION, Line, OpenAge, RecommendationCount
from domain.recommendation.reminders import Overdue

log = structlog.get_logger()
K = TypeVar("K", bound=Hashable)
Count = RecommendationCount


class SeeRecommendationFigures(Question):
    """See how many were conveyed and answered in a year, and how old the open ones are."""

    ACTION: ClassVar[Action] = Action.SEE_RECOMMENDATIONS
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    unit: UUID | None = None
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None
    """As known at the end of this day; with a mark: the day on which age and delay are measured."""


class OpenRecommendationFigure(Question):
    """See the events behind one figure."""

    ACTION: ClassVar[Action] = Action.SEE_RECOMMENDATIONS
    count: RecommendationCount
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    """Of what is counted in a year; None: of every year."""
    first: date | None = None
    last: date | None = None
    """With `first`: these days, instead of the year; of what is open: collected until this day."""
    unit: UUID | None = None
    agency: AgencyKind | None = None
    duty: Duty | None = None
    verdict: Verdict | None = None
    age: OpenAge | None = None
    as_of: str = ""
    known_on: KnownOn = None
    page: int = Field(default=1, ge=1, le=100_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum of lines that are alike, of one unit."""

    unit: UUID
    line: Line
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """One row: of all of the scope, of one kind of body, one unit or one duty."""

    conveyed: int
    replied: int
    ages: tuple[int, ...]
    """Days since collecting of each open one, youngest first."""
    overdue: int

    @property
    def reply_percent(self) -> int | None:
        """Replied of conveyed; None means not applicable (LAW 1.2, rule (a))."""
        return percent(self.replied, self.conveyed)

    @property
    def median_age(self) -> int | None:
        """Middle age of the open ones in days; None means that none is open."""
        return self.ages[len(self.ages) // 2] if self.ages else None

    def aged(self, age: OpenAge) -> int:
        """Return how many open ones are of an age."""
        return sum(age.holds(days) for days in self.ages)


@dataclass(frozen=True, slots=True)
class RecommendationFigures:
    """The figures of a year and of a day, with what it takes to produce them again."""

    year: int
    years: tuple[int, ...]
    unit: UUID | None
    day: date
    """On which age and delay are measured."""
    collected: int
    from_children: int
    fed_back: int
    verdicts: tuple[tuple[Verdict, int], ...]
    total: Part
    agencies: tuple[tuple[AgencyKind, Part], ...]
    units: tuple[tuple[UUID, Part], ...]
    duties: tuple[tuple[Duty, Part], ...]
    mark: str
    """The log position the figures were computed at; an opaque mark for most roles."""
    known_at: datetime
    rule_version: str = RULE_VERSION

    @property
    def feedback_percent(self) -> int | None:
        """Fed back of collected; None means not applicable."""
        return percent(self.fed_back, self.collected)


class RecommendationLines(Article92Figures, Protocol):
    """Signed lines of recommendations by position, of those that the reader may open."""

    def years_of_recommendations(self) -> Sequence[int]:
        """Return the years in which something is counted, latest first."""

    def cells(self, year: int, unit: UUID | None, upto: int) -> Sequence[Cell]:
        """Return the sums of a year, and of what is open or waits, of the lines up to a position."""

    def behind(
        self, question: OpenRecommendationFigure, spans: Sequence[Span], upto: int
    ) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of the events behind it, oldest first; one more when there are more."""

    def since(
        self, question: OpenRecommendationFigure, spans: Sequence[Span], day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return by how much today differs from that position, and one page of the events that make it, with why.

        Args:
            day: Up to which what is recorded later counts as recorded late.
        """


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are counted, both included; None: without end. With `school`: of schools, or of all others."""

    first: date | None = None
    last: date | None = None
    school: bool | None = None


def see_recommendation_figures(question: SeeRecommendationFigures, work: Work) -> RecommendationFigures:
    """Return the figures of a year, in parts."""
    work.allow(question)
    lines = work.view(RecommendationLines)  # type: ignore[type-abstract]
    upto = position_of(question, lines)
    day = day_of(question, lines, upto, work)
    years = tuple(lines.years_of_recommendations())
    year = question.year or day.year
    cells = lines.cells(year, question.unit, upto)
    counts = {what: sum(one.count for one in cells if one.line.what is what) for what in Count}
    part = Parts(day, late_spans(day))
    agencies = part.by(cells, lambda one: one.line.agency)
    whole = [one for one in cells if one.line.what is not Count.OPEN or one.line.agency is None]
    units, duties = part.by(whole, lambda one: one.unit), part.by(whole, lambda one: one.line.duty)
    order = dict.fromkeys([*(row.unit for row in work.view(Units).all()), *units])  # type: ignore[type-abstract]
    log.info("recommendation_figures_seen", year=year, cells=len(cells))
    return RecommendationFigures(
        year=year,
        years=years or (year,),
        unit=question.unit,
        day=day,
        collected=counts[Count.COLLECTED],
        from_children=counts[Count.FROM_CHILDREN],
        fed_back=counts[Count.FED_BACK],
        verdicts=tuple(
            (verdict, sum(one.count for one in cells if one.line.verdict is verdict)) for verdict in Verdict
        ),
        total=part.of(whole),
        agencies=tuple((kind, agencies[kind]) for kind in AgencyKind if kind in agencies),
        units=tuple((unit, units[unit]) for unit in order if unit in units),
        duties=tuple((duty, duties[duty]) for duty in DUTIES if duty in duties),
        mark=lines.mark(upto),
        known_at=lines.moment(upto),
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """How cells are read on a day: what is old, and what is late, as of its end."""

    day: date
    late: Sequence[Overdue]

    def by(self, cells: Iterable[Cell], key: Callable[[Cell], K | None]) -> Mapping[K, Part]:
        """Return the parts by a key; what counts in no column of a part makes no row."""
        found: dict[K, list[Cell]] = defaultdict(list)
        for one in cells:
            of = key(one)
            if of is not None and one.line.what in _OF_PARTS:
                found[of].append(one)
        return {of: self.of(some) for of, some in found.items()}

    def of(self, cells: Iterable[Cell]) -> Part:
        """Return cells taken together."""
        some = list(cells)
        ages = (
            (self.day - one.line.day).days
            for one in some
            if one.line.what is Count.OPEN
            for _ in range(one.count)
        )
        return Part(
            conveyed=sum(one.count for one in some if one.line.what is Count.CONVEYED),
            replied=sum(one.count for one in some if one.line.what is Count.REPLIED),
            ages=tuple(sorted(ages)),
            overdue=sum(
                one.count for one in some if one.line.what is Count.OVERDUE and self._is_late(one.line)
            ),
        )

    def _is_late(self, line: Line) -> bool:
        is_school = line.agency is AgencyKind.SCHOOL
        return any(one.school is is_school and one.since <= line.day <= one.until for one in self.late)


_OF_PARTS = frozenset({Count.CONVEYED, Count.REPLIED, Count.OPEN, Count.OVERDUE})


@dataclass(frozen=True, slots=True)
class OpenedRecommendationFigure:
    """A figure and the events behind it."""

    asked: OpenRecommendationFigure
    count: int
    events: tuple[FigureEvent, ...]
    day: date
    mark: str
    known_at: datetime
    has_more: bool
    difference: int
    """By how much the figure of today is more, age and delay measured on the same day; 0 too when it is today's."""
    later: tuple[tuple[Later, FigureEvent], ...]
    """What makes the difference, event by event; one page."""
    later_has_more: bool
    rule_version: str = RULE_VERSION


def open_recommendation_figure(question: OpenRecommendationFigure, work: Work) -> OpenedRecommendationFigure:
    """Return the events behind one figure, of recommendations that the reader may open."""
    work.allow(question)
    lines = work.view(RecommendationLines)  # type: ignore[type-abstract]
    upto = position_of(question, lines)
    day = day_of(question, lines, upto, work)
    spans = _spans(question, day)
    count, events = lines.behind(question, spans, upto)
    difference, later = lines.since(question, spans, day, upto)
    shown = [*events[:EVENTS_PAGE], *(event for _, event in later[:EVENTS_PAGE])]
    work.showed(event.record_no for event in shown if event.record_no is not None)
    log.info("recommendation_figure_opened", measure=question.count.value, count=count)
    return OpenedRecommendationFigure(
        asked=question,
        count=count,
        events=tuple(events[:EVENTS_PAGE]),
        day=day,
        mark=lines.mark(upto),
        known_at=lines.moment(upto),
        has_more=len(events) > EVENTS_PAGE,
        difference=difference,
        later=tuple(later[:EVENTS_PAGE]),
        later_has_more=len(later) > EVENTS_PAGE,
    )


def _spans(question: OpenRecommendationFigure, day: date) -> Sequence[Span]:
    """Return on which days a line counts in the figure: of the year; of an age; late enough to be overdue."""
    if question.count is Count.OVERDUE:
        return [Span(one.since, one.until, one.school) for one in late_spans(day)]
    if question.count is Count.OPEN:
        least, most = question.age.days if question.age else (None, None)
        until = [one for one in (_before(day, least), question.last) if one is not None]
        return [Span(_before(day, most), min(until, default=None))]
    if question.first and question.last:
        return [Span(question.first, question.last)]
    if question.year is None:
        return [Span()]
    return [Span(date(question.year, 1, 1), date(question.year, 12, 31))]


def _before(day: date, days: int | None) -> date | None:
    return None if days is None else day - timedelta(days=days)
