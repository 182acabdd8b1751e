"""Which duties nobody can do, from the fact rows: for *Việc hôm nay*, and for the doctor, who has no reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg

from application.vacancies import Vacancies
from domain.account import Role
from domain.erasure import ErasureStage
from domain.referral.request import ReferralStage
from infrastructure.accounts import IN_USE
from infrastructure.work import PgWork

_HOLDERS = f"SELECT account, unit FROM facts.accounts WHERE {IN_USE}"  # noqa: S608 - constants
_FOR_OFFICER = """
SELECT d.request, d.case_id FROM facts.data_requests d WHERE d.stage = 'open'
UNION ALL SELECT e.erasure, e.record FROM facts.erasures e WHERE e.stage = ANY(%s)
UNION ALL SELECT b.breach, NULL FROM facts.breaches b WHERE NOT b.closed
"""
_REQUESTS = """
SELECT r.unit, r.record, r.case_id FROM facts.records r LEFT JOIN facts.records c ON c.record = r.case_id
 WHERE r.kind = 'referral' AND r.state = ANY(%s) AND coalesce(c.state, '') <> 'erased'
"""
_OPEN_CASES = "SELECT unit, count(*) FROM facts.records WHERE kind = 'case' AND state = 'open' GROUP BY unit"
_KEPT = """
SELECT account, record FROM facts.kept_from WHERE account = ANY(%(who)s)
UNION SELECT account, record FROM facts.assignments
 WHERE account = ANY(%(who)s) AND relation = 'recused' AND active
"""
_ERASING = [ErasureStage.REQUESTED.value, ErasureStage.CONFIRMED.value, ErasureStage.DECIDED.value]
_ASKED = [stage.value for stage in ReferralStage if stage.is_open]

Connection = psycopg.Connection[Any]


def vacancies(connection: Connection) -> Vacancies:
    """Return every duty that belongs to a role which nobody holds who can act."""
    run = connection.execute
    officers, heads, supervisors = (
        dict(run(_HOLDERS, ([role.value],)).fetchall())
        for role in (Role.DATA_PROTECTION_OFFICER, Role.CHAPTER_HEAD, Role.SUPERVISOR)
    )
    kept = set(run(_KEPT, {"who": [*officers, *heads]}).fetchall())

    def may(account: UUID, records: Sequence[UUID | None]) -> bool:
        return not any((account, one) in kept for one in records)

    waiting = run(_FOR_OFFICER, (_ERASING,)).fetchall()
    above = _above(connection)
    lost = Counter(
        unit
        for unit, *records in run(_REQUESTS, (_ASKED,)).fetchall()
        if not any(of in above(unit) and may(head, records) for head, of in heads.items())
    )
    supervised = set(supervisors.values())
    alone = [(unit, count) for unit, count in run(_OPEN_CASES) if not supervised & set(above(unit))]
    return Vacancies(
        no_officer=not officers,
        for_officer=sum(not any(may(one, about) for one in officers) for about in waiting),
        without_head=tuple(sorted(lost.items())),
        without_supervisor=tuple(sorted(alone)),
    )


class _Above:
    """A unit and what answers for it further up: its successor when it ended, else its parent."""

    def __init__(self, rows: Sequence[tuple[UUID, UUID | None, UUID | None]]) -> None:
        self._next = {unit: successor or parent for unit, parent, successor in rows}

    def __call__(self, unit: UUID) -> list[UUID]:
        return list(self._walk(unit))

    def _walk(self, unit: UUID) -> Iterator[UUID]:
        seen: set[UUID] = set()
        here: UUID | None = unit
        while here is not None and here not in seen:
            seen.add(here)
            yield here
            here = self._next.get(here)


def _above(connection: Connection) -> _Above:
    return _Above(connection.execute("SELECT unit, parent, successor FROM facts.units").fetchall())


class PgPosts:
    """Keeps `application.vacancies.Posts`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def vacant(self) -> Vacancies:
        """Return every duty that nobody can do."""
        return vacancies(self._work.connection)

    def is_topmost(self, units: Sequence[UUID]) -> bool:
        """Return whether no supervisor stands above these units."""
        above = _above(self._work.connection)
        held = self._work.connection.execute(_HOLDERS, ([Role.SUPERVISOR.value],)).fetchall()
        further = {one for unit in units for one in above(unit)} - set(units)
        return not further & {unit for _, unit in held}
