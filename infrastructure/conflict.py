"""Conflicts of interest from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.conflict import ConflictRow
from domain.conflict import Standing
from infrastructure.work import PgWork

MOST = 200
"""Rows of the judges' list; the provisional come first."""
_TO_JUDGE = """
SELECT k.stream, s.record_no, k.account, u.name, coalesce(r.code, ''), k.standing, k.kinds, k.judges
  FROM facts.conflicts k JOIN facts.records s ON s.record = k.stream JOIN facts.records r ON r.record = k.record
  LEFT JOIN facts.units u ON u.unit = k.unit
 WHERE k.account <> %s AND k.record <> ALL(%s) ORDER BY k.standing <> 'provisional', s.record_no DESC LIMIT %s
"""


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

    def to_judge(self) -> Sequence[ConflictRow]:
        """Return those that the reader may judge; none about a file that the reader must not see."""
        reader = self._work.reader
        values = (reader.account, sorted(reader.hidden), MOST)
        rows = self._work.connection.execute(_TO_JUDGE, values, prepare=True)
        return [
            ConflictRow(stream, number, account, unit or "", code, Standing(standing), tuple(kinds), judges)
            for stream, number, account, unit, code, standing, kinds, judges in rows
        ]
