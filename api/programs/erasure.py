"""Erasures and legal holds for programs: the same commands and handlers as the page."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.erasure import HoldForm, NoticeForm, RefusalForm, RequestForm
from application.erasure import (
    ConfirmErasure,
    LiftHold,
    NoteErasureNotice,
    PlaceHold,
    RefuseErasure,
    RequestErasure,
    RunErasure,
    SeeErasures,
    WithdrawErasure,
    confirm_erasure,
    lift_hold,
    note_erasure_notice,
    place_hold,
    record_of,
    refuse_erasure,
    request_erasure,
    run_erasure,
    see_erasures,
    withdraw_erasure,
)

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["erasures"], responses=problem_responses())


class ErasureShown(BaseModel):
    """One request."""

    erasure: UUID
    code: str
    stage: str
    part: str
    basis: str
    ground: str
    notice: str
    requested_at: datetime
    may_run_from: date | None


class HoldShown(BaseModel):
    """One hold."""

    hold: UUID
    code: str
    ground: str
    placed_at: datetime


class ErasuresShown(BaseModel):
    """Requests and holds, the newest first."""

    requests: list[ErasureShown]
    holds: list[HoldShown]


@router.get("/erasures")
def list_erasures(work: WorkDep) -> ErasuresShown:
    """List requests and holds of one's scope."""
    rows, holds = see_erasures(SeeErasures(), work)
    return ErasuresShown(
        requests=[
            ErasureShown(
                erasure=row.erasure,
                code=row.code,
                stage=row.stage.value,
                part=row.part.value,
                basis=row.basis,
                ground=row.ground,
                notice=row.notice,
                requested_at=row.requested_at,
                may_run_from=row.may_run_from,
            )
            for row in rows
        ],
        holds=[
            HoldShown(hold=row.hold, code=row.code, ground=row.ground, placed_at=row.placed_at)
            for row in holds
        ],
    )


@router.post("/erasures", status_code=201, response_model=None)
def create_erasure(body: RequestForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask that a case, or a consultation that stands alone, be erased; a refusal of the law is recorded with it."""
    cmd = RequestErasure(subject=record_of(body.code, work), reason=body.reason)
    return receipt(f"/api/v1/erasures/{request_erasure(cmd, work)}")


@router.post("/erasures/{erasure}/refusal", status_code=201, response_model=None)
def refuse(erasure: UUID, body: RefusalForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say no, with the article."""
    refuse_erasure(RefuseErasure(erasure=erasure, ground=body.ground, note=body.note), work)
    return receipt(f"/api/v1/erasures/{erasure}")


@router.post("/erasures/{erasure}/confirmation", status_code=201, response_model=None)
def confirm(erasure: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree as the second person."""
    confirm_erasure(ConfirmErasure(erasure=erasure), work)
    return receipt(f"/api/v1/erasures/{erasure}")


@router.post("/erasures/{erasure}/notice", status_code=201, response_model=None)
def note_notice(erasure: UUID, body: NoticeForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say that whoever is concerned was told, or why not."""
    note_erasure_notice(NoteErasureNotice(erasure=erasure, way=body.way, note=body.note), work)
    return receipt(f"/api/v1/erasures/{erasure}")


@router.post("/erasures/{erasure}/withdrawal", status_code=201, response_model=None)
def withdraw(erasure: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take a request back."""
    withdraw_erasure(WithdrawErasure(erasure=erasure), work)
    return receipt(f"/api/v1/erasures/{erasure}")


@router.post("/erasures/{erasure}/run", status_code=201, response_model=None)
def run(erasure: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Carry it out; there is no way back."""
    run_erasure(RunErasure(erasure=erasure), work)
    return receipt(f"/api/v1/erasures/{erasure}")


@router.post("/holds", status_code=201, response_model=None)
def create_hold(body: HoldForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Keep a record."""
    cmd = PlaceHold(subject=record_of(body.code, work), ground=body.ground, note=body.note)
    return receipt(f"/api/v1/holds/{place_hold(cmd, work)}")


@router.delete("/holds/{hold}", response_model=None)
def end_hold(hold: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Let go of a record."""
    lift_hold(LiftHold(hold=hold), work)
    return receipt(f"/api/v1/holds/{hold}", status=200)
