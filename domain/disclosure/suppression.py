"""Which figures of a table stay hidden so that no small one can be worked out: complementary suppression.

A table is a list of figures, each the sum of some *parts* (the finest counts, which nobody need see): a month of a unit
is a part, the year of that unit is the sum of twelve. Margins, hierarchies and "of which" need no rule of their own.
What was published before of the same parts is *known*: its sums can be moved no more.

The rule (*quy ước nội bộ*; SECURITY 5.4). A figure from 1 to below its threshold is hidden. So many more are hidden
that of every hidden figure, and of every small one that can be had by subtraction, readers can only say that it lies
in an interval at least as wide as the threshold; they are taken to know the table, the rule and that counts are not
negative. Where earlier publications leave less than that, nothing here may take more away.

The method: whoever reads moves the parts so that all they see stays as it is. For a figure that moves too little, a
linear programme looks for the cheapest movement that is wide enough; the figures that it would change are hidden too
(after Kelly, Golden and Assad, *Cell suppression: disclosure protection for sensitive tabular data*, 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from domain.disclosure.solving import LinearSystem, Solver

NEAR = 1e-6
"""Below it a movement is none."""
REACH = 20
"""How many thresholds a part is moved at most: a bound for the solver, it only makes intervals narrower."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the numbers of its parts, and from which count on it may be shown."""

    parts: frozenset[int]
    smallest: int
    """A figure of 1 to below it is hidden; 0: never."""
    is_printed: bool = True
    """False: it stands in no table but follows from two that do, like the difference of two releases."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is hidden, and how much readers can say about it."""

    hidden: frozenset[int]
    """Numbers of printed figures."""
    primary: frozenset[int]
    """Of these, the small ones."""
    widths: Mapping[int, float]
    """Width of the interval of each hidden figure, and of each small one that is not printed; at least this wide."""
    given_away: frozenset[int]
    """Of these, what earlier publications had made narrower than the threshold before this one."""

    @property
    def narrowest(self) -> float | None:
        """The narrowest width that this publication answers for; None where nothing is hidden."""
        return min((width for one, width in self.widths.items() if one not in self.given_away), default=None)


def protect(
    values: Sequence[int],
    figures: Sequence[Figure],
    solver: Solver,
    known: Iterable[frozenset[int]] = (),
    hidden: Iterable[int] = (),
) -> Protection:
    """Return what is hidden of a table.

    Args:
        values: The count of each part; one that is negative (a later correction) is taken to have no lower bound.
        figures: What is printed, and what else readers must not work out.
        solver: Solves the linear programmes.
        known: Sums of parts that were published before.
        hidden: Figures that are hidden in any case.
    """
    search = _Search(values, figures, solver, tuple(known))
    search.hide([*sorted(hidden), *search.small_printed()])
    search.widen()
    return search.outcome()


def audit(
    values: Sequence[int],
    figures: Sequence[Figure],
    solver: Solver,
    hidden: Iterable[int],
    known: Iterable[frozenset[int]] = (),
) -> Protection:
    """Return how wide the intervals are when exactly these figures are hidden."""
    search = _Search(values, figures, solver, tuple(known))
    search.hide(sorted(hidden))
    search.measure()
    return search.outcome()


class _Search:
    """One table while it is worked on; everything goes by number, so the outcome is always the same."""

    def __init__(
        self,
        values: Sequence[int],
        figures: Sequence[Figure],
        solver: Solver,
        known: tuple[frozenset[int], ...],
    ) -> None:
        self._figures = figures
        self._values = [sum(values[part] for part in figure.parts) for figure in figures]
        self._reach = float(REACH * max((figure.smallest for figure in figures), default=1))
        self._groups, self._low = _grouped(values, figures, known, self._reach)
        self._system = self._built(solver, known)
        self._hidden: list[int] = []
        self._watched: list[int] = [
            one for one, figure in enumerate(figures) if not figure.is_printed and self._is_small(one)
        ]
        self._up: dict[int, float] = dict.fromkeys(self._watched, 0.0)
        self._down: dict[int, float] = dict.fromkeys(self._watched, 0.0)
        self._asked: dict[int, float] = {}
        self._has_known = bool(known)

    def small_printed(self) -> list[int]:
        """Return the figures that are small themselves."""
        return [one for one, figure in enumerate(self._figures) if figure.is_printed and self._is_small(one)]

    def hide(self, more: Iterable[int]) -> None:
        """Hide figures; each is to be as wide as the rule demands from now on."""
        for one in more:
            if one not in self._up:
                self._hidden.append(one)
                self._watched.append(one)
                self._up[one] = self._down[one] = 0.0

    def widen(self) -> None:
        """Hide more until each hidden figure moves enough."""
        done = 0
        order = sorted(self._watched, key=lambda one: (abs(self._values[one]), one))
        while done < len(order):
            self._widen_one(order[done])
            done += 1
            order.extend(self._watched[len(order) :])

    def measure(self) -> None:
        """Work the intervals out as they are."""
        for one in self._watched:
            self._is_wide(one)

    def outcome(self) -> Protection:
        """Return what was found."""
        return Protection(
            hidden=frozenset(self._hidden),
            primary=frozenset(self.small_printed()),
            widths={one: self._width(one) for one in self._watched},
            given_away=frozenset(
                one for one in self._watched if self._demand(one) < self._figures[one].smallest - NEAR
            ),
        )

    def _widen_one(self, one: int) -> None:
        if self._is_wide(one):
            return
        for sign in (1, -1):
            most = self._moved(one, sign, is_relaxed=True)
            seen = self._up if sign > 0 else self._down
            other = self._down if sign > 0 else self._up
            wanted = min(most, self._demand(one) - other[one])
            if wanted > seen[one] + NEAR:
                self.hide(self._cheapest(one, sign * wanted))
            if self._width(one) >= self._demand(one) - NEAR:
                return

    def _cheapest(self, one: int, amount: float) -> list[int]:
        """Return what must be hidden so that a figure can move by an amount, as cheaply as the solver finds it."""
        low, high = self._bounds(is_relaxed=True)
        at = self._column(one)
        low[at], high[at] = (amount, amount) if amount > 0 else (0.0, 0.0)
        low[at + 1], high[at + 1] = (-amount, -amount) if amount < 0 else (0.0, 0.0)
        worth = {}
        for other, figure in enumerate(self._figures):
            if figure.is_printed and other not in self._up:
                column = self._column(other)
                worth[column] = worth[column + 1] = -self._price(other)
        found = self._system.best(worth, low, high)
        if found is None:
            raise AssertionError("a movement that was possible is not")
        more = [other for other in range(len(self._figures)) if abs(self._move_of(other, found)) > NEAR]
        more = [other for other in more if self._figures[other].is_printed and other not in self._up]
        self.hide(more)
        self._learn(found)
        return more

    def _price(self, one: int) -> float:
        """Return what it costs to hide a figure: sums of many parts and large counts cost more, a nought too."""
        count = abs(self._values[one]) or 8
        return (1 + log2(1 + count)) * (1 + log2(len(self._figures[one].parts)))

    def _is_wide(self, one: int) -> bool:
        for sign in (1, -1):
            if self._width(one) < self._demand(one) - NEAR:
                self._moved(one, sign, is_relaxed=False)
        return self._width(one) >= self._demand(one) - NEAR

    def _demand(self, one: int) -> float:
        """Return how wide it is to be: the threshold, or what earlier publications leave of it."""
        if one not in self._asked:
            asked = float(self._figures[one].smallest)
            if self._has_known and self._width(one) < asked - NEAR:
                asked = min(asked, sum(self._moved(one, sign, is_relaxed=True) for sign in (1, -1)))
            self._asked[one] = asked
        return self._asked[one]

    def _width(self, one: int) -> float:
        return self._up[one] + self._down[one]

    def _moved(self, one: int, sign: int, *, is_relaxed: bool) -> float:
        """Return by how much a figure can move; relaxed: if everything were hidden."""
        low, high = self._bounds(is_relaxed=is_relaxed)
        at = self._column(one)
        found = self._system.best({at: float(sign), at + 1: float(-sign)}, low, high)
        if found is None:
            raise AssertionError("standing still is always possible")
        if not is_relaxed:
            self._learn(found)
        return max(0.0, sign * self._move_of(one, found))

    def _learn(self, found: Sequence[float]) -> None:
        for one in self._watched:
            move = self._move_of(one, found)
            self._up[one] = max(self._up[one], move)
            self._down[one] = max(self._down[one], -move)

    def _move_of(self, one: int, found: Sequence[float]) -> float:
        at = self._column(one)
        return found[at] - found[at + 1]

    def _is_small(self, one: int) -> bool:
        return 0 < abs(self._values[one]) < self._figures[one].smallest

    def _column(self, one: int) -> int:
        return len(self._low) + 2 * one

    def _bounds(self, *, is_relaxed: bool) -> tuple[list[float], list[float]]:
        low, high = list(self._low), [self._reach] * len(self._low)
        most = self._reach * len(self._low)
        for one, figure in enumerate(self._figures):
            still = figure.is_printed and one not in self._up and not is_relaxed
            low += [0.0, 0.0]
            high += [0.0, 0.0] if still else [most, most]
        return low, high

    def _built(self, solver: Solver, known: tuple[frozenset[int], ...]) -> LinearSystem:
        rows: list[dict[int, float]] = []
        for one, figure in enumerate(self._figures):
            at = self._column(one)
            rows.append({**self._sum(figure.parts), at: -1.0, at + 1: 1.0})
        rows += [self._sum(parts) for parts in dict.fromkeys(known)]
        return solver.system(len(self._low) + 2 * len(self._figures), rows)

    def _sum(self, parts: frozenset[int]) -> dict[int, float]:
        return {group: 1.0 for group in sorted({self._groups[part] for part in parts})}


def _grouped(
    values: Sequence[int],
    figures: Sequence[Figure],
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
