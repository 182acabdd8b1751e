"""Both logs read back: the facts of a case, rights and looks of a day, and a row of the follow-up log by replay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from application.history import CaseFound, LookLine
from application.ledger import Recorded
from application.time_travel import Decided, RowCell
from infrastructure.history import LISTED, LOOKED, STREAMS, without_keys
from infrastructure.ledger import EventRecorder
from infrastructure.views.follow_up_log import Book
from infrastructure.work import PgWork

_EVENTS = f"SELECT position FROM es.events WHERE stream_id IN ({STREAMS}) ORDER BY position"  # noqa: S608 - a constant
_EVER_TOGETHER = """
WITH RECURSIVE together AS (
    SELECT %(case)s::uuid AS file
    UNION SELECT other.file FROM together t
      JOIN es.events e ON e.stream_id = t.file AND e.topic IN ('case.merged-away.1', 'case.merged-in.1')
     CROSS JOIN LATERAL (SELECT (j ->> CASE e.topic WHEN 'case.merged-in.1' THEN 'duplicate' ELSE 'into' END)::uuid
                           FROM (SELECT convert_from(e.coded, 'UTF8')::jsonb) c (j)) other (file))
SELECT array_agg(file) FROM together
"""
"""A file with all that ever hung together with it."""
_RIGHTS = """
SELECT position FROM es.events WHERE position <= %(upto)s AND stream_id IN (
    SELECT account FROM facts.accounts UNION SELECT unit FROM facts.units UNION SELECT unnest(%(files)s::uuid[])
    UNION SELECT stream FROM facts.conflicts WHERE record = ANY(%(files)s)
    UNION SELECT stream FROM facts.restrictions WHERE case_id = %(case)s
    UNION SELECT stream FROM facts.glass WHERE case_id = %(case)s
    UNION SELECT erasure FROM facts.erasures WHERE record = %(case)s)
 ORDER BY position
"""
_LOOKS = LOOKED.format(
    condition=f"(record IN ({STREAMS}) OR {LISTED.format('', '%(number)s')})"
    " AND recorded_at >= %(since)s AND recorded_at < %(until)s"
)
_DECIDED = """
SELECT position, action, role, basis, policy_version FROM trail.entries
 WHERE request_id = %(request)s AND (record = ANY(%(records)s) OR record IS NULL) AND decision = 'permit'
   AND recorded_at BETWEEN %(at)s - interval '1 hour' AND %(at)s + interval '1 hour'
 ORDER BY record IS NULL, position LIMIT 1
"""
"""Partitions of other months are not looked at."""
_NO_CELL = frozenset({"case_id", "valid_from", "valid_to", "record_no", "identity_version", "step_position"})
"""Columns of a row that are for the machine."""


class PgPasts:
    """Keeps `application.time_travel.Pasts`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def events(self, case_id: UUID, *, opened: bool) -> Sequence[Recorded]:
        """Return every fact of a case and of what belongs to it, as recorded."""
        rows = self._work.connection.execute(_EVENTS, {"case": case_id}, prepare=True)
        return self._at([row[0] for row in rows], opened=opened)

    def _at(self, positions: Sequence[int], *, opened: bool = False) -> Sequence[Recorded]:
        ledger = self._work.house.ledger if opened else without_keys()
        return ledger.recorded(EventRecorder(self._work.connection).at(positions))

    def position_at(self, at: datetime) -> int:
        """Return the last position recorded by a time, found by halving: times rise with positions."""
        low, high = 0, self.last()
        while low < high:
            middle = (low + high + 1) // 2
            found = self.recorded_at(middle)
            if found is not None and found <= at:
                low = middle
            else:
                high = middle - 1
        return low

    def recorded_at(self, position: int) -> datetime | None:
        """Return when an event was recorded."""
        query = "SELECT recorded_at FROM es.events WHERE position = %s"
        row = self._work.connection.execute(query, (position,), prepare=True).fetchone()
        return row[0] if row else None

    def last(self) -> int:
        """Return the last position of the log."""
        return EventRecorder(self._work.connection).max_notification_id() or 0

    def rights(self, case_id: UUID, upto: int) -> Sequence[Recorded]:
        """Return the facts up to a position that give or take rights on a case."""
        values = {"case": case_id, "upto": upto, "files": self._files(case_id)}
        rows = self._work.connection.execute(_RIGHTS, values, prepare=True)
        return self._at([row[0] for row in rows])

    def _files(self, case_id: UUID) -> list[UUID]:
        row = self._work.connection.execute(_EVER_TOGETHER, {"case": case_id}, prepare=True).fetchone()
        return list(row[0]) if row else [case_id]

    def looks(self, case: CaseFound, since: datetime, until: datetime, most: int) -> Sequence[LookLine]:
        """Return who looked at a case, or was refused, in a time."""
        values = {"case": case.case_id, "number": case.record_no, "since": since, "until": until}
        rows = self._work.connection.execute(_LOOKS, {**values, "after": 0, "limit": most}, prepare=True)
        return [LookLine(*row) for row in rows]

    def decided(self, event: Recorded, case_id: UUID) -> Decided | None:
        """Return the decision under which an event was recorded."""
        values = {
            "request": event.envelope.request_id,
            "records": [event.stream, case_id],
            "at": event.recorded_at,
        }
        row = self._work.connection.execute(_DECIDED, values, prepare=True).fetchone()
        return Decided(*row) if row else None

    def row(self, case_id: UUID, upto: int) -> Sequence[RowCell]:
        """Return the columns of the case's row with the event that made each, folded as the follower folds them."""
        events: dict[int, Recorded] = {}
        for file in self._files(case_id):
            events |= {one.position: one for one in self.events(file, opened=False) if one.position <= upto}
        book = Book({}, {})
        for position in sorted(events):
            book.note(events[position])
        made: dict[str, RowCell] = {}
        before: dict[str, Any] = {}
        for version in (one for one in book.versions if one["case_id"] == case_id):
            for column, value in version.items():
                if column not in _NO_CELL and (column not in before or before[column] != value):
                    made[column] = RowCell(column, value, version["valid_from"])
            before = version
        return list(made.values())
