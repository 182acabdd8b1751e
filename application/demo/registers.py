"""Supervisors close the registers of the fictional year: each month early in the next one, the half-year with its June.

December, the second half and the year are closed in the first office days after it, when all else is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import in_office, same_hour
from application.demo.staff import Cast
from application.demo.stage import Deed, Story
from application.demo.territory import PROVINCE
from application.register import ClosePeriod, close_period


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who closes which registers, and which months of 2025 each has."""

    who: str
    registers: tuple[tuple[str, int, int], ...]


KEEPERS = (
    Keeper("giamsat.vanphong", ((PROVINCE, 1, 11),)),
    Keeper("giamsat.tpbg", (("TPBG", 1, 6), ("PBG", 7, 11))),
    Keeper("giamsat.sondong", (("SDON", 1, 6), ("XSD", 7, 11))),
)
"""A district's June and half-year are closed by its successor, which answers for its books."""
YEAR, HALF = 2025, 6


def closed_registers(cast: Cast, seed: int) -> list[Story]:
    """Return one story a supervisor."""
    return [_kept(cast, Chance(f"{seed}/register/{one.who}"), one) for one in KEEPERS]


def year_ended(cast: Cast, seed: int) -> list[Story]:
    """Return one story a supervisor: the books of December, of the second half and of the year."""
    return [_ended(cast, Chance(f"{seed}/register-year/{one.who}"), one) for one in KEEPERS]


def _ended(cast: Cast, chance: Chance, keeper: Keeper) -> Story:
    unit = cast.units[keeper.registers[-1][0]]
    at = in_office(chance, date(YEAR + 1, 1, chance.randint(5, 7)))
    for code in ("12", "h2", "y"):
        yield Deed(at, keeper.who, wish(close_period, ClosePeriod(unit=unit, year=YEAR, period=code)))
        at = same_hour(chance, at)


def _kept(cast: Cast, chance: Chance, keeper: Keeper) -> Story:
    for unit, first, last in keeper.registers:
        for month in range(first, last + 1):
            at = in_office(chance, date(YEAR, month + 1, chance.randint(2, 5)))
            for code in (f"{month:02d}", "h1")[: 2 if month == HALF else 1]:
                command = ClosePeriod(unit=cast.units[unit], year=YEAR, period=code)
                yield Deed(at, keeper.who, wish(close_period, command))
                at = same_hour(chance, at)
