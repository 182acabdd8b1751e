"""What readers can move of a table, and how far figures were seen to move."""

from __future__ import annotations

from collections.abc import Sequence


class Seen:
    """How far each figure was seen to move, up and down."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.up: dict[int, float] = {}
        self.down: dict[int, float] = {}

    def width(self, one: int) -> float:
        """Return how wide it was seen to be."""
        return self.up.get(one, 0.0) + self.down.get(one, 0.0)

    def add(self, one: int, move: float) -> None:
        """Note one movement."""
        self.up[one] = max(self.up.get(one, 0.0), move)
        self.down[one] = max(self.down.get(one, 0.0), -move)


def what_moves(
    moving: set[int], known: Sequence[frozenset[int]]
) -> tuple[frozenset[int], tuple[frozenset[int], ...]]:
    """Return the parts that readers do not know already, and what is known of their sums.

    They are taken to know of parts that hold nothing; and a sum that was published tells its last unknown part.
    """
    rows = {frozenset(one & moving) for one in known}
    while told := {next(iter(row)) for row in rows if len(row) == 1}:
        moving -= told
        rows = {row - told for row in rows}
    return frozenset(moving), tuple(sorted((row for row in rows if row), key=sorted))
