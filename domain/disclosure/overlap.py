"""A table held against all that was given out before of the same children: one problem for suppression.

Whoever has two publications can subtract them. So everything is taken apart as finely as any publication tells it
apart (`domain.disclosure.parts`): a part is what stands in the same rows of a table, on the same days, in the same
areas, as known at each publication. Every figure of every publication is a sum of parts, parts of two tables are tied
where they are of the same children, sums shown before cannot be moved, and what follows from figures taken together
(`domain.disclosure.following`) is protected like a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.disclosure.doubts import doubted
from domain.disclosure.following import following
from domain.disclosure.parts import Counted as Counted
from domain.disclosure.parts import Mark as Mark
from domain.disclosure.parts import Parts, TakenApart
from domain.disclosure.released import Cut, Place, ReleasedTable
from domain.disclosure.rows import Row, hides_noughts, universe_of
from domain.disclosure.solving import Solver
from domain.disclosure.suppression import Figure, Protection, protect

MOST_IN_DOUBT = 150_000
"""Noughts that may be hidden times figures; more take longer than a request waits: the table is refused as before."""
Smallest = Callable[[Row], int]
"""From which count on figures of a row may be shown."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table that was given out, with what was recorded up to a stage."""

    table: ReleasedTable
    stage: int
    noughts: frozenset[Row] = frozenset()
    """Rows of it in which a hidden figure may be nought."""


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
    short: int = 0
    """What this table would leave narrower whatever is hidden: it must not be given out."""
    noughts: tuple[Row, ...] = ()
    """Rows in which a hidden figure may be nought: there was no other way to make the table safe."""


def check(
    cut: Cut,
    stage: int,
    counted: Iterable[Counted],
    earlier: Sequence[Earlier],
    smallest: Smallest,
    solver: Solver,
) -> Checked:
    """Return a table of counts recorded up to a stage, protected against all earlier ones.

    Args:
        cut: What it is cut by.
        stage: The number of the stage up to which it knows.
        counted: All that is counted of its days and of the days of the earlier tables.
        earlier: What was given out before of the same days.
        smallest: The threshold of each row.
        solver: Solves the linear programmes.
    """
    known = list(counted)
    counts: dict[Place, int | None] = {}
    protections = []
    noughts: list[Row] = []
    for universe in dict.fromkeys(universe_of(row) for row in cut.rows):
        told = [Earlier(_of(one.table, universe), one.stage, one.noughts) for one in earlier]
        rows = _rows_of(cut, universe)
        problem = _Problem(rows, stage, known, told, smallest)
        protection = problem.solved(solver)
        if protection.short and _in_doubt(rows, known) <= MOST_IN_DOUBT:
            again = _Problem(rows, stage, known, told, smallest, hides_all_noughts=True)
            second = again.solved(solver)
            if not second.short:
                problem, protection = again, second
                noughts += rows.rows
        protections.append(protection)
        counts |= problem.shown(protection)
    return Checked(
        table=ReleasedTable(cut=cut, counts=tuple(counts[place] for place in cut.places())),
        hidden=sum(count is None for count in counts.values()),
        added=sum(len(one.hidden - one.primary) for one in protections),
        narrowest=min(
            (int(one.narrowest + 0.5) for one in protections if one.narrowest is not None), default=None
        ),
        given_away=sum(len(one.given_away) for one in protections),
        short=sum(len(one.short) for one in protections),
        noughts=tuple(noughts),
    )


class _Problem:
    """The rows of one universe: the only ones that tell of each other."""

    def __init__(
        self,
        cut: Cut,
        stage: int,
        counted: Sequence[Counted],
        earlier: Sequence[Earlier],
        smallest: Smallest,
        *,
        hides_all_noughts: bool = False,
    ) -> None:
        self._earlier, self._smallest, self._hides = earlier, smallest, hides_all_noughts
        told = [*((one.table.cut, one.stage) for one in earlier), (cut, stage)]
        stages = 1 + max(one for _, one in told)
        doubts = [
            (one.table.cut, one.stage) for one in earlier if one.noughts.intersection(one.table.cut.rows)
        ]
        doubts += [(cut, stage)] if hides_all_noughts else []
        cuts = [one for one, _ in told]
        self._apart = TakenApart(cuts, [*counted, *doubted(cuts, doubts, counted)], stages)
        self._places = list(cut.places())
        self._noughts = frozenset(place for place in self._places if self._is_hidden_nought(place, stage))
        self._follows: dict[Parts, tuple[int, bool, int]] = {}
        for parts, row in following(self._apart, told):
            self._follow(parts, row, was_hidden=False)
        for one in earlier:
            for place, count in one.table.figures():
                least = 0 if place.row in one.noughts else _least(place.row)
                parts = self._apart.sum(place, one.stage)
                self._follow(parts, place.row, was_hidden=count is None, least=least)
        self._printed = [self._figure(place, stage) for place in self._places]

    def _figure(self, place: Place, stage: int) -> Figure:
        parts = self._apart.sum(place, stage)
        limit = 0 if place in self._noughts else self._smallest(place.row)
        told = self._follows.get(parts, (0, False, 0))[2]
        return Figure(parts, limit, least=max(told, 0 if self._hides else _least(place.row)))

    def solved(self, solver: Solver) -> Protection:
        """Return what is hidden of the printed figures."""
        printed = {figure.parts for figure in self._printed}
        others = [
            Figure(parts, limit, is_printed=False, was_hidden=was_hidden, least=least)
            for parts, (limit, was_hidden, least) in self._follows.items()
            if parts and parts not in printed
        ]
        still = [
            number
            for number, one in enumerate(self._printed)
            if (one.parts and self._follows.get(one.parts, (0, False, 0))[1])
            or self._places[number] in self._noughts
        ]
        known = [
            parts
            for one in self._earlier
            for place, count in one.table.figures()
            if count is not None and (parts := self._apart.sum(place, one.stage))
        ]
        return protect(
            self._apart.values,
            [*self._printed, *others],
            solver,
            known,
            still,
            self._apart.ties,
            self._apart.open,
            noughts=self._hides,
        )

    def shown(self, protection: Protection) -> Mapping[Place, int | None]:
        """Return what stands in each place."""
        return {
            place: None if number in protection.hidden else self._apart.count(self._printed[number].parts)
            for number, place in enumerate(self._places)
        }

    def _is_hidden_nought(self, place: Place, stage: int) -> bool:
        """Return whether nothing is in a row that hides that, and something beside it; it may be known all the same."""
        row, days, area = place
        if (
            not hides_noughts(row)
            or not self._smallest(row)
            or self._apart.count(self._apart.sum(place, stage))
        ):
            return False
        return bool(self._apart.count(self._apart.all_beside(row, days, area, stage)))

    def _follow(self, parts: Parts, row: Row, *, was_hidden: bool, least: int = 0) -> None:
        most, hidden, before = self._follows.get(parts, (0, False, 0))
        known = least if was_hidden else 0
        limit = self._smallest(row) if self._apart.count(parts) else 0
        self._follows[parts] = max(most, limit), hidden or was_hidden, max(before, known)


def _in_doubt(cut: Cut, counted: Iterable[Counted]) -> int:
    """Return about how many noughts of a table may be hidden, times its figures."""
    wheres = {(mark.unit, mark.place) for of in counted for _, marks in of.history for mark in marks}
    return len(cut.rows) * len(cut.spans) * len(wheres) * len(list(cut.places()))


def _least(row: Row) -> int:
    return 0 if hides_noughts(row) else 1


def _rows_of(cut: Cut, universe: Row) -> Cut:
    return cut.model_copy(update={"rows": tuple(row for row in cut.rows if universe_of(row) is universe)})


def _of(table: ReleasedTable, universe: Row) -> ReleasedTable:
    """Return the rows of a universe alone."""
    kept = tuple(count for place, count in table.figures() if universe_of(place.row) is universe)
    return ReleasedTable(cut=_rows_of(table.cut, universe), counts=kept)
