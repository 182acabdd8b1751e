"""What goes on in the successor when a unit ends: members, units below, tasks; history stays where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from application.unit_members import UnitMembers
from application.work import Work
from domain.calendar import vietnam_day
from domain.chapter import Chapter, UnitEnded, UnitMoved
from domain.chapter_parts import OfficeEnd, TaskEnd
from domain.kernel import Event
from domain.member import MemberMoved


def pass_on(chapter: Chapter, ended: UnitEnded, below: Sequence[UUID], work: Work) -> None:
    """Record the end of a unit with everything that goes on in its successor, in one transaction."""
    day = min(ended.ended_on + timedelta(days=1), vietnam_day(work.act.at))
    successor = work.read(Chapter, ended.successor)
    closing: list[Event] = [
        chapter.leave_office(officer, max(held.since, ended.ended_on), OfficeEnd.UNIT_ENDED, work.act)
        for officer, held in chapter.officers.items()
    ]
    closing += [
        chapter.end_task(task, TaskEnd.PASSED_ON, ended.ended_on, "", work.act) for task in chapter.tasks
    ]
    taken_up = [
        successor.assign(
            work.new_id(),
            task.model_copy(update={"body": None, "from_unit": chapter.id}),
            work.act,
            is_of_unit=True,
        )
        for task in chapter.tasks.values()
    ]
    work.append(chapter, *closing, ended)
    if taken_up:
        work.append(successor, *taken_up)
    _members(chapter.id, ended.successor, day, work)
    _below(chapter, ended.successor, below, day, work)


def _members(unit: UUID, successor: UUID, day: date, work: Work) -> None:
    members = work.view(UnitMembers)  # type: ignore[type-abstract]
    for member in members.still_in(unit):
        work.append_next(member, MemberMoved(occurred_at=work.act.at, unit=successor, moved_on=day))


def _below(chapter: Chapter, successor: UUID, below: Sequence[UUID], day: date, work: Work) -> None:
    for unit in below:
        parent = chapter.parent if unit == successor else successor
        if parent is not None:
            work.append_next(unit, UnitMoved(occurred_at=work.act.at, parent=parent, effective_on=day))
