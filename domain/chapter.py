"""One unit of the association: provincial, district (until 30 June 2025), commune, legal chapter, link network, club.

Names, areas served and "especially difficult area" hold from a day on; history keeps what was written. Scope follows
the tree of today, so a move or an end is entered on its day or later, never ahead.
Source: LAW 6.4 (the chapter), LAW 8, DESIGN section 4; districts ended on 1 July 2025 (LAW 3.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, TypeVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.chapter_parts import Assigned, Award, Body, EndKind, Office, OfficeEnd, OfficeHeld, TaskEnd
from domain.chapter_refusals import (
    AreaNotOfDay,
    DayAhead,
    DayBeforeFounding,
    DistrictsHaveEnded,
    NoChildrenHere,
    NoSuchPart,
    NotOfUnit,
    OfficerNeedsBody,
    OneOfABody,
    UnitIsItsOwn,
)
from domain.chapter_refusals import (
    UnitHasEnded as UnitHasEnded,
)
from domain.kernel import Act, Event, Line, Named, State, Summary, Value
from domain.lists import UnitLevel
from domain.units import TWO_TIERS_SINCE, AdminUnit

V = TypeVar("V")


class Founding(Value):
    """What a unit is founded with. `code` opens the file codes of its register (LAW 4.3)."""

    level: UnitLevel
    code: Named
    name: Named
    founded_on: date
    parent: UUID | None = None
    areas: tuple[AdminUnit, ...] = ()
    """Administrative units served."""
    in_difficult_area: bool = False
    """Especially difficult area (*vùng đặc biệt khó khăn*), by the list in force that day."""


class UnitFounded(Event):
    """A unit was founded."""

    TOPIC: ClassVar[str] = "chapter.unit-founded.1"
    founding: Founding


class UnitMoved(Event):
    """A unit answers to another parent."""

    TOPIC: ClassVar[str] = "chapter.unit-moved.1"
    parent: UUID
    effective_on: date


class UnitEnded(Event):
    """A unit was merged or dissolved; its successor answers for what was open."""

    TOPIC: ClassVar[str] = "chapter.unit-ended.1"
    ended_on: date
    successor: UUID
    how: EndKind | None = None
    """None: entered before it was asked."""


class UnitRenamed(Event):
    """A unit has another name from a day on; what was written before keeps the old one."""

    TOPIC: ClassVar[str] = "chapter.unit-renamed.1"
    name: Named
    effective_on: date
    decision: Line = ""


class AreaServed(Event):
    """The administrative units that the unit serves from a day on."""

    TOPIC: ClassVar[str] = "chapter.area-served.1"
    areas: tuple[AdminUnit, ...]
    effective_on: date


class DifficultAreaNoted(Event):
    """Whether the unit lies in an especially difficult area from a day on, by which decision."""

    TOPIC: ClassVar[str] = "chapter.difficult-area-noted.1"
    is_difficult: bool
    effective_on: date
    decision: Line = ""


class ChildrenCounted(Event):
    """How many children a club had on a day; they are never named."""

    TOPIC: ClassVar[str] = "chapter.children-counted.1"
    on: date
    count: int


class BodyFormed(Event):
    """A body of the unit was formed."""

    TOPIC: ClassVar[str] = "chapter.body-formed.1"
    body_id: UUID
    body: Body


class BodyEnded(Event):
    """A body ended."""

    TOPIC: ClassVar[str] = "chapter.body-ended.1"
    body_id: UUID
    ended_on: date


class OfficerTookOffice(Event):
    """A member took an office."""

    TOPIC: ClassVar[str] = "chapter.officer-took-office.1"
    officer_id: UUID
    held: OfficeHeld


class OfficerLeftOffice(Event):
    """An officer ended."""

    TOPIC: ClassVar[str] = "chapter.officer-left-office.1"
    officer_id: UUID
    ended_on: date
    why: OfficeEnd


class UnitTaskAssigned(Event):
    """A task was assigned (*phân công*)."""

    TOPIC: ClassVar[str] = "chapter.task-assigned.1"
    task_id: UUID
    task: Assigned


class UnitTaskEnded(Event):
    """A task was done, cancelled, or passed on."""

    TOPIC: ClassVar[str] = "chapter.task-ended.1"
    task_id: UUID
    how: TaskEnd
    ended_on: date
    note: Summary[Line] = ""


class AwardGiven(Event):
    """The unit or a member was given an award."""

    TOPIC: ClassVar[str] = "chapter.award-given.1"
    award_id: UUID
    award: Award


Dated = UnitRenamed | AreaServed | DifficultAreaNoted | ChildrenCounted
Further = (
    UnitMoved
    | UnitEnded
    | Dated
    | BodyFormed
    | BodyEnded
    | OfficerTookOffice
    | OfficerLeftOffice
    | UnitTaskAssigned
    | UnitTaskEnded
    | AwardGiven
)


class Chapter(State[UnitFounded, Further]):
    """One unit of the association."""

    founding: Founding
    parent: UUID | None
    moved_on: date | None = None
    ended_on: date | None = None
    bodies: Mapping[UUID, Body] = {}
    officers: Mapping[UUID, OfficeHeld] = {}
    tasks: Mapping[UUID, Assigned] = {}
    """What goes on; ended ones stand in the log alone."""

    @classmethod
    def found(cls, founding: Founding, act: Act) -> UnitFounded:
        """Found a unit.

        Raises:
            DistrictsHaveEnded: A district association, since districts ended.
            DayAhead: The day has not come.
        """
        if founding.level is UnitLevel.DISTRICT and founding.founded_on >= TWO_TIERS_SINCE:
            raise DistrictsHaveEnded
        _not_ahead(founding.founded_on, act)
        return UnitFounded(occurred_at=act.at, founding=founding)

    @classmethod
    def began(cls, stream: UUID, fact: UnitFounded) -> Chapter:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, founding=fact.founding, parent=fact.founding.parent)

    def apply(self, fact: Further) -> Chapter:
        """Return the state after one more fact."""
        match fact:
            case UnitMoved():
                if self.moved_on is not None and fact.effective_on < self.moved_on:
                    return self
                return self.but(parent=fact.parent, moved_on=fact.effective_on)
            case UnitEnded():
                return self.but(ended_on=fact.ended_on)
            case BodyFormed():
                return self.but(bodies={**self.bodies, fact.body_id: fact.body})
            case BodyEnded():
                return self.but(bodies=_without(self.bodies, fact.body_id))
            case OfficerTookOffice():
                return self.but(officers={**self.officers, fact.officer_id: fact.held})
            case OfficerLeftOffice():
                return self.but(officers=_without(self.officers, fact.officer_id))
            case UnitTaskAssigned():
                return self.but(tasks={**self.tasks, fact.task_id: fact.task})
            case UnitTaskEnded():
                return self.but(tasks=_without(self.tasks, fact.task_id))
            case UnitRenamed() | AreaServed() | DifficultAreaNoted() | ChildrenCounted() | AwardGiven():
                return self

    def move(self, parent: UUID, effective_on: date, act: Act) -> UnitMoved:
        """Place the unit under another parent, from a day on that has come."""
        self._goes_on(effective_on, act)
        if parent == self.id:
            raise UnitIsItsOwn
        return UnitMoved(occurred_at=act.at, parent=parent, effective_on=effective_on)

    def end(self, ended_on: date, successor: UUID, act: Act, how: EndKind | None = None) -> UnitEnded:
        """End the unit, naming who answers for its open work."""
        self._goes_on(ended_on, act)
        if successor == self.id:
            raise UnitIsItsOwn
        return UnitEnded(occurred_at=act.at, ended_on=ended_on, successor=successor, how=how)

    def rename(self, name: str, effective_on: date, decision: str, act: Act) -> UnitRenamed:
        """Give the unit another name from a day on."""
        self._goes_on(effective_on, act)
        return UnitRenamed(occurred_at=act.at, name=name, effective_on=effective_on, decision=decision)

    def serve(self, areas: tuple[AdminUnit, ...], effective_on: date, act: Act) -> AreaServed:
        """Serve other administrative units from a day on; each exists on that day."""
        self._goes_on(effective_on, act)
        if any(one.unit is not None and not one.unit.valid_on(effective_on) for one in areas):
            raise AreaNotOfDay
        return AreaServed(occurred_at=act.at, areas=areas, effective_on=effective_on)

    def note_difficult(
        self, is_difficult: bool, effective_on: date, decision: str, act: Act
    ) -> DifficultAreaNoted:
        """Note from which day the unit lies in an especially difficult area, or does not any more."""
        self._goes_on(effective_on, act)
        return DifficultAreaNoted(
            occurred_at=act.at, is_difficult=is_difficult, effective_on=effective_on, decision=decision
        )

    def count_children(self, on: date, count: int, act: Act) -> ChildrenCounted:
        """Enter how many children a club has."""
        self._goes_on(on, act)
        if self.founding.level is not UnitLevel.CLUB or count < 0:
            raise NoChildrenHere
        return ChildrenCounted(occurred_at=act.at, on=on, count=count)

    def form_body(self, body_id: UUID, body: Body, act: Act) -> BodyFormed:
        """Form a body; one of each kind at a time, expert boards by name."""
        self._goes_on(body.formed_on, act)
        if any((one.kind, one.name) == (body.kind, body.name) for one in self.bodies.values()):
            raise OneOfABody
        return BodyFormed(occurred_at=act.at, body_id=body_id, body=body)

    def end_body(self, body_id: UUID, ended_on: date, act: Act) -> list[BodyEnded | OfficerLeftOffice]:
        """End a body, and with it the offices in it."""
        body = _one(self.bodies, body_id)
        self._goes_on(max(ended_on, body.formed_on), act)
        left: list[BodyEnded | OfficerLeftOffice] = [
            OfficerLeftOffice(
                occurred_at=act.at, officer_id=officer, ended_on=ended_on, why=OfficeEnd.TERM_OVER
            )
            for officer, held in self.officers.items()
            if held.body == body_id
        ]
        return [*left, BodyEnded(occurred_at=act.at, body_id=body_id, ended_on=ended_on)]

    def take_office(
        self, officer_id: UUID, held: OfficeHeld, act: Act, *, is_of_unit: bool
    ) -> OfficerTookOffice:
        """Give a member of the unit an office."""
        self._goes_on(held.since, act)
        if not is_of_unit:
            raise NotOfUnit
        if held.body is not None:
            _one(self.bodies, held.body)
        elif held.office is Office.MEMBER:
            raise OfficerNeedsBody
        return OfficerTookOffice(occurred_at=act.at, officer_id=officer_id, held=held)

    def leave_office(self, officer_id: UUID, ended_on: date, why: OfficeEnd, act: Act) -> OfficerLeftOffice:
        """End an office."""
        held = _one(self.officers, officer_id)
        self._goes_on(max(ended_on, held.since), act)
        return OfficerLeftOffice(occurred_at=act.at, officer_id=officer_id, ended_on=ended_on, why=why)

    def assign(self, task_id: UUID, task: Assigned, act: Act, *, is_of_unit: bool) -> UnitTaskAssigned:
        """Assign a task to a member, a body or the unit."""
        if self.ended_on is not None:
            raise UnitHasEnded
        if not is_of_unit:
            raise NotOfUnit
        if task.body is not None:
            _one(self.bodies, task.body)
        return UnitTaskAssigned(occurred_at=act.at, task_id=task_id, task=task)

    def end_task(self, task_id: UUID, how: TaskEnd, ended_on: date, note: str, act: Act) -> UnitTaskEnded:
        """Note that a task was done, cancelled or passed on."""
        _one(self.tasks, task_id)
        self._goes_on(ended_on, act)
        return UnitTaskEnded(occurred_at=act.at, task_id=task_id, how=how, ended_on=ended_on, note=note)

    def give_award(self, award_id: UUID, award: Award, act: Act, *, is_of_unit: bool) -> AwardGiven:
        """Note an award; the decision may be older than the day it is entered, and outlast the unit."""
        if not is_of_unit:
            raise NotOfUnit
        _not_ahead(award.decided_on, act)
        return AwardGiven(occurred_at=act.at, award_id=award_id, award=award)

    def _goes_on(self, day: date, act: Act) -> None:
        if self.ended_on is not None:
            raise UnitHasEnded
        if day < self.founding.founded_on:
            raise DayBeforeFounding
        _not_ahead(day, act)


def _not_ahead(day: date, act: Act) -> None:
    if day > vietnam_day(act.at):
        raise DayAhead


def _one(parts: Mapping[UUID, V], part: UUID) -> V:
    found = parts.get(part)
    if found is None:
        raise NoSuchPart
    return found


def _without(parts: Mapping[UUID, V], part: UUID) -> dict[UUID, V]:
    return {key: value for key, value in parts.items() if key != part}
