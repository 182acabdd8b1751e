"""Figures of a report, taken from what is counted already: Article 92, programme, chapter's quarter, one forum.

Whoever asks, figures about children are those that were released (`application.released`), so that no report tells
more than was given out; of days that no release tells of, a report has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from application.article92 import Article92, Article92Figures, SeeArticle92, table_of
from application.programme import Programmes
from application.referral.board import SeeQuarter, quarter_of
from application.released import latest_of_days
from application.report.annex import forum_at, lists_of
from application.report.desk import Before
from application.report.more import periods_read_twice, recommended, released
from application.work import Work
from domain.activity.forum import forum_warnings
from domain.activity.held import Held
from domain.article92 import OF_CHILDREN, RULE_VERSION, Measure
from domain.disclosure.grid import SMALLEST_SHOWN
from domain.disclosure.released import Days
from domain.kernel import fold
from domain.programme import Programme
from domain.progress import Counts, Progress, progress_of, year_passed
from domain.referral.figures import RULE_VERSION as CHAPTER_RULES
from domain.referral.figures import ChapterFigures, ChapterMeasure, Quarter
from domain.report.codes import ReportKind
from domain.report.facts import Asked
from domain.report.figures import (
    MEASURES_ALONE,
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
from domain.report.figures import RULE_VERSION as REPORT_RULES
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
    at: datetime
    table: Article92
    counts: Mapping[Measure, Shown]
    release: UUID | None
    """What the figures about children are taken from; None: nothing was released of these days."""

    def shown(self, measure: Measure) -> Shown:
        """Return a figure of the period; None where it is kept back."""
        return self.counts.get(measure, None if measure in OF_CHILDREN else 0)


def figures_of(
    asked: Asked,
    upto: int,
    before: Before | None,
    at: datetime,
    work: Work,
    *,
    rules: str = REPORT_RULES,
) -> ReportFigures:
    """Return the figures of a report as known at a position.

    Args:
        before: The report before, whose period may have been corrected since.
        at: When it is written: what was released later is not in it, so that it can be made again.
        rules: By which version of a report's rules: one of the first is made again as it was.

    Raises:
        ForumNeeded: The activity is no forum that was held, or did not count then.
    """
    taken = _taken(asked, upto, at, work)
    forum = _forum(asked, upto, work)
    chapter, median = _chapter(taken, work)
    is_counted = asked.kind.has_lists
    is_whole = is_counted and rules != MEASURES_ALONE
    lines, releases = released(asked, upto, at, work) if is_whole else ((), ())
    return ReportFigures(
        upto=upto,
        at=at,
        rules=(f"dieu-92/{RULE_VERSION}", rules, *([CHAPTER_RULES] if chapter else [])),
        year=asked.first.year,
        passed=year_passed(asked.first.year, asked.last),
        release=taken.release if is_counted else None,
        counts=tuple(_counts(taken)) if is_counted else (),
        trends=tuple(_trends(taken)) if is_counted else (),
        indicators=tuple(_indicators(taken, work)) if asked.kind.is_of_programme else (),
        late_entries=_late(taken) if is_counted else None,
        earlier=_earlier(before, asked, upto, work) if is_counted else None,
        chapter=chapter,
        twice_median_days=median,
        forum=forum,
        annex=lists_of(asked, upto, work).kept,
        recommended=recommended(asked, upto, work) if is_whole else None,
        released=lines,
        released_from=releases,
        periods=tuple(periods_read_twice(asked, upto, at, work)) if is_whole else (),
    )


def _taken(asked: Asked, upto: int, at: datetime, work: Work) -> _Taken:
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    year = asked.first.year
    asking = SeeArticle92(year=year, unit=asked.covers, as_of=figures.mark(upto))
    table = table_of(asking, work, as_published=at)
    counts, release = _as_released(Days(first=asked.first, last=asked.last), asked.covers, upto, at, work)
    return _Taken(asked, upto, at, table, counts, release)


def _as_released(
    days: Days, unit: UUID | None, upto: int, at: datetime, work: Work
) -> tuple[Mapping[Measure, Shown], UUID | None]:
    """Return what is counted on some days, of children as the last release up to the position shows it."""
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    counted = figures.of_days(days.first, days.last, 0, upto, unit)
    counts: dict[Measure, Shown] = {one: count for one, count in counted.items() if one not in OF_CHILDREN}
    found = latest_of_days(days, unit, upto, at, work)
    return (counts, None) if found is None else (counts | dict(found[1]), found[0])


def _counts(taken: _Taken) -> Iterator[Counted]:
    for measure in Measure:
        if measure in taken.table.fed:
            yield Counted(measure=measure, count=taken.shown(measure))


def _trends(taken: _Taken) -> Iterator[Trend]:
    """Yield what is drawn by month: only what has no hidden month, and of which there is something."""
    for measure in TRENDS:
        months = [row for month, row in taken.table.months if month <= taken.asked.last.month]
        is_hidden = taken.table.is_unreleased(measure) or any(measure in row.hidden for row in months)
        by_month = tuple(row[measure] for row in months)
        if not is_hidden and any(by_month):
            yield Trend(measure=measure, months=by_month)


def _late(taken: _Taken) -> Shown:
    """Return how many entries came late; imported ones prove nothing."""
    received, imported, in_time = (
        taken.shown(one) for one in (Measure.RECEIVED, Measure.IMPORTED, Measure.IN_TIME)
    )
    return None if received is None or imported is None or in_time is None else received - imported - in_time


# -- the programme -----------------------------------------------------------------------------------------------------


def _indicators(taken: _Taken, work: Work) -> Iterator[IndicatorLine]:
    """Yield the indicators of the year's programme, as it read then, up to the last day of the period."""
    year, last = taken.asked.first.year, taken.asked.last
    programme = programme_of(year, taken.upto, work)
    if programme is None:
        return
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    so_far, _ = _as_released(Days(first=date(year, 1, 1), last=last), None, taken.upto, taken.at, work)
    known = {one: count for one, count in so_far.items() if count is not None}
    by = {
        one.code: figures.until(one.measure, year, min(one.by, last), taken.upto)
        for one in programme.indicators
        if one.by is not None and one.measure is not None
    }
    counts = Counts(known, taken.table.fed, by)
    for one in programme.indicators:
        progress = progress_of(one, counts, programme.milestones, year, last)
        yield _line(progress, is_kept=one.measure in OF_CHILDREN and one.measure not in known)


def _line(progress: Progress, *, is_kept: bool) -> IndicatorLine:
    one, missed = progress.indicator, progress.missed
    return IndicatorLine(
        code=one.code,
        name=one.name,
        comparison=one.comparison,
        target=one.target,
        unit=one.unit or one.words,
        result=None if is_kept else progress.result,
        most=progress.most,
        standing=None if is_kept else progress.standing,
        mark=missed.until if missed and not is_kept else None,
        mark_amount=missed.amount if missed and not is_kept else None,
        is_withheld=is_kept,
    )


def programme_of(year: int, upto: int, work: Work) -> Programme | None:
    """Return the programme of a year as it read at a position."""
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
    """Return what became known of some days between two positions; of children only releases tell."""
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    found = figures.of_days(first, last, since, upto, unit)
    return tuple(
        Changed(measure=measure, difference=found[measure])
        for measure in Measure
        if found.get(measure) and measure not in OF_CHILDREN
    )


# -- the chapter, a forum ----------------------------------------------------------------------------------------------


def _chapter(taken: _Taken, work: Work) -> tuple[tuple[ChapterLine, ...], Shown]:
    if taken.asked.kind is not ReportKind.CHAPTER_QUARTER:
        return (), None
    quarter = Quarter.of(taken.asked.first)
    asking = SeeQuarter(
        year=quarter.year, quarter=quarter.number, chapter=taken.asked.covers, as_of=taken.table.mark
    )
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
