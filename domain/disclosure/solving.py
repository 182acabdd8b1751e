"""The promise of whoever solves linear programmes; the house keeps it with HiGHS, outside the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class LinearSystem(Protocol):
    """Columns tied by rows that each add up to nothing."""

    def best(
        self, worth: Mapping[int, float], low: Sequence[float], high: Sequence[float]
    ) -> Sequence[float] | None:
        """Return columns within their bounds for which the sum of `worth` is greatest; None where none exist."""


class Solver(Protocol):
    """Makes such systems."""

    def system(self, columns: int, rows: Sequence[Mapping[int, float]]) -> LinearSystem:
        """Return the system in which each row, its factors by column, adds up to nothing."""
