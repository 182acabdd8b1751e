"""Which programmes there are, from the fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from infrastructure.work import PgWork


class PgProgrammes:
    """Keeps `application.programme.Programmes`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of(self, year: int) -> UUID | None:
        """Return the programme of a year."""
        query = "SELECT programme FROM facts.programmes WHERE year = %s"
        row = self._work.connection.execute(query, (year,), prepare=True).fetchone()
        return row[0] if row else None

    def years(self) -> Sequence[int]:
        """Return the years that have a programme, latest first."""
        rows = self._work.connection.execute("SELECT year FROM facts.programmes ORDER BY year DESC")
        return [row[0] for row in rows]
