"""Which units a list may show (`application.scope`), as one condition for SQL."""

from __future__ import annotations

from uuid import UUID

from application.scope import units_of
from application.work import Reader

Condition = tuple[str, list[object]]


def of_units(column: str, reader: Reader, only: UUID | None = None) -> Condition:
    """Return the condition that a column holds a unit of the reader's scope, and the one asked for, if any.

    One unit is compared with `=`, so that an index which begins with the unit also gives the order.
    """
    units = units_of(reader)
    if only is not None:
        allowed = units is None or only in units
        return (f"{column} = %s", [only]) if allowed else ("false", [])
    if units is None:
        return "true", []
    if len(units) == 1:
        return f"{column} = %s", list(units)
    return f"{column} = ANY(%s)", [sorted(units)]


def not_hidden(column: str, reader: Reader) -> Condition:
    """Return the condition that a column holds no case hidden from the reader; a row without a case stays."""
    if not reader.hidden:
        return "true", []
    return f"({column} IS NULL OR {column} <> ALL(%s))", [sorted(reader.hidden)]


NOT_RESTRICTED = (
    "NOT EXISTS (SELECT FROM facts.records r WHERE r.record = {column} AND r.sensitivity <> 'ordinary'"
    " AND NOT EXISTS (SELECT FROM facts.assignments a WHERE a.record = r.record AND a.account = %s AND a.active))"
)
"""A restricted record is listed only for whoever is assigned to it."""
