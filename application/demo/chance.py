"""Chance with a seed: the same seed gives the same year."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Chance(Random):
    """A seeded source of choices; never used for secrets."""

    def maybe(self, share: float) -> bool:
        """Return whether something happens that happens in this share of cases."""
        return self.random() < share

    def among(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def new_id(self) -> UUID:
        """Return the next id."""
        return UUID(int=self.getrandbits(128), version=4)
