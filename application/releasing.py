"""Giving a table out: held against all that was given out before, under the thresholds that hold now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog

from application.article92 import Article92Figures
from application.released import ReleaseRow, Releases
from application.units import Units
from application.work import Work
from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.convention import CONVENTION, Convention
from domain.disclosure.overlap import Checked, Earlier, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import Area, Cut, Days
from domain.disclosure.rows import LOG, SITUATION, Row
from domain.disclosure.solving import Solver
from domain.figure_cuts import Cut as By
from domain.figure_cuts import in_order, row_label, row_of
from domain.kernel import Unknown
from domain.release import (
    NothingToRelease,
    Release,
    ReleasedAlready,
    Smallest,
    TableKind,
    TooFewToRelease,
    areas_of,
    checked_size,
    halves_of_year,
    is_safe,
    spans_of_year,
)
from domain.release_detail import Detail, coarser, days_of_year

log = structlog.get_logger()
WHOLE = "Toàn Hội"
UNNOTED = "Không ghi đơn vị"
_PLACES = {TableKind.DISTRICT: By.DISTRICT, TableKind.COMMUNE: By.COMMUNE}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fixed cut is given out, of which days."""

    kind: TableKind
    title: str
    spans: tuple[Days, ...]
    by_unit: bool = True
    """Whether it has a row for each unit, besides the one for all."""

    @classmethod
    def of_year(cls, kind: TableKind, year: int, detail: Detail = Detail.FULL) -> Shape:
        """Return the table of a year.

        Children's situation is told of the whole association and of halves of the year alone: by unit or by month
        nearly all of it would be small (no table by place, kind and age at all: SECURITY 5.4). What is by month is of
        the whole association, and what is by unit or by place of the whole year.
        """
        if detail is not Detail.FULL:
            title = f"{kind.vi}, năm {year} ({detail.vi.lower()})"
            return cls(kind, title, days_of_year(year, detail.months), by_unit=detail.by_unit)
        title, days = f"{kind.vi}, năm {year}", spans_of_year(year)
        match kind:
            case TableKind.FIGURES:
                return cls(kind, f"Năm {year}", days)
            case TableKind.SITUATION:
                return cls(kind, title, halves_of_year(year), by_unit=False)
            case TableKind.LOG:
                return cls(kind, title, days, by_unit=False)
            case TableKind.LOG_UNITS | TableKind.DISTRICT | TableKind.COMMUNE:
                return cls(kind, title, days[:1])


def convention_of(work: Work) -> Convention:
    """Return the thresholds that hold now; version -1 while nobody changed them."""
    try:
        return work.read(Convention, CONVENTION)
    except Unknown:
        return Convention(id=CONVENTION, version=-1)


def give_out(shape: Shape, cut_off: date, work: Work, *, upto: int | None = None) -> UUID:
    """Give a table out, as one more fact of this work; the caller has asked `allow`.

    Whoever issues a report calls it and prints the figures of the release (`work.read(Release, …).given.table`), never
    its own: small ones are hidden there, with as many others as it takes, held against everything given out before.

    Args:
        shape: Which fixed cut, of which days.
        cut_off: The last day of recording that counts; it has passed.
        upto: Position of the log, where the caller has fixed it; else that of the end of the cut-off day.

    Raises:
        CutOffIsNotFixed: The day has not passed.
        NothingToRelease: Nothing about children is counted.
        ReleasedAlready: The same title, of the same days, as of the same day.
        TableTooLarge: It has more than 40,000 figures.
        TooFewToRelease: It cannot be made safe.
    """
    tried = _tried(shape, cut_off, work, upto)
    checked, convention = tried.checked, tried.convention
    fact = Release.give_out(
        shape.kind,
        shape.title,
        cut_off,
        tried.upto,
        checked,
        (
            convention.version + 1,
            tuple(Smallest(row=row, count=convention.smallest(row)) for row in checked.table.cut.rows),
        ),
        tuple(one.release for one in tried.before),
        work.act,
    )
    stream = work.new_id()
    work.open(stream, fact)
    log.info("figures_released", stream_id=str(stream), count=checked.hidden)
    return stream


def finest_that_goes_out(
    kind: TableKind, year: int, cut_off: date, than: Detail, work: Work
) -> Detail | None:
    """Return the finest coarser cut of a year's table that may go out; None: no cut of it may.

    Nothing is given out: each is tried, held against all that was given out before, under the thresholds of now.
    """
    for detail in coarser(kind, than):
        try:
            tried = _tried(Shape.of_year(kind, year, detail), cut_off, work, None)
        except (ReleasedAlready, TooFewToRelease):
            continue
        if is_safe(kind, tried.checked):
            return detail
    return None


@dataclass(frozen=True, slots=True)
class _Tried:
    """A table that was worked out, and what it was held against."""

    checked: Checked
    upto: int
    before: Sequence[ReleaseRow]
    convention: Convention


def _tried(shape: Shape, cut_off: date, work: Work, upto: int | None) -> _Tried:
    releases = work.view(Releases)  # type: ignore[type-abstract]
    releases.settle()
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    position = figures.position_of_day(cut_off) if upto is None else upto
    rows = releases.all()
    first, last = _days(shape.spans)
    same = (shape.title, first, last, cut_off)
    if any((one.title, one.first, one.last, one.cut_off) == same for one in rows):
        raise ReleasedAlready
    before = _overlapping(shape.spans, rows)
    convention = convention_of(work)
    try:
        checked = _checked(shape, position, before, convention, work)
    except ArithmeticError as gave_up:  # what cannot be shown to be safe does not go out
        raise TooFewToRelease from gave_up
    return _Tried(checked, position, before, convention)


def _checked(
    shape: Shape, upto: int, before: Sequence[ReleaseRow], convention: Convention, work: Work
) -> Checked:
    """Return a table held against what was given out before of its days, and of the days of that."""
    given = [work.read(Release, one.release).given for one in before]
    positions = sorted({upto, *(one.upto for one in given)})
    first, last = _days([*shape.spans, *(days for one in given for days in one.table.cut.spans)])
    by_place = any(one.kind in _PLACES for one in given) or shape.kind in _PLACES
    counted = work.view(Releases).counted(first, last, positions, by_place=by_place)  # type: ignore[type-abstract]
    stage = positions.index(upto)
    cut = checked_size(_cut(shape, counted, stage, work))
    earlier = [Earlier(one.table, positions.index(one.upto), frozenset(one.noughts)) for one in given]
    return check(cut, stage, counted, earlier, convention.smallest, work.view(Solver))  # type: ignore[type-abstract]


def _overlapping(spans: Sequence[Days], rows: Sequence[ReleaseRow]) -> list[ReleaseRow]:
    """Return what tells of the same days, and what tells of the days of that."""
    first, last = _days(spans)
    found: list[ReleaseRow] = []
    while more := [one for one in rows if one not in found and one.first <= last and first <= one.last]:
        found += more
        first = min(first, *(one.first for one in more))
        last = max(last, *(one.last for one in more))
    return sorted(found, key=lambda one: (one.upto, one.released_at))


def _days(spans: Iterable[Days]) -> tuple[date, date]:
    known = tuple(spans)
    return min(days.first for days in known), max(days.last for days in known)


def _cut(shape: Shape, counted: Sequence[Counted], stage: int, work: Work) -> Cut:
    rows = _rows(shape.kind, work.view(Article92Figures))  # type: ignore[type-abstract]
    marks = {mark for one in counted for mark in one.at(stage) if mark.row in rows}
    if not marks:
        raise NothingToRelease
    return Cut(rows=rows, spans=shape.spans, areas=_areas(shape, marks, work))


def _rows(kind: TableKind, figures: Article92Figures) -> tuple[Row, ...]:
    if kind is TableKind.SITUATION:
        return SITUATION
    if kind in (TableKind.LOG, TableKind.LOG_UNITS):
        return LOG
    return tuple(one for one in Measure if one in OF_CHILDREN and one in figures.fed())


def _areas(shape: Shape, marks: set[Mark], work: Work) -> tuple[Area, ...]:
    by = _PLACES.get(shape.kind)
    if by is not None:
        places = in_order({row_of(mark.place, by) for mark in marks})
        return Area(name=WHOLE), *(Area(name=row_label(one), by=by, place=one) for one in places)
    if not shape.by_unit:
        return (Area(name=WHOLE),)
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    units = frozenset(mark.unit for mark in marks)
    return areas_of(WHOLE, [(row.unit, row.parent, row.name) for row in rows], units, UNNOTED)
