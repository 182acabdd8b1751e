"""Pages that move what was entered in the wrong file: entries, answers, sessions, matters, emergencies."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.saving import saved
from api.screens.child_case import to_case
from api.screens.correction import entry_shown, session_shown
from api.screens.counselling import matter_shown, to_matter
from application.counselling import NoSuchCase
from application.moving import (
    MoveEmergency,
    MoveEntry,
    MoveSession,
    OpenEmergencyToMove,
    RelinkConsultation,
    emergency_to_move,
    forwardings_of,
    move_emergency,
    move_entry,
    move_session,
    relink_consultation,
)
from domain.correction import WhichForwarding
from domain.kernel import Line, Named, Refused, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class MoveForm(Value):
    """The form that moves something to another file; of an answer, to which of its forwardings."""

    code: Named
    forwarding: int | None = None


class RelinkForm(Value):
    """The form that ties a matter to another case, or to none."""

    code: Line = ""


@router.post("/ho-so/{case_id}/sua/{entry}/chuyen")
def move(request: Request, case_id: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Move an entry to the file where it belongs; of an answer the forwarding is asked when there are several."""
    bound = bind(MoveForm, typed)
    if bound.errors:
        return entry_shown(request, work, case_id, entry, moving=bound)
    form = bound.value
    cmd = MoveEntry(case_id=case_id, entry=entry, code=form.code, forwarding=form.forwarding)

    def again(refusal: Refused) -> Response:
        asked = isinstance(refusal, WhichForwarding)
        known = forwardings_of(form.code, work) if asked else ()
        refused = bound.refused(refusal, "forwarding" if known else "code")
        return entry_shown(request, work, case_id, entry, moving=refused, forwardings=known)

    return saved(work, lambda: move_entry(cmd, work), lambda: to_case(case_id), again)


@router.get("/ho-so/{case_id}/khan-cap/{emergency_id}")
def emergency_page(request: Request, case_id: UUID, emergency_id: UUID, work: WorkDep) -> Response:
    """Show an emergency of a case, to be moved."""
    return _emergency_page(request, work, case_id, emergency_id, blank())


def _emergency_page(
    request: Request, work: OpenWork, case_id: UUID, emergency_id: UUID, form: Bound[Any]
) -> Response:
    recorded = emergency_to_move(OpenEmergencyToMove(case_id=case_id, emergency_id=emergency_id), work)
    return render(
        frame_of(request, work),
        "emergency_move.html",
        status=422 if form.errors else 200,
        form=form,
        case_id=case_id,
        emergency_id=emergency_id,
        call=recorded.fact,
        recorded_at=recorded.recorded_at,
    )


@router.post("/ho-so/{case_id}/khan-cap/{emergency_id}/chuyen")
def move_call(
    request: Request, case_id: UUID, emergency_id: UUID, typed: TypedForm, work: WorkDep
) -> Response:
    """Move an emergency to the case where it belongs."""
    bound = bind(MoveForm, typed)
    if bound.errors:
        return _emergency_page(request, work, case_id, emergency_id, bound)
    cmd = MoveEmergency(case_id=case_id, emergency_id=emergency_id, code=bound.value.code)
    return saved(
        work,
        lambda: move_emergency(cmd, work),
        lambda: to_case(case_id),
        lambda refusal: _emergency_page(request, work, case_id, emergency_id, bound.refused(refusal, "code")),
    )


@router.post("/tu-van/{matter_id}/sua/{entry}/chuyen")
def move_one_session(
    request: Request, matter_id: UUID, entry: int, typed: TypedForm, work: WorkDep
) -> Response:
    """Move a session to another matter, or to a new one in another case."""
    bound = bind(MoveForm, typed)
    if bound.errors:
        return session_shown(request, work, matter_id, entry, moving=bound)
    cmd = MoveSession(matter_id=matter_id, entry=entry, code=bound.value.code)
    return saved(
        work,
        lambda: move_session(cmd, work),
        lambda: to_matter(matter_id),
        lambda refusal: session_shown(request, work, matter_id, entry, moving=bound.refused(refusal, "code")),
    )


@router.post("/tu-van/{matter_id}/gan-lai")
def relink(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take a matter out of the wrong file, and tie it to the right one when its code is known."""
    bound = bind(RelinkForm, typed)
    if bound.errors:
        return matter_shown(request, work, matter_id, bound)
    try:
        relink_consultation(RelinkConsultation(matter_id=matter_id, code=bound.value.code), work)
    except NoSuchCase as refusal:
        work.restart()
        return matter_shown(request, work, matter_id, bound.refused(refusal, "code"))
    return to_matter(matter_id)
