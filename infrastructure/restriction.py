"""Restrictions from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.access import Action
from application.restriction import HeldClosely
from infrastructure.work import PgWork


class PgRestrictions:
    """Keeps `application.restriction.Restrictions`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of_case(self, case_id: UUID) -> UUID | None:
        """Return the stream about a case."""
        query = "SELECT stream FROM facts.restrictions WHERE case_id = %s"
        row = self._work.connection.execute(query, (case_id,), prepare=True).fetchone()
        return row[0] if row else None

    def held(self, case_id: UUID) -> HeldClosely | None:
        """Return how closely a case is held."""
        return next(iter(self._held("k.case_id = %s", case_id)), None)

    def awaiting(self) -> Sequence[HeldClosely]:
        """Return the restrictions that the reader could lift as the second person."""
        work = self._work
        if not work.may(Action.UNRESTRICT_CASE):
            return []
        asked = self._held("k.active AND k.asked_by <> %s", work.reader.account)
        return [one for one in asked if work.may(Action.UNRESTRICT_CASE, one.case_id)]

    def _held(self, condition: str, value: UUID) -> Sequence[HeldClosely]:
        query = (
            "SELECT k.case_id, coalesce(r.code, ''), k.active, k.asked_by"  # noqa: S608 - constants of this file
            f" FROM facts.restrictions k JOIN facts.records r ON r.record = k.case_id WHERE {condition} ORDER BY r.code"
        )
        return [HeldClosely(*row) for row in self._work.connection.execute(query, (value,), prepare=True)]
