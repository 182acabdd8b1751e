"""Figures of a report, taken from what is counted already: Article 92, programme, chapter's quarter, one forum.

Whoever asks, they are those that somebody sees who opens no figure: what is small about children is not in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.article92 import Article92, Article92Figures, SeeArticle92, Withheld, table_of
from application.programme import Programmes
from application.referral.board import SeeQuarter, quarter_of
from application.report.annex import forum_at, lists_of
from application.report.desk import Before
from application.work import Work
from domain.activity.forum import forum_warnings
from domain.activity.held import Held
from domain.article92 import RULE_VERSION, SMALLEST_SHOWN, Measure
from domain.kernel import fold
from domain.programme import Programme
from domain.progress import Counts, Progress, progress_of, year_passed
from domain.referral.figures import RULE_VERSION as CHAPTER_RULES
from domain.referral.figures import ChapterFigures, ChapterMeasure, Quarter
from domain.report.codes import ReportKind
from domain.report.facts import Asked
from domain.report.figures import RULE_VERSION as REPORT_RULES
from domain.report.figures import (
    Changed,
    ChapterLine,
    Counted,
    Earlier,
    ForumLine,
    IndicatorLine,
    ReportFigures,
    Shown,
    Trend,
)
from domain.report.refusals import ForumNeeded

TRENDS = (Measure.RECEIVED, Measure.CONSULTATIONS, Measure.OUTREACH)
"""Measures drawn by month."""
_OF_CHILDREN = frozenset({ChapterMeasure.RECEIVED, ChapterMeasure.RETURNED})
"""Numbers of the chapter of which each one counted is about a child's case."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What all parts of a report are taken from."""

    asked: Asked
    upto: int
    table: Article92
    counts: Mapping[Measure, int]
    withheld: frozenset[Measure]

    def shown(self, measure: Measure) -> Shown:
        return None if measure in self.withheld else self.counts.get(measure, 0)


def figures_of(
    asked: Asked, upto: int, before: Before | None, published: Sequence[ReportFigures], work: Work
) -> ReportFigures:
    """Return the figures of a report as known at a position.

    Args:
        before: The report before, whose period may have been corrected since.
        published: Figures of earlier editions: what differs from one of them by little is kept back.

    Raises:
        ForumNeeded: The activity is no forum that was held, or did not count then.
    """
    taken = _taken(asked, upto, published, work)
    forum = _forum(asked, upto, work)
    chapter, median = _chapter(taken, work)
    is_counted = asked.kind.has_lists
    rules = (f"dieu-92/{RULE_VERSION}", REPORT_RULES, *([CHAPTER_RULES] if chapter else []))
    return ReportFigures(
        upto=upto,
        rules=rules,
        year=asked.first.year,
        passed=year_passed(asked.first.year, asked.last),
        counts=tuple(_counts(taken)) if is_counted else (),
        trends=tuple(_trends(taken)) if is_counted else (),
        indicators=tuple(_indicators(taken, work)) if asked.kind.is_of_programme else (),
        late_entries=_late(taken) if is_counted else None,
        earlier=_earlier(before, asked, upto, work) if is_counted else None,
        chapter=chapter,
        twice_median_days=median,
        forum=forum,
        annex=lists_of(asked, upto, work).kept,
    )


def _taken(asked: Asked, upto: int, published: Sequence[ReportFigures], work: Work) -> _Taken:
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    year = asked.first.year
    asking = SeeArticle92(year=year, unit=asked.covers, as_of=figures.mark(upto))
    table = table_of(asking, work, as_published=True)
    counts = figures.of_days(asked.first, asked.last, 0, upto, asked.covers)
    whole = figures.of_days(date(year, 1, 1), date(year, 12, 31), 0, upto, asked.covers)
    withheld = kept_back(asked, table, counts, whole) | _near(published, counts)
    return _Taken(asked, upto, table, counts, withheld)


def kept_back(
    asked: Asked, table: Article92, counts: Mapping[Measure, int], whole: Mapping[Measure, int]
) -> frozenset[Measure]:
    """Return the measures that a report does not show: small in the period, in the rest of its year, or in one unit."""
    rest = {measure: whole.get(measure, 0) - counts.get(measure, 0) for measure in Measure}
    late = {Measure.IN_TIME: _late_of(counts)}
    small = Withheld.small(counts) | Withheld.small(rest) | Withheld.small(late)
    is_year = (asked.first.month, asked.last.month) == (1, 12)
    return small | (table.withheld.totals if asked.covers is not None or is_year else frozenset())


def _near(published: Sequence[ReportFigures], counts: Mapping[Measure, int]) -> frozenset[Measure]:
    """Return the measures about children whose number stands close to that of an edition that went out before."""
    found: set[Measure] = set()
    for one in published:
        said = {line.measure: line.count for line in one.counts if line.count is not None}
        now = {measure: counts.get(measure, 0) for measure in said}
        found |= Withheld.small({measure: abs(now[measure] - count) for measure, count in said.items()})
    return frozenset(found)


def _counts(taken: _Taken) -> Iterator[Counted]:
    for measure in Measure:
        if measure in taken.table.fed:
            yield Counted(measure=measure, count=taken.shown(measure))


def _trends(taken: _Taken) -> Iterator[Trend]:
    """Yield what is drawn by month: only what no small cell keeps back, and of which there is something."""
    withheld = taken.table.withheld.breakdowns | taken.withheld
    for measure in TRENDS:
        by_month = [count[measure] for month, count in taken.table.months if month <= taken.asked.last.month]
        if measure not in withheld and any(by_month):
            yield Trend(measure=measure, months=tuple(by_month))


def _late(taken: _Taken) -> Shown:
    if {Measure.RECEIVED, Measure.IN_TIME, Measure.IMPORTED} & taken.withheld:
        return None
    return _late_of(taken.counts)


def _late_of(counts: Mapping[Measure, int]) -> int:
    """Return how many entries came late; imported ones prove nothing."""
    return counts.get(Measure.RECEIVED, 0) - counts.get(Measure.IMPORTED, 0) - counts.get(Measure.IN_TIME, 0)


# -- the programme -----------------------------------------------------------------------------------------------------


def _indicators(taken: _Taken, work: Work) -> Iterator[IndicatorLine]:
    """Yield the indicators of the year's programme, as it read then, up to the last day of the period."""
    year, last = taken.asked.first.year, taken.asked.last
    programme = _programme(year, taken.upto, work)
    if programme is None:
        return
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    so_far = figures.of_days(date(year, 1, 1), last, 0, taken.upto)
    whole = figures.of_days(date(year, 1, 1), date(year, 12, 31), 0, taken.upto)
    rest = {measure: whole.get(measure, 0) - so_far.get(measure, 0) for measure in Measure}
    before = {measure: so_far.get(measure, 0) - taken.counts.get(measure, 0) for measure in Measure}
    small = Withheld.small(so_far) | Withheld.small(rest) | Withheld.small(before) | taken.withheld
    by = {
        one.code: figures.until(one.measure, year, min(one.by, last), taken.upto)
        for one in programme.indicators
        if one.by is not None and one.measure is not None
    }
    counts = Counts(so_far, taken.table.fed, by)
    for one in programme.indicators:
        progress = progress_of(one, counts, programme.milestones, year, last)
        yield _line(progress, is_small=one.measure in small)


def _line(progress: Progress, *, is_small: bool) -> IndicatorLine:
    one, missed = progress.indicator, progress.missed
    return IndicatorLine(
        code=one.code,
        name=one.name,
        comparison=one.comparison,
        target=one.target,
        unit=one.unit or one.words,
        result=None if is_small else progress.result,
        most=progress.most,
        standing=None if is_small else progress.standing,
        mark=missed.until if missed and not is_small else None,
        mark_amount=missed.amount if missed and not is_small else None,
        is_withheld=is_small,
    )


def _programme(year: int, upto: int, work: Work) -> Programme | None:
    stream = work.view(Programmes).of(year)  # type: ignore[type-abstract]
    if stream is None:
        return None
    return fold(Programme, stream, (one.fact for one in work.history(stream) if one.position <= upto))


# -- the report before -------------------------------------------------------------------------------------------------


def _earlier(before: Before | None, asked: Asked, upto: int, work: Work) -> Earlier | None:
    if before is None:
        return None
    changed = changes(before.first, before.last, before.upto, upto, asked.covers, work)
    return Earlier(
        report=before.report,
        number=before.number,
        issued_on=before.issued_on,
        first=before.first,
        last=before.last,
        upto=before.upto,
        changed=changed,
    )


def changes(
    first: date, last: date, since: int, upto: int, unit: UUID | None, work: Work
) -> tuple[Changed, ...]:
    """Return what became known of some days between two positions; small changes about children keep their number."""
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    found = figures.of_days(first, last, since, upto, unit)
    small = Withheld.small({measure: abs(count) for measure, count in found.items()})
    return tuple(
        Changed(measure=measure, difference=None if measure in small else found[measure])
        for measure in Measure
        if found.get(measure)
    )


# -- the chapter, a forum ----------------------------------------------------------------------------------------------


def _chapter(taken: _Taken, work: Work) -> tuple[tuple[ChapterLine, ...], Shown]:
    if taken.asked.kind is not ReportKind.CHAPTER_QUARTER:
        return (), None
    quarter = Quarter.of(taken.asked.first)
    asking = SeeQuarter(year=quarter.year, quarter=quarter.number, as_of=taken.table.mark)
    found = quarter_of(asking, work).figures
    lines = tuple(
        ChapterLine(measure=measure, count=_of_chapter(measure, found)) for measure in ChapterMeasure
    )
    is_small = _of_chapter(ChapterMeasure.RETURNED, found) is None
    return lines, None if is_small or found.median is None else round(2 * found.median)


def _of_chapter(measure: ChapterMeasure, found: ChapterFigures) -> Shown:
    is_small = measure in _OF_CHILDREN and 0 < found[measure] < SMALLEST_SHOWN
    return None if is_small else found[measure]


def _forum(asked: Asked, upto: int, work: Work) -> ForumLine | None:
    if asked.forum is None:
        return None
    state = forum_at(asked.forum, upto, work)
    if state is None or not isinstance(state.held, Held):
        raise ForumNeeded
    held, people = state.held, state.held.participants
    return ForumLine(
        activity=asked.forum,
        first=held.held_on,
        last=held.last_day,
        level=held.detail.level,
        area=held.place.name_as_written if held.place else "",
        children=people.children or 0,
        supervisors=people.supervisors or 0,
        volunteers=people.collaborators or 0,
        guests=people.guests or 0,
        reported_on=held.detail.reported_on,
        warnings=forum_warnings(held),
    )
