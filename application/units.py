"""Units of the association: founded, moved, ended; and the tree that scope follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.chapter import Chapter, Founding
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
    """Place a unit under another parent."""
    work.allow(cmd)
    work.view(Units).scope_will_change()  # type: ignore[type-abstract]
    chapter = work.read(Chapter, cmd.unit)
    work.append(chapter, chapter.move(cmd.parent, cmd.effective_on, work.act))
    log.info("unit_moved", unit_id=str(cmd.unit))


def end_unit(cmd: EndUnit, work: Work) -> None:
    """End a unit; its successor answers for what is open."""
    work.allow(cmd)
    work.view(Units).scope_will_change()  # type: ignore[type-abstract]
    chapter = work.read(Chapter, cmd.unit)
    work.append(chapter, chapter.end(cmd.ended_on, cmd.successor, work.act))
    log.info("unit_ended", unit_id=str(cmd.unit))
