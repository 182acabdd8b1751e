"""Members from their fact rows; names from the ledger, opened for the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.access import Action
from application.member import MemberRow
from application.scope import units_of
from domain.kernel import Erased
from domain.lists import MemberKind
from domain.member import MemberAdmitted, MemberChanged
from domain.text import name_key
from infrastructure.work import PgWork

_ROWS = """
SELECT m.member, r.record_no, m.unit, coalesce(u.name, ''), m.kind, m.account IS NOT NULL,
       (SELECT max(e.position) FROM es.events e WHERE e.stream_id = m.member AND e.personal IS NOT NULL)
  FROM facts.members m JOIN facts.records r ON r.record = m.member LEFT JOIN facts.units u ON u.unit = m.unit
 WHERE m.active AND (%(units)s::uuid[] IS NULL OR m.unit = ANY(%(units)s))
"""


class PgMembers:
    """Keeps `application.member.Members`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[MemberRow]:
        """Return the members of the reader's scope who have not left, by name."""
        scope = units_of(self._work.reader, Action.MANAGE_MEMBERS)
        values = {"units": None if scope is None else list(scope)}
        rows = self._work.connection.execute(_ROWS, values).fetchall()
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
