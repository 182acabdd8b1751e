"""Which files hang together, straight from the fact rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from application.one_child import Filed, MergedNumber
from domain.child_case.merging import CaseMergedAway
from infrastructure.work import PgWork

_ABOVE = """
WITH RECURSIVE up AS (
    SELECT m.into_case, 1 AS steps FROM facts.merges m WHERE m.case_id = %s
    UNION SELECT m.into_case, up.steps + 1 FROM facts.merges m JOIN up ON m.case_id = up.into_case
) SELECT r.record, coalesce(r.code, '') FROM up JOIN facts.records r ON r.record = up.into_case ORDER BY up.steps
"""
_BELOW = """
WITH RECURSIVE down AS (
    SELECT m.case_id FROM facts.merges m WHERE m.into_case = %s
    UNION SELECT m.case_id FROM facts.merges m JOIN down ON m.into_case = down.case_id
) SELECT r.record, coalesce(r.code, '') FROM down JOIN facts.records r ON r.record = down.case_id ORDER BY r.record_no
"""


class PgMergedFiles:
    """Keeps `application.one_child.MergedFiles`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def above(self, case_id: UUID) -> Sequence[Filed]:
        """Return the files that a file hangs on, the main file last."""
        return self._files(_ABOVE, case_id)

    def below(self, case_id: UUID) -> Sequence[Filed]:
        """Return the files that hang on a file."""
        return self._files(_BELOW, case_id)

    def _files(self, query: str, case_id: UUID) -> Sequence[Filed]:
        return [Filed(*row) for row in self._work.connection.execute(query, (case_id,), prepare=True)]

    def by_code(self, code: str) -> UUID | None:
        """Return the case with a file code."""
        query = "SELECT record FROM facts.records WHERE kind = 'case' AND code = %s"
        row = self._work.connection.execute(query, (code,), prepare=True).fetchone()
        return row[0] if row else None

    def numbers(self, unit_code: str) -> Sequence[MergedNumber]:
        """Return the duplicates whose number begins with the code of a unit, and into which file each went."""
        query = (
            "SELECT d.record, d.code, i.code FROM facts.merges m JOIN facts.records d ON d.record = m.case_id"
            " JOIN facts.records i ON i.record = m.into_case WHERE starts_with(d.code, %s) AND i.code IS NOT NULL"
        )
        return [MergedNumber(*row) for row in self._work.connection.execute(query, (f"{unit_code}.",))]

    def ever_merged(self, records: Collection[UUID]) -> Sequence[UUID]:
        """Return those of these cases that hung on another at some time."""
        query = "SELECT DISTINCT stream_id FROM es.events WHERE stream_id = ANY(%s) AND topic = %s"
        rows = self._work.connection.execute(query, (list(records), CaseMergedAway.TOPIC))
        return [record for (record,) in rows]

    def code_of(self, case_id: UUID) -> str:
        """Return the number of a file."""
        query = "SELECT coalesce(code, '') FROM facts.records WHERE record = %s"
        row = self._work.connection.execute(query, (case_id,), prepare=True).fetchone()
        return str(row[0]) if row else ""

    def is_erased(self, case_id: UUID) -> bool:
        """Return whether the keys of a file were destroyed."""
        query = "SELECT state = 'erased' FROM facts.records WHERE record = %s"
        row = self._work.connection.execute(query, (case_id,), prepare=True).fetchone()
        return bool(row and row[0])
