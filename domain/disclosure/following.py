"""What readers work out from figures taken together: what is added, left, in one row and not in another.

None of it is printed, and all of it is protected like a figure: the difference of the same figure at two stages, the
rest of a year beside its half, the files of a year that are in none of the rows of a table or in all but one, and
those in two rows at once where a child may be in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from domain.disclosure.parts import Parts, TakenApart, within
from domain.disclosure.released import Area, Cut, Days, Place
from domain.disclosure.rows import Kin, Row, kin_of, same_as, universe_of

Follows = Iterator[tuple[Parts, Row]]
"""Parts, with the row whose threshold holds for them."""


def following(apart: TakenApart, told: Sequence[tuple[Cut, int]]) -> Follows:
    """Yield what follows from tables, each with the stage up to which it knew."""
    told = [one for one in told if one[0].rows]
    yield from _differences(apart, told)
    yield from _of_spans(apart, told)
    for kin in kin_of(universe_of(told[0][0].rows[0])) if told else ():
        yield from _of_kin(kin, apart, told)


def _differences(apart: TakenApart, told: Sequence[tuple[Cut, int]]) -> Follows:
    """Yield what one table has more, and less, than an earlier one in the same place."""
    stages = _stages(told)
    for place in dict.fromkeys(place for cut, _ in told for place in cut.places()):
        for before, after in combinations(stages[same_as(place.row)], 2):
            was, now = apart.sum(place, before), apart.sum(place, after)
            yield now - was, place.row
            yield was - now, place.row


def _of_spans(apart: TakenApart, told: Sequence[tuple[Cut, int]]) -> Follows:
    """Yield the rest of a span beside another within it."""
    spans: dict[Row, dict[Days, None]] = {}
    areas: dict[tuple[Row, Area], set[int]] = {}
    for cut, stage in told:
        for row in cut.rows:
            spans.setdefault(same_as(row), {}).update(dict.fromkeys(cut.spans))
            for area in cut.areas:
                areas.setdefault((row, area), set()).add(stage)
    for (row, area), stages in areas.items():
        for outer in spans[same_as(row)]:
            for inner in spans[same_as(row)]:
                if within(inner, outer):
                    whole, part = Place(row, outer, area), Place(row, inner, area)
                    yield apart.sum(whole, max(stages)) - apart.sum(part, max(stages)), row


def _of_kin(kin: Kin, apart: TakenApart, told: Sequence[tuple[Cut, int]]) -> Follows:
    """Yield what rows side by side tell: who is in none of them, in all but one, in two at once."""
    there = {row for cut, _ in told for row in cut.rows}
    rows = [row for row in kin.rows if row in there]
    if not rows:
        return
    stages = _stages(told)
    known = sorted({stage for row in rows for stage in stages[same_as(row)]})
    cuts = [cut for cut, _ in told if any(row in cut.rows for row in rows)]
    for days, area in dict.fromkeys((days, area) for cut in cuts for days in cut.spans for area in cut.areas):
        sides = [_Sides(kin, rows, days, area, stage, apart) for stage in known]
        for one in sides:
            yield from one.rests
            yield from one.overlaps
        for was, now in combinations(sides, 2):
            for (before, row), (after, _) in zip(was.rests, now.rests, strict=True):
                yield after - before, row
                yield before - after, row


class _Sides:
    """Some rows side by side, on some days in an area, as known at a stage."""

    def __init__(
        self, kin: Kin, rows: Sequence[Row], days: Days, area: Area, stage: int, apart: TakenApart
    ) -> None:
        def parts(row: Row) -> Parts:
            return apart.sum(Place(row, days, area), stage)

        every = [parts(row) for row in rows]
        together = frozenset[int]().union(*every)
        all_of_them = apart.all_beside(rows[0], days, area, stage)
        base = together if kin.whole is None else all_of_them
        of = rows[0] if kin.whole is None else kin.whole
        self.rests = [(base - together, of), (base, of), (all_of_them - base, of)]
        """Who is in none of them, in any, and in the whole that they are cut from but not in any; all but one row."""
        self.rests += [(base - one, row) for one, row in zip(every, rows, strict=True)]
        pairs = combinations(zip(every, rows, strict=True), 2) if kin.is_many else ()
        self.overlaps = [(one & other, row) for (one, row), (other, _) in pairs]


def _stages(told: Iterable[tuple[Cut, int]]) -> dict[Row, list[int]]:
    """Return at which stages each row was told, of all rows by which the same is known."""
    found: dict[Row, set[int]] = {}
    for cut, stage in told:
        for row in cut.rows:
            found.setdefault(same_as(row), set()).add(stage)
    return {row: sorted(stages) for row, stages in found.items()}
