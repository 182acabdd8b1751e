"""Facts of the mirror; they stand in the stream of their case and share its key, access and erasure."""

from __future__ import annotations

from typing import ClassVar, get_args

from domain.kernel import Event
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.report import Report


class AuthorityReported(Event):
    """An authority reported a step; it is effective when the report says, else known from when it was told."""

    TOPIC: ClassVar[str] = "case.authority-reported.1"
    report: Report


class CooperationRequested(Event):
    """An authority asked the association for information or help."""

    TOPIC: ClassVar[str] = "case.cooperation-requested.1"
    request: CooperationRequest


class CooperationAnswered(Event):
    """The association answered a request for cooperation."""

    TOPIC: ClassVar[str] = "case.cooperation-answered.1"
    request: int
    """Version of the fact that asked."""
    answer: CooperationAnswer


class MeetingInvited(Event):
    """The association was invited to a case meeting."""

    TOPIC: ClassVar[str] = "case.meeting-invited.1"
    invitation: Invitation


class MeetingAttended(Event):
    """Somebody went to a case meeting, or nobody did."""

    TOPIC: ClassVar[str] = "case.meeting-attended.1"
    invitation: int | None = None
    """Version of the fact that invited; None for a meeting without a recorded invitation."""
    attendance: Attendance


class TaskAssigned(Event):
    """A plan gives the association a task."""

    TOPIC: ClassVar[str] = "case.task-assigned.1"
    task: Task


class TaskAnswered(Event):
    """The association takes a task, or does not."""

    TOPIC: ClassVar[str] = "case.task-answered.1"
    task: int
    """Version of the fact that assigned it."""
    answer: TaskAnswer


class TaskDone(Event):
    """A task was done."""

    TOPIC: ClassVar[str] = "case.task-done.1"
    task: int
    result: TaskResult


MirrorFact = (
    AuthorityReported
    | CooperationRequested
    | CooperationAnswered
    | MeetingInvited
    | MeetingAttended
    | TaskAssigned
    | TaskAnswered
    | TaskDone
)
Asked = CooperationRequested | MeetingInvited | TaskAssigned
"""Facts with which an authority begins to wait for the association."""
MIRROR_FACTS: frozenset[type[Event]] = frozenset(get_args(MirrorFact))
"""The same as a set."""
