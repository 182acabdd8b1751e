"""Units of the association from the fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from application.units import UnitRow
from domain.kernel import Unknown
from domain.lists import UnitLevel
from domain.text import sort_key
from infrastructure.work import EPOCH_LOCK, PgWork

_COLUMNS = "unit, level, code, name, parent, founded_on, ended_on, successor"


class PgUnits:
    """Keeps `application.units.Units`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of(self, unit: UUID) -> UnitRow:
        """Return one unit."""
        query = f"SELECT {_COLUMNS} FROM facts.units WHERE unit = %s"  # noqa: S608 - constant columns
        row = self._work.connection.execute(query, (unit,), prepare=True).fetchone()
        if row is None:
            raise Unknown
        return _row(row)

    def all(self) -> Sequence[UnitRow]:
        """Return every unit, parents before children, by Vietnamese name."""
        query = f"SELECT {_COLUMNS} FROM facts.units"  # noqa: S608 - constant columns
        rows = [_row(row) for row in self._work.connection.execute(query).fetchall()]
        return sorted(rows, key=lambda row: (list(UnitLevel).index(row.level), sort_key(row.name)))

    def scope_will_change(self) -> None:
        """Take the epoch's lock exclusively; every work holds it shared while it decides."""
        self._work.connection.execute("SELECT pg_advisory_xact_lock(%s::bigint)", (EPOCH_LOCK,))


def _row(row: Sequence[Any]) -> UnitRow:
    return UnitRow(row[0], UnitLevel(row[1]), *row[2:])
