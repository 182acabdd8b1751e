"""Which figures of a table stay hidden so that no small one can be worked out: complementary suppression.

A table is a list of figures, each the sum of some *parts* (the finest counts, which nobody need see): a month of a unit
is a part, the year of that unit is the sum of twelve. Margins, hierarchies and "of which" need no rule of their own.
What was published before of the same parts is *known*: its sums can be moved no more.

The rule (*quy ước nội bộ*; SECURITY 5.4). A figure from 1 to below its threshold is hidden. So many more are hidden
that of every hidden figure, and of every small one that can be had by subtraction, readers can only say that it lies
in an interval at least as wide as the threshold. They are taken to know the table and the rule, that counts are not
negative, every nought of the finest counts, and so that what is hidden is at least 1: noughts stay in sight. Where
earlier publications leave less than that, nothing here may take more away. Where it takes hidden noughts, because every
other figure does not move enough, the table says so, and what is hidden in it may be nought (decision 0119).

The method: whoever reads moves the parts so that all they see stays as it is. For a figure that moves too little, a
linear programme looks for the cheapest movement that is wide enough; the figures that it would change are hidden too
(after Kelly, Golden and Assad, *Cell suppression: disclosure protection for sensitive tabular data*, 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from math import inf, log2

from domain.disclosure.moving import Seen, what_moves
from domain.disclosure.solving import LinearSystem, Solver

Tie = tuple[frozenset[int], frozenset[int]]
NEAR = 1e-6
"""Below it a movement is none."""
SWEEPS = 6
"""How often all figures are moved at once before each is moved for itself."""
REACH = 20
"""How many thresholds a part is moved at most: a bound for the solver, it only makes intervals narrower."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the numbers of its parts, and from which count on it may be shown."""

    parts: frozenset[int]
    smallest: int
    """A figure of 1 to below it is hidden; 0: never."""
    is_printed: bool = True
    """False: it stands in no table but follows from others, like the difference of two releases."""
    was_hidden: bool = False
    """An earlier publication hid it: it is to stay wide, small or not."""
    least: int = 1
    """What readers know that it is at least while it is hidden; 0 where noughts are hidden too."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is hidden, and how much readers can say about it."""

    hidden: frozenset[int]
    """Numbers of printed figures."""
    primary: frozenset[int]
    """Of these, the small ones."""
    widths: Mapping[int, float]
    """Width of the interval of each hidden figure, and of each other that is to be kept; at least this wide."""
    given_away: frozenset[int]
    """Of these, what earlier publications had made narrower than the threshold before this one."""
    short: frozenset[int] = frozenset()
    """Of these, what this one makes narrower whatever is hidden: it must not be given out."""

    @property
    def narrowest(self) -> float | None:
        """The narrowest width that this publication answers for; None where nothing is hidden."""
        widths = (width for one, width in self.widths.items() if one not in self.given_away)
        return min((width for width in widths if width < inf), default=None)


def protect(
    values: Sequence[int],
    figures: Sequence[Figure],
    solver: Solver,
    known: Iterable[frozenset[int]] = (),
    hidden: Iterable[int] = (),
    ties: Iterable[Tie] = (),
    unseen: Iterable[int] = (),
    *,
    noughts: bool = False,
) -> Protection:
    """Return what is hidden of a table.

    Args:
        values: The count of each part; one that is negative (a later correction) is taken to have no lower bound.
        figures: What is printed, and what else readers must not work out.
        solver: Solves the linear programmes.
        known: Sums of parts that were published before.
        hidden: Figures that are hidden in any case.
        ties: Parts that come to as much as others, whatever that is.
        unseen: Parts that hold nothing without readers knowing it.
        noughts: Whether noughts may be hidden where nothing else makes a figure wide enough.
    """
    moving, left = what_moves({*(part for part, value in enumerate(values) if value), *unseen}, tuple(known))
    sums = [sum(values[part] for part in figure.parts) for figure in figures]
    always = frozenset(hidden)
    small = {one for one, figure in enumerate(figures) if 0 < abs(sums[one]) < figure.smallest}
    kept = {one for one, figure in enumerate(figures) if figure.was_hidden or one in always or one in small}
    joined = _joined(figures, sums, kept, moving)
    tied = [(one & moving, other & moving) for one, other in ties]
    search = _Search(values, joined, solver, left, tied, noughts)
    search.widen()
    widths = {
        one: search.width(number) if of.smallest else inf
        for number, of in enumerate(joined)
        if of.is_kept
        for one in of.members
    }
    still = {one for one in kept if not figures[one].parts & moving}
    return Protection(
        hidden=frozenset(one for one in {*widths, *still} if figures[one].is_printed),
        primary=frozenset(one for one in small if figures[one].is_printed),
        widths={**widths, **dict.fromkeys(still, 0.0)},
        given_away=frozenset(still)
        | {one for number, of in enumerate(joined) if search.was_narrow(number) for one in of.members},
        short=frozenset(
            one for number, of in enumerate(joined) if search.is_short(number) for one in of.members
        ),
    )


class _How(Enum):
    """What is held while figures are moved."""

    BEFORE = "before"
    """What earlier publications tell."""
    ALL_HIDDEN = "all hidden"
    """This one too, with every figure that may be hidden: noughts stay in sight."""
    NOUGHTS_TOO = "noughts too"
    """The same with the noughts of a table that says that it hides some."""
    AS_SHOWN = "as shown"
    """This one with what is hidden so far."""


@dataclass(slots=True)
class _Joined:
    """Figures that move together, because what readers do not know of them is the same."""

    parts: frozenset[int]
    members: list[int]
    smallest: int
    least: int
    """The least of their counts, whatever its sign."""
    is_kept: bool = False
    """They are to be wide: small themselves, hidden before, or hidden now."""
    is_printed: bool = False
    is_nought: bool = False
    """Nothing is in them, and this publication hides that only where nothing else helps."""
    price: float = 0.0
    """What it costs to hide them."""
    fall: float = inf
    """How far they can fall at most: what is hidden is at least 1."""
    fall_before: float = inf
    """The same before this publication."""


def _joined(
    figures: Sequence[Figure], sums: Sequence[int], kept: set[int], moving: frozenset[int]
) -> list[_Joined]:
    """Join figures that move together; what is neither printed nor to be kept is left out."""
    found: dict[frozenset[int], _Joined] = {}
    for number, figure in enumerate(figures):
        parts = figure.parts & moving
        if not parts or not (figure.is_printed or number in kept):
            continue
        one = found.setdefault(parts, _Joined(parts, [], 0, abs(sums[number])))
        one.members.append(number)
        one.smallest = max(one.smallest, figure.smallest)
        one.least = min(one.least, abs(sums[number]))
        one.is_kept = one.is_kept or number in kept
        if figure.is_printed:
            one.is_printed = True
            one.price += _price(sums[number], len(figure.parts))
        if (figure.is_printed or figure.was_hidden) and sums[number] > 0:
            one.fall = min(one.fall, float(sums[number] - figure.least))
            if figure.was_hidden:
                one.fall_before = one.fall
    for one in found.values():
        one.is_nought = one.is_printed and not one.is_kept and one.least == 0
    return list(found.values())


def _price(count: int, parts: int) -> float:
    """Return what it costs to hide a figure: sums of many parts and large counts cost more."""
    return (1 + log2(1 + abs(count))) * (1 + log2(parts))


class _Search:
    """One table while it is worked on; everything goes by number, so the outcome is always the same."""

    def __init__(
        self,
        values: Sequence[int],
        figures: Sequence[_Joined],
        solver: Solver,
        known: tuple[frozenset[int], ...],
        ties: Sequence[Tie],
        noughts: bool,
    ) -> None:
        self._figures = figures
        self._reach = float(REACH * max((figure.smallest for figure in figures), default=1))
        held = [*known, *(side for tie in ties for side in tie)]
        self._groups, self._low = _grouped(values, figures, held, self._reach)
        self._tight, self._slack, self._room = (self._built(solver, known, ties) for _ in range(3))
        self._kept = [one for one, figure in enumerate(figures) if figure.is_kept]
        self._seen, self._loose = Seen(), Seen()
        self._has_known = bool(known)
        self._steps = (_How.ALL_HIDDEN, _How.NOUGHTS_TOO) if noughts else (_How.ALL_HIDDEN,)
        if self._has_known:
            self._sweep(list(range(len(figures))), how=_How.BEFORE)

    def widen(self) -> None:
        """Hide more until each figure that is kept moves enough."""
        self._sweep(self._kept)
        order = sorted(self._kept, key=lambda one: (self._figures[one].least, one))
        while order:
            before = len(self._kept)
            for one in order:
                self._widen_one(one)
            order = self._kept[before:]
            self._sweep(order)

    def width(self, one: int) -> float:
        """Return how wide a figure was seen to be."""
        return self._seen.width(one)

    def was_narrow(self, one: int) -> bool:
        """Return whether earlier publications leave less of a figure that is kept than the rule demands."""
        figure = self._figures[one]
        return figure.is_kept and self._demand(one) < figure.smallest - NEAR

    def is_short(self, one: int) -> bool:
        """Return whether this publication leaves less of a figure that is kept than the rule demands."""
        return self._figures[one].is_kept and not self._is_seen_wide(one)

    def _widen_one(self, one: int) -> None:
        if self._is_wide(one):
            return
        for how, sign in product(self._steps, (1, -1)):
            most = self._moved(one, sign, how=how)
            there, back = self._seen.up[one], self._seen.down[one]
            wanted = min(most, self._demand(one) - (back if sign > 0 else there))
            if wanted > (there if sign > 0 else back) + NEAR:
                self._make_room(one, sign * wanted, how)
            if self._is_seen_wide(one):
                return

    def _make_room(self, one: int, amount: float, how: _How) -> None:
        """Hide what must be hidden so that a figure can move by an amount, as cheaply as the solver finds it.

        Where rounding leaves the solver without an answer, everything is hidden.
        """
        low, high = self._bounds(how)
        at = self._column(one)
        low[at], high[at] = (amount, amount) if amount > 0 else (0.0, 0.0)
        low[at + 1], high[at + 1] = (-amount, -amount) if amount < 0 else (0.0, 0.0)
        shown = [other for other, figure in enumerate(self._figures) if self._may_hide(figure, how)]
        worth = {
            self._column(other) + side: -self._figures[other].price for other in shown for side in (0, 1)
        }
        found = self._room.best(worth, low, high)
        for other in shown:
            if found is None or abs(self._move_of(other, found)) > NEAR:
                self._figures[other].is_kept = True
                self._kept.append(other)
        if found is not None:
            self._learn(found, _How.AS_SHOWN)

    def _may_hide(self, figure: _Joined, how: _How) -> bool:
        return not figure.is_kept and not (figure.is_nought and self._spares_noughts(how))

    def _spares_noughts(self, how: _How) -> bool:
        return how is _How.ALL_HIDDEN and len(self._steps) > 1

    def _is_wide(self, one: int) -> bool:
        for sign in (1, -1):
            if not self._is_seen_wide(one):
                self._moved(one, sign)
        return self._is_seen_wide(one)

    def _is_seen_wide(self, one: int) -> bool:
        return self._seen.width(one) >= self._demand(one) - NEAR

    def _demand(self, one: int) -> float:
        """Return how wide it is to be: the threshold, or what earlier publications leave of it."""
        asked = float(self._figures[one].smallest)
        if self._has_known and self._loose.width(one) < asked - NEAR:
            for sign in (1, -1):
                self._moved(one, sign, how=_How.BEFORE)
            return min(asked, self._loose.width(one))
        return asked

    def _moved(self, one: int, sign: int, how: _How = _How.AS_SHOWN) -> float:
        """Return by how much a figure can move."""
        low, high = self._bounds(how)
        at = self._column(one)
        system = self._tight if how is _How.AS_SHOWN else self._slack
        found = system.best({at: float(sign), at + 1: float(-sign)}, low, high)
        if found is None:
            raise AssertionError("standing still is always possible")
        self._learn(found, how)
        return max(0.0, sign * self._move_of(one, found))

    def _sweep(self, asked: Sequence[int], how: _How = _How.AS_SHOWN) -> None:
        """Move many figures at once, each only as far as it needs, this way and that: most are then seen to be wide."""
        seen = self._loose if how is _How.BEFORE else self._seen
        for turn in range(SWEEPS):
            narrow = [one for one in asked if seen.width(one) < self._figures[one].smallest - NEAR]
            if not narrow:
                return
            for sign in (1, -1):
                low, high = self._bounds(how)
                worth = {}
                for one in narrow:
                    goes_down = (sign > 0) is _is_odd(one, turn)
                    at = self._column(one)
                    worth[at + goes_down], worth[at + (not goes_down)] = 1.0, -1.0
                    high[at + goes_down] = min(high[at + goes_down], float(self._figures[one].smallest))
                found = self._room.best(worth, low, high)
                if found is not None:
                    self._learn(found, how)

    def _learn(self, found: Sequence[float], how: _How) -> None:
        for one in range(len(self._figures)):
            move = self._move_of(one, found)
            self._loose.add(one, move)
            if how is _How.AS_SHOWN:
                self._seen.add(one, move)

    def _move_of(self, one: int, found: Sequence[float]) -> float:
        at = self._column(one)
        return found[at] - found[at + 1]

    def _column(self, one: int) -> int:
        return len(self._low) + 2 * one

    def _bounds(self, how: _How) -> tuple[list[float], list[float]]:
        low, high = list(self._low), [self._reach] * len(self._low)
        most = self._reach * len(self._low)
        for figure in self._figures:
            moves = figure.is_kept or (how is not _How.AS_SHOWN and self._may_hide(figure, how))
            fall = figure.fall_before if how is _How.BEFORE else figure.fall
            low += [0.0, 0.0]
            high += [most, min(most, fall)] if moves else [0.0, 0.0]
        return low, high

    def _built(self, solver: Solver, known: Iterable[frozenset[int]], ties: Iterable[Tie]) -> LinearSystem:
        rows: list[dict[int, float]] = []
        for one, figure in enumerate(self._figures):
            at = self._column(one)
            rows.append({**self._sum(figure.parts), at: -1.0, at + 1: 1.0})
        rows += [self._sum(parts) for parts in dict.fromkeys(known)]
        for mine, others in ties:
            rows.append({**self._sum(mine), **{at: -1.0 for at in self._sum(others)}})
        return solver.system(len(self._low) + 2 * len(self._figures), rows)

    def _sum(self, parts: frozenset[int]) -> dict[int, float]:
        return {group: 1.0 for group in sorted({self._groups[part] for part in parts})}


def _is_odd(one: int, turn: int) -> bool:
    """Return a coin that always falls the same way, so that neighbours move against each other in some turn."""
    return bin((one + 1) * 2654435761 >> (turn + 3)).count("1") % 2 == 1


def _grouped(
    values: Sequence[int],
    figures: Sequence[_Joined],
    known: Sequence[frozenset[int]],
    reach: float,
) -> tuple[dict[int, int], list[float]]:
    """Join parts that always stand together: return the group of each part, and how far each group can fall."""
    within: dict[int, list[int]] = {}
    for number, parts in enumerate([*(figure.parts for figure in figures), *known]):
        for part in parts:
            within.setdefault(part, []).append(number)
    numbers: dict[tuple[int, ...], int] = {}
    groups: dict[int, int] = {}
    low: list[float] = []
    for part in sorted(within):
        group = numbers.setdefault(tuple(within[part]), len(numbers))
        groups[part] = group
        if group == len(low):
            low.append(0.0)
        low[group] = max(-reach, low[group] - values[part]) if values[part] >= 0 else -reach
    return groups, low
