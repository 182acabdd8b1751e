"""*Khẩn cấp*: one box, "đã báo cho ai", saved from any state."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, id_or_none, session_token
from api.duty import duty_book, own_duty
from api.errors import frame_without_reader
from api.forms import Bound, bind, blank
from api.pages import render
from application.access import Action
from application.directory import DutyDirectory
from application.emergency import (
    RecordEmergency,
    TakeUpEmergency,
    record_emergency,
    take_up_emergency,
)
from application.work import ProofAsked, Reader, TryAgain
from domain.calendar import vietnam_day
from domain.directory import EmergencyNumber, emergency_numbers
from domain.emergency import Emergency
from domain.kernel import Unknown
from domain.units import AdminUnit

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
    return render(
        frame_without_reader(request), "emergency_saved.html", numbers=(*_numbers(), *own_duty(request))
    )


@router.post("/khan-cap/{emergency_id}/dua-vao-ho-so")
def take_up(emergency_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Place an emergency in the case with the file code that was typed."""
    code = (typed.get("code") or [""])[0]
    case_id = take_up_emergency(TakeUpEmergency(emergency_id=emergency_id, code=code), work)
    return RedirectResponse(f"/ho-so/{case_id}", 303)


def _page(request: Request, work: OpenWork, bound: Bound[Emergency] | None, case_id: str) -> Response:
    reader, may_save = _who(work)
    signed_in = reader is not None or (may_save and session_token(request)[0] is not None)
    return render(
        frame_without_reader(request),
        "emergency.html",
        status=422 if bound else 200,
        numbers=(*_numbers(), *_on_duty(request, work, reader, id_or_none(case_id))),
        signed_in=signed_in,
        form=bound or blank(),
        case_id=case_id if id_or_none(case_id) else "",
    )


def _who(work: OpenWork) -> tuple[Reader | None, bool]:
    """Return who may be shown what is theirs, and whether saving is still open to whoever holds a session.

    So it is before a proof, behind a locked screen, and while the database is away: saving tells the rest.
    """
    try:
        return work.reader_or_none, False
    except (ProofAsked, TryAgain):
        return None, True


def _numbers() -> tuple[EmergencyNumber, ...]:
    return emergency_numbers(vietnam_day(datetime.now(UTC)))


def _on_duty(
    request: Request, work: OpenWork, reader: Reader | None, case_id: UUID | None
) -> tuple[EmergencyNumber, ...]:
    """Return the duty numbers of a case's communes, for whoever may open it, and of one's own unit.

    They come out of memory: no key is asked for, no entry of a log is waited for, and only codes of the case are read.
    """
    if reader is None:
        return own_duty(request)
    today = vietnam_day(datetime.now(UTC))
    near = _places(work, case_id) if case_id else ()
    return tuple(dict.fromkeys((*duty_book(request).of(near, today), *own_duty(request, reader.unit))))


def _places(work: OpenWork, case_id: UUID) -> Sequence[AdminUnit]:
    try:
        return work.view(DutyDirectory).places_of(case_id) if work.may(Action.OPEN_CASE, case_id) else ()  # type: ignore[type-abstract]
    except Unknown:
        return ()
