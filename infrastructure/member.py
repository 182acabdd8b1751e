"""Members from their fact rows; names from the ledger, opened for the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from application.access import Action
from application.member import NAMES_AT_ONCE, MemberRow, TooManyMembers
from application.scope import units_of
from domain.kernel import Erased
from domain.lists import MemberKind
from domain.member import MemberAdmitted, MemberChanged
from domain.text import name_key
from infrastructure.unit_members import ON_DAY
from infrastructure.work import PgWork

_ROWS = f"""
SELECT d.member, r.record_no, d.unit, coalesce(u.name, ''), d.kind, d.account IS NOT NULL,
       (SELECT max(e.position) FROM es.events e WHERE e.stream_id = d.member AND e.personal IS NOT NULL)
  FROM ({ON_DAY}) d JOIN facts.records r ON r.record = d.member LEFT JOIN facts.units u ON u.unit = d.unit
 WHERE (%(units)s::uuid[] IS NULL OR d.unit = ANY(%(units)s)) AND (%(unit)s::uuid IS NULL OR d.unit = %(unit)s)
   AND (%(kind)s::text IS NULL OR d.kind = %(kind)s) LIMIT {NAMES_AT_ONCE + 1}
"""  # noqa: S608 - constants


class PgMembers:
    """Keeps `application.member.Members`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def on(self, day: date, unit: UUID | None, kind: MemberKind | None) -> Sequence[MemberRow]:
        """Return the members of the reader's scope on a day, by name."""
        scope = units_of(self._work.reader, Action.MANAGE_MEMBERS)
        values = {
            "day": day,
            "units": None if scope is None else list(scope),
            "unit": unit,
            "kind": kind.value if kind else None,
        }
        rows = self._work.connection.execute(_ROWS, values).fetchall()
        if len(rows) > NAMES_AT_ONCE:
            raise TooManyMembers(most=NAMES_AT_ONCE)
        names = self._names([row[6] for row in rows])
        listed = [
            MemberRow(
                member=row[0],
                record_no=row[1],
                unit=row[2],
                unit_name=row[3],
                kind=MemberKind(row[4]),
                name=names.get(row[0], ""),
                has_account=row[5],
            )
            for row in rows
        ]
        return sorted(listed, key=lambda row: name_key(row.name))

    def account_is_of(self, account: UUID, unit: UUID) -> bool:
        """Return whether there is such an account in use in this unit."""
        query = "SELECT 1 FROM facts.accounts WHERE account = %s AND unit = %s AND state = 'active'"
        return self._work.connection.execute(query, (account, unit)).fetchone() is not None

    def _names(self, positions: Sequence[int]) -> dict[UUID, str]:
        said = (
            one for one in self._work.at(positions) if isinstance(one.fact, MemberAdmitted | MemberChanged)
        )
        people = {
            one.stream: one.fact.person
            for one in said
            if isinstance(one.fact, MemberAdmitted | MemberChanged)
        }
        return {member: person.name for member, person in people.items() if not isinstance(person, Erased)}
