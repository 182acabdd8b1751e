"""Units of the fictional association: ten district associations until 30 June 2025, commune associations since.

Administrative units are the real ones (domain/units.py); the associations in them are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from application.demo.chance import Chance
from domain.chapter import Founding
from domain.lists import UnitLevel
from domain.units import BEFORE_THE_DATA, TWO_TIERS_SINCE, AdminLevel, Unit, register

T = TypeVar("T")
ASSOCIATION = "Hội Bảo vệ quyền trẻ em tỉnh Bắc Giang (giả lập)"
PROVINCE = "BG"
"""Code of the provincial association."""
CHAPTER = "CHLS"
"""Code of the lawyers-and-jurors chapter."""
_FOUNDED = date(2008, 6, 1)
"""An invented founding day of the older units."""


@dataclass(frozen=True, slots=True)
class District:
    """A district association: its code, its district, how much comes in, and who answers for it since July."""

    code: str
    district: str
    weight: float
    successor: str
    mountains: float = 0.0
    """Share of children of ethnic minorities among those it hears of."""


DISTRICTS = (
    District("TPBG", "213", 6.0, "PBG", 0.03),
    District("YTHE", "215", 2.0, "XYT", 0.30),
    District("TYEN", "216", 2.5, "XTY", 0.02),
    District("LGIA", "217", 3.0, "XLG", 0.05),
    District("LNAM", "218", 3.0, PROVINCE, 0.18),
    District("LNGA", "219", 2.0, "XLN", 0.60),
    District("SDON", "220", 2.0, "XSD", 0.55),
    District("VYEN", "222", 4.0, "PVY", 0.04),
    District("HHOA", "223", 3.0, "XHH", 0.02),
    District("CHU", "224", 1.5, "PCH", 0.35),
)
COMMUNES = {
    "PBG": "07210",
    "XYT": "07288",
    "XTY": "07339",
    "XLG": "07375",
    "XLNA": "07444",
    "XLN": "07582",
    "XSD": "07615",
    "XTYT": "07616",
    "PVY": "07777",
    "XHH": "07840",
    "PCH": "07525",
    "PYD": "07681",
}
"""Commune associations founded on 1 July 2025, by code, with the administrative code of their commune."""


def some(units: Sequence[T], scale: float) -> Sequence[T]:
    """Return as many units as a smaller year tells the life of; at least two."""
    return units[: max(2, round(len(units) * scale))]


def district(code: str) -> Unit:
    """Return a district as it was until 30 June 2025."""
    unit = register().find(code, BEFORE_THE_DATA)
    if unit is None:
        raise LookupError(code)
    return unit


def commune(code: str) -> Unit:
    """Return a commune as it is since 1 July 2025."""
    unit = register().find(code, TWO_TIERS_SINCE)
    if unit is None:
        raise LookupError(code)
    return unit


def province_founding() -> Founding:
    """Return the founding of the provincial association."""
    areas = (register().on("24", _FOUNDED), register().on("24", TWO_TIERS_SINCE))
    return Founding(
        level=UnitLevel.PROVINCE,
        code=PROVINCE,
        name="Hội Bảo vệ quyền trẻ em tỉnh Bắc Giang",
        founded_on=_FOUNDED,
        areas=tuple(unit.as_written for unit in areas if unit),
    )


def district_founding(one: District) -> Founding:
    """Return the founding of a district association, without its parent."""
    unit = district(one.district)
    name = f"Hội Bảo vệ quyền trẻ em {unit.name[0].lower()}{unit.name[1:]}"
    return Founding(
        level=UnitLevel.DISTRICT, code=one.code, name=name, founded_on=_FOUNDED, areas=(unit.as_written,)
    )


def commune_founding(code: str) -> Founding:
    """Return the founding of a commune association, without its parent."""
    unit = commune(COMMUNES[code])
    name = f"Hội Bảo vệ quyền trẻ em {unit.name[0].lower()}{unit.name[1:]}"
    return Founding(
        level=UnitLevel.COMMUNE, code=code, name=name, founded_on=TWO_TIERS_SINCE, areas=(unit.as_written,)
    )


def chapter_founding() -> Founding:
    """Return the founding of the lawyers-and-jurors chapter, without its parent."""
    return Founding(
        level=UnitLevel.LEGAL_CHAPTER,
        code=CHAPTER,
        name="Chi hội Luật sư, Hội thẩm",
        founded_on=date(2015, 10, 5),
    )


@lru_cache(maxsize=64)
def communes_of(district_code: str | None, old: bool) -> tuple[Unit, ...]:
    """Return the communes of a former district (None: of the whole province), before or since 1 July 2025."""
    known = register()
    top = known.find("24", BEFORE_THE_DATA) if district_code is None else district(district_code)
    if top is None:
        return ()
    within = known.communes(top) if old else known.successors(top)
    return tuple(unit for unit in within if unit.level is AdminLevel.COMMUNE)


def some_commune(chance: Chance, district_code: str | None, day: date) -> Unit:
    """Return a commune that existed on a day, in a former district or anywhere in the province."""
    return chance.choice(communes_of(district_code, day < TWO_TIERS_SINCE))
