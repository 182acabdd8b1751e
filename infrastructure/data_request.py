"""Requests of data subjects from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from application.data_request import DataRequestRow
from domain.child_case.suspect import Likeness
from domain.data_clocks import RequestKind
from domain.data_request import RefusedBecause, RequestStage
from domain.requester import RequesterVerdict, WhoAsks
from infrastructure.work import PgWork

SHOWN = 500
"""How many the list shows; open ones come first."""
_ROWS = """
SELECT d.request, r.record_no, coalesce(c.code, ''), d.kind, d.who, d.stage, d.likeness, d.verdict, d.ground,
       d.received_at,
       (d.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, d.acknowledged, d.extended
  FROM facts.data_requests d JOIN facts.records r ON r.record = d.request
  LEFT JOIN facts.records c ON c.record = d.case_id
 WHERE (d.case_id IS NULL OR d.case_id <> ALL(%(hidden)s)) AND (%(one)s::uuid IS NULL OR d.request = %(one)s)
 ORDER BY d.stage <> 'open', d.received_at, r.record_no LIMIT %(most)s
"""


class PgDataRequests:
    """Keeps `application.data_request.DataRequests`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with this file code."""
        query = "SELECT record FROM facts.records WHERE kind = 'case' AND code = %s"
        row = self._work.connection.execute(query, (code,), prepare=True).fetchone()
        return row[0] if row else None

    def all(self) -> Sequence[DataRequestRow]:
        """Return the requests that the reader may know of."""
        return self._rows(None)

    def of(self, request: UUID) -> DataRequestRow | None:
        """Return one of them."""
        return next(iter(self._rows(request)), None)

    def _rows(self, one: UUID | None) -> list[DataRequestRow]:
        values = {"hidden": sorted(self._work.reader.hidden), "one": one, "most": SHOWN}
        return [_row(row) for row in self._work.connection.execute(_ROWS, values)]


def _row(row: tuple[Any, ...]) -> DataRequestRow:
    return DataRequestRow(
        request=row[0],
        record_no=row[1],
        code=row[2],
        kind=RequestKind(row[3]),
        who=WhoAsks(row[4]),
        stage=RequestStage(row[5]),
        likeness=Likeness(row[6]) if row[6] else None,
        verdict=RequesterVerdict(row[7]) if row[7] else None,
        ground=RefusedBecause(row[8]) if row[8] else None,
        received_at=row[9],
        received_on=row[10],
        is_acknowledged=row[11],
        is_extended=row[12],
    )
