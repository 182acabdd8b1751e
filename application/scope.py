"""Which units a reader's lists hold: the same answer as `decide` gives on each record."""

from __future__ import annotations

from uuid import UUID

from application.work import Reader
from domain.account import Role

SEES_BELOW = frozenset({Role.SUPERVISOR, Role.CHAPTER_HEAD})
"""Roles whose lists hold the units below their own (`Scope.BELOW` in `application.access`)."""


def units_of(reader: Reader) -> frozenset[UUID] | None:
    """Return the units whose records a reader's lists hold; None means every unit."""
    if reader.whole_scope:
        return None
    return reader.units if SEES_BELOW.intersection(reader.roles) else reader.own_units


def lists_hold(reader: Reader, unit: UUID) -> bool:
    """Return whether the reader's lists hold a unit's records."""
    units = units_of(reader)
    return units is None or unit in units
