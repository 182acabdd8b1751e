"""Breaches of personal data for programs: the same commands and handlers as the pages."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.breach import ClosingForm
from application.access import Action
from application.breach import (
    BreachRow,
    CloseBreach,
    NoteBreach,
    NotifyBreach,
    OpenBreach,
    SeeBreaches,
    close_breach,
    note_breach,
    notify_breach,
    open_breach,
    see_breaches,
)
from domain.breach import Breach, BreachNoted, Notice

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["breaches"], responses=problem_responses())
PATH = "/api/v1/breaches"


class BreachShown(BaseModel):
    """One breach with its clock."""

    breach: UUID
    found_at: datetime
    notify_by: datetime
    people: int | None
    notified_at: datetime | None
    closed: bool
    overdue: bool

    @classmethod
    def of(cls, row: BreachRow, now: datetime) -> "BreachShown":
        """Return a row as programs get it."""
        return cls(
            breach=row.breach,
            found_at=row.found_at,
            notify_by=row.notify_by,
            people=row.people,
            notified_at=row.notified_at,
            closed=row.closed,
            overdue=row.is_overdue(now),
        )


class BreachesShown(BaseModel):
    """Breaches, open ones first."""

    breaches: list[BreachShown]


class BreachDetail(BaseModel):
    """One breach with what was noted."""

    breach: BreachShown
    noted: Breach


@router.get("/breaches")
def list_breaches(work: WorkDep) -> BreachesShown:
    """List breaches with their clocks."""
    rows, now = see_breaches(SeeBreaches(), work), work.now()
    return BreachesShown(breaches=[BreachShown.of(row, now) for row in rows])


@router.post("/breaches", status_code=201, response_model=None)
def create_breach(body: Breach, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a breach; for everyone signed in."""
    made = note_breach(NoteBreach(noted=body), work)
    return receipt(f"{PATH}/{made}" if work.may(Action.HANDLE_BREACHES) else PATH)


@router.get("/breaches/{breach}")
def show_breach(breach: UUID, work: WorkDep) -> BreachDetail:
    """Show one breach."""
    page = open_breach(OpenBreach(breach=breach), work)
    noted = next(one.fact.breach for one in page.history if isinstance(one.fact, BreachNoted))
    return BreachDetail(breach=BreachShown.of(page.row, work.now()), noted=noted)


@router.post("/breaches/{breach}/notice", status_code=201, response_model=None)
def notify(breach: UUID, body: Notice, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note a notice."""
    notify_breach(NotifyBreach(breach=breach, notice=body), work)
    return receipt(f"{PATH}/{breach}")


@router.post("/breaches/{breach}/closing", status_code=201, response_model=None)
def close(breach: UUID, body: ClosingForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End the handling."""
    close_breach(CloseBreach(breach=breach, done=body.done, why_not_notified=body.why_not_notified), work)
    return receipt(f"{PATH}/{breach}")
