"""Findings of the inspection board from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.access import Action
from application.inspection import FindingRow
from application.scope import units_of
from domain.inspection import FindingKind, FindingStage
from infrastructure.scope import of_units
from infrastructure.work import PgWork

SHOWN = 500
"""How many a list shows; open ones come first."""
_ROWS = """
SELECT f.finding, r.record_no, f.kind, f.unit, f.account, f.case_id, coalesce(c.code, ''), f.stage, f.due_on,
       f.opened_at
  FROM facts.findings f JOIN facts.records r ON r.record = f.finding
  LEFT JOIN facts.records c ON c.record = f.case_id
 WHERE {where} AND (f.case_id IS NULL OR f.case_id <> ALL(%s)) AND f.finding <> ALL(%s)
 ORDER BY f.stage = 'closed', f.due_on, r.record_no LIMIT %s
"""


class PgInspectionFindings:
    """Keeps `application.inspection.InspectionFindings`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[FindingRow]:
        """Return those of the reader's scope: open ones first, the earliest term first."""
        where, values = of_units("f.unit", units_of(self._work.reader, Action.SEE_FINDINGS))
        return self._rows(where, values)

    def of(self, finding: UUID) -> FindingRow | None:
        """Return one of them."""
        return next(iter(self._rows("f.finding = %s", [finding])), None)

    def _rows(self, where: str, values: Sequence[object]) -> list[FindingRow]:
        hidden = sorted(self._work.reader.hidden)
        rows = self._work.connection.execute(_ROWS.format(where=where), [*values, hidden, hidden, SHOWN])
        return [
            FindingRow(
                row[0],
                row[1],
                FindingKind(row[2]),
                row[3],
                row[4],
                row[5],
                row[6],
                FindingStage(row[7]),
                row[8],
                row[9],
            )
            for row in rows
        ]
