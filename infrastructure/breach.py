"""Breaches of personal data from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.breach import BreachRow
from infrastructure.work import PgWork

SHOWN = 500
"""How many the list shows; open ones come first."""
_ROWS = """
SELECT b.breach, r.record_no, b.found_at, b.people, b.notified_at, b.closed
  FROM facts.breaches b JOIN facts.records r ON r.record = b.breach
 WHERE %(one)s::uuid IS NULL OR b.breach = %(one)s
 ORDER BY b.closed, b.found_at DESC, r.record_no LIMIT %(most)s
"""


class PgBreaches:
    """Keeps `application.breach.Breaches`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[BreachRow]:
        """Return the breaches: open ones first, the newest first."""
        return self._rows(None)

    def of(self, breach: UUID) -> BreachRow | None:
        """Return one of them."""
        return next(iter(self._rows(breach)), None)

    def _rows(self, one: UUID | None) -> list[BreachRow]:
        rows = self._work.connection.execute(_ROWS, {"one": one, "most": SHOWN})
        return [BreachRow(*row) for row in rows]
