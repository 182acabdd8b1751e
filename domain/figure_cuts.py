"""Cuts of figures: by unit, by month, by the districts until 30 June 2025 and by the communes since 1 July 2025.

A line has one place: where something was held or what it tells of, and else the area of its unit on that day. It stands
in one row of a cut, so rows add up to the whole; what fits no row is a row of its own and never guessed.
Source: DESIGN, section 4 (reports by the old districts and by the 99 communes); domain/reference/SOURCE.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.codes import Code
from domain.text import sort_key
from domain.units import TWO_TIERS_SINCE, AdminLevel, Unit, register


class Cut(Code, name="figure-cut"):
    """By what figures are cut."""

    MONTH = "month", "Theo tháng", "By month"
    UNIT = "unit", "Theo đơn vị", "By unit"
    DISTRICT = (
        "district",
        "Theo huyện, thành phố cũ (đến 30/6/2025)",
        "By former district (until 30 June 2025)",
    )
    COMMUNE = "commune", "Theo xã, phường mới (từ 1/7/2025)", "By commune since 1 July 2025"

    @property
    def is_of_places(self) -> bool:
        """Whether its rows are administrative units."""
        return self in (Cut.DISTRICT, Cut.COMMUNE)


class Elsewhere(Code, name="figure-elsewhere"):
    """Rows of a cut by place that are no place of it."""

    PROVINCE = "province", "Toàn tỉnh", "The whole province"
    SEVERAL = (
        "several",
        "Nhiều nơi, hoặc xã mới lấy từ nhiều huyện cũ",
        "Several, or a commune of several districts",
    )
    DISTRICT = "in_district", "Huyện cũ, không rõ xã", "In a former district, commune not known"
    UNKNOWN = "unknown", "Không rõ địa bàn", "Area not known"


def row_of(area: str | None, cut: Cut) -> str:
    """Return the row of a place: the key of a unit, or the code of `Elsewhere`.

    Args:
        area: Key of an administrative unit, several with commas between them, or nothing.

    >>> [row_of(one, Cut.DISTRICT) for one in ("07201@1900-01-01", "213@1900-01-01", None)]
    ['213@1900-01-01', '213@1900-01-01', 'unknown']
    >>> [row_of(one, Cut.COMMUNE) for one in ("07201@1900-01-01", "213@1900-01-01", "24@2025-07-01")]
    ['07210@2025-07-01', 'in_district', 'province']
    """
    units = [unit for key in (area or "").split(",") if (unit := register().by_key(key)) and "@" in key]
    rows = {_row(unit, cut) for unit in units}
    if not rows:
        return Elsewhere.UNKNOWN.value
    return rows.pop() if len(rows) == 1 else Elsewhere.SEVERAL.value


def row_label(row: str, language: str = "vi") -> str:
    """Return what a row is called."""
    unit = register().by_key(row) if "@" in row else None
    return unit.name if unit is not None else Elsewhere(row).label(language)


def in_order(rows: Iterable[str]) -> list[str]:
    """Return rows by name, those that are no place last."""
    elsewhere = [one.value for one in Elsewhere]

    def place(row: str) -> tuple[bool, int, object]:
        is_place = row not in elsewhere
        return (not is_place, 0 if is_place else elsewhere.index(row), sort_key(row_label(row)))

    return sorted(rows, key=place)


def is_row(row: str) -> bool:
    """Whether something can be a row of a cut by place."""
    return row in {one.value for one in Elsewhere} or ("@" in row and register().by_key(row) is not None)


def _row(unit: Unit, cut: Cut) -> str:
    if unit.level is AdminLevel.PROVINCE:
        return Elsewhere.PROVINCE.value
    found = _districts(unit) if cut is Cut.DISTRICT else _communes(unit)
    if not found:
        return Elsewhere.DISTRICT.value
    return found[0].key if len(found) == 1 else Elsewhere.SEVERAL.value


def _districts(unit: Unit) -> tuple[Unit, ...]:
    if unit.level is AdminLevel.DISTRICT:
        return (unit,)
    if unit.valid_from == TWO_TIERS_SINCE:
        return register().former_districts(unit)
    return (unit.parent,) if unit.parent is not None else ()


def _communes(unit: Unit) -> tuple[Unit, ...]:
    if unit.level is AdminLevel.DISTRICT:
        return ()
    return (unit,) if unit.valid_from == TWO_TIERS_SINCE else register().successors(unit)
