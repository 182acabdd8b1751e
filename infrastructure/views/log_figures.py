"""What the follow-up log counts by unit: signed facts by position, so that a figure as of a position is a sum up to it.

A fact is the difference between what a row counted before and what it counts now. Counts and days only: whoever sees
figures of the whole association sees these rows and no row of the log itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.calendar import vietnam_day
from domain.follow_up_log import EntryState, is_in_time
from infrastructure.views.log_rows import Row

OF_ENTRIES = ("entries", "filled", "required", "in_time", "imported", "incomplete", "open")
"""What is counted on the day of receipt; `due` is counted on the day agreed for the next step."""
COLUMNS = ("position", "stream_id", "unit", "day", *OF_ENTRIES, "due")
Counts = tuple[int, int, int, int, int, int, int, int]
Signed = tuple[object, ...]
_COUNTS = ", ".join(f"{name} smallint NOT NULL" for name in (*OF_ENTRIES, "due"))
TABLE = f"""
        CREATE TABLE figures (
            position bigint NOT NULL, stream_id uuid NOT NULL, unit uuid NOT NULL, day date NOT NULL, {_COUNTS})
"""
INDEXES = """
        CREATE INDEX figures_by_day ON figures (day, unit);
        CREATE INDEX figures_by_unit ON figures (unit, day);
        CREATE INDEX figures_due ON figures (day, unit) WHERE due <> 0;
        CREATE INDEX figures_open ON figures (unit) INCLUDE (position, open) WHERE open <> 0
"""
_NOTHING: Counts = (0,) * 8


def differences(before: Row | None, after: Row, position: int) -> list[Signed]:
    """Return what a row counts more, or less, than the version before it; None: there was none."""
    now = _counted(after)
    if before is None:
        return [(position, after["case_id"], unit, day, *counts) for (unit, day), counts in now.items()]
    was, found = _counted(before), list[Signed]()
    for where in dict.fromkeys([*was, *now]):
        pairs = zip(was.get(where, _NOTHING), now.get(where, _NOTHING), strict=True)
        more = [new - old for old, new in pairs]
        if any(more):
            found.append((position, after["case_id"], *where, *more))
    return found


def _counted(row: Row) -> dict[tuple[UUID, date], Counts]:
    """Return what a row counts by unit and day; a file that hangs on another, or was taken back, counts in nothing."""
    if row["merged_into"] is not None or row["state"] == EntryState.TAKEN_BACK:
        return {}
    is_open = row["state"] != EntryState.CLOSED
    in_time = is_in_time(row["received_at"], row["recorded_at"]) and not row["imported"]
    filled, required = row["filled"], row["required"]
    flags = int(in_time), int(row["imported"]), int(filled < required), int(is_open)
    received = row["unit"], vietnam_day(row["received_at"])
    found: dict[tuple[UUID, date], Counts] = {received: (1, filled, required, *flags, 0)}
    if is_open and row["due_on"] is not None:
        agreed = row["unit"], _day(row["due_on"])
        *counts, _ = found.get(agreed, _NOTHING)
        found[agreed] = (*counts, 1)  # type: ignore[assignment] # seven counts and the last
    return found


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)
