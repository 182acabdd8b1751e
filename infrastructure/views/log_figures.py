"""What the follow-up log counts by unit: signed facts by position, so that a figure as of a position is a sum up to it.

A fact is the difference between what a row counted before and what it counts now. Counts and days only: whoever sees
figures of the whole association sees these rows and no row of the log itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.calendar import vietnam_day
from domain.follow_up_log import EntryState, is_in_time
from infrastructure.views.log_rows import Row

COLUMNS = ("position", "stream_id", "unit", "month", "day", "what", "delta")
Signed = tuple[int, UUID, UUID, date, date, str, int]
TABLE = """
        CREATE TABLE figures (
            position bigint NOT NULL, stream_id uuid NOT NULL, unit uuid NOT NULL, month date NOT NULL,
            day date NOT NULL, what text NOT NULL, delta integer NOT NULL)
"""
"""`day` is that of receipt; of `due`, the day agreed for the next step."""
INDEXES = """
        CREATE UNIQUE INDEX figures_once ON figures (position, stream_id, what, day, unit);
        CREATE INDEX figures_by_month ON figures (month, what, unit) INCLUDE (position, delta, stream_id);
        CREATE INDEX figures_by_day ON figures (what, unit, day) INCLUDE (position, delta, stream_id)
"""


def differences(before: Row | None, after: Row, position: int) -> list[Signed]:
    """Return what a row counts more, or less, than the version before it; None: there was none."""
    was = _counted(before) if before is not None else {}
    now = _counted(after)
    return [
        (position, after["case_id"], unit, day.replace(day=1), day, what, more)
        for unit, day, what in dict.fromkeys([*was, *now])
        if (more := now.get((unit, day, what), 0) - was.get((unit, day, what), 0))
    ]


def _counted(row: Row) -> Mapping[tuple[UUID, date, str], int]:
    """Return what a row counts in; a file that hangs on another, or was imported by mistake, counts in nothing."""
    if row["merged_into"] is not None or row["state"] == EntryState.TAKEN_BACK:
        return {}
    received = vietnam_day(row["received_at"])
    is_open = row["state"] != EntryState.CLOSED
    in_time = is_in_time(row["received_at"], row["recorded_at"]) and not row["imported"]
    counted = {
        "entries": 1,
        "filled": row["filled"],
        "required": row["required"],
        "in_time": int(in_time),
        "imported": int(row["imported"]),
        "incomplete": int(row["filled"] < row["required"]),
        "open": int(is_open),
    }
    found = {(row["unit"], received, what): count for what, count in counted.items() if count}
    if is_open and row["due_on"] is not None:
        found[row["unit"], _day(row["due_on"]), "due"] = 1
    return found


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)
