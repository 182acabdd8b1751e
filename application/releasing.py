"""Giving a table out: held against all that was given out before, under the thresholds that hold now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import structlog

from application.article92 import Article92Figures
from application.released import ReleaseRow, Releases
from application.units import Units
from application.work import Work
from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.convention import CONVENTION, Convention
from domain.disclosure.overlap import Counted, Earlier, check
from domain.disclosure.released import Area, Cut, Days
from domain.disclosure.solving import Solver
from domain.kernel import Unknown
from domain.release import (
    NothingToRelease,
    Release,
    ReleasedAlready,
    Smallest,
    areas_of,
    checked_size,
)

log = structlog.get_logger()
WHOLE = "Toàn Hội"
UNNOTED = "Không ghi đơn vị"


def convention_of(work: Work) -> Convention:
    """Return the thresholds that hold now; version -1 while nobody changed them."""
    try:
        return work.read(Convention, CONVENTION)
    except Unknown:
        return Convention(id=CONVENTION, version=-1)


def give_out(
    title: str,
    spans: tuple[Days, ...],
    cut_off: date,
    work: Work,
    *,
    by_unit: bool = True,
    upto: int | None = None,
) -> UUID:
    """Give out a table of all measures about children, as one more fact of this work; the caller has asked `allow`.

    Whoever issues a report calls it and prints the figures of the release (`work.read(Release, …).given.table`), never
    its own: small ones are hidden there, with as many others as it takes, held against everything given out before.

    Args:
        title: What it is called on the list.
        spans: The days of each column, for instance the year and its months (`spans_of_year`).
        cut_off: The last day of recording that counts; it has passed.
        by_unit: Whether it has a row for each unit, besides the one for all.
        upto: Position of the log, where the caller has fixed it; else that of the end of the cut-off day.

    Raises:
        CutOffIsNotFixed: The day has not passed.
        NothingToRelease: Nothing about children is counted.
        ReleasedAlready: The same title, of the same days, as of the same day.
        TableTooLarge: It has more than 40,000 figures.
    """
    releases = work.view(Releases)  # type: ignore[type-abstract]
    releases.settle()
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = figures.position_of_day(cut_off) if upto is None else upto
    rows = releases.all()
    first, last = min(days.first for days in spans), max(days.last for days in spans)
    if any((one.title, one.first, one.last, one.cut_off) == (title, first, last, cut_off) for one in rows):
        raise ReleasedAlready
    before = _overlapping(spans, rows)
    given = [work.read(Release, one.release).given for one in before]
    positions = sorted({upto, *(one.upto for one in given)})
    first, last = min([first, *(one.first for one in before)]), max([last, *(one.last for one in before)])
    counted = releases.counted(first, last, positions)
    stage = positions.index(upto)
    known = [one for one in counted if one.stage <= stage]
    cut = checked_size(
        Cut(measures=_measures(figures, known), spans=spans, areas=_areas(known, by_unit, work))
    )
    convention = convention_of(work)
    smallest = {measure: convention.smallest(measure) for measure in Measure}
    earlier = [Earlier(one.table, positions.index(one.upto)) for one in given]
    checked = check(cut, stage, counted, earlier, smallest, work.view(Solver))  # type: ignore[type-abstract]
    thresholds = tuple(Smallest(measure=one, count=smallest[one]) for one in cut.measures)
    fact = Release.give_out(
        title,
        cut_off,
        upto,
        checked,
        (convention.version + 1, thresholds),
        tuple(one.release for one in before),
        work.act,
    )
    stream = work.new_id()
    work.open(stream, fact)
    log.info("figures_released", stream_id=str(stream), count=checked.hidden)
    return stream


def _overlapping(spans: Sequence[Days], rows: Sequence[ReleaseRow]) -> list[ReleaseRow]:
    """Return what tells of the same days, and what tells of the days of that."""
    first, last = min(days.first for days in spans), max(days.last for days in spans)
    found: list[ReleaseRow] = []
    while more := [one for one in rows if one not in found and one.first <= last and first <= one.last]:
        found += more
        first = min(first, *(one.first for one in more))
        last = max(last, *(one.last for one in more))
    return sorted(found, key=lambda one: (one.upto, one.released_at))


def _measures(figures: Article92Figures, known: Sequence[Counted]) -> tuple[Measure, ...]:
    if not known:
        raise NothingToRelease
    return tuple(one for one in Measure if one in OF_CHILDREN and one in figures.fed())


def _areas(known: Sequence[Counted], by_unit: bool, work: Work) -> tuple[Area, ...]:
    rows = work.view(Units).all() if by_unit else ()  # type: ignore[type-abstract]
    counted = frozenset(one.unit for one in known) if by_unit else frozenset()
    return areas_of(WHOLE, [(row.unit, row.parent, row.name) for row in rows], counted, UNNOTED)
