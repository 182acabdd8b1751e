"""The mirror of what authorities do: reports, requests for cooperation, case meetings and tasks of a case.

A report about a closed case does not reopen it by itself, as answers of authorities (decision 0004).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.accounts import AccountList
from application.child_case import AboutCase, NobodyResponsible
from application.work import Work
from domain.child_case import ChildCase
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.decisions import assign_task, invite, report_step, request_cooperation
from domain.mirror.report import Report

log = structlog.get_logger()


class RecordReport(AboutCase):
    """Record what an authority reported about a step of its own."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    report: Report


class RecordRequest(AboutCase):
    """Record that an authority asks for information or help."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    request: CooperationRequest


class AnswerRequest(AboutCase):
    """Record what was answered to it; a disclosure, as a forwarding."""

    ACTION: ClassVar[Action] = Action.FORWARD
    request: int
    answer: CooperationAnswer


class RecordInvitation(AboutCase):
    """Record an invitation to a case meeting."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    invitation: Invitation


class RecordAttendance(AboutCase):
    """Record who went, or why nobody did; an opinion given there is a disclosure."""

    ACTION: ClassVar[Action] = Action.FORWARD
    invitation: int | None = None
    attendance: Attendance


class RecordTask(AboutCase):
    """Record a task that a plan gives to the association."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    task: Task


class AnswerTask(AboutCase):
    """Take a task, or say why not."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    task: int
    answer: TaskAnswer


class FinishTask(AboutCase):
    """Record that a task was done."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    task: int
    result: TaskResult


def record_report(cmd: RecordReport, work: Work) -> None:
    """Record what an authority reported; in every state, in every order.

    Raises:
        WrongForm: It carries a form of another step.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, *report_step(cmd.report, work.act))
    log.info("authority_reported", case_id=str(cmd.case_id), step=cmd.report.step.value)


def record_request(cmd: RecordRequest, work: Work) -> None:
    """Record a request for cooperation.

    Raises:
        NobodyResponsible: The person named has no account in use.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    _somebody(cmd.request.responsible, work)
    work.append(case, request_cooperation(cmd.request, work.act))
    log.info("cooperation_requested", case_id=str(cmd.case_id))


def answer_request(cmd: AnswerRequest, work: Work) -> None:
    """Record an answer; what was given carries its purpose and legal basis (Law 91/2025, arts. 15, 17, 19).

    Raises:
        NothingAsked: There is no such request.
        ReasonMissing: Nothing is given, and no reason.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    answered = case.mirror.answer(cmd.request, cmd.answer, work.act)
    if cmd.answer.kind.discloses:
        work.purpose(purpose="cooperation", legal_basis=cmd.answer.legal_basis.coded)
    work.append(case, answered)
    log.info("cooperation_answered", case_id=str(cmd.case_id), kind=cmd.answer.kind.value)


def record_invitation(cmd: RecordInvitation, work: Work) -> None:
    """Record an invitation to a case meeting.

    Raises:
        NobodyResponsible: The person named has no account in use.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    _somebody(cmd.invitation.responsible, work)
    work.append(case, invite(cmd.invitation, work.act))
    log.info("meeting_invited", case_id=str(cmd.case_id))


def record_attendance(cmd: RecordAttendance, work: Work) -> None:
    """Record who went to a case meeting, or why nobody did.

    Raises:
        NothingAsked: There is no such invitation.
        ReasonMissing: Nobody went, and no reason.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    attended = case.mirror.attend(cmd.invitation, cmd.attendance, work.act)
    if cmd.attendance.discloses:
        work.purpose(purpose="case-meeting", legal_basis=cmd.attendance.legal_basis.coded)
    work.append(case, attended)
    log.info(
        "meeting_attended",
        case_id=str(cmd.case_id),
        outcome="attended" if cmd.attendance.attended else "absent",
    )


def record_task(cmd: RecordTask, work: Work) -> None:
    """Record a task given to the association.

    Raises:
        NobodyResponsible: The person named has no account in use.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    _somebody(cmd.task.responsible, work)
    work.append(case, assign_task(cmd.task, work.act))
    log.info("task_assigned", case_id=str(cmd.case_id))


def answer_task(cmd: AnswerTask, work: Work) -> None:
    """Take a task, or say why not.

    Raises:
        NothingAsked: There is no such task.
        ReasonMissing: It is declined without a reason.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.mirror.answer_task(cmd.task, cmd.answer, work.act))
    log.info("task_answered", case_id=str(cmd.case_id), outcome=cmd.answer.reply.value)


def finish_task(cmd: FinishTask, work: Work) -> None:
    """Record that a task was done.

    Raises:
        NothingAsked: There is no such task.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.mirror.finish_task(cmd.task, cmd.result, work.act))
    log.info("task_done", case_id=str(cmd.case_id))


def _somebody(account: UUID | None, work: Work) -> None:
    if account is not None and not work.view(AccountList).is_active(account):  # type: ignore[type-abstract]
        raise NobodyResponsible
