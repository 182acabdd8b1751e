"""Cases and emergencies for programs: the same commands and handlers as the pages."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel

from api.corrected import corrected_shown
from api.door import WorkDep, WorkRoute, etag, if_match, receipt, required_match
from api.entries_shown import Written, as_json, entry_shown
from api.openapi import problem_responses
from application.child_case import (
    AddNote,
    AssessCase,
    CloseCase,
    FinishStep,
    ForwardCase,
    NoteAnswer,
    NoteKnown,
    OpenCase,
    PlanStep,
    ReopenCase,
    SetContact,
    SetDetails,
    TakeIn,
    add_note,
    assess_case,
    close_case,
    finish_step,
    forward_case,
    note_answer,
    note_known,
    open_case,
    plan_step,
    reopen_case,
    set_contact,
    set_details,
    take_in,
)
from application.emergency import (
    RecordEmergency,
    TakeUpEmergency,
    record_emergency,
    take_up_emergency,
)
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, SafeContact, Situation
from domain.emergency import Emergency
from domain.kernel import Line, Said, Value
from domain.lists import LatenessReason

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["cases"], responses=problem_responses())

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=r'^"?[0-9]{1,9}"?$')]


class Intake(Value):
    """Information about a child; only `situation.what` must hold something."""

    situation: Situation
    reception: Reception = Reception()
    details: Details = Details()
    contact: SafeContact | None = None
    emergency_id: UUID | None = None


class DetailsChange(Value):
    """What is known now, the whole of it; `If-Match` names the version it was read at."""

    situation: Situation
    details: Details
    reason: Line = ""


class Note(Value):
    """A note of the follow-up."""

    note: Said
    lateness: LatenessReason | None = None


class EmergencyReport(Value):
    """What is happening and who was told."""

    emergency: Emergency
    case_id: UUID | None = None


class TakeUp(Value):
    """File code of the case that an emergency goes into."""

    code: Line


class CaseShown(BaseModel):
    """A case as it is now, with one entry for each fact."""

    id: UUID
    version: int
    code: str
    closed: bool
    situation: dict[str, Any]
    details: dict[str, Any]
    contact: dict[str, Any]
    age_band: str
    triage: str | None
    history: list[dict[str, Any]]


def _at(case_id: UUID) -> str:
    return f"/api/v1/cases/{case_id}"


@router.post("/emergencies", status_code=201, response_model=None)
def report_emergency(body: EmergencyReport, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record that a child is in danger now."""
    emergency_id = record_emergency(RecordEmergency(emergency=body.emergency, case_id=body.case_id), work)
    return receipt(f"/api/v1/emergencies/{emergency_id}")


@router.post("/emergencies/{emergency_id}/case", status_code=201, response_model=None)
def take_up(emergency_id: UUID, body: TakeUp, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Place an emergency in a case."""
    case_id = take_up_emergency(TakeUpEmergency(emergency_id=emergency_id, code=body.code), work)
    return receipt(_at(case_id))


@router.post("/cases", status_code=201, response_model=None)
def take_in_case(body: Intake, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter information about a child in the register of your unit."""
    return receipt(_at(take_in(TakeIn(**dict(body)), work)))


@router.get("/cases/{case_id}", response_model=CaseShown)
def read_case(case_id: UUID, work: WorkDep) -> Response:
    """Read a case and its history; its `ETag` is what a change sends back in `If-Match`."""
    page = open_case(OpenCase(case_id=case_id), work)
    case = page.case
    shown = {
        "id": case.id,
        "version": case.version,
        "code": case.code,
        "closed": case.closed,
        "situation": as_json(case.situation),
        "details": as_json(case.details),
        "contact": as_json(case.contact),
        "age_band": case.age_band.coded,
        "triage": case.triage.coded if case.triage else None,
        "history": [entry_shown(recorded) | corrected_shown(recorded) for recorded in page.history],
    }
    return Written(shown, headers=etag(case.version))


@router.put("/cases/{case_id}/details", response_model=None)
def change_details(
    case_id: UUID,
    body: DetailsChange,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Complete or correct what is known; needs `If-Match`."""
    version = required_match(request)
    cmd = SetDetails(
        case_id=case_id, situation=body.situation, details=body.details, reason=body.reason, version=version
    )
    set_details(cmd, work)
    return receipt(_at(case_id), status=200)


@router.put("/cases/{case_id}/safe-contact", response_model=None)
def change_contact(
    case_id: UUID,
    body: SafeContact,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Say how the child can be reached safely; needs `If-Match`."""
    set_contact(SetContact(case_id=case_id, contact=body, version=required_match(request)), work)
    return receipt(_at(case_id), status=200)


@router.post("/cases/{case_id}/notes", status_code=201, response_model=None)
def add_case_note(case_id: UUID, body: Note, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Add a note of the follow-up."""
    add_note(AddNote(case_id=case_id, note=body.note, lateness=body.lateness), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/triage", status_code=201, response_model=None)
def triage_case(case_id: UUID, body: Triage, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record the association's own first look (not Mẫu 02)."""
    assess_case(AssessCase(case_id=case_id, triage=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/forwardings", status_code=201, response_model=None)
def forward(case_id: UUID, body: Forwarding, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record that the information was passed to an authority."""
    forward_case(ForwardCase(case_id=case_id, forwarding=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/known", status_code=201, response_model=None)
def known_already(case_id: UUID, body: AlreadyKnown, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record that an authority knows already."""
    note_known(NoteKnown(case_id=case_id, known=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/answers", status_code=201, response_model=None)
def answered(case_id: UUID, body: Answer, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record what came back from an authority."""
    note_answer(NoteAnswer(case_id=case_id, answer=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/next-step", status_code=201, response_model=None)
def plan(case_id: UUID, body: Step, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree the next step."""
    plan_step(PlanStep(case_id=case_id, step=body), work)
    return receipt(_at(case_id))


@router.delete("/cases/{case_id}/next-step", response_model=None)
def finish(case_id: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Tick off the planned step."""
    finish_step(FinishStep(case_id=case_id), work)
    return receipt(_at(case_id), status=200)


@router.post("/cases/{case_id}/closing", status_code=201, response_model=None)
def close(
    case_id: UUID,
    body: Closing,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """End the follow-up; refused with its article while abuse or risk was not passed on."""
    close_case(CloseCase(case_id=case_id, closing=body, version=if_match(request)), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/reopening", status_code=201, response_model=None)
def reopen(case_id: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take the follow-up up again."""
    reopen_case(ReopenCase(case_id=case_id), work)
    return receipt(_at(case_id))
