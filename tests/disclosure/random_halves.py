"""Random lines by month and unit: the first half given out, then the year with what was recorded late; few of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.overlap import Checked, Earlier, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import Area, Cut, Days, Place
from domain.disclosure.solving import Solver
from tests.disclosure.auditor import Name, Printed

SMALLEST = 5
ROW = Measure.CONSULTATIONS
MONTHS = tuple(Days(first=date(2025, one, 1), last=date(2025, one, 28)) for one in range(1, 5))
HALF, YEAR = (Days(first=MONTHS[0].first, last=MONTHS[one].last) for one in (1, 3))
COUNTS = (0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 7)


class Cell(NamedTuple):
    """The finest that can be counted: what was recorded at a stage, of a month and a unit."""

    stage: int
    month: Days
    unit: UUID

    def counts(self, stage: int, place: Place) -> bool:
        """Return whether it is in a figure as known at a stage."""
        within = place.days.first <= self.month.first <= place.days.last
        return self.stage <= stage and within and (place.area.units is None or self.unit in place.area.units)


@dataclass(frozen=True)
class Halves:
    """What was really counted, and what was given out of it; a table that was refused is not there."""

    counts: dict[Cell, int]
    checked: tuple[tuple[int, Checked], ...]
    refused: int

    def real(self, stage: int, place: Place) -> int:
        """Return what a figure really is."""
        return sum(count for cell, count in self.counts.items() if cell.counts(stage, place))


def halves(seed: int, solver: Solver, checks: Callable[..., Checked] = check) -> Halves:
    """Make up a year, and give out its half and then all of it."""
    random = Random(f"halves {seed}")
    units = [UUID(int=one + 1) for one in range(random.randint(2, 4))]
    counts = {
        Cell(stage, month, unit): 0
        if (stage == 0) is (month in MONTHS[2:]) and (stage == 0 or random.random() < 0.7)
        else random.choice(COUNTS)
        for stage in (0, 1)
        for month in MONTHS
        for unit in units
    }
    counts |= {
        cell: 0 for cell in counts if cell.stage and cell.month in MONTHS[:2] and random.random() < 0.7
    }
    areas = (Area(name="all"), *(Area(name=f"unit {one.int}", unit=one, units=(one,)) for one in units))
    lines = [
        Counted(count, ((cell.stage, frozenset({Mark(ROW, cell.month.first, cell.unit)})),))
        for cell, count in counts.items()
        if count
    ]
    told: list[tuple[int, Checked]] = []
    for stage, (spans, of) in enumerate((((HALF,), areas[:1]), ((YEAR, *MONTHS), areas))):
        cut = Cut(rows=(ROW,), spans=spans, areas=of)
        earlier = [Earlier(one.table, at, frozenset(one.noughts)) for at, one in told]
        found = checks(cut, stage, lines, earlier, lambda row: SMALLEST, solver)
        if not found.short:
            told.append((stage, found))
    return Halves(counts, tuple(told), 2 - len(told))


def paper(one: Halves) -> tuple[Printed, list[Name]]:
    """Return all that a reader has, each figure as a sum of cells; and what must not be told too narrowly."""
    read, asked = Printed(), list[Name]()
    for stage, checked in one.checked:
        for place, count in checked.table.figures():
            name = (stage, *place)
            read.figures[name] = count
            read.sums.append((name, [cell for cell in one.counts if cell.counts(stage, place)]))
            if count is None:
                asked.append(name)
                if place.row not in checked.noughts:
                    read.least[name] = 1
    if len(one.checked) == 2:
        for place in one.checked[0][1].table.cut.places():
            added: Name = ("added", *place)
            read.sums.append((added, [cell for cell in one.counts if cell.stage and cell.counts(1, place)]))
            if 0 < one.real(1, place) - one.real(0, place) < SMALLEST:
                asked.append(added)
    return read, asked
