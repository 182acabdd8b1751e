"""Lines of the facts table, what they rest on, and what counts only once: of all that carry a word, the earliest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from application.ledger import Recorded
from domain.article92 import Measure
from infrastructure.views.base import Connection
from infrastructure.views.counted import Counted

COUNTED = (
    *("stream_id", "version", "measure", "day", "value", "unit", "recorded_at", "area", "once", "active"),
)
_ADD = (
    "INSERT INTO facts (position, month, day, recorded_at, unit, measure, delta, stream_id, area)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (position, measure, day, delta) DO NOTHING"
)
_KEEP = f"INSERT INTO counted ({', '.join(COUNTED)}) VALUES ({', '.join(['%s'] * len(COUNTED))})"  # noqa: S608 - constants
_ALIKE = """
SELECT c.stream_id, c.version, c.day, c.value, coalesce(c.unit, s.unit), c.area, c.active
  FROM counted c LEFT JOIN streams s USING (stream_id) WHERE c.once = %s AND c.measure = %s
 ORDER BY c.day, c.stream_id, c.version
"""
_ACTIVE = "UPDATE counted SET active = %s WHERE stream_id = %s AND version = %s AND measure = %s"


def row_of(
    stream: UUID, version: int | None, one: Counted, recorded_at: datetime, *, active: bool = True
) -> tuple[object, ...]:
    """Return what is kept of something counted: what a later correction takes back."""
    said = (one.measure.value, one.day, one.value, one.unit, recorded_at, one.area, one.once)
    return (stream, version, *said, active)


def keep(
    connection: Connection,
    stream: UUID,
    version: int | None,
    one: Counted,
    recorded_at: datetime,
    *,
    active: bool = False,
) -> None:
    """Keep something counted; whether it counts now is settled afterwards."""
    connection.execute(_KEEP, row_of(stream, version, one, recorded_at, active=active))


def add(
    connection: Connection,
    recorded: Recorded,
    unit: UUID | None,
    measure: Measure | str,
    day: date,
    delta: int,
    area: str | None = None,
    stream: UUID | None = None,
) -> None:
    """Add one line at the position of a fact, for its own stream unless another is named."""
    name = measure.value if isinstance(measure, Measure) else measure
    month, at = day.replace(day=1), recorded.recorded_at
    row = (recorded.position, month, day, at, unit, name, delta, stream or recorded.stream, area)
    connection.execute(_ADD, row)


def settle(connection: Connection, recorded: Recorded, measure: Measure, once: str) -> None:
    """Let the earliest of all that carry a word count, and no other; the difference stands at this position."""
    rows = connection.execute(_ALIKE, (once, measure.value)).fetchall()
    first = rows[0] if rows else None
    before = next((row for row in rows if row[6]), None)
    if first is before:
        return
    for row, sign in ((before, -1), (first, 1)):
        if row is not None:
            _count(connection, recorded, measure, row, sign)


def _count(
    connection: Connection, recorded: Recorded, measure: Measure, row: Sequence[Any], sign: int
) -> None:
    stream, version, day, value, unit, area, _ = row
    add(connection, recorded, unit or recorded.envelope.unit, measure, day, sign * value, area, stream)
    connection.execute(_ACTIVE, (sign > 0, stream, version, measure.value))
