"""Facts as they are known now, wherever they stand in the log; and what was hidden, as it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg

from application.corrections import Change, as_known
from application.ledger import Recorded
from domain.child_case.entries import EntryMovedIn, EntryMovedOut
from domain.counselling import SessionMovedIn, SessionMovedOut
from domain.matter_code import matter_ids
from infrastructure.ledger import EventRecorder, Ledger

if TYPE_CHECKING:
    from infrastructure.work import PgWork

Connection = psycopg.Connection[Any]
_CHANGES = (
    "SELECT position, instead, hides FROM facts.corrections WHERE position = ANY(%s)"
    " ORDER BY position, changed_by"
)
_HIDDEN = (
    "SELECT DISTINCT c.position FROM facts.corrections c JOIN facts.records r ON r.record = c.stream"
    " WHERE c.hides AND (r.record = %(case)s OR r.case_id = %(case)s)"
)


_GONE_WITH_THEIR_FILE = """
WITH RECURSIVE went (origin, stream, position) AS (
    SELECT h.position, i.stream_id, i.position {step} WHERE h.hides AND h.position = ANY(%(positions)s)
    UNION
    SELECT w.origin, i.stream_id, i.position FROM went w, LATERAL (SELECT w.position) p (at), LATERAL (
        SELECT i.stream_id, i.position {step} WHERE h.hides AND h.position = p.at) i)
SELECT DISTINCT w.origin FROM went w JOIN facts.records r ON r.record = w.stream
  LEFT JOIN facts.records c ON c.record = r.case_id
 WHERE 'erased' IN (r.state, c.state)
   AND NOT EXISTS (SELECT FROM facts.corrections h JOIN es.events o ON o.position = h.changed_by
                    WHERE h.position = w.position AND o.topic = ANY(%(out)s))
"""
_STEP = (
    "FROM facts.corrections h JOIN es.events o ON o.position = h.changed_by AND o.topic = ANY(%(out)s)"
    " JOIN es.events i ON i.position BETWEEN o.position AND o.position + %(most)s"
    " AND i.request_id = o.request_id AND i.topic = ANY(%(into)s)"
)
"""From what was moved away to what came to the other file: facts of one request stand side by side in the log."""
_MOST_OF_ONE_REQUEST = 1000


def gone_with_their_file(connection: Connection, positions: Sequence[int]) -> frozenset[int]:
    """Return which hidden values were moved to a file that was erased since: of those nobody reads the old copy."""
    query = _GONE_WITH_THEIR_FILE.format(step=_STEP)
    values = {
        "positions": list(positions),
        "out": [EntryMovedOut.TOPIC, SessionMovedOut.TOPIC],
        "into": [EntryMovedIn.TOPIC, SessionMovedIn.TOPIC],
        "most": _MOST_OF_ONE_REQUEST,
    }
    return frozenset(row[0] for row in connection.execute(query, values))


def facts_as_known(ledger: Ledger, connection: Connection, positions: Sequence[int]) -> list[Recorded]:
    """Return the facts at these positions with what later facts made of them; what was taken away is left out."""
    if not positions:
        return []
    found = connection.execute(_CHANGES, (list(positions),), prepare=True).fetchall()
    later = {instead for _, instead, _ in found if instead is not None}
    recorded = ledger.recorded(EventRecorder(connection).at({*positions, *later}))
    facts = {one.position: one.fact for one in recorded}
    changes: dict[int, list[Change]] = {}
    for position, instead, hides in found:
        now = None if instead is None else facts[instead]
        changes.setdefault(position, []).append(Change(now, hides))
    wanted = set(positions)
    known = (as_known(one, changes.get(one.position, ())) for one in recorded if one.position in wanted)
    return [one for one in known if one is not None]


def hidden_positions(connection: Connection, positions: Sequence[int]) -> frozenset[int]:
    """Return which of these positions hold a hidden value."""
    query = "SELECT DISTINCT position FROM facts.corrections WHERE hides AND position = ANY(%s)"
    return frozenset(row[0] for row in connection.execute(query, (list(positions),), prepare=True))


def hidden_versions(connection: Connection) -> frozenset[tuple[str, int]]:
    """Return stream, as text, and version of every hidden value; they are few, and names in memory may be older."""
    query = "SELECT stream::text, version FROM facts.corrections WHERE hides"
    return frozenset(connection.execute(query, prepare=True).fetchall())


class PgHiddenValues:
    """Keeps `application.corrections.HiddenValues`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of(self, case_id: UUID) -> Sequence[Recorded]:
        """Return the hidden facts of a case and of what belongs to it, oldest first, as they were recorded."""
        connection = self._work.connection
        rows = connection.execute(_HIDDEN, {"case": case_id}, prepare=True).fetchall()
        hidden = [row[0] for row in rows]
        left = sorted(set(hidden) - gone_with_their_file(connection, hidden))
        return self._work.house.ledger.recorded(EventRecorder(connection).at(left))


class PgMattersByCode:
    """Keeps `application.corrections.MattersByCode`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def matter_of(self, code: str) -> UUID | None:
        """Return the matter with this code of its own; a code that two of them share names none."""
        between = matter_ids(code)
        if between is None:
            return None
        query = (
            "SELECT record FROM facts.records WHERE kind = 'counselling' AND record BETWEEN %s AND %s LIMIT 2"
        )
        rows = self._work.connection.execute(query, between, prepare=True).fetchall()
        return rows[0][0] if len(rows) == 1 else None
