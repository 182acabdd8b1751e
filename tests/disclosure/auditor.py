"""A reader who knows the table: what can be worked out of the hidden figures, by linear programming.

Written from the printed table alone and without the module that chooses what is hidden: one unknown for each printed
figure, one equation for each line that says "this is the sum of those", everything at least nought. For each hidden
figure the least and the greatest value are solved for, without any short cut.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

Name = Hashable


@dataclass
class Printed:
    """What is printed: figures (None where hidden) and which is the sum of which."""

    figures: dict[Name, int | None] = field(default_factory=dict)
    sums: list[tuple[Name, Sequence[Name]]] = field(default_factory=list)
    may_be_negative: set[Name] = field(default_factory=set)
    least: dict[Name, int] = field(default_factory=dict)
    """What readers know besides: a hidden figure is at least 1, where noughts are never hidden."""

    def intervals(self, of: Sequence[Name] | None = None) -> Mapping[Name, tuple[float, float]]:
        """Return least and greatest value of each hidden figure, or of those named."""
        names = list(
            dict.fromkeys([*self.figures, *(name for whole, parts in self.sums for name in (whole, *parts))])
        )
        place = {name: number for number, name in enumerate(names)}
        matrix = lil_array((len(self.sums), len(names)))
        for row, (whole, parts) in enumerate(self.sums):
            matrix[row, place[whole]] -= 1
            for part in parts:
                matrix[row, place[part]] += 1
        bounds: list[tuple[float | None, float | None]] = []
        for name in names:
            shown = self.figures.get(name)
            least = None if name in self.may_be_negative else self.least.get(name, 0)
            bounds.append((least, None) if shown is None else (shown, shown))
        tied = matrix.tocsr()
        asked = [name for name in self.figures if self.figures[name] is None] if of is None else of
        found = {}
        for name in asked:
            ends = []
            for sign in (1, -1):
                aim = np.zeros(len(names))
                aim[place[name]] = sign
                answer = linprog(aim, A_eq=tied, b_eq=np.zeros(len(self.sums)), bounds=bounds)
                if answer.status == 3:
                    ends.append(-sign * float("inf"))
                else:
                    assert answer.status == 0, answer.message
                    ends.append(sign * answer.fun)
            found[name] = (ends[0], ends[1])
        return found

    def narrower(self, than: float, of: Sequence[Name] | None = None) -> Mapping[Name, tuple[float, float]]:
        """Return the hidden figures whose interval is narrower."""
        return {
            name: (low, high) for name, (low, high) in self.intervals(of).items() if high - low < than - 1e-6
        }
