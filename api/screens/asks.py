"""What authorities ask of the association: cooperation, case meetings and tasks, entered and answered."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, Typed, bind
from api.saving import saved
from api.screens.mirror import form_page, to_lines
from application.access import Action
from application.child_case import OpenCase, open_case
from application.mirror import (
    AnswerRequest,
    AnswerTask,
    FinishTask,
    RecordAttendance,
    RecordInvitation,
    RecordRequest,
    RecordTask,
    answer_request,
    answer_task,
    finish_task,
    record_attendance,
    record_invitation,
    record_request,
    record_task,
)
from application.two_lines import Ask, asks_in
from domain.kernel import Refused, Unknown
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/ho-so/{case_id}/phoi-hop")
def request_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a request for cooperation."""
    return form_page(request, work, case_id, "mirror_request.html")


@router.post("/ho-so/{case_id}/phoi-hop")
def requested(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record a request for cooperation."""
    bound = bind(CooperationRequest, typed)
    if bound.errors:
        return form_page(request, work, case_id, "mirror_request.html", bound)
    record_request(RecordRequest(case_id=case_id, request=bound.value), work)
    return to_lines(case_id)


@router.get("/ho-so/{case_id}/phoi-hop/{asked}/tra-loi")
def answer_page(request: Request, case_id: UUID, asked: int, work: WorkDep) -> Response:
    """Show the form of an answer, with what was asked."""
    return _answer_page(request, work, case_id, asked)


@router.post("/ho-so/{case_id}/phoi-hop/{asked}/tra-loi")
def answered(request: Request, case_id: UUID, asked: int, typed: TypedForm, work: WorkDep) -> Response:
    """Record an answer; a refusal shows the form again."""
    bound = bind(CooperationAnswer, typed)
    if bound.errors:
        return _answer_page(request, work, case_id, asked, bound)
    cmd = AnswerRequest(case_id=case_id, request=asked, answer=bound.value)
    return saved(
        work,
        lambda: answer_request(cmd, work),
        lambda: to_lines(case_id),
        lambda refusal: _answer_page(request, work, case_id, asked, bound, refusal),
    )


def _answer_page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    asked: int,
    bound: Bound[CooperationAnswer] | None = None,
    refusal: Refused | None = None,
) -> Response:
    ask = _ask(case_id, asked, work)
    return form_page(
        request, work, case_id, "mirror_answer.html", bound, refusal, Action.FORWARD, asked=asked, ask=ask
    )


@router.get("/ho-so/{case_id}/hop-truong-hop")
def invitation_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of an invitation to a case meeting."""
    return form_page(request, work, case_id, "mirror_meeting.html")


@router.post("/ho-so/{case_id}/hop-truong-hop")
def invited(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record an invitation."""
    bound = bind(Invitation, typed)
    if bound.errors:
        return form_page(request, work, case_id, "mirror_meeting.html", bound)
    record_invitation(RecordInvitation(case_id=case_id, invitation=bound.value), work)
    return to_lines(case_id)


@router.get("/ho-so/{case_id}/hop-truong-hop/{asked}/du")
def attendance_page(request: Request, case_id: UUID, asked: int, work: WorkDep) -> Response:
    """Show the form of who went."""
    return _attendance_page(request, work, case_id, asked)


@router.post("/ho-so/{case_id}/hop-truong-hop/{asked}/du")
def attended(request: Request, case_id: UUID, asked: int, typed: TypedForm, work: WorkDep) -> Response:
    """Record who went, or why nobody did."""
    return _attend(request, work, case_id, asked, typed)


@router.get("/ho-so/{case_id}/du-hop")
def uninvited_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the same form for a meeting without a recorded invitation."""
    return _attendance_page(request, work, case_id, None)


@router.post("/ho-so/{case_id}/du-hop")
def attended_uninvited(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record who went to it."""
    return _attend(request, work, case_id, None, typed)


def _attend(request: Request, work: OpenWork, case_id: UUID, asked: int | None, typed: Typed) -> Response:
    bound = bind(Attendance, typed)
    if bound.errors:
        return _attendance_page(request, work, case_id, asked, bound)
    cmd = RecordAttendance(case_id=case_id, invitation=asked, attendance=bound.value)
    return saved(
        work,
        lambda: record_attendance(cmd, work),
        lambda: to_lines(case_id),
        lambda refusal: _attendance_page(request, work, case_id, asked, bound, refusal),
    )


def _attendance_page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    asked: int | None,
    bound: Bound[Attendance] | None = None,
    refusal: Refused | None = None,
) -> Response:
    ask = None if asked is None else _ask(case_id, asked, work)
    return form_page(
        request, work, case_id, "mirror_attendance.html", bound, refusal, Action.FORWARD, asked=asked, ask=ask
    )


@router.get("/ho-so/{case_id}/viec-duoc-giao")
def task_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a task that a plan gives to the association."""
    return form_page(request, work, case_id, "mirror_task.html")


@router.post("/ho-so/{case_id}/viec-duoc-giao")
def assigned(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record a task."""
    bound = bind(Task, typed)
    if bound.errors:
        return form_page(request, work, case_id, "mirror_task.html", bound)
    record_task(RecordTask(case_id=case_id, task=bound.value), work)
    return to_lines(case_id)


@router.get("/ho-so/{case_id}/viec-duoc-giao/{asked}")
def one_task_page(request: Request, case_id: UUID, asked: int, work: WorkDep) -> Response:
    """Show a task: take it or not, and say that it is done."""
    return _one_task(request, work, case_id, asked)


@router.post("/ho-so/{case_id}/viec-duoc-giao/{asked}/tra-loi")
def task_answered(request: Request, case_id: UUID, asked: int, typed: TypedForm, work: WorkDep) -> Response:
    """Take a task, or say why not."""
    bound = bind(TaskAnswer, typed)
    if bound.errors:
        return _one_task(request, work, case_id, asked, bound)
    cmd = AnswerTask(case_id=case_id, task=asked, answer=bound.value)
    return saved(
        work,
        lambda: answer_task(cmd, work),
        lambda: to_lines(case_id),
        lambda refusal: _one_task(request, work, case_id, asked, bound, refusal),
    )


@router.post("/ho-so/{case_id}/viec-duoc-giao/{asked}/xong")
def task_done(request: Request, case_id: UUID, asked: int, typed: TypedForm, work: WorkDep) -> Response:
    """Record that a task was done."""
    bound = bind(TaskResult, typed)
    if bound.errors:
        return _one_task(request, work, case_id, asked, bound)
    finish_task(FinishTask(case_id=case_id, task=asked, result=bound.value), work)
    return to_lines(case_id)


def _one_task(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    asked: int,
    bound: Bound[TaskAnswer] | Bound[TaskResult] | None = None,
    refusal: Refused | None = None,
) -> Response:
    ask = _ask(case_id, asked, work)
    return form_page(request, work, case_id, "mirror_task_answer.html", bound, refusal, asked=asked, ask=ask)


def _ask(case_id: UUID, version: int, work: OpenWork) -> Ask:
    """Return what was asked; the words stand above the form that answers it."""
    page = open_case(OpenCase(case_id=case_id), work)
    found = next((ask for ask in asks_in(case_id, page.history) if ask.version == version), None)
    if found is None:
        raise Unknown
    return found
