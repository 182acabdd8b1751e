"""Restrictions from their fact rows."""

from __future__ import annotations

from uuid import UUID

from infrastructure.work import PgWork


class PgRestrictions:
    """Keeps `application.restriction.Restrictions`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of_case(self, case_id: UUID) -> UUID | None:
        """Return the stream about a case."""
        return self._one("stream", case_id)

    def asked_by(self, case_id: UUID) -> UUID | None:
        """Return who asked for it to be lifted."""
        return self._one("asked_by", case_id)

    def _one(self, column: str, case_id: UUID) -> UUID | None:
        query = f"SELECT {column} FROM facts.restrictions WHERE case_id = %s"  # noqa: S608 - constants of this file
        row = self._work.connection.execute(query, (case_id,), prepare=True).fetchone()
        return row[0] if row else None
