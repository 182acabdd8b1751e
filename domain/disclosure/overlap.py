"""A table held against all that was given out before of the same children: one problem for suppression.

Whoever has two publications can subtract them. So the counts are taken apart as finely as any publication tells them
apart: by measure, unit, span of days, and by the publications between which they were recorded (*stage*). Every figure
of every publication is a sum of such parts, those shown before cannot be moved, and what follows from two (the
difference of the same figure at two stages, the rest of a year beside its half) is protected like a figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.released import Area, Cut, Days, Place, ReleasedTable
from domain.disclosure.solving import Solver
from domain.disclosure.suppression import Figure, Protection, protect

PART_OF: Mapping[Measure, Measure] = {
    Measure.IN_TIME: Measure.RECEIVED,
    Measure.IMPORTED: Measure.RECEIVED,
    Measure.FORWARDED_ABUSE: Measure.FORWARDED,
}
"""Measures that count some of what another counts; those of one whole exclude each other."""
Parts = frozenset[int]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted on one day for one unit, recorded at one stage."""

    measure: Measure
    unit: UUID | None
    day: date
    stage: int
    count: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table that was given out, with what was recorded up to a stage."""

    table: ReleasedTable
    stage: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A table with what may be shown of it, and how wide the rest is."""

    table: ReleasedTable
    hidden: int
    added: int
    """Hidden figures that are not small themselves."""
    narrowest: int | None
    """The narrowest interval this table answers for, rounded down; None where nothing is to be kept."""
    given_away: int
    """What earlier publications had left narrower than the threshold already."""


def check(
    cut: Cut,
    stage: int,
    counted: Iterable[Counted],
    earlier: Sequence[Earlier],
    smallest: Mapping[Measure, int],
    solver: Solver,
) -> Checked:
    """Return a table of counts recorded up to a stage, protected against all earlier ones.

    Args:
        cut: What it is cut by.
        stage: The number of the stage up to which it knows.
        counted: All counts of its days and of the days of the earlier tables.
        earlier: What was given out before of the same days.
        smallest: The threshold of each measure.
        solver: Solves the linear programmes.
    """
    lines = list(counted)
    counts: dict[Place, int | None] = {}
    protections = []
    for whole in dict.fromkeys(PART_OF.get(measure, measure) for measure in cut.measures):
        family = _Family(whole, cut, stage, lines, earlier, smallest)
        protection = protect(family.values, family.figures, solver, family.known, family.hidden)
        protections.append(protection)
        counts |= family.shown(protection)
    return Checked(
        table=ReleasedTable(cut=cut, counts=tuple(counts[place] for place in cut.places())),
        hidden=sum(len(one.hidden) for one in protections),
        added=sum(len(one.hidden - one.primary) for one in protections),
        narrowest=min(
            (int(one.narrowest + 0.5) for one in protections if one.narrowest is not None), default=None
        ),
        given_away=sum(len(one.given_away) for one in protections),
    )


class _Family:
    """A measure with those that count some of it: the only ones that tell of each other."""

    def __init__(
        self,
        whole: Measure,
        cut: Cut,
        stage: int,
        counted: Sequence[Counted],
        earlier: Sequence[Earlier],
        smallest: Mapping[Measure, int],
    ) -> None:
        self._whole = whole
        self._members = [whole, *(one for one, of in PART_OF.items() if of is whole)]
        self._smallest = smallest
        self._cuts = [(_of(one.table.cut, self._members), one.stage) for one in earlier]
        self._cut, self._stage = _of(cut, self._members), stage
        all_spans = dict.fromkeys(days for one, _ in [*self._cuts, (self._cut, 0)] for days in one.spans)
        self._spans = tuple(all_spans)
        self._edges = sorted({edge for days in all_spans for edge in (days.first, days.last + _DAY)})
        self.values: list[int] = []
        self._parts: dict[tuple[UUID | None, int], list[tuple[Measure | None, int, int]]] = defaultdict(list)
        self._lay_out([one for one in counted if one.measure in self._members])
        self.known = [
            parts
            for one in earlier
            for place, count in one.table.figures()
            if count is not None and place.measure in self._members
            if (parts := self._sum(place, one.stage))
        ]
        self._places = list(self._cut.places())
        self.hidden: list[int] = []
        """Figures that were hidden before and are still the same."""
        self.figures = self._all_figures(earlier)

    def shown(self, protection: Protection) -> Mapping[Place, int | None]:
        """Return what stands in each place."""
        return {
            place: None
            if number in protection.hidden
            else sum(self.values[part] for part in self.figures[number].parts)
            for number, place in enumerate(self._places)
        }

    def _lay_out(self, counted: Sequence[Counted]) -> None:
        """Number the parts that hold something."""
        found: dict[tuple[UUID | None, int, Measure | None, int], int] = defaultdict(int)
        for one in counted:
            number = bisect_right(self._edges, one.day) - 1
            if one.measure is not self._whole:
                found[one.unit, number, one.measure, one.stage] += one.count
                found[one.unit, number, None, one.stage] -= one.count
            else:
                found[one.unit, number, None, one.stage] += one.count
        for (unit, number, kind, stage), count in found.items():
            if not count:
                continue
            self._parts[unit, number].append((kind, stage, len(self.values)))
            self.values.append(count)

    def _all_figures(self, earlier: Sequence[Earlier]) -> list[Figure]:
        figures = [
            Figure(self._sum(place, self._stage), self._smallest[place.measure]) for place in self._places
        ]
        follows: dict[Parts, tuple[int, bool]] = {}
        for parts, limit, was_hidden in self._following(earlier):
            most, hidden = follows.get(parts, (0, False))
            follows[parts] = max(most, limit), hidden or was_hidden
        printed = {figure.parts for figure in figures}
        self.hidden = [
            number
            for number, one in enumerate(figures)
            if one.parts and follows.get(one.parts, (0, False))[1]
        ]
        return figures + [
            Figure(parts, limit, is_printed=False, was_hidden=was_hidden)
            for parts, (limit, was_hidden) in follows.items()
            if parts and parts not in printed
        ]

    def _following(self, earlier: Sequence[Earlier]) -> Iterator[tuple[Parts, int, bool]]:
        """Yield what was hidden before, and what follows from figures taken together."""
        for one in earlier:
            for place, count in one.table.figures():
                if place.measure in self._members:
                    yield self._sum(place, one.stage), self._smallest[place.measure], count is None
        stages = sorted({*(one.stage for one in earlier), self._stage})
        places = dict.fromkeys(place for cut, _ in [*self._cuts, (self._cut, 0)] for place in cut.places())
        for place in places:
            limit = self._smallest[place.measure]
            for before, after in combinations(stages, 2):
                yield self._sum(place, after) - self._sum(place, before), limit, False
            if place.measure is self._whole and len(self._members) > 1:
                for stage in stages:
                    yield self._rest(place, stage), limit, False
                for before, after in combinations(stages, 2):
                    yield self._rest(place, after) - self._rest(place, before), limit, False
        nested = [(inner, outer) for inner in self._spans for outer in self._spans if _within(inner, outer)]
        for measure, area in dict.fromkeys((place.measure, place.area) for place in places):
            for inner, outer in nested:
                whole = self._sum(Place(measure, outer, area), self._stage)
                yield (
                    whole - self._sum(Place(measure, inner, area), self._stage),
                    self._smallest[measure],
                    False,
                )

    def _sum(self, place: Place, stage: int) -> Parts:
        """Return the parts of a figure as known at a stage."""
        return frozenset(
            part
            for kind, recorded, part in self._of(place)
            if recorded <= stage and (place.measure is self._whole or kind is place.measure)
        )

    def _rest(self, place: Place, stage: int) -> Parts:
        return frozenset(
            part for kind, recorded, part in self._of(place) if recorded <= stage and kind is None
        )

    def _of(self, place: Place) -> Iterator[tuple[Measure | None, int, int]]:
        units: Iterable[UUID | None] = (
            dict.fromkeys(unit for unit, _ in self._parts) if place.area.units is None else place.area.units
        )
        slices = list(self._slices(place.days))
        for unit in units:
            for number in slices:
                yield from self._parts.get((unit, number), ())

    def _slices(self, days: Days) -> range:
        return range(bisect_right(self._edges, days.first) - 1, bisect_right(self._edges, days.last))


_DAY = timedelta(days=1)


def _of(cut: Cut, members: Sequence[Measure]) -> Cut:
    return cut.model_copy(update={"measures": tuple(one for one in cut.measures if one in members)})


def _within(inner: Days, outer: Days) -> bool:
    return inner != outer and outer.first <= inner.first and inner.last <= outer.last


def whole(name: str) -> Area:
    """Return the area of all units."""
    return Area(name=name)
