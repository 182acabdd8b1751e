"""What a report tells besides measures: recommendations and replies, released tables, closed periods read twice.

The same whoever asks: recommendations are counted without a look at who may open which, children as they were released.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from application.article92 import Article92Figures
from application.figure_period import FigurePeriods
from application.recommendation.desk import late_spans
from application.recommendation.figures import Part, Parts
from application.released import ReleaseRow, Releases
from application.report.desk import Reports
from application.work import Work
from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.released import Days
from domain.recommendation.codes import AgencyKind
from domain.recommendation.figures import OpenAge, RecommendationCount
from domain.release import Release, TableKind
from domain.report.facts import Asked
from domain.report.figures import PeriodLine, Recommended, ReleasedLine, Replies

_TABLES = (TableKind.SITUATION, TableKind.LOG)


def recommended(asked: Asked, upto: int, work: Work) -> Recommended:
    """Return the recommendations of the period, open ones with their age on its last day."""
    cells = work.view(Reports).recommendations(asked, upto)  # type: ignore[type-abstract]
    parts = Parts(asked.last, late_spans(asked.last))
    whole = [one for one in cells if one.line.what is not RecommendationCount.OPEN or one.line.agency is None]
    by_agency, total = parts.by(cells, lambda one: one.line.agency), parts.of(whole)
    return Recommended(
        collected=sum(one.count for one in cells if one.line.what is RecommendationCount.COLLECTED),
        replies=(
            _replies(None, total),
            *(_replies(kind, by_agency[kind]) for kind in AgencyKind if kind in by_agency),
        ),
        ages=tuple(total.aged(age) for age in OpenAge),
    )


def _replies(agency: AgencyKind | None, part: Part) -> Replies:
    return Replies(
        agency=agency,
        conveyed=part.conveyed,
        replied=part.replied,
        open=len(part.ages),
        overdue=part.overdue,
        median_age=part.median_age,
    )


def released(
    asked: Asked, upto: int, at: datetime, work: Work
) -> tuple[tuple[ReleasedLine, ...], tuple[UUID, ...]]:
    """Return the rows of the last releases, up to the position, that tell of exactly these days of all units."""
    if asked.covers is not None:
        return (), ()
    days = Days(first=asked.first, last=asked.last)
    rows = [one for one in work.view(Releases).all() if one.upto <= upto and one.released_at <= at]  # type: ignore[type-abstract]
    lines: list[ReleasedLine] = []
    found: list[UUID] = []
    for kind in _TABLES:
        told = _told(kind, days, rows, work)
        if told is not None:
            found.append(told[0])
            lines += told[1]
    return tuple(lines), tuple(found)


def _told(
    kind: TableKind, days: Days, rows: Sequence[ReleaseRow], work: Work
) -> tuple[UUID, list[ReleasedLine]] | None:
    for row in sorted(rows, key=lambda one: (one.upto, one.released_at), reverse=True):
        if row.kind is not kind or not (row.first <= days.first and days.last <= row.last):
            continue
        table = work.read(Release, row.release).given.table
        lines = [
            ReleasedLine(row=place.row, count=count)
            for place, count in table.figures()
            if place.days == days and place.area == table.cut.areas[0]
        ]
        if lines:
            return row.release, lines
    return None


def periods_read_twice(asked: Asked, upto: int, at: datetime, work: Work) -> Iterator[PeriodLine]:
    """Yield the figures of closed periods of the year, up to the last day, that are known otherwise now."""
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    rows = [
        one
        for one in work.view(FigurePeriods).all()  # type: ignore[type-abstract]
        if one.upto is not None
        and one.upto <= upto
        and one.closed_at is not None
        and one.closed_at <= at
        and one.first.year == asked.first.year
        and one.last <= asked.last
    ]
    for row in sorted(rows, key=lambda one: (one.first, one.last, one.closed_at)):
        closed = figures.of_days(row.first, row.last, 0, row.upto or 0, asked.covers)
        now = figures.of_days(row.first, row.last, 0, upto, asked.covers)
        for measure in Measure:
            was, known = closed.get(measure, 0), now.get(measure, 0)
            if was != known and measure not in OF_CHILDREN:
                yield PeriodLine(first=row.first, last=row.last, measure=measure, closed=was, now=known)
