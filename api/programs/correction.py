"""Corrections for programs: the same commands and handlers as the pages."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute, receipt, required_match
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey, IfMatch
from application.correcting import (
    CorrectEntry,
    CorrectSession,
    HideDetails,
    SeeHidden,
    correct_entry,
    correct_session,
    hide_details,
    see_hidden,
)
from application.moving import (
    MoveEmergency,
    MoveEntry,
    MoveSession,
    RelinkConsultation,
    move_emergency,
    move_entry,
    move_session,
    relink_consultation,
)
from domain.child_case.entries import EntryValue
from domain.child_case.intake import Details, Situation
from domain.correction import CorrectionKind
from domain.counselling import Consultation
from domain.kernel import Line, Named, Value

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["corrections"], responses=problem_responses()
)


class Correction(Value):
    """The whole value of an entry anew; hidden without a value, it is taken away."""

    kind: CorrectionKind = CorrectionKind.ORDINARY
    value: EntryValue | None = None
    reason: Line = ""


class SessionCorrection(Value):
    """The whole of a session anew; hidden without it, the session is taken away."""

    kind: CorrectionKind = CorrectionKind.ORDINARY
    consultation: Consultation | None = None
    reason: Line = ""


class RightDetails(Value):
    """What is right about the child and the facts, in the place of all that was said so far."""

    situation: Situation
    details: Details


class Move(Value):
    """File code of the case where an entry belongs; of an answer also which of its forwardings, when it has several."""

    code: Named
    forwarding: int | None = None


class Place(Value):
    """Code of the file where it belongs: of a case, or for a session of a matter."""

    code: Named


class Relink(Value):
    """File code of the right case; blank: the matter stands alone."""

    code: Line = ""


@router.put("/cases/{case_id}/entries/{entry}", response_model=None)
def correct(
    case_id: UUID,
    entry: int,
    body: Correction,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Correct an entry, or hide what it said; `entry` is its version; needs `If-Match`."""
    version = required_match(request)
    correct_entry(CorrectEntry(case_id=case_id, entry=entry, version=version, **dict(body)), work)
    return receipt(f"/api/v1/cases/{case_id}", status=200)


@router.post("/cases/{case_id}/entries/{entry}/file", status_code=201, response_model=None)
def move(case_id: UUID, entry: int, body: Move, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Move an entry, with the answers to it, to the file where it belongs."""
    move_entry(MoveEntry(case_id=case_id, entry=entry, code=body.code, forwarding=body.forwarding), work)
    return receipt(f"/api/v1/cases/{case_id}")


@router.post("/cases/{case_id}/emergencies/{emergency_id}/file", status_code=201, response_model=None)
def move_call(
    case_id: UUID, emergency_id: UUID, body: Place, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Move an emergency that was placed in the wrong case to the right one."""
    move_emergency(MoveEmergency(case_id=case_id, emergency_id=emergency_id, code=body.code), work)
    return receipt(f"/api/v1/cases/{case_id}")


@router.post("/consultations/{matter_id}/sessions/{entry}/file", status_code=201, response_model=None)
def move_one_session(
    matter_id: UUID, entry: int, body: Place, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Move a session to the matter with this code, or to a new matter in the case with this code."""
    move_session(MoveSession(matter_id=matter_id, entry=entry, code=body.code), work)
    return receipt(f"/api/v1/consultations/{matter_id}")


@router.put("/cases/{case_id}/details/right", response_model=None)
def hide_what_was_said(
    case_id: UUID,
    body: RightDetails,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Hide all that was said about the child and the facts so far; needs `If-Match`."""
    version = required_match(request)
    cmd = HideDetails(case_id=case_id, situation=body.situation, details=body.details, version=version)
    hide_details(cmd, work)
    return receipt(f"/api/v1/cases/{case_id}", status=200)


@router.put("/consultations/{matter_id}/sessions/{entry}", response_model=None)
def correct_one_session(
    matter_id: UUID,
    entry: int,
    body: SessionCorrection,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Correct a session, or hide what it said; `entry` is its version; needs `If-Match`."""
    version = required_match(request)
    correct_session(CorrectSession(matter_id=matter_id, entry=entry, version=version, **dict(body)), work)
    return receipt(f"/api/v1/consultations/{matter_id}", status=200)


@router.post("/consultations/{matter_id}/right-case", status_code=201, response_model=None)
def relink(matter_id: UUID, body: Relink, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take a matter out of the wrong case; tie it to the right one when its code is known."""
    relink_consultation(RelinkConsultation(matter_id=matter_id, code=body.code), work)
    return receipt(f"/api/v1/consultations/{matter_id}")


@router.get("/histories/{case_id}/hidden")
def read_hidden(case_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read what was hidden in a case; for an auditor who broke its glass."""
    return {
        "hidden": [
            {
                "position": one.position,
                "stream": str(one.stream),
                "version": one.version,
                "topic": one.envelope.topic,
                "recorded_at": one.recorded_at.isoformat(),
                "actor": one.envelope.actor,
                "fact": one.fact.model_dump(mode="json"),
            }
            for one in see_hidden(SeeHidden(case_id=case_id), work)
        ]
    }
