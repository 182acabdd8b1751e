"""Random tables in several shapes, given out once or several times, and what a reader of all of them has before him."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.overlap import Checked, Earlier, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import Area, Cut, Days, Place, ReleasedTable
from domain.disclosure.rows import Row
from domain.disclosure.solving import Solver
from tests.disclosure.auditor import Name, Printed

PARTS = (Measure.IN_TIME, Measure.IMPORTED)
"""What a file received may count in besides."""
SHAPES = ("one way", "two ways", "units in groups", "months in quarters", "of which", "everything")
SMALLEST = 5
COUNTS = (0, 0, 0, 1, 1, 2, 3, 4, 6, 9, 14, 30)
ALL = Area(name="all")
Cell = tuple[Measure, date, UUID]


@dataclass(frozen=True)
class Told:
    """Tables given out one after the other, with what was really counted."""

    cut: Cut
    groups: tuple[Area, ...]
    single: tuple[Area, ...]
    quarters: tuple[tuple[Days, tuple[Days, ...]], ...]
    counts: tuple[Counter[Cell], ...]
    """What was added at each stage."""
    checked: tuple[Checked, ...]

    @property
    def tables(self) -> tuple[ReleasedTable, ...]:
        return tuple(one.table for one in self.checked)

    def real(self, stage: int, name: tuple[Row, Days, Area]) -> int:
        """Return what a figure really is at a stage."""
        measure, days, area = name
        return sum(
            count
            for added in self.counts[: stage + 1]
            for (of, day, unit), count in added.items()
            if of is measure and days.first <= day <= days.last and (area.units is None or unit in area.units)
        )


def told(seed: int, shape: str, stages: int, solver: Solver, checks: Callable[..., Checked] = check) -> Told:
    """Make up a table, and give it out so many times."""
    random = Random(f"{seed} {shape} {stages}")
    most = 4 if shape in ("of which", "everything") else 6
    units = [UUID(int=number + 1) for number in range(1 if shape == "one way" else random.randint(2, most))]
    months = [_month(number) for number in range(1, random.randint(3, most) + 1)]
    single = tuple(Area(name=f"unit {unit.int}", unit=unit, units=(unit,)) for unit in units)
    groups: tuple[Area, ...] = ()
    if shape in ("units in groups", "everything") and len(units) > 3:
        groups = (Area(name="north", units=tuple(units[:2])), Area(name="south", units=tuple(units[2:])))
    quarters = [(Days(first=months[0].first, last=months[-1].last), tuple(months))]
    if shape in ("months in quarters", "everything"):
        quarters.append((Days(first=months[0].first, last=months[1].last), tuple(months[:2])))
    measures = (Measure.CONSULTATIONS,)
    if shape in ("of which", "everything"):
        measures = (Measure.RECEIVED, Measure.IN_TIME, Measure.IMPORTED)  # type: ignore[assignment]
    cut = Cut(
        rows=measures,
        spans=tuple(dict.fromkeys((*(whole for whole, _ in quarters), *months))),
        areas=(ALL, *groups, *single) if shape != "one way" else (ALL,),
    )
    counts: list[Counter[Cell]] = []
    lines: list[Counted] = []
    earlier: list[Earlier] = []
    checked: list[Checked] = []
    for stage in range(stages):
        counts.append(_added(random, measures, months, units, sum(counts, Counter()), few=stage > 0))
        lines += _counted(counts[-1], stage)
        checked.append(checks(cut, stage, lines, tuple(earlier), lambda row: SMALLEST, solver))
        earlier.append(Earlier(checked[-1].table, stage, frozenset(checked[-1].noughts)))
    return Told(cut, groups, single, tuple(quarters), tuple(counts), tuple(checked))


def _counted(added: Counter[Cell], stage: int) -> list[Counted]:
    """Return files with the parts in which each counts, or lines."""
    found = []
    for (measure, day, unit), count in added.items():
        if measure in PARTS:
            both = frozenset({Mark(measure, day, unit), Mark(Measure.RECEIVED, day, unit)})
            found.append(Counted(count, ((stage, both),)))
            count = -count
            measure = Measure.RECEIVED
        found.append(Counted(count, ((stage, frozenset({Mark(measure, day, unit)})),)))
    return found


def paper(told: Told, tables: Sequence[ReleasedTable]) -> Printed:
    """Return all tables side by side, with every sum that a reader knows to hold."""
    read = Printed()
    members = told.cut.rows
    for stage, table in enumerate(tables):
        for place, count in table.figures():
            named: Name = (stage, *place)
            read.figures[named] = count
            if count is None and place.row not in told.checked[stage].noughts:
                read.least[named] = 1
        for measure in members:
            for days in told.cut.spans:
                if told.single and len(told.cut.areas) > 1:
                    inner = [(stage, measure, days, area) for area in told.single]
                    read.sums.append(((stage, measure, days, ALL), inner))
                for group in told.groups:
                    held = [area for area in told.single if set(area.units or ()) <= set(group.units or ())]
                    read.sums.append(
                        ((stage, measure, days, group), [(stage, measure, days, one) for one in held])
                    )
            for area in told.cut.areas:
                for whole, parts in told.quarters:
                    read.sums.append(
                        ((stage, measure, whole, area), [(stage, measure, one, area) for one in parts])
                    )
        if len(members) > 1:
            for days in told.cut.spans:
                for area in told.cut.areas:
                    known: list[Name] = [(stage, one, days, area) for one in members if one in PARTS]
                    rest = ("rest", stage, days, area)
                    read.sums.append(((stage, members[0], days, area), [*known, rest]))
    _tie_stages(told, read, len(tables))
    return read


def _tie_stages(told: Told, read: Printed, stages: int) -> None:
    """Say that each table is the one before with what was added since, the parts of a whole for themselves too."""
    finest_days = [days for days in told.cut.spans if days not in {whole for whole, _ in told.quarters}]
    finest_areas = told.single if len(told.cut.areas) > 1 else (ALL,)
    for stage in range(1, stages):
        corrected = [
            place
            for place in told.cut.places()
            if place.days in finest_days and place.area in finest_areas and _fell(told, stage, place)
        ]
        for place in told.cut.places():
            more: Name = ("added", stage, *place)
            read.sums.append(((stage, *place), [(stage - 1, *place), more]))
            if any(_holds(place, one) for one in corrected) or _fell(told, stage, place):
                read.may_be_negative.add(more)
        if len(told.cut.rows) > 1:
            for days in finest_days:
                for area in finest_areas:
                    added_rest = ("added rest", stage, days, area)
                    before = ("rest", stage - 1, days, area)
                    read.sums.append((("rest", stage, days, area), [before, added_rest]))
                    if _rest(told, stage, days, area) < _rest(told, stage - 1, days, area):
                        read.may_be_negative.add(added_rest)


def _fell(told: Told, stage: int, place: Place) -> bool:
    return told.real(stage, place) < told.real(stage - 1, place)


def _holds(place: Place, part: Place) -> bool:
    """Return whether a figure is a sum with this part: one that was corrected may have outweighed the others."""
    in_days = place.days.first <= part.days.first and part.days.last <= place.days.last
    in_area = place.area.units is None or set(part.area.units or ()) <= set(place.area.units)
    return place.row is part.row and in_days and in_area


def small_differences(told: Told) -> list[Name]:
    """Return what was added between two tables and is small."""
    return [
        ("added", stage, *place)
        for stage in range(1, len(told.checked))
        for place in told.cut.places()
        if 0 < abs(told.real(stage, place) - told.real(stage - 1, place)) < SMALLEST
    ]


def _rest(told: Told, stage: int, days: Days, area: Area) -> int:
    whole, *parts = (told.real(stage, (one, days, area)) for one in told.cut.rows)
    return whole - sum(parts)


def _added(
    random: Random,
    measures: Sequence[Measure],
    months: Sequence[Days],
    units: Sequence[UUID],
    before: Counter[Cell],
    *,
    few: bool,
) -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    for days in months:
        for unit in units:
            if few and random.random() < 0.6:
                continue
            kinds = measures[1:]
            whole = 0
            for kind in kinds:
                count = random.choice(COUNTS)
                found[kind, days.first, unit] = count
                whole += count
            found[measures[0], days.first, unit] = whole + random.choice(COUNTS)
            if few and not kinds and before[measures[0], days.first, unit] > 1 and random.random() < 0.1:
                found[measures[0], days.first, unit] = -1
    return found


def _month(number: int) -> Days:
    return Days(first=date(2025, number, 1), last=date(2025, number, 28))
