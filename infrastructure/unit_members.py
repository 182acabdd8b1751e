"""Members by day from their fact rows; no name is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from application.unit_members import MemberOnDay
from domain.lists import MemberKind
from infrastructure.work import PgWork

ON_DAY = """
SELECT m.member, coalesce(u.value::uuid, m.unit) AS unit, coalesce(k.value, m.kind) AS kind, m.account,
       CASE WHEN c.what = 'court' THEN c.value ELSE '' END AS court,
       CASE WHEN c.what = 'court_said' THEN c.value ELSE '' END AS court_said, m.admitted_on, m.left_on
  FROM facts.members m
  LEFT JOIN LATERAL (SELECT value FROM facts.member_dated d WHERE d.member = m.member AND d.what = 'unit'
                     AND d.since <= %(day)s ORDER BY d.since DESC, d.version DESC LIMIT 1) u ON true
  LEFT JOIN LATERAL (SELECT value FROM facts.member_dated d WHERE d.member = m.member AND d.what = 'kind'
                     AND d.since <= %(day)s ORDER BY d.since DESC, d.version DESC LIMIT 1) k ON true
  LEFT JOIN LATERAL (SELECT what, value FROM facts.member_dated d WHERE d.member = m.member
                     AND d.what IN ('court', 'court_said') AND d.since <= %(day)s
                     ORDER BY d.since DESC, d.version DESC LIMIT 1) c ON true
 WHERE m.admitted_on <= %(day)s AND (m.left_on IS NULL OR m.left_on > %(day)s)
"""
"""Members of a day. Who leaves on a day is not there any more on that day."""


class PgUnitMembers:
    """Keeps `application.unit_members.UnitMembers`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of_unit(self, unit: UUID, day: date) -> Sequence[MemberOnDay]:
        """Return everybody of a unit on a day."""
        return self._where(
            " AND m.member IN (SELECT w.member FROM facts.member_dated w WHERE w.what = 'unit' AND w.value = %(text)s)"
            " AND coalesce(u.value::uuid, m.unit) = %(unit)s",
            {"day": day, "unit": unit, "text": str(unit)},
        )

    def by_account(self, account: UUID, day: date) -> Sequence[MemberOnDay]:
        """Return what is entered of the person of an account."""
        return self._where(" AND m.account = %(account)s", {"day": day, "account": account})

    def still_in(self, unit: UUID) -> Sequence[UUID]:
        """Return everybody who is in a unit now and has not left."""
        query = "SELECT member FROM facts.members WHERE unit = %s AND active ORDER BY member"
        return [row[0] for row in self._work.connection.execute(query, (unit,))]

    def _where(self, condition: str, values: dict[str, object]) -> list[MemberOnDay]:
        rows = self._work.connection.execute(f"{ON_DAY}{condition} ORDER BY m.member", values)
        return [
            MemberOnDay(member, unit, MemberKind(kind), account, court, said)
            for member, unit, kind, account, court, said, _, _ in rows
        ]
