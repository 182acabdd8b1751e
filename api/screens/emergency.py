"""*Khẩn cấp*: one box, "đã báo cho ai", saved from any state."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, id_or_none
from api.errors import frame_without_reader
from api.forms import Bound, bind, blank
from api.pages import render
from application.access import Action
from application.child_case import OpenCase, open_case
from application.emergency import (
    RecordEmergency,
    TakeUpEmergency,
    record_emergency,
    take_up_emergency,
)
from application.work import NotSignedIn
from domain.calendar import vietnam_day
from domain.directory import EmergencyNumber, duty_numbers, emergency_numbers, has_duty_numbers
from domain.emergency import Emergency

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/khan-cap")
def emergency_page(request: Request, work: WorkDep, ho_so: str = "") -> Response:
    """Show the numbers and the box; nothing is asked of the database but who is signed in."""
    return _page(request, work, None, ho_so)


@router.post("/khan-cap")
def report(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Save it, whatever is missing but the words themselves."""
    case_id = id_or_none((typed.get("ho_so") or [""])[0])
    bound = bind(Emergency, {name: value for name, value in typed.items() if name != "ho_so"})
    if bound.errors:
        return _page(request, work, bound, str(case_id or ""))
    record_emergency(RecordEmergency(emergency=bound.value, case_id=case_id), work)
    readable = case_id is not None and work.may(Action.OPEN_CASE, case_id)
    return RedirectResponse(f"/ho-so/{case_id}" if readable else "/khan-cap/da-ghi", 303)


@router.get("/khan-cap/da-ghi")
def saved(request: Request) -> Response:
    """Say that it is saved, with the numbers to call now."""
    return render(frame_without_reader(request), "emergency_saved.html", numbers=_numbers())


@router.post("/khan-cap/{emergency_id}/dua-vao-ho-so")
def take_up(emergency_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Place an emergency in the case with the file code that was typed."""
    code = (typed.get("code") or [""])[0]
    case_id = take_up_emergency(TakeUpEmergency(emergency_id=emergency_id, code=code), work)
    return RedirectResponse(f"/ho-so/{case_id}", 303)


def _page(request: Request, work: OpenWork, bound: Bound[Emergency] | None, case_id: str) -> Response:
    try:
        signed_in = work.may(Action.RECORD_EMERGENCY)
    except NotSignedIn:
        signed_in = False
    return render(
        frame_without_reader(request),
        "emergency.html",
        status=422 if bound else 200,
        numbers=(*_numbers(), *(_on_duty(work, id_or_none(case_id)) if signed_in else ())),
        signed_in=signed_in,
        form=bound or blank(),
        case_id=case_id if id_or_none(case_id) else "",
    )


def _numbers() -> tuple[EmergencyNumber, ...]:
    return emergency_numbers(vietnam_day(datetime.now(UTC)))


def _on_duty(work: OpenWork, case_id: UUID | None) -> tuple[EmergencyNumber, ...]:
    """Return the duty numbers of a case's commune; the case is only read when the directory has any number."""
    today = vietnam_day(datetime.now(UTC))
    try:
        if case_id is None or not has_duty_numbers(today) or not work.may(Action.OPEN_CASE, case_id):
            return ()
    except NotSignedIn:  # the screen is locked: the numbers of the whole country stay
        return ()
    return duty_numbers(open_case(OpenCase(case_id=case_id), work).case.situation.where.unit, today)
