"""Requests for extracts of the two logs, from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.log_extract import ExtractRow
from domain.export import ExportStage
from domain.log_extract import WhichLog
from infrastructure.work import PgWork

SHOWN = 200
"""The newest requests that a list shows."""
_ROWS = """
SELECT x.extract, r.record_no, x.log, x.stage, x.requested_at, x.requested_by, x.approved_by, x.until, x.downloads
  FROM facts.extracts x JOIN facts.records r ON r.record = x.extract
 WHERE %(one)s::uuid IS NULL OR x.extract = %(one)s ORDER BY r.record_no DESC LIMIT %(most)s
"""


class PgLogExtracts:
    """Keeps `application.log_extract.LogExtracts`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[ExtractRow]:
        """Return the requests, the newest first."""
        return self._rows(None)

    def of(self, extract: UUID) -> ExtractRow | None:
        """Return one of them."""
        return next(iter(self._rows(extract)), None)

    def _rows(self, one: UUID | None) -> list[ExtractRow]:
        rows = self._work.connection.execute(_ROWS, {"one": one, "most": SHOWN})
        return [ExtractRow(row[0], row[1], WhichLog(row[2]), ExportStage(row[3]), *row[4:]) for row in rows]
