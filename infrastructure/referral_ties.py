"""The keyed check before a reviewer is asked: match rows of the matter against those of staff, members, relatives."""

from __future__ import annotations

from uuid import UUID

from application.detection import AMONG_US, NAMED_IN_FILES
from application.matches import MatchRole
from infrastructure.work import PgWork

_TIED = """
WITH RECURSIVE files AS (
    SELECT coalesce(r.case_id, r.record) AS record FROM facts.records r WHERE r.record = %(referral)s
    UNION
    SELECT CASE WHEN m.case_id = f.record THEN m.into_case ELSE m.case_id END
      FROM files f JOIN facts.merges m ON f.record IN (m.case_id, m.into_case)
), matter AS (
    SELECT record FROM files UNION SELECT %(referral)s::uuid
    UNION SELECT r.record FROM facts.records r JOIN files f ON r.case_id = f.record
), same AS (
    SELECT DISTINCT u.record AS who
      FROM facts.matches n JOIN matter x ON x.record = n.record
      JOIN facts.match_key g ON g.generation = n.generation
      JOIN facts.matches u ON u.hash = n.hash AND u.kind = n.kind AND u.generation = n.generation
     WHERE n.role = ANY(%(named)s) AND u.role = ANY(%(us)s)
), matched AS (
    SELECT a.account FROM same s JOIN facts.accounts a ON a.account = s.who
    UNION SELECT m.account FROM same s JOIN facts.members m ON m.member = s.who
     WHERE m.active AND m.account IS NOT NULL
)
SELECT account FROM matched WHERE NOT EXISTS (
    SELECT FROM facts.conflicts k JOIN files f ON k.record = f.record
     WHERE k.account = matched.account AND k.standing = 'lifted')
UNION SELECT k.account FROM facts.conflicts k JOIN matter x ON k.record = x.record WHERE k.standing <> 'lifted'
"""
"""`matter`: the request, its case or consultation with what belongs to it, and the files of the same child."""
_NAMED = sorted(role.value for role in NAMED_IN_FILES | {MatchRole.INFORMANT})
_US = sorted(role.value for role in AMONG_US)


class PgReferralTies:
    """Keeps `application.referral.ties.ReferralTies`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def tied(self, referral_id: UUID) -> frozenset[UUID]:
        """Return accounts that are, or whose relative is, the same as someone whom the matter names."""
        values = {"referral": referral_id, "named": _NAMED, "us": _US}
        return frozenset(row[0] for row in self._work.connection.execute(_TIED, values, prepare=True))
