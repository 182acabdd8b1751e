"""Units as a list of members names them: by code, or by any name that they bore."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.text import fold


@dataclass(frozen=True, slots=True)
class ListUnit:
    """One unit for which whoever imports may enter members."""

    unit: UUID
    code: str
    names: tuple[str, ...]
    """All that it bore, the present one last."""
    ended_on: date | None = None
    successor: str = ""
    """Name of the successor."""


class ListUnits:
    """The units of a list, found by what is written in a cell."""

    def __init__(self, units: Iterable[ListUnit]) -> None:
        self._units = {one.unit: one for one in units}
        self._named: dict[str, set[UUID]] = {}
        for one in self._units.values():
            for name in (one.code, *one.names):
                self._named.setdefault(fold(name), set()).add(one.unit)

    def of(self, unit: UUID) -> ListUnit | None:
        """Return a unit by its id."""
        return self._units.get(unit)

    def called(self, said: str) -> tuple[ListUnit, ...]:
        """Return the units of a code or a name; of several, whoever corrects the row writes the code.

        A name may lack its beginning ("Hội Bảo vệ quyền trẻ em"), where what is left belongs to one unit alone.
        """
        wanted = fold(said)
        found = self._named.get(wanted) or {
            unit
            for name, units in self._named.items()
            if len(wanted.split()) > 1 and name.endswith(f" {wanted}")
            for unit in units
        }
        return tuple(self._units[unit] for unit in sorted(found))
