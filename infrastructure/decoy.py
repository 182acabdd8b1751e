"""Decoys from their sealed marks. A process that holds the keys knows them; the tables alone do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from application.decoy import Candidate, DecoyRow, Touch
from domain.decoy import DecoyPlaced
from infrastructure.work import PgWork
from infrastructure.work.touching import decoy_mark

MOST_TOUCHES = 50
"""Latest touches shown of one decoy."""
_CASE = (
    "SELECT record, state = 'closed' AND sensitivity = 'ordinary' FROM facts.records"
    " WHERE code = %s AND kind = 'case'"
)
_ROWS = "SELECT stream, placed_at, active FROM facts.decoys ORDER BY placed_at DESC, stream"
_TOUCHES = (
    "SELECT account, role, action, touched_at FROM facts.decoy_touches WHERE stream = %s"
    " ORDER BY touched_at DESC LIMIT %s"
)


class PgDecoys:
    """Keeps `application.decoy.Decoys`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def candidate(self, code: str) -> Candidate | None:
        """Return the case with a file code, unless a conflict of interest closes it to the reader."""
        row = self._work.connection.execute(_CASE, (code,)).fetchone()
        if row is None or row[0] in self._work.reader.hidden:
            return None
        mark = decoy_mark(self._work.house.keys, row[0])
        there = self._work.connection.execute(
            "SELECT EXISTS (SELECT FROM facts.decoys WHERE active AND mark = %s)", (mark,)
        ).fetchone()
        return Candidate(row[0], mark, row[1], bool(there and there[0]))

    def all(self) -> Sequence[DecoyRow]:
        """Return the decoys, the latest first; none about a file that is closed to the reader."""
        run = self._work.connection.execute
        found = []
        for stream, placed_at, active in run(_ROWS).fetchall():
            fact = cast(DecoyPlaced, self._work.history(stream)[0].fact)
            case_id = UUID(str(fact.case_id))
            if case_id in self._work.reader.hidden:
                continue
            touches = tuple(Touch(*row) for row in run(_TOUCHES, (stream, MOST_TOUCHES)))
            found.append(DecoyRow(stream, case_id, str(fact.code), placed_at, active, touches))
        return found


def streams_of_decoys(work: PgWork) -> list[UUID]:
    """Return the decoys with all that belongs to them, so that figures leave them out; asked once a work."""
    known = work.asked.get("decoys")
    if isinstance(known, list):
        return known
    marks = work.connection.execute("SELECT stream FROM facts.decoys WHERE active", prepare=True).fetchall()
    facts = [cast(DecoyPlaced, work.history(stream)[0].fact) for (stream,) in marks]
    cases = [UUID(str(fact.case_id)) for fact in facts]
    found: list[UUID] = []
    if cases:
        query = "SELECT record FROM facts.records WHERE record = ANY(%s) OR case_id = ANY(%s)"
        found = sorted(row[0] for row in work.connection.execute(query, (cases, cases)))
    work.asked["decoys"] = found
    return found
