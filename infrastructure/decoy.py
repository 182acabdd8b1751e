"""Decoys from their sealed marks. A process that holds the keys knows them; the tables alone do not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from application.decoy import Candidate, DecoyRow, Touch
from domain.account import Role
from domain.decoy import DecoyPlaced, DecoyProposed, DecoyStage
from infrastructure.work import PgWork
from infrastructure.work.touching import decoy_mark

MOST_TOUCHES = 50
"""Latest touches shown of one decoy."""
_CASE = (
    "SELECT record, state = 'closed' AND sensitivity = 'ordinary' FROM facts.records"
    " WHERE code = %s AND kind = 'case'"
)
_THERE = "SELECT EXISTS (SELECT FROM facts.decoys WHERE mark = %s AND stage IN ('proposed', 'marked'))"
_ROWS = (
    "SELECT stream, stage, proposed_at, proposed_by, decided_at, decided_by FROM facts.decoys"
    " ORDER BY proposed_at DESC, stream"
)
_ACCOUNTS = "SELECT account FROM facts.accounts WHERE state = 'active' AND roles && %s::text[]"
_TOUCHES = (
    "SELECT t.account, t.role, t.action, t.touched_at, EXISTS (SELECT FROM facts.decoy_reviews v"
    " WHERE v.stream = t.stream AND v.account <> t.account AND v.until >= t.touched_at)"
    " FROM facts.decoy_touches t WHERE t.stream = %s ORDER BY t.touched_at DESC LIMIT %s"
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
        there = self._work.connection.execute(_THERE, (mark,)).fetchone()
        return Candidate(row[0], mark, row[1], bool(there and there[0]))

    def all(self) -> Sequence[DecoyRow]:
        """Return the decoys and proposals, the latest first; none about a file that is closed to the reader."""
        run = self._work.connection.execute
        found = []
        for stream, stage, proposed_at, proposed_by, decided_at, decided_by in run(_ROWS).fetchall():
            fact = cast(DecoyProposed | DecoyPlaced, self._work.history(stream)[0].fact)
            case_id = UUID(str(fact.case_id))
            if case_id in self._work.reader.hidden:
                continue
            touches = tuple(Touch(*row) for row in run(_TOUCHES, (stream, MOST_TOUCHES)))
            found.append(
                DecoyRow(
                    stream=stream,
                    case_id=case_id,
                    code=str(fact.code),
                    stage=DecoyStage(stage),
                    proposed_at=proposed_at,
                    proposed_by=proposed_by,
                    decided_at=decided_at,
                    decided_by=decided_by,
                    touches=touches,
                )
            )
        return found

    def accounts_with(self, roles: Collection[Role]) -> frozenset[UUID]:
        """Return the accounts in use that have one of these roles."""
        values = (sorted(role.value for role in roles),)
        return frozenset(row[0] for row in self._work.connection.execute(_ACCOUNTS, values))


def streams_of_decoys(work: PgWork) -> list[UUID]:
    """Return the decoys with all that belongs to them, so that figures leave them out; asked once a work."""
    known = work.asked.get("decoys")
    if isinstance(known, list):
        return known
    query = "SELECT stream FROM facts.decoys WHERE stage = 'marked'"
    marks = work.connection.execute(query, prepare=True).fetchall()
    facts = [cast(DecoyProposed | DecoyPlaced, work.history(stream)[0].fact) for (stream,) in marks]
    cases = [UUID(str(fact.case_id)) for fact in facts]
    found: list[UUID] = []
    if cases:
        query = "SELECT record FROM facts.records WHERE record = ANY(%s) OR case_id = ANY(%s)"
        found = sorted(row[0] for row in work.connection.execute(query, (cases, cases)))
    work.asked["decoys"] = found
    return found
