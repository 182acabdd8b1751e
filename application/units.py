"""Units of the association: founded, moved, ended; and the tree that scope follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.units_ending import pass_on
from application.work import Command, Question, Work
from domain.chapter import Chapter, Founding
from domain.chapter_parts import EndKind
from domain.chapter_refusals import UnitHasEnded, UnitIsItsOwn
from domain.kernel import Unknown
from domain.lists import UnitLevel

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the association, as it is now."""

    unit: UUID
    level: UnitLevel
    code: str
    name: str
    parent: UUID | None
    founded_on: date
    ended_on: date | None
    successor: UUID | None


class Units(Protocol):
    """The units, straight from the fact rows."""

    def of(self, unit: UUID) -> UnitRow:
        """Return one unit.

        Raises:
            Unknown: There is no such unit.
        """

    def all(self) -> Sequence[UnitRow]:
        """Return every unit, in the order of the tree and of Vietnamese names."""

    def scope_will_change(self) -> None:
        """Wait for works that decided under the present tree, and hold back new ones until the commit."""


class FoundUnit(Command):
    """Found a unit of the association."""

    ACTION: ClassVar[Action] = Action.MANAGE_UNITS
    founding: Founding


class MoveUnit(Command):
    """Place a unit under another parent."""

    ACTION: ClassVar[Action] = Action.MANAGE_UNITS
    unit: UUID
    parent: UUID
    effective_on: date


class EndUnit(Command):
    """End a unit, naming its successor."""

    ACTION: ClassVar[Action] = Action.MANAGE_UNITS
    unit: UUID
    ended_on: date
    successor: UUID
    how: EndKind | None = None


class SeeUnits(Question):
    """See all units."""

    ACTION: ClassVar[Action] = Action.SEE_UNITS


def found_unit(cmd: FoundUnit, work: Work) -> UUID:
    """Found a unit and return its id."""
    work.allow(cmd)
    unit = work.new_id()
    work.open(unit, Chapter.found(cmd.founding, work.act))
    log.info("unit_founded", unit_id=str(unit))
    return unit


def move_unit(cmd: MoveUnit, work: Work) -> None:
    """Place a unit under another parent, from a day on that has come.

    Raises:
        Unknown: There is no such parent.
        UnitHasEnded: One of the two has ended.
        UnitIsItsOwn: The parent lies below the unit.
    """
    work.allow(cmd)
    units = work.view(Units)  # type: ignore[type-abstract]
    units.scope_will_change()
    _may_answer(cmd.unit, cmd.parent, units.all())
    chapter = work.read(Chapter, cmd.unit)
    work.append(chapter, chapter.move(cmd.parent, cmd.effective_on, work.act))
    log.info("unit_moved", unit_id=str(cmd.unit))


def end_unit(cmd: EndUnit, work: Work) -> None:
    """End a unit; its successor answers for what is open.

    Files, consultations, referrals and registers stay where they were written and are followed through the successor;
    members, units below and assigned tasks go on in it by facts of their own; offices end. Accounts are moved by an
    administrator, one by one: nobody gets a wider scope without being seen (decision 0093).

    Raises:
        Unknown: There is no such successor.
        UnitHasEnded: One of the two has ended.
    """
    work.allow(cmd)
    units = work.view(Units)  # type: ignore[type-abstract]
    units.scope_will_change()
    rows = units.all()
    _there(cmd.successor, rows)
    chapter = work.read(Chapter, cmd.unit)
    ended = chapter.end(cmd.ended_on, cmd.successor, work.act, cmd.how)
    below = [row.unit for row in rows if row.parent == cmd.unit and row.ended_on is None]
    pass_on(chapter, ended, below, work)
    log.info("unit_ended", unit_id=str(cmd.unit))


def _there(unit: UUID, rows: Sequence[UnitRow]) -> UnitRow:
    row = next((one for one in rows if one.unit == unit), None)
    if row is None:
        raise Unknown
    if row.ended_on is not None:
        raise UnitHasEnded
    return row


def _may_answer(unit: UUID, parent: UUID, rows: Sequence[UnitRow]) -> None:
    """Refuse a parent that lies below the unit: nobody above would answer for either."""
    above: UnitRow | None = _there(parent, rows)
    known = {row.unit: row for row in rows}
    while above is not None:
        if above.unit == unit:
            raise UnitIsItsOwn
        above = known.get(above.parent) if above.parent else None
