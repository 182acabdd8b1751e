"""The list that partners see: no identity, and a place so coarse that few children of one place are not recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.support.codes import BroadAge, NeedKind, SupportStage, Urgency
from domain.support.facts import PublicLine
from domain.units import AdminLevel, Unit, register

PLACE_THRESHOLD = 5
"""Children of one district on one list; of fewer, the province stands. Source: quy ước nội bộ (as for figures)."""
ELSEWHERE = "Trong tỉnh"
"""Stands where no place is said."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """One need that is introduced, as the list is made of it."""

    need: UUID
    record_no: int
    child: UUID
    """The main file of the child, or the need itself: several needs of one child count once."""
    code: str
    kind: NeedKind
    area: str | None
    """Key of commune or district."""
    age: BroadAge
    lacking_vnd: int
    until: date | None
    urgency: Urgency
    stage: SupportStage


def public_lines(needs: Iterable[Introduced], threshold: int = PLACE_THRESHOLD) -> tuple[PublicLine, ...]:
    """Return the lines of the list, the most urgent first.

    Args:
        needs: All that are introduced, of whatever unit: the threshold is of the place, not of who makes the list.
        threshold: Children of one place below which the place is the province.
    """
    there = list(needs)
    places = {one.need: districts_of(one.area) for one in there}
    children = {(places[one.need], one.child) for one in there}
    in_place = Counter(place for place, _ in children)
    order = list(Urgency)
    there.sort(key=lambda one: (order.index(one.urgency), one.until or date.max, one.code))
    return tuple(
        PublicLine(
            need=one.need,
            code=one.code,
            kind=one.kind,
            place=places[one.need] if in_place[places[one.need]] >= threshold else province_of(one.area),
            age=one.age,
            amount_vnd=one.lacking_vnd,
            urgency=one.urgency,
            stage=one.stage,
        )
        for one in there
    )


def _unit(key: str | None) -> Unit | None:
    return register().by_key(key) if key else None


def districts_of(key: str | None) -> str:
    """Return the district of an old unit, or the districts whose communes a new commune is made of.

    >>> districts_of(None)
    'Trong tỉnh'
    """
    unit = _unit(key)
    if unit is None or unit.level is AdminLevel.PROVINCE:
        return province_of(key)
    if unit.level is AdminLevel.DISTRICT:
        return unit.name
    lies_in = unit.parent if unit.parent and unit.parent.level is AdminLevel.DISTRICT else None
    districts = (lies_in,) if lies_in else register().former_districts(unit)
    return ", ".join(one.name for one in districts) or province_of(key)


def province_of(key: str | None) -> str:
    """Return the province of a unit."""
    unit = _unit(key)
    return ELSEWHERE if unit is None else list(unit.upwards())[-1].name
