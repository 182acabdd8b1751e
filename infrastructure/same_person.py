"""Accounts of one person, from the match rows of the generation that counts."""

from __future__ import annotations

from collections.abc import Sequence, Set
from uuid import UUID

from infrastructure.work import PgWork

_OWN = """
SELECT x.account, x.kind, x.hash FROM (
    SELECT m.record AS account, m.kind, m.hash, m.generation FROM facts.matches m
     WHERE m.role = 'staff'
    UNION
    SELECT p.account, m.kind, m.hash, m.generation FROM facts.matches m JOIN facts.members p ON p.member = m.record
     WHERE m.role = 'member' AND p.active AND p.account IS NOT NULL) x
  JOIN facts.match_key g ON g.generation = x.generation
"""
_TWO = "WITH own AS ({own}) SELECT DISTINCT {wanted} FROM own a JOIN own b USING (kind, hash) WHERE {where}"
"""A telephone alone makes nobody one: an office has one. The hint to the administrator shows it all the same."""
_ACCOUNTS = _TWO.format(
    own=_OWN,
    wanted="b.account",
    where="a.account = %(account)s AND b.account <> a.account AND kind <> 'telephone'",
)
_PAIRS = _TWO.format(own=_OWN, wanted="a.account, b.account", where="a.account < b.account ORDER BY 1, 2")
_IS_OF = """
SELECT 1 FROM facts.matches m JOIN facts.match_key g ON g.generation = m.generation
  JOIN facts.matches w ON w.kind = m.kind AND w.hash = m.hash AND w.generation = m.generation
 WHERE m.record = %(member)s AND m.role IN ('member', 'relative') AND w.role IN ('staff', 'member', 'relative')
   AND (w.record = ANY(%(accounts)s) OR (w.role = 'member' AND w.record <> m.record AND w.record IN (
        SELECT p.member FROM facts.members p WHERE p.account = ANY(%(accounts)s) AND p.active))) LIMIT 1
"""


class PgSamePeople:
    """Keeps `application.same_person.SamePeople`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def accounts_of(self, account: UUID) -> Set[UUID]:
        """Return the other accounts of the person of this account."""
        return {row[0] for row in self._work.connection.execute(_ACCOUNTS, {"account": account})}

    def pairs(self) -> Sequence[tuple[UUID, UUID]]:
        """Return the accounts of which two are of one person."""
        return [(row[0], row[1]) for row in self._work.connection.execute(_PAIRS)]

    def is_of(self, member: UUID, account: UUID) -> bool:
        """Return whether what is entered of a member meets this account's person or their relatives."""
        values = {"member": member, "accounts": [account, *self.accounts_of(account)]}
        return self._work.connection.execute(_IS_OF, values).fetchone() is not None
