"""Requests for bulk exports from their fact rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from application.access import Action
from application.export import ExportRow
from application.scope import units_of
from domain.export import ExportPart, ExportPurpose, ExportStage
from infrastructure.scope import of_units
from infrastructure.work import PgWork

SHOWN = 200
"""The newest requests that a list shows."""
_ROWS = """
SELECT x.export, r.record_no, x.unit, x.purpose, x.parts, x.stage, x.requested_at, x.requested_by, x.approved_by,
       x.until, x.downloads
  FROM facts.exports x JOIN facts.records r ON r.record = x.export WHERE {where} ORDER BY r.record_no DESC LIMIT {most}
"""
_GAVE_OUT = """
SELECT e.position FROM facts.records c
  JOIN facts.exports x ON x.downloads > 0
  JOIN trail.entries t ON t.record = x.export AND t.action = 'export.download' AND t.decision = 'permit'
   AND t.records @> ARRAY[c.record_no::integer]
  JOIN es.events e ON e.stream_id = x.export AND e.request_id = t.request_id AND e.topic = 'export.delivered.1'
 WHERE c.record = %s ORDER BY e.position
"""
"""The entry of the access log and the fact are of one request and one commit; the entry says which records it held."""


class PgExports:
    """Keeps `application.export.Exports`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[ExportRow]:
        """Return the requests of the reader's scope, the newest first."""
        where, values = of_units("x.unit", units_of(self._work.reader, Action.SEE_EXPORTS))
        return self._rows(where, values)

    def of(self, export: UUID) -> ExportRow | None:
        """Return one of them."""
        return next(iter(self._rows("x.export = %s", [export])), None)

    def gave_out(self, case_id: UUID) -> Sequence[int]:
        """Return the positions of the facts by which files that held this case were given out."""
        return [row[0] for row in self._work.connection.execute(_GAVE_OUT, (case_id,))]

    def erased(self, cases: Sequence[UUID]) -> Mapping[UUID, datetime]:
        """Return which of these cases were erased, and when."""
        rows = self._work.connection.execute(
            "SELECT record, erased_at FROM facts.erasures WHERE erased_at IS NOT NULL AND record = ANY(%s)",
            (list(cases),),
        )
        return {row[0]: row[1] for row in rows}

    def _rows(self, where: str, values: Sequence[object]) -> list[ExportRow]:
        query = _ROWS.format(where=where, most=SHOWN)
        return [
            ExportRow(
                row[0],
                row[1],
                row[2],
                ExportPurpose(row[3]),
                tuple(map(ExportPart, row[4])),
                ExportStage(row[5]),
                *row[6:],
            )
            for row in self._work.connection.execute(query, values)
        ]
