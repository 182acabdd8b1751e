"""Consultations for programs: the same commands and handlers as the pages."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.entries_shown import Written, entry_shown
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.counselling import (
    After,
    FinishConsultationStep,
    LinkConsultation,
    ListMatters,
    LogConsultation,
    MatterRow,
    OpenMatter,
    StartConsultation,
    finish_consultation_step,
    link_consultation,
    list_matters,
    log_consultation,
    open_matter,
    start_consultation,
)
from domain.counselling import Consultation
from domain.kernel import Named, Value
from domain.lists import ClientKind, ConsultationChannel, ConsultationKind

router = APIRouter(
    prefix="/api/v1/consultations",
    route_class=WorkRoute,
    tags=["consultations"],
    responses=problem_responses(),
)


class NewMatter(Value):
    """The first session of a matter, with a case or standing alone."""

    consultation: Consultation
    case_id: UUID | None = None


class Session(Value):
    """A further session; `done` are the versions of sessions whose agreed steps were done by it."""

    consultation: Consultation
    done: tuple[int, ...] = ()


class Link(Value):
    """The file code of the case that the matter belongs to."""

    code: Named


class MatterShown(BaseModel):
    """A matter as it is now, with one entry for each fact."""

    id: UUID
    version: int
    unit: UUID
    case_id: UUID | None
    open_steps: list[int]
    history: list[dict[str, Any]]


class Matters(BaseModel):
    """One page of matters, the latest first; `next` is the token of the next page."""

    items: list[dict[str, Any]]
    next: str | None


def _at(matter_id: UUID) -> str:
    return f"/api/v1/consultations/{matter_id}"


@router.post("", status_code=201, response_model=None)
def start(body: NewMatter, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Log a consultation as a new matter; a closed case is reopened by the same act."""
    cmd = StartConsultation(consultation=body.consultation, case_id=body.case_id)
    return receipt(_at(start_consultation(cmd, work)))


@router.get("", response_model=Matters)
def read_matters(
    work: WorkDep,
    mine: bool = False,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """List the matters of your scope: codes and days, no names and no notes."""
    page = list_matters(ListMatters(mine=mine), work, After.parse(after) if after else None)
    following = page.after.token if page.after else None
    shown = Matters(items=[_row(row) for row in page.rows], next=following)
    onward = f"{router.prefix}?mine={str(mine).lower()}&after={following}"
    headers = {"Link": f'<{onward}>; rel="next"'} if following else {}
    return JSONResponse(shown.model_dump(mode="json"), headers=headers)


@router.get("/{matter_id}", response_model=MatterShown)
def read_matter(matter_id: UUID, work: WorkDep) -> Response:
    """Read a matter and its sessions."""
    page = open_matter(OpenMatter(matter_id=matter_id), work)
    return Written(
        {
            "id": page.matter.id,
            "version": page.matter.version,
            "unit": page.matter.unit,
            "case_id": page.matter.case_id,
            "open_steps": list(page.matter.open_steps),
            "history": [entry_shown(one) | {"version": one.version} for one in page.history],
        }
    )


@router.post("/{matter_id}/sessions", status_code=201, response_model=None)
def log_session(matter_id: UUID, body: Session, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Add a session; it always appends and needs no `If-Match`."""
    log_consultation(
        LogConsultation(matter_id=matter_id, consultation=body.consultation, done=body.done), work
    )
    return receipt(_at(matter_id))


@router.post("/{matter_id}/link", status_code=201, response_model=None)
def link(matter_id: UUID, body: Link, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Tie a matter to the case with a file code."""
    link_consultation(LinkConsultation(matter_id=matter_id, code=body.code), work)
    return receipt(_at(matter_id))


@router.delete("/{matter_id}/steps/{step}", response_model=None)
def finish_step(matter_id: UUID, step: int, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Tick off the step that a session agreed; `step` is that session's version."""
    finish_consultation_step(FinishConsultationStep(matter_id=matter_id, step=step), work)
    return receipt(_at(matter_id), status=200)


def _row(row: MatterRow) -> dict[str, Any]:
    return {
        "id": str(row.matter_id),
        "unit": str(row.unit),
        "counsellor": str(row.counsellor) if row.counsellor else None,
        "case_id": str(row.case_id) if row.case_id else None,
        "case_code": row.case_code or None,
        "kind": ConsultationKind(row.kind).coded,
        "channel": ConsultationChannel(row.channel).coded,
        "client": ClientKind(row.client).coded,
        "last_at": row.last_at.isoformat(),
        "sessions": row.sessions,
        "minutes": row.minutes,
        "warned": row.warned,
        "next_due_on": row.next_due_on.isoformat() if row.next_due_on else None,
    }
