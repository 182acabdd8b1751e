"""Conflicts of interest from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.conflict import ConflictRow
from domain.conflict import Standing
from infrastructure.work import PgWork

MOST = 200
"""Rows of the judges' list; the provisional come first."""
_ROWS = """
SELECT k.stream, s.record_no, k.account, u.name, coalesce(r.code, ''), k.standing, k.kinds, k.judges
  FROM facts.conflicts k JOIN facts.records s ON s.record = k.stream JOIN facts.records r ON r.record = k.record
  LEFT JOIN facts.units u ON u.unit = k.unit
 WHERE k.account <> %s AND k.record <> ALL(%s) AND {which}
 ORDER BY k.standing <> 'provisional', s.record_no DESC LIMIT %s
"""
_TO_JUDGE = _ROWS.format(which="(%s OR (k.standing = 'provisional' AND k.unit <> %s))")
_ONE = _ROWS.format(which="k.stream = %s")


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
        values = (reader.account, sorted(reader.hidden), *which)
        rows = self._work.connection.execute(query, values, prepare=True)
        return [
            ConflictRow(stream, number, account, unit or "", code, Standing(standing), tuple(kinds), judges)
            for stream, number, account, unit, code, standing, kinds, judges in rows
        ]
