"""What one person looked at of the matter of a request: ids and codes of the access log, no word of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.history import LookLine
from infrastructure.work import PgWork

_READS = """
WITH matter AS (
    SELECT r.record, r.record_no FROM facts.records q
      JOIN facts.records r ON r.record = q.record OR r.record = q.case_id OR r.case_id = q.case_id
     WHERE q.record = %(referral)s AND (r.kind <> 'referral' OR r.record = q.record)
)
SELECT position, recorded_at, account, role, unit, action, field_class, purpose, basis, decision, reason, record IS NULL
  FROM trail.entries e
 WHERE e.account = %(account)s AND (e.record IN (SELECT record FROM matter)
    OR e.records && ARRAY(SELECT record_no::integer FROM matter))
 ORDER BY position DESC LIMIT %(most)s
"""
"""The request, its case or consultation, and what belongs to it; other requests about it are other reviews."""


class PgTieReads:
    """Keeps `application.referral.tie.TieReads`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def reads(self, account: UUID, referral_id: UUID, most: int) -> Sequence[LookLine]:
        """Return the entries about the request and its matter, oldest first."""
        values = {"referral": referral_id, "account": account, "most": most}
        rows = self._work.connection.execute(_READS, values, prepare=True).fetchall()
        return [LookLine(*row) for row in reversed(rows)]
