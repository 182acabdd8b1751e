"""What is counted, taken apart as finely as the tables that were given out tell it apart."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.released import Area, Cut, Days, Place
from domain.disclosure.rows import (
    PART_OF,
    Row,
    SituationRow,
    System,
    hides_noughts,
    system_of,
    universe_of,
    wholes_of,
)
from domain.figure_cuts import Cut as By
from domain.figure_cuts import row_of
from domain.log_figures import LogCount
from domain.situation import UNKNOWN
from domain.situation import Cut as Of

Parts = frozenset[int]
_DAY = timedelta(days=1)


class Mark(NamedTuple):
    """Where something counts: in a row, on a day, for a unit, in a place."""

    row: Row
    day: date
    unit: UUID | None = None
    place: str | None = None
    """Key of an administrative unit, several with commas between them, or nothing (`domain.figure_cuts`)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many that are counted alike at every stage; a correction of lines is negative, a number of files never."""

    count: int
    history: tuple[tuple[int, frozenset[Mark]], ...]
    """Stage and marks that hold from it until the next stage named; before the first there are none."""
    is_thought: bool = False
    """Nothing is counted, and readers do not know that: a table hides noughts there."""

    def at(self, stage: int) -> frozenset[Mark]:
        """Return where it counts as known at a stage."""
        found: frozenset[Mark] = frozenset()
        for since, marks in self.history:
            if since <= stage:
                found = marks
        return found

    @classmethod
    def lines(cls, mark: Mark, stage: int, count: int) -> Iterator[Counted]:
        """Yield lines recorded at a stage: what counts in a part counts in its whole, whose lines say so too."""
        whole = PART_OF.get(mark.row) if isinstance(mark.row, Measure) else None
        if whole is None:
            yield cls(count, ((stage, frozenset({mark})),))
        else:
            yield cls(count, ((stage, frozenset({mark, mark._replace(row=whole)})),))
            yield cls(-count, ((stage, frozenset({mark._replace(row=whole)})),))


class Where(NamedTuple):
    """What of a unit and a place some table tells apart."""

    unit: UUID | None
    places: tuple[tuple[By, str], ...]


@dataclass(frozen=True, slots=True)
class _Fineness:
    """How finely the tables tell the rows of a system apart: by which days, by units, by which kinds of places."""

    edges: tuple[date, ...]
    by: frozenset[object]

    @classmethod
    def of(cls, cuts: Iterable[Cut]) -> _Fineness:
        known = tuple(cuts)
        spans = {days for cut in known for days in cut.spans}
        edges = {edge for days in spans for edge in (days.first, days.last + _DAY)}
        areas = [area for cut in known for area in cut.areas]
        by = {area.by or UUID for area in areas if area.by or area.units is not None}
        return cls(tuple(sorted(edges)), frozenset(by))

    def spot(self, mark: Mark) -> Spot | None:
        """Return where a mark stands; None outside all tables."""
        number = bisect_right(self.edges, mark.day) - 1
        if not 0 <= number < len(self.edges) - 1:
            return None
        kinds = (By.DISTRICT, By.COMMUNE)
        places = tuple((one, row_of(mark.place, one)) for one in kinds if one in self.by)
        return number, Where(mark.unit if UUID in self.by else None, places)

    def numbers(self, days: Days) -> range:
        """Return the numbers of the slices within some days."""
        return range(bisect_right(self.edges, days.first) - 1, bisect_right(self.edges, days.last))


Spot = tuple[int, Where]
There = tuple[frozenset[Spot], ...]
"""Where something is by stage."""
Key = tuple[There, tuple[frozenset[tuple[Row, Spot]], ...]]
Numbers = Mapping[Key, int]
"""Number of each part."""
ClassOf = Callable[[Key], object]


class _All(NamedTuple):
    """All of a system, in one of its rows or not."""

    system: System


class TakenApart:
    """The parts of all tables of one universe.

    Each system of rows (`domain.disclosure.rows.system_of`) has parts of its own: readers know of two systems, like sex
    and age, that they are of the same files (`ties`), and not which joint counts are nought. Taken together they would
    be parts so fine that a protected figure seemed to be told already.
    """

    def __init__(self, cuts: Sequence[Cut], counted: Iterable[Counted], stages: int) -> None:
        """Take apart what is counted.

        Args:
            cuts: Of the tables, with the rows of this universe alone.
            counted: What is counted.
            stages: How many there are.
        """
        self.values: list[int] = []
        self.ties: list[tuple[Parts, Parts]] = []
        """Parts of two systems that come to the same, whatever they are."""
        self.open: list[int] = []
        """Parts that hold nothing without readers knowing it."""
        rows = dict.fromkeys(row for cut in cuts for row in cut.rows)
        self._frame = universe_of(next(iter(rows))) if rows else Measure.RECEIVED
        systems = dict.fromkeys([self._frame, *map(system_of, rows)])
        self._fine = {one: _Fineness.of(_with(one, cuts)) for one in systems if one is not self._frame}
        self._fine[self._frame] = _Fineness.of(cuts)
        self._rows, self._stages = rows, stages
        self._at: dict[tuple[Row | _All, int], dict[Where, dict[int, list[int]]]] = {}
        self._sums: dict[tuple[Place, int], Parts] = {}
        self._number(list(counted))

    def sum(self, place: Place, stage: int) -> Parts:
        """Return the parts of a figure as known at a stage."""
        found = self._sums.get((place, stage))
        if found is None:
            where = place.days, place.area
            found = self._sums[place, stage] = self._found(place.row, place.row, where, stage)
        return found

    def all_beside(self, row: Row, days: Days, area: Area, stage: int) -> Parts:
        """Return the parts of the system of a row that stand on some days in an area, in the row or not."""
        return self._found(_All(system_of(row)), row, (days, area), stage)

    def count(self, parts: Parts) -> int:
        """Return how much parts come to."""
        return sum(self.values[part] for part in parts)

    def _number(self, counted: Sequence[Counted]) -> None:
        """Number the parts that hold something, and tie those of each system to the files that they are of."""
        keys = {one: [self._key(of, one) for of in counted] for one in self._fine}
        numbers = {one: self._numbered(one, keys[one], counted) for one in self._fine}
        frame = numbers[self._frame]
        for one, known in numbers.items():
            if one is not self._frame:
                coarse = {fine[0]: key[0] for fine, key in zip(keys[self._frame], keys[one], strict=True)}
                self._tie(known, _there, frame, partial(_coarse, coarse))
        if Of.ABUSE in numbers and Of.ENVIRONMENT in numbers:
            self._tie(numbers[Of.ABUSE], _alleged, numbers[Of.ENVIRONMENT], _alleged)

    def _key(self, of: Counted, system: System) -> Key:
        fine, wholes = self._fine[system], wholes_of(self._frame)
        there, within = [], []
        for stage in range(self._stages):
            spots = [(mark.row, spot) for mark in of.at(stage) if (spot := fine.spot(mark)) is not None]
            there.append(frozenset(spot for row, spot in spots if row in wholes))
            within.append(
                frozenset(one for one in spots if one[0] in self._rows and system_of(one[0]) is system)
            )
        return tuple(there), tuple(within)

    def _numbered(self, system: System, keys: Sequence[Key], counted: Sequence[Counted]) -> dict[Key, int]:
        counts: dict[Key, int] = defaultdict(int)
        for key, of in zip(keys, counted, strict=True):
            if any(key[0]) or any(key[1]):
                counts[key] += of.count
        thought = {key for of in counts for key in self._thought_of(system, of, counts)} - {*counts}
        doubted = thought | {key for key, of in zip(keys, counted, strict=True) if of.is_thought}
        found = {}
        for key, count in [*counts.items(), *((key, 0) for key in sorted(thought, key=repr))]:
            if not count and key not in doubted:
                continue
            if not count:
                self.open.append(len(self.values))
            found[key] = len(self.values)
            for stage, (there, within) in enumerate(zip(*key, strict=True)):
                for spot in there:
                    self._put(_All(system), stage, spot)
                for row, spot in within:
                    self._put(row, stage, spot)
            self.values.append(count)
        return found

    def _thought_of(self, system: System, key: Key, keys: Iterable[Key]) -> Iterator[Key]:
        """Yield parts that hold nothing, for all that readers know, beside one that holds something."""
        there, within = key
        for row in self._rows:
            if system_of(row) is system and hides_noughts(row):
                beside = (Measure.IN_TIME, Measure.IMPORTED) if row is LogCount.LATE else ()
                left = [frozenset(one for one in of if one[0] not in (*beside, row)) for of in within]
                yield (
                    there,
                    tuple(of | {(row, spot) for spot in at} for of, at in zip(left, there, strict=True)),
                )
                if not any(one in self._rows for one in beside):
                    yield there, tuple(left)
        if isinstance(system, Of) and system.is_many:
            rows = {row for other in keys if other[0] == there for of in other[1] for row, _ in of}
            codes = sorted(row for row in rows if isinstance(row, SituationRow) and row.code != UNKNOWN)
            for pair in combinations(codes, 2):
                yield there, tuple(frozenset((row, spot) for row in pair for spot in at) for at in there)

    def _put(self, what: Row | _All, stage: int, spot: Spot) -> None:
        number, where = spot
        of = self._at.setdefault((what, stage), {}).setdefault(where, {})
        of.setdefault(number, []).append(len(self.values))

    def _tie(self, mine: Numbers, my_class: ClassOf, others: Numbers, their_class: ClassOf) -> None:
        """Note that of each class there are as many in one system as in the other."""
        sides: dict[object, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        for side, (numbers, class_of) in enumerate(((mine, my_class), (others, their_class))):
            for key, number in numbers.items():
                sides[class_of(key)][side].add(number)
        self.ties += [(frozenset(one), frozenset(other)) for one, other in sides.values()]

    def _found(self, what: Row | _All, row: Row, place: tuple[Days, Area], stage: int) -> Parts:
        numbers = self._fine[system_of(row)].numbers(place[0])
        return frozenset(
            part
            for where, by_number in self._at.get((what, stage), {}).items()
            if _is_in(where, place[1])
            for number in numbers
            for part in by_number.get(number, ())
        )


def _there(key: Key) -> object:
    return key[0]


def _coarse(coarse: Mapping[There, There], key: Key) -> object:
    return coarse[key[0]]


def _alleged(key: Key) -> object:
    """Return where a file is, and at which stages abuse is alleged in it: it is in a row of both cuts or of none."""
    return key[0], tuple(map(bool, key[1]))


def _with(system: System, cuts: Iterable[Cut]) -> list[Cut]:
    return [cut for cut in cuts if any(system_of(row) is system for row in cut.rows)]


def _is_in(where: Where, area: Area) -> bool:
    if area.by is not None:
        return (area.by, area.place) in where.places
    return area.units is None or where.unit in area.units


def within(inner: Days, outer: Days) -> bool:
    """Return whether days are some of others."""
    return inner != outer and outer.first <= inner.first and inner.last <= outer.last
