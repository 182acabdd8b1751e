"""Conflicts of interest from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.conflict import ConflictRow, Entered
from domain.account import AccountKinDeclared
from domain.conflict import Standing
from domain.member import MemberAdmitted, MemberChanged, MemberLeft
from infrastructure.same_person import PgSamePeople
from infrastructure.work import PgWork

MOST = 200
"""Rows of the judges' list; the provisional come first."""
_ROWS = """
SELECT k.stream, s.record_no, k.account, u.name, coalesce(r.code, ''), k.standing, k.kinds, k.judges
  FROM facts.conflicts k JOIN facts.records s ON s.record = k.stream JOIN facts.records r ON r.record = k.record
  LEFT JOIN facts.units u ON u.unit = k.unit
 WHERE k.account <> ALL(%s) AND k.record <> ALL(%s) AND {which}
 ORDER BY k.standing <> 'provisional', s.record_no DESC LIMIT %s
"""
_TO_JUDGE = _ROWS.format(which="(%s OR (k.standing = 'provisional' AND k.unit IS DISTINCT FROM %s))")
_ONE = _ROWS.format(which="k.stream = %s")
_ENTERED = """
WITH led AS (
    SELECT DISTINCT w.stream_id FROM es.events d JOIN es.events w
        ON w.request_id = d.request_id AND w.recorded_at BETWEEN d.recorded_at - interval '1 minute' AND d.recorded_at
       AND w.topic IN ('account.kin-declared.1', 'member.admitted.1', 'member.changed.1')
     WHERE d.stream_id = %(conflict)s AND d.topic = 'conflict.detected.1'),
who AS (
    SELECT k.account AS stream FROM facts.conflicts k WHERE k.stream = %(conflict)s
    UNION SELECT m.member FROM facts.conflicts k JOIN facts.members m ON m.account = k.account
     WHERE k.stream = %(conflict)s
    UNION SELECT stream_id FROM led)
SELECT m.record_no, a.actor, a.recorded_at, z.actor, z.recorded_at, w.stream IN (SELECT stream_id FROM led)
  FROM who w
  JOIN LATERAL (SELECT e.actor, e.recorded_at FROM es.events e WHERE e.stream_id = w.stream
       AND e.topic = ANY(%(topics)s) ORDER BY e.version LIMIT 1) a ON true
  JOIN LATERAL (SELECT e.actor, e.recorded_at FROM es.events e WHERE e.stream_id = w.stream
       AND e.topic = ANY(%(topics)s) ORDER BY e.version DESC LIMIT 1) z ON true
  LEFT JOIN facts.records m ON m.record = w.stream AND m.kind = 'member'
 ORDER BY a.recorded_at
"""
_TOPICS = [one.TOPIC for one in (AccountKinDeclared, MemberAdmitted, MemberChanged, MemberLeft)]


class PgConflicts:
    """Keeps `application.conflict.Conflicts`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def record_by_code(self, code: str) -> UUID | None:
        """Return the case with a file code."""
        query = "SELECT record FROM facts.records WHERE code = %s AND kind = 'case'"
        row = self._work.connection.execute(query, (code,), prepare=True).fetchone()
        return row[0] if row else None

    def of(self, account: UUID, record: UUID) -> UUID | None:
        """Return the stream about this person and this record."""
        query = "SELECT stream FROM facts.conflicts WHERE account = %s AND record = %s"
        row = self._work.connection.execute(query, (account, record), prepare=True).fetchone()
        return row[0] if row else None

    def to_judge(self, *, all_of_them: bool) -> Sequence[ConflictRow]:
        """Return the open ones of people of other units, or all; none about a file that the reader must not see."""
        return self._rows(_TO_JUDGE, all_of_them, self._work.reader.unit, MOST)

    def one(self, stream: UUID) -> ConflictRow | None:
        """Return one, unless it is about the reader or about a file that the reader must not see."""
        return next(iter(self._rows(_ONE, stream, 1)), None)

    def _rows(self, query: str, *which: object) -> list[ConflictRow]:
        reader = self._work.reader
        mine = [reader.account, *PgSamePeople(self._work).accounts_of(reader.account)]
        values = (mine, sorted(reader.hidden), *which)
        rows = self._work.connection.execute(query, values, prepare=True)
        return [
            ConflictRow(stream, number, account, unit or "", code, Standing(standing), tuple(kinds), judges)
            for stream, number, account, unit, code, standing, kinds, judges in rows
        ]

    def entered(self, conflict: UUID) -> Sequence[Entered]:
        """Return what was entered about the person of a conflict."""
        values = {"conflict": conflict, "topics": _TOPICS}
        return [
            Entered(number, _account(first), at, _account(last), changed_at, led)
            for number, first, at, last, changed_at, led in self._work.connection.execute(_ENTERED, values)
        ]


def _account(actor: str) -> UUID | None:
    kind, _, name = actor.partition(":")
    return UUID(name) if kind == "account" else None
