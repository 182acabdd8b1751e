"""Likely duplicates, shown beside the form and never in its way: name with or without marks, birth year, commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.child_case.intake import Child
from domain.units import Place


@dataclass(frozen=True, slots=True)
class Likeness:
    """A case that may be about the same child, within the reader's scope."""

    case_id: UUID
    record_no: int
    code: str
    name: str
    birth: str
    commune: str
    same: tuple[str, ...]
    """What agrees: `name`, `birth-year`, `commune`."""


class LikelyDuplicates(Protocol):
    """Finds cases of the reader's scope that may be about the same child."""

    def of(self, child: Child, where: Place) -> Sequence[Likeness]:
        """Return at most five, the likeliest first; none without a name."""
