"""Administrative units and their history: Bắc Giang and Bắc Ninh until 30 June 2025, Bắc Ninh since.

A code alone names nothing: 24 was Bắc Giang and is Bắc Ninh, and all 99 new communes carry the code of an
old one. A unit is therefore a code and the day it began to be valid; an event also keeps the name as it
was written then.

Source: domain/reference/SOURCE.md; the change of 1 July 2025: Resolution 202/2025/QH15.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, model_validator

from domain.codes import Code
from domain.kernel import Erased, Identity, Line, Value
from domain.text import matches, sort_key

BEFORE_THE_DATA = date(1900, 1, 1)
"""Stands for "valid since before the data begins"; the founding days of old units are not in the data."""
TWO_TIERS_SINCE = date(2025, 7, 1)
"""Districts ended and the two provinces became one. Source: Resolution 202/2025/QH15."""


class AdminLevel(Code, name="admin-level"):
    """Levels of administrative units; districts until 30 June 2025."""

    PROVINCE = "province", "Cấp tỉnh", "Province"
    DISTRICT = "district", "Cấp huyện (đến 30/6/2025)", "District (until 30 June 2025)"
    COMMUNE = "commune", "Cấp xã", "Commune"


@dataclass(frozen=True, eq=False)
class Unit:
    """One administrative unit of the register, valid from its first to its last day (None: still valid)."""

    code: str
    name: str
    level: AdminLevel
    valid_from: date
    valid_until: date | None
    parent: Unit | None = None
    becomes: str | None = None
    """Code of the commune it became part of on 1 July 2025."""

    @property
    def key(self) -> str:
        """The unit as one word, for options, filters and columns of views: `07210@2025-07-01`."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def full_name(self) -> str:
        """The name with the units it lies in: "Xã Đồng Kỳ, Huyện Yên Thế, Tỉnh Bắc Giang"."""
        return ", ".join(unit.name for unit in self.upwards())

    @property
    def as_written(self) -> AdminUnit:
        """The value an event keeps."""
        return AdminUnit(code=self.code, valid_from=self.valid_from, name_as_written=self.name)

    def upwards(self) -> Iterator[Unit]:
        """Yield the unit and the units it lies in, smallest first."""
        unit: Unit | None = self
        while unit is not None:
            yield unit
            unit = unit.parent

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class UnitRegister:
    """All known units, with lookups by day, name and history."""

    def __init__(self, units: tuple[Unit, ...]) -> None:
        self.units = units
        self._by_key = {unit.key: unit for unit in units}

    def find(self, code: str, valid_from: date) -> Unit | None:
        """Return the unit of a code and first day of validity."""
        return self._by_key.get(f"{code}@{valid_from.isoformat()}")

    def by_key(self, key: str) -> Unit | None:
        """Return the unit of a key (`07210@2025-07-01`), or for a bare code the latest unit that carried it."""
        if "@" in key:
            return self._by_key.get(key)
        carried = [unit for unit in self.units if unit.code == key]
        return max(carried, key=lambda unit: unit.valid_from, default=None)

    def on(self, code: str, day: date) -> Unit | None:
        """Return the unit that carried a code on a day."""
        return next((unit for unit in self.units if unit.code == code and unit.valid_on(day)), None)

    def options_on(self, day: date, level: AdminLevel = AdminLevel.COMMUNE) -> tuple[Unit, ...]:
        """Return the units of a level that existed on a day, by name; communes by district where there was one."""
        there = (unit for unit in self.units if unit.level is level and unit.valid_on(day))
        return tuple(sorted(there, key=_place_in_options))

    def search(self, query: str, day: date | None = None, most: int = 20) -> tuple[Unit, ...]:
        """Return units whose name has the words of a query, with or without marks, those still valid first."""
        found = [
            unit
            for unit in self.units
            if (day is None or unit.valid_on(day)) and matches(query, unit.full_name)
        ]
        found.sort(key=lambda unit: (unit.valid_until is not None, sort_key(unit.name)))
        return tuple(found[:most])

    def successors(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the communes into which a unit, or the communes of a district or province, went."""
        codes = {old.becomes for old in self.communes(unit) if old.becomes is not None}
        new = (self.find(code, TWO_TIERS_SINCE) for code in sorted(codes))
        return tuple(found for found in new if found is not None)

    def predecessors(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the old communes that went into a commune, or into the communes of a province."""
        if unit.valid_from != TWO_TIERS_SINCE:
            return ()
        return tuple(old for new in self.communes(unit) for old in self._became[new.code])

    def former_districts(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the districts in which the old communes of a new commune lay; several where it took from several."""
        parents = (old.parent for old in self.predecessors(unit))
        return tuple(dict.fromkeys(parent for parent in parents if parent is not None))

    def communes(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the communes of a unit; a commune is its own."""
        return tuple(self._within[unit.key])

    def lineage(self, unit: Unit) -> frozenset[str]:
        """Return the keys that a filter by this unit must find, before and after 1 July 2025.

        For a new unit: itself, its communes and all old ones that went into them, which is exact. For an old
        unit: itself, its communes and the new communes they went into; a new commune that took from two
        districts is found under both, so that nothing is missed.
        """
        exact = (*self.communes(unit), *self.predecessors(unit))
        parts = {unit, *exact, *self.successors(unit)}
        if unit.level is AdminLevel.PROVINCE:
            parts.update(above for commune in exact for above in commune.upwards())
        return frozenset(part.key for part in parts)

    @cached_property
    def _became(self) -> Mapping[str, list[Unit]]:
        became: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            if unit.becomes is not None:
                became[unit.becomes].append(unit)
        return became

    @cached_property
    def _within(self) -> Mapping[str, list[Unit]]:
        within: defaultdict[str, list[Unit]] = defaultdict(list)
        for commune in self.units:
            if commune.level is AdminLevel.COMMUNE:
                for unit in commune.upwards():
                    within[unit.key].append(commune)
        return within


def _place_in_options(unit: Unit) -> tuple[object, ...]:
    above = unit.parent if unit.parent is not None and unit.parent.level is AdminLevel.DISTRICT else None
    return (sort_key(above.name) if above else ((), (), ""), sort_key(unit.name))


def _read(file: str) -> Any:
    return json.loads(files("domain.reference").joinpath(file).read_text(encoding="utf-8"))


def _until_june_2025() -> Iterator[Unit]:
    last = TWO_TIERS_SINCE - timedelta(days=1)
    for p in _read("units-until-2025-06-30.json")["provinces"]:
        province = Unit(p["code"], p["name"], AdminLevel.PROVINCE, BEFORE_THE_DATA, last)
        yield province
        for d in p["districts"]:
            district = Unit(d["code"], d["name"], AdminLevel.DISTRICT, BEFORE_THE_DATA, last, province)
            yield district
            for c in d["communes"]:
                yield Unit(
                    c["code"], c["name"], AdminLevel.COMMUNE, BEFORE_THE_DATA, last, district, c["becomes"]
                )


def _since_july_2025() -> Iterator[Unit]:
    for p in _read("units-since-2025-07-01.json")["provinces"]:
        province = Unit(p["code"], p["name"], AdminLevel.PROVINCE, TWO_TIERS_SINCE, None)
        yield province
        for c in p["communes"]:
            yield Unit(c["code"], c["name"], AdminLevel.COMMUNE, TWO_TIERS_SINCE, None, province)


@lru_cache(maxsize=1)
def register() -> UnitRegister:
    """Return the register of administrative units."""
    return UnitRegister((*_until_june_2025(), *_since_july_2025()))


class AdminUnit(Value):
    """A unit as an event keeps it: code, first day of validity, and the name as written then.

    On the way in a key (`07210@2025-07-01`), a bare code or the fields are accepted, the unit must be in the
    register, and the name is the register's. Stored units are never refused.
    """

    code: Line
    valid_from: date
    name_as_written: Line

    @property
    def key(self) -> str:
        """The unit as one word, as in `Unit.key`."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def unit(self) -> Unit | None:
        """The unit in the register, if it is there."""
        return register().by_key(self.key)

    @model_validator(mode="before")
    @classmethod
    def _in_the_register(cls, value: object, info: ValidationInfo) -> object:
        stored = isinstance(info.context, Mapping) and info.context.get("stored")
        if stored or isinstance(value, AdminUnit) or not isinstance(value, str | Mapping):
            return value
        fields = {"code": value} if isinstance(value, str) else dict(value)
        code, since = str(fields.get("code", "")).strip(), str(fields.get("valid_from") or "")
        unit = register().by_key(f"{code}@{since}" if since else code)
        if unit is None:
            raise ValueError("unknown_unit")
        return {**fields, "code": unit.code, "valid_from": unit.valid_from, "name_as_written": unit.name}


def _none_when_empty(value: object) -> object:
    return None if value in ("", {}) else value


MaybeUnit = Annotated[AdminUnit | None, BeforeValidator(_none_when_empty)]
"""A unit, or None; a form's empty choice counts as None."""


class Place(Value):
    """A place: a unit of the register, or only what was said ("chưa xác định"), or both."""

    unit: MaybeUnit = None
    spoken: Identity[Line] = ""
    """The address as spoken; personal."""

    @property
    def is_located(self) -> bool:
        """Whether the unit is known; otherwise the place is shown as *chưa xác định*."""
        return self.unit is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said."""
        return self.unit is None and not self.spoken

    def shown(self) -> str:
        """Return the place in words, smallest part first; empty when nothing can be read."""
        said = "" if isinstance(self.spoken, Erased) else self.spoken
        return ", ".join(part for part in (said, self.unit.name_as_written if self.unit else "") if part)
