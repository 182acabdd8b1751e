"""What a case decides about the mirror: it takes every report, and asks only that what is answered was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.calendar import VIETNAM, start_of_day
from domain.kernel import Act, Event, Refused, Value
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.codes import AnswerKind, TaskReply
from domain.mirror.facts import (
    AuthorityReported,
    CooperationAnswered,
    CooperationRequested,
    MeetingAttended,
    MeetingInvited,
    MirrorFact,
    TaskAnswered,
    TaskAssigned,
    TaskDone,
)
from domain.mirror.report import Effective, Report, knew_after


class WrongForm(Refused):
    """The content is of a form that this step is not told on."""

    vi = "Nội dung kèm theo là của mẫu khác với bước được báo."
    en = "The content belongs to another form than the step reported."
    source = "Nghị định 56/2017/NĐ-CP, Điều 26 đến 32"


class NothingAsked(Refused):
    """What is answered was never asked in this case."""

    vi = "Không có đề nghị, giấy mời hoặc việc được giao này trong hồ sơ."
    en = "There is no such request, invitation or task in this case."


class ReasonMissing(Refused):
    """What is not given, not attended or not taken has a reason."""

    vi = "Hãy ghi lý do: vì sao không cung cấp, không dự họp hoặc không nhận việc."
    en = "Say why: why it is not given, nobody attended, or the task is not taken."
    source = "Quy ước nội bộ; Nghị định 56/2017/NĐ-CP, Điều 25 khoản 2"


def earliest(effective: Effective) -> datetime | None:
    """Return the first moment at which it may have taken effect; None when nobody said."""
    if effective.day is None:
        return None
    if effective.hour is None:
        return start_of_day(effective.day)
    return datetime.combine(effective.day, effective.hour.replace(tzinfo=VIETNAM)).astimezone(UTC)


def latest(effective: Effective) -> datetime | None:
    """Return the last such moment: the same where the hour is known, else the end of the day."""
    first = earliest(effective)
    return (
        first if first is None or effective.hour is not None else first + timedelta(days=1, microseconds=-1)
    )


def report_step(report: Report, act: Act) -> tuple[Event, ...]:
    """Record what an authority reported, in every state and order; its tasks for the association follow.

    Raises:
        WrongForm: It carries a form of another step.
    """
    if not report.fits():
        raise WrongForm
    informed = knew_after(report, act.at)
    at = earliest(report.effective) or informed
    told = report.model_copy(update={"informed_at": informed})
    tasks = report.plan.ours if report.plan else ()
    assigned = (
        Task(
            what=line.what or "–",
            source=report.source,
            starts_on=line.starts_on,
            due_on=line.ends_on,
            assigned_at=informed,
        )
        for line in tasks
    )
    return (
        AuthorityReported(occurred_at=at, received_at=informed, report=told),
        *(assign_task(task, act) for task in assigned),
    )


def request_cooperation(request: CooperationRequest, act: Act) -> CooperationRequested:
    """Record that an authority asks for something."""
    at = min(request.asked_at or act.at, act.at)
    return CooperationRequested(occurred_at=at, received_at=at, request=request)


def invite(invitation: Invitation, act: Act) -> MeetingInvited:
    """Record an invitation to a case meeting."""
    at = min(invitation.invited_at or act.at, act.at)
    return MeetingInvited(occurred_at=at, received_at=at, invitation=invitation)


def assign_task(task: Task, act: Act) -> TaskAssigned:
    """Record a task that a plan gives to the association."""
    at = min(task.assigned_at or act.at, act.at)
    return TaskAssigned(occurred_at=at, received_at=at, task=task)


class Mirror(Value):
    """What was asked of the association in a case, by the versions of the facts; the rest no rule asks for."""

    requests: tuple[int, ...] = ()
    invitations: tuple[int, ...] = ()
    tasks: tuple[int, ...] = ()

    def answer(self, request: int, answer: CooperationAnswer, act: Act) -> CooperationAnswered:
        """Answer a request; further answers to the same one are kept too.

        Raises:
            NothingAsked: There is no such request in the case.
            ReasonMissing: It is not given, and no reason stands there.
        """
        if request not in self.requests:
            raise NothingAsked
        if answer.kind is AnswerKind.DECLINED and not answer.what:
            raise ReasonMissing
        at = min(answer.at or act.at, act.at)
        return CooperationAnswered(occurred_at=at, request=request, answer=answer)

    def attend(self, invitation: int | None, attendance: Attendance, act: Act) -> MeetingAttended:
        """Record who went to a case meeting, or why nobody did.

        Raises:
            NothingAsked: The invitation named is not in the case.
            ReasonMissing: Nobody went, and no reason stands there.
        """
        if invitation is not None and invitation not in self.invitations:
            raise NothingAsked
        if not attendance.attended and not attendance.why_not:
            raise ReasonMissing
        held = earliest(Effective(day=attendance.held_on)) or act.at
        return MeetingAttended(occurred_at=min(held, act.at), invitation=invitation, attendance=attendance)

    def answer_task(self, task: int, answer: TaskAnswer, act: Act) -> TaskAnswered:
        """Take a task, or say why not.

        Raises:
            NothingAsked: There is no such task in the case.
            ReasonMissing: It is declined without a reason.
        """
        if task not in self.tasks:
            raise NothingAsked
        if answer.reply is TaskReply.DECLINED and not answer.reason:
            raise ReasonMissing
        return TaskAnswered(occurred_at=act.at, task=task, answer=answer)

    def finish_task(self, task: int, result: TaskResult, act: Act) -> TaskDone:
        """Record that a task was done, also one that was declined first.

        Raises:
            NothingAsked: There is no such task in the case.
        """
        if task not in self.tasks:
            raise NothingAsked
        done = earliest(Effective(day=result.done_on)) or act.at
        return TaskDone(occurred_at=min(done, act.at), task=task, result=result)

    def after(self, fact: MirrorFact, version: int) -> Mirror:
        """Return the value after one more fact."""
        match fact:
            case CooperationRequested():
                return self.model_copy(update={"requests": (*self.requests, version)})
            case MeetingInvited():
                return self.model_copy(update={"invitations": (*self.invitations, version)})
            case TaskAssigned():
                return self.model_copy(update={"tasks": (*self.tasks, version)})
            case _:
                return self
