"""The history of a case from the two logs; opened without keys, so nothing personal can come out of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from application.history import CaseFound, EventLine, LookLine
from domain.counselling import matter_code
from infrastructure.corrections import hidden_positions
from infrastructure.crypto import parts
from infrastructure.erasure import record_by_code
from infrastructure.ledger import Connection, EventRecorder, Ledger
from infrastructure.work import PgWork

_CASE = (
    "SELECT record, record_no, code, unit FROM facts.records"
    " WHERE (kind = 'case' OR (kind = 'counselling' AND case_id IS NULL)) AND record = %s"
)
_RECORDS = "SELECT record FROM facts.records WHERE case_id = %(case)s OR record = %(case)s"
STREAMS = (
    f"{_RECORDS} UNION ALL SELECT erasure FROM facts.erasures WHERE record IN ({_RECORDS})"  # noqa: S608 - constants
    f" UNION ALL SELECT hold FROM facts.holds WHERE record IN ({_RECORDS})"
)
"""The streams of a case (`%(case)s`): its own, and those of what belongs to it."""
LISTED = "({0}records <> '{{}}' AND {0}records && ARRAY[{1}]::integer[])"
"""That a list showed a record; the index holds only entries that showed any, and must be told so."""
_EVENTS = (
    f"SELECT position, coded, leaf FROM es.events WHERE stream_id IN ({STREAMS})"  # noqa: S608 - constants
    " AND position > %(after)s ORDER BY position LIMIT %(limit)s"
)
LOOKED = """
SELECT position, recorded_at, account, role, unit, action, field_class, purpose, basis, decision, reason, record IS NULL
  FROM trail.entries WHERE ({condition}) AND position > %(after)s ORDER BY position LIMIT %(limit)s
"""
_OPENED = LOOKED.format(condition=f"record IN ({STREAMS})")
_OPENED_OR_LISTED = LOOKED.format(condition=f"record IN ({STREAMS}) OR {LISTED.format('', '%(number)s')}")


@lru_cache(maxsize=1)
def without_keys() -> Ledger:
    """Return a ledger that opens nothing personal."""
    return Ledger(None)


class PgHistories:
    """Keeps `application.history.Histories`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def by_code(self, code: str) -> CaseFound | None:
        """Return the case with a file code, or the consultation that stands alone with a code of its own."""
        record = record_by_code(self._work.connection, code)
        return self.by_id(record) if record is not None else None

    def by_id(self, case_id: UUID) -> CaseFound | None:
        """Return the case, or the consultation that stands alone, with an id."""
        row = self._work.connection.execute(_CASE, (case_id,), prepare=True).fetchone()
        if row is None or row[0] in self._work.reader.hidden:
            return None
        return CaseFound(row[0], row[1], row[2] or matter_code(row[0]), row[3])

    def events(self, case_id: UUID, after: int, limit: int) -> Sequence[EventLine]:
        """Return the events that follow a position, oldest first."""
        connection = self._work.connection
        values = {"case": case_id, "after": after, "limit": limit}
        stored = {row[0]: row for row in connection.execute(_EVENTS, values, prepare=True)}
        recorded = without_keys().recorded(EventRecorder(connection).at(stored))
        hidden = hidden_positions(connection, list(stored))
        return [
            EventLine(
                recorded=one,
                coded="{}" if one.position in hidden else stored[one.position][1].decode(),
                covered=tuple(part.field_class for part in parts(one.personal)),
                leaf=bytes(stored[one.position][2]),
                is_hidden=one.position in hidden,
            )
            for one in recorded
        ]

    def looks(self, case: CaseFound, after: int, limit: int, *, lists: bool) -> Sequence[LookLine]:
        """Return the access-log entries that follow a position, oldest first."""
        values = {
            "case": case.case_id,
            "number": case.record_no,
            "after": after,
            "limit": limit,
        }
        query = _OPENED_OR_LISTED if lists else _OPENED
        return [LookLine(*row) for row in self._work.connection.execute(query, values, prepare=True)]


def streams_of(connection: Connection, case_id: UUID) -> list[UUID]:
    """Return the streams of a case, of what belongs to it, and of erasures and holds that are about it."""
    return [row[0] for row in connection.execute(STREAMS.encode(), {"case": case_id})]
