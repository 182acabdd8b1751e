"""Finds the same person in files and among staff and members, in the transaction of the fact that named someone.

Both sides take one lock before they look, so of two transactions that name the same person at the same moment the
later sees the earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg

from application.detection import AMONG_US, NAMED_IN_FILES, Same
from application.ledger import Recorded
from application.matches import MatchRole, matches_of, named_in
from domain.conflict import MatchKind
from domain.counselling import CounsellingLinked, CounsellingOpened, CounsellingRelinked
from domain.member import MemberAdmitted, MemberChanged
from domain.referral.facts import ReferralSubmitted
from infrastructure.keys import KeyStore
from infrastructure.matches import current_generation, hashed

Connection = psycopg.Connection[Any]
DETECTION_LOCK = 7205416
"""Held from looking until the commit, by facts that name someone; an emergency names nobody and never waits."""
_SAME = """
SELECT coalesce(r.case_id, {file}.record), w.kind, {file}.role, {us}.record, {us}.role
  FROM unnest(%(records)s::uuid[], %(kinds)s::text[], %(hashes)s::bytea[], %(roles)s::text[])
       AS w (record, kind, hash, role)
  JOIN facts.matches m ON m.hash = w.hash AND m.kind = w.kind AND m.generation = %(generation)s
   AND m.role = ANY(%(wanted)s)
  LEFT JOIN facts.records r ON r.record = {file}.record
"""
_AMONG_US, _IN_FILES = _SAME.format(file="w", us="m"), _SAME.format(file="m", us="w")
_WHO = """
SELECT a.account, a.account, a.unit FROM facts.accounts a WHERE a.account = ANY(%(who)s) AND a.state = 'active'
UNION ALL
SELECT m.member, a.account, m.unit FROM facts.members m
  LEFT JOIN facts.accounts a ON a.account = m.account AND a.state = 'active'
 WHERE m.member = ANY(%(who)s) AND m.active
"""
_ACCOUNT_IN_USE = "SELECT account FROM facts.accounts WHERE account = %s AND state = 'active'"
_OF_MATTER = "SELECT kind, hash, role FROM facts.matches WHERE record = %s AND generation = %s"
_KNOWN = "SELECT stream, kinds FROM facts.conflicts WHERE account = %s AND record = %s"
_ANSWERING = """
WITH RECURSIVE above AS (
    SELECT u.unit, u.parent, 0 AS steps FROM facts.units u WHERE u.unit = %(unit)s
    UNION ALL SELECT u.unit, u.parent, a.steps + 1 FROM facts.units u JOIN above a ON u.unit = a.parent)
SELECT u.unit FROM facts.units u LEFT JOIN above a ON a.unit = u.unit
 WHERE u.ended_on IS NULL AND u.unit <> ALL(%(not_of)s) AND EXISTS (
    SELECT FROM facts.accounts x WHERE x.unit = u.unit AND x.state = 'active' AND 'supervisor' = ANY(x.roles))
 ORDER BY a.steps IS NULL, a.steps, u.founded_on, u.unit LIMIT 1
"""

Wanted = tuple[UUID, str, bytes, str]


def same_people(connection: Connection, pending: Sequence[Recorded], keys: KeyStore) -> list[Same]:
    """Return who is the same on both sides among what these facts name; looks under the lock."""
    if not any(_may_name(one) for one in pending):
        return []
    generation = current_generation(connection)
    wanted = list(_wanted(connection, pending, keys, generation))
    if not wanted:
        return []
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (DETECTION_LOCK,))
    us = [one for one in wanted if MatchRole(one[3]) in AMONG_US]
    files = [one for one in wanted if MatchRole(one[3]) in NAMED_IN_FILES]
    rows = [
        *_found(connection, _AMONG_US, files, AMONG_US, generation),
        *_found(connection, _IN_FILES, us, NAMED_IN_FILES, generation),
    ]
    who = _who(connection, {row[3] for row in rows}, pending) if rows else {}
    return [
        Same(
            account=who[one][0],
            unit=who[one][1],
            record=record,
            kind=MatchKind(kind),
            in_file=MatchRole(in_file),
            among_us=MatchRole(among_us),
        )
        for record, kind, in_file, one, among_us in rows
        if one in who
    ]


def _who(
    connection: Connection, found: set[UUID], pending: Sequence[Recorded]
) -> dict[UUID, tuple[UUID | None, UUID]]:
    """Return account and unit of each of us that counts today; a member who is being entered as the fact says."""
    rows = connection.execute(_WHO, {"who": list(found)}).fetchall()
    who: dict[UUID, tuple[UUID | None, UUID]] = {one: (account, unit) for one, account, unit in rows}
    for recorded in pending:
        fact = recorded.fact
        if isinstance(fact, MemberAdmitted | MemberChanged) and recorded.stream in found:
            in_use = connection.execute(_ACCOUNT_IN_USE, (fact.account,)).fetchone()
            who[recorded.stream] = (in_use[0] if in_use else None, fact.unit)
    return who


def _may_name(recorded: Recorded) -> bool:
    """Whether a fact names somebody strongly, or ties a matter, which may have, to a case; most need not ask at all."""
    if isinstance(recorded.fact, CounsellingLinked | CounsellingRelinked):
        return True
    part = named_in(recorded)
    return part is not None and any(True for _ in matches_of(part.people))


def _wanted(
    connection: Connection, pending: Sequence[Recorded], keys: KeyStore, generation: int
) -> Iterator[Wanted]:
    """Yield (record, kind, hash, role) of whom the facts name; a matter of a case counts for the case."""
    cases: dict[UUID, UUID] = {}
    for recorded in pending:
        fact = recorded.fact
        if (
            isinstance(fact, CounsellingOpened | CounsellingLinked | CounsellingRelinked)
            and fact.case_id is not None
        ):
            cases[recorded.stream] = fact.case_id
        if isinstance(fact, ReferralSubmitted) and (about := fact.about) is not None:
            cases[recorded.stream] = about
        if isinstance(fact, CounsellingLinked | CounsellingRelinked) and fact.case_id is not None:
            rows = connection.execute(_OF_MATTER, (recorded.stream, generation)).fetchall()
            yield from ((fact.case_id, kind, bytes(digest), role) for kind, digest, role in rows)
        part = named_in(recorded)
        for match in matches_of(part.people) if part else ():
            record = cases.get(recorded.stream, recorded.stream)
            yield record, match.kind.value, hashed(match, keys, generation), match.role.value


def _found(
    connection: Connection, query: str, wanted: list[Wanted], roles: Iterable[MatchRole], generation: int
) -> list[tuple[UUID, str, str, UUID, str]]:
    if not wanted:
        return []
    records, kinds, hashes, own = (list(column) for column in zip(*wanted, strict=True))
    values = {
        "records": records,
        "kinds": kinds,
        "hashes": hashes,
        "roles": own,
        "wanted": [role.value for role in roles],
        "generation": generation,
    }
    return connection.execute(query, values).fetchall()


def known(connection: Connection, account: UUID, record: UUID) -> tuple[UUID, frozenset[str]] | None:
    """Return the stream about a person and a record, and what was found the same before."""
    row = connection.execute(_KNOWN, (account, record)).fetchone()
    return (row[0], frozenset(row[1])) if row else None


def unit_of_case(connection: Connection, case_id: UUID) -> tuple[UUID, bool] | None:
    """Return the unit that answers for a case, and whether it is held closely already; None for other records."""
    query = "SELECT unit, sensitivity <> 'ordinary' FROM facts.records WHERE record = %s AND kind = 'case'"
    row = connection.execute(query, (case_id,)).fetchone()
    return (row[0], row[1]) if row else None


def answering_unit(connection: Connection, unit: UUID, not_of: Iterable[UUID]) -> UUID | None:
    """Return the nearest unit above, else any, that has a supervisor and is none of these units."""
    row = connection.execute(_ANSWERING, {"unit": unit, "not_of": list(not_of)}).fetchone()
    return row[0] if row else None
