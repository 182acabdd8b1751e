"""What authorities wait for, as rows among the steps due: from which fact, until when, for whom, until what ends it."""

from __future__ import annotations

from datetime import date
from typing import Protocol, assert_never
from uuid import UUID

from domain.kernel import Event
from domain.mirror.codes import AskKind, TaskReply
from domain.mirror.facts import (
    Asked,
    CooperationAnswered,
    CooperationRequested,
    MeetingAttended,
    MeetingInvited,
    TaskAnswered,
    TaskAssigned,
    TaskDone,
)

STEP = "step"
"""The kind of what the association agreed by itself."""
SETTLING = (CooperationAnswered, MeetingAttended, TaskAnswered, TaskDone)
"""Facts that may end it."""


class Agreed(Protocol):
    """Something to be done: until when, by whom; neither need be known."""

    @property
    def due_on(self) -> date | None:
        """The day, where one was named."""

    @property
    def responsible(self) -> UUID | None:
        """The person, where one was named."""


class _Meeting:
    def __init__(self, due_on: date | None, responsible: UUID | None) -> None:
        self.due_on, self.responsible = due_on, responsible


def asked_for(fact: Asked) -> Agreed:
    """Return what a fact asks for."""
    match fact:
        case CooperationRequested(request=request):
            return request
        case MeetingInvited(invitation=invitation):
            return _Meeting(invitation.meets_on, invitation.responsible)
        case TaskAssigned(task=task):
            return task
        case _:
            assert_never(fact)


def kind_of(fact: Asked) -> AskKind:
    """Return what kind of thing an authority waits for."""
    match fact:
        case CooperationRequested():
            return AskKind.REQUEST
        case MeetingInvited():
            return AskKind.MEETING
        case TaskAssigned():
            return AskKind.TASK
        case _:
            assert_never(fact)


def settled_by(fact: Event) -> int | None:
    """Return the version of the fact that an authority no longer waits for; None when it ends nothing."""
    match fact:
        case CooperationAnswered(request=version, answer=answer):
            return version if answer.kind.settles else None
        case MeetingAttended(invitation=invitation):
            return invitation
        case TaskAnswered(task=version, answer=answer):
            return version if answer.reply is TaskReply.DECLINED else None
        case TaskDone(task=version):
            return version
        case _:
            return None
