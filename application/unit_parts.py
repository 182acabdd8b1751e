"""What is entered of a unit: name, area, bodies, officers, tasks, awards, children of a club.

An administrator changes what a unit is; its supervisor or chapter head enters who does what in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Literal, assert_never
from uuid import UUID

import structlog

from application.access import Action
from application.scope import lists_hold
from application.unit_members import UnitMembers
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.chapter import Chapter
from domain.chapter_parts import Assigned, Award, Body, OfficeEnd, OfficeHeld, TaskEnd
from domain.kernel import Event, Line, Named, Summary, Unknown, Value
from domain.units import AdminUnit

log = structlog.get_logger()


class Renaming(Value):
    """Another name from a day on."""

    what: Literal["name"] = "name"
    name: Named
    effective_on: date
    decision: Line = ""


class Serving(Value):
    """Other areas served from a day on."""

    what: Literal["areas"] = "areas"
    areas: tuple[AdminUnit, ...] = ()
    effective_on: date


class Difficulty(Value):
    """In an especially difficult area from a day on, or not any more."""

    what: Literal["difficult"] = "difficult"
    is_difficult: bool = False
    effective_on: date
    decision: Line = ""


class Children(Value):
    """How many children a club has."""

    what: Literal["children"] = "children"
    on: date
    count: int


class NewBody(Body):
    """A body is formed."""

    what: Literal["body"] = "body"


class BodyOver(Value):
    """A body ends."""

    what: Literal["body-end"] = "body-end"
    part: UUID
    ended_on: date


class NewOfficer(OfficeHeld):
    """A member takes an office."""

    what: Literal["officer"] = "officer"


class OfficerGone(Value):
    """An office ends."""

    what: Literal["officer-end"] = "officer-end"
    part: UUID
    ended_on: date
    why: OfficeEnd


class NewTask(Value):
    """A task is assigned."""

    what: Literal["task"] = "task"
    task: Summary[Named]
    due_on: date
    member: UUID | None = None
    body: UUID | None = None


class TaskOver(Value):
    """A task is done or cancelled."""

    what: Literal["task-end"] = "task-end"
    part: UUID
    how: TaskEnd
    ended_on: date
    note: Summary[Line] = ""


class NewAward(Award):
    """An award is entered."""

    what: Literal["award"] = "award"


Change = Renaming | Serving | Difficulty
Entry = Children | NewBody | BodyOver | NewOfficer | OfficerGone | NewTask | TaskOver | NewAward


class ChangeUnit(Command):
    """Change what a unit is, from a day on."""

    ACTION: ClassVar[Action] = Action.MANAGE_UNITS
    unit: UUID
    change: Change


class PrepareChange(Question):
    """See the form of such a change."""

    ACTION: ClassVar[Action] = Action.MANAGE_UNITS


class EnterInUnit(Command):
    """Enter who does what in a unit, and what it was given."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    unit: UUID
    entry: Entry


def change_unit(cmd: ChangeUnit, work: Work) -> None:
    """Change a unit's name, areas or difficult area, from a day on that has come."""
    work.allow(cmd)
    chapter = work.read(Chapter, cmd.unit)
    change = cmd.change
    match change:
        case Renaming():
            fact: Event = chapter.rename(change.name, change.effective_on, change.decision, work.act)
        case Serving():
            fact = chapter.serve(change.areas, change.effective_on, work.act)
        case Difficulty():
            fact = chapter.note_difficult(change.is_difficult, change.effective_on, change.decision, work.act)
        case _:
            assert_never(change)
    work.append(chapter, fact)
    log.info("unit_changed", unit_id=str(cmd.unit))


def enter_in_unit(cmd: EnterInUnit, work: Work) -> None:
    """Enter it.

    Raises:
        Unknown: The unit is not the reader's to answer for.
    """
    work.allow(cmd)
    if not lists_hold(work.reader, cmd.unit, cmd.ACTION):
        raise Unknown
    chapter = work.read(Chapter, cmd.unit)
    work.append(chapter, *_facts(cmd.entry, chapter, work))
    log.info("unit_entered", unit_id=str(cmd.unit))


def _facts(entry: Entry, chapter: Chapter, work: Work) -> list[Event]:
    act = work.act
    of_unit = _of_unit(chapter.id, work)
    match entry:
        case Children():
            return [chapter.count_children(entry.on, entry.count, act)]
        case NewBody():
            body = Body(**_plain(entry))
            return [chapter.form_body(work.new_id(), body, act)]
        case BodyOver():
            return list(chapter.end_body(entry.part, entry.ended_on, act))
        case NewOfficer():
            held = OfficeHeld(**_plain(entry))
            return [chapter.take_office(work.new_id(), held, act, is_of_unit=of_unit(entry.member))]
        case OfficerGone():
            return [chapter.leave_office(entry.part, entry.ended_on, entry.why, act)]
        case NewTask():
            task = Assigned(what=entry.task, due_on=entry.due_on, member=entry.member, body=entry.body)
            return [chapter.assign(work.new_id(), task, act, is_of_unit=of_unit(entry.member))]
        case TaskOver():
            note = entry.note if isinstance(entry.note, str) else ""
            return [chapter.end_task(entry.part, entry.how, entry.ended_on, note, act)]
        case NewAward():
            award = Award(**_plain(entry))
            return [chapter.give_award(work.new_id(), award, act, is_of_unit=of_unit(entry.member))]
        case _:
            assert_never(entry)


def _plain(entry: Value) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields if name != "what"}


def _of_unit(unit: UUID, work: Work) -> Callable[[UUID | None], bool]:
    """Return how to ask whether somebody is in the unit today; nobody named counts as the unit itself."""

    def asked(member: UUID | None) -> bool:
        if member is None:
            return True
        day = vietnam_day(work.now())
        members = work.view(UnitMembers).of_unit(unit, day)  # type: ignore[type-abstract]
        return any(one.member == member for one in members)

    return asked
