"""Random files in several tables at once, given out in turn, and what a reader of all of them has before him.

The reader knows no more than the printed tables and how a file can count: he has an unknown for each way in which a
file may be told from the first release to the last (unit, half of the year, sex, groups, late or not, missing or not,
and when it came in or changed), with no notion of which of these ways are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, product
from random import Random
from typing import NamedTuple
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.overlap import Checked, Earlier, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import Area, Cut, Days, Place
from domain.disclosure.rows import CASES, Row, SituationRow
from domain.disclosure.solving import Solver
from domain.log_figures import LogCount
from domain.release import halves_of_year
from domain.situation import UNKNOWN
from domain.situation import Cut as Of
from tests.disclosure.auditor import Printed

SMALLEST = 5
YEAR, *HALVES = halves_of_year(2025)
DAY = {HALVES[0]: date(2025, 2, 3), HALVES[1]: date(2025, 9, 10)}
UNITS = (UUID(int=1), UUID(int=2))
ALL = Area(name="all")
AREAS = (ALL, *(Area(name=f"unit {unit.int}", unit=unit, units=(unit,)) for unit in UNITS))
SEXES = ("male", "female")
GROUPS = ((), ("abandoned",), ("disability",), ("abandoned", "disability"))
SEX_ROWS = tuple(SituationRow(Of.SEX, code) for code in (*SEXES, UNKNOWN))
GROUP_ROWS = tuple(SituationRow(Of.GROUP, code) for code in ("abandoned", "disability", UNKNOWN))
TABLES: Mapping[str, Cut] = {
    "figures": Cut(rows=(Measure.RECEIVED, Measure.IN_TIME), spans=(YEAR, *HALVES), areas=AREAS),
    "situation": Cut(rows=(CASES, *SEX_ROWS, *GROUP_ROWS), spans=(YEAR, *HALVES), areas=(ALL,)),
    "log": Cut(
        rows=(LogCount.ENTRIES, LogCount.LATE, LogCount.INCOMPLETE), spans=(YEAR, *HALVES), areas=(ALL,)
    ),
    "log by unit": Cut(
        rows=(LogCount.ENTRIES, LogCount.LATE, LogCount.INCOMPLETE), spans=(YEAR,), areas=AREAS
    ),
}
SHAPES = (("situation",), ("figures", "situation"), ("situation", "log", "figures"), ("log", "log by unit"))
"""Tables that are given out together, in this order."""


class Said(NamedTuple):
    """What is known of a file at a stage."""

    sex: str
    groups: tuple[str, ...]
    late: bool
    missing: bool

    def rows(self) -> frozenset[Row]:
        """Return in which rows it counts."""
        told: set[Row] = {CASES, Measure.RECEIVED, LogCount.ENTRIES, SituationRow(Of.SEX, self.sex)}
        told |= {SituationRow(Of.GROUP, code) for code in self.groups or (UNKNOWN,)}
        told.add(LogCount.LATE if self.late else Measure.IN_TIME)
        return frozenset(told | ({LogCount.INCOMPLETE} if self.missing else set()))


@dataclass(frozen=True)
class File:
    """A file with what was known of it at each stage; None while it was not there."""

    unit: UUID
    half: Days
    said: tuple[Said | None, ...]

    def counts(self, stage: int, place: Place) -> bool:
        """Return whether it counts in a place as known at a stage."""
        said, (row, days, area) = self.said[stage], place
        is_in = area.units is None or self.unit in area.units
        return said is not None and is_in and days in (YEAR, self.half) and row in said.rows()


@dataclass(frozen=True)
class Given:
    """Tables given out one after the other, with what was really counted."""

    files: tuple[File, ...]
    shape: tuple[str, ...]
    tables: tuple[tuple[int, Checked], ...]
    """Stage and table; one that was refused is not among them."""
    refused: int

    def real(self, stage: int, place: Place) -> int:
        """Return what a figure really is."""
        return sum(one.counts(stage, place) for one in self.files)


def given(
    seed: int,
    shape: Sequence[str],
    stages: int,
    solver: Solver,
    checks: Callable[..., Checked] = check,
    sizes: Sequence[int] = (14, 25, 40, 60),
) -> Given:
    """Make files up, and give their tables out so many times."""
    random = Random(f"{seed} {shape} {stages}")
    files = tuple(_file(random, stages) for _ in range(random.choice(sizes)))
    counted = [Counted(1, tuple(_history(one))) for one in files]
    earlier: list[Earlier] = []
    tables: list[tuple[int, Checked]] = []
    refused = 0
    for stage, name in product(range(stages), shape):
        found = checks(TABLES[name], stage, counted, tuple(earlier), lambda row: SMALLEST, solver)
        if found.short or found.given_away:
            refused += 1
            continue
        tables.append((stage, found))
        earlier.append(Earlier(found.table, stage, frozenset(found.noughts)))
    return Given(files, tuple(shape), tuple(tables), refused)


def paper(one: Given, stages: int) -> Printed:
    """Return all tables side by side, each figure as the sum of the ways in which a file can count in it."""
    read = Printed()
    for number, (stage, checked) in enumerate(one.tables):
        for place, count in checked.table.figures():
            name = (number, stage, *place)
            read.figures[name] = count
            if count is None and place.row not in (LogCount.LATE, LogCount.INCOMPLETE, *checked.noughts):
                read.least[name] = 1
            read.sums.append((name, [way for way in ways(stages, one.shape) if way.counts(stage, place)]))
    return read


def named(one: Given, stages: int) -> dict[tuple[str, int, Place, Row | int | None], list[File]]:
    """Return what must not be told too narrowly though it is not printed: small overlaps, small changes."""
    found: dict[tuple[str, int, Place, Row | int | None], list[File]] = {}
    last = max((stage for stage, _ in one.tables), default=0)
    printed = dict.fromkeys(
        place for _, checked in one.tables for place in checked.table.cut.places() if place.row in GROUP_ROWS
    )
    for place in printed:
        for before, after in combinations(sorted({stage for stage, _ in one.tables}), 2):

            def joined(file: File, place: Place = place, before: int = before, after: int = after) -> bool:
                return file.counts(after, place) and not file.counts(before, place)

            if 0 < sum(map(joined, one.files)) < SMALLEST:
                found["joined", after, place, before] = [
                    way for way in ways(stages, one.shape) if joined(way)
                ]
        if place.row == GROUP_ROWS[0]:
            other = place._replace(row=GROUP_ROWS[1])

            def both(file: File, place: Place = place, other: Place = other) -> bool:
                return file.counts(last, place) and file.counts(last, other)

            if 0 < sum(map(both, one.files)) < SMALLEST:
                found["both", last, place, other.row] = [way for way in ways(stages, one.shape) if both(way)]
    return found


@cache
def ways(stages: int, names: tuple[str, ...]) -> tuple[File, ...]:
    """Return all ways in which a file can be told by some tables, whether some file is or not."""
    late = (False,) if names == ("situation",) else (False, True)
    missing = (False, True) if any("log" in name for name in names) else (False,)
    said = [Said(*one) for one in product((*SEXES, UNKNOWN), GROUPS, late, missing)]
    return tuple(File(unit, half, told) for unit in UNITS for half in HALVES for told in _told(said, stages))


def _told(said: Sequence[Said], stages: int) -> Iterator[tuple[Said | None, ...]]:
    """Yield what may be said of a file from stage to stage; how late it came in stays as it is."""
    for first in range(stages):
        for one in said:
            later = [other for other in said if other.late == one.late]
            for more in product(later, repeat=stages - first - 1):
                yield (*([None] * first), one, *more)


def _file(random: Random, stages: int) -> File:
    first = random.choice([0] * 4 + list(range(stages)))
    said = Said(
        random.choices((*SEXES, UNKNOWN), (5, 4, 1))[0],
        random.choices(GROUPS, (2, 5, 4, 1))[0],
        random.random() < 0.2,
        random.random() < 0.4,
    )
    told: list[Said | None] = [None] * first + [said]
    for _ in range(first + 1, stages):
        if random.random() < 0.12:
            said = said._replace(groups=random.choice(GROUPS), missing=not said.missing)
        told.append(said)
    return File(random.choices(UNITS, (3, 1))[0], random.choice(HALVES), tuple(told))


def _history(one: File) -> Iterator[tuple[int, frozenset[Mark]]]:
    for stage, said in enumerate(one.said):
        if said is not None and (not stage or said != one.said[stage - 1]):
            yield stage, frozenset(Mark(row, DAY[one.half], one.unit) for row in said.rows())
