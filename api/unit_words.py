"""Words of what was so of a unit, and which forms a unit has."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from application.unit_parts import (
    BodyOver,
    Children,
    Difficulty,
    NewAward,
    NewBody,
    NewOfficer,
    NewTask,
    OfficerGone,
    Renaming,
    Serving,
    TaskOver,
)
from application.unit_register import Held
from domain.units import register

CHANGES: dict[str, Any] = {"ten": Renaming, "dia-ban": Serving, "dac-biet-kho-khan": Difficulty}
ENTRIES: dict[str, Any] = {
    "tre-em": Children,
    "ban": NewBody,
    "ban-ket-thuc": BodyOver,
    "chuc-vu": NewOfficer,
    "chuc-vu-thoi": OfficerGone,
    "phan-cong": NewTask,
    "phan-cong-xong": TaskOver,
    "khen-thuong": NewAward,
}
_SAID = {
    "name": ("Tên", "Name"),
    "parent": ("Thuộc đơn vị", "Under"),
    "areas": ("Địa bàn", "Area served"),
    "difficult": ("Vùng đặc biệt khó khăn", "Especially difficult area"),
    "children": ("Số trẻ em tham gia", "Children"),
}


def place_names(keys: Sequence[str]) -> list[str]:
    """Return the names of administrative units."""
    found = (register().by_key(key) for key in keys)
    return [unit.full_name for unit in found if unit is not None]


def tell(held: Held, names: Mapping[UUID, str], language: str) -> tuple[Held, str, str]:
    """Return what was so of a unit with its label and in words."""
    at = language == "en"
    value = held.value or ""
    match held.what:
        case "parent":
            value = names.get(UUID(value), "") if value else ""
        case "areas":
            value = "; ".join(place_names([key for key in value.split(",") if key]))
        case "difficult":
            value = (("Không", "No"), ("Có", "Yes"))[value == "1"][at]
        case _:
            pass  # a name and a count are their own words
    return held, _SAID[held.what][at], value or "–"
