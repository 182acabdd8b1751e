"""Duty numbers for programs: the same commands and handlers as the page."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.pages import shown
from api.programs.child_case import IdempotencyKey
from api.screens.directory import WithdrawForm
from application.directory import (
    ListNumber,
    WithdrawNumber,
    list_number,
    see_directory,
    withdraw_number,
)
from domain.duty_numbers import DutyNumber
from domain.units import AdminUnit

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["directory"], responses=problem_responses())


class NumberShown(BaseModel):
    """One duty number."""

    entry: UUID
    unit: AdminUnit
    body: str
    number: str
    note: str
    is_private: bool
    valid_from: date
    last_day: date | None


@router.get("/duty-numbers")
def list_numbers(work: WorkDep) -> list[NumberShown]:
    """List every duty number."""
    return [
        NumberShown(
            entry=one.entry,
            unit=one.listed.unit,
            body=one.listed.body.coded,
            number=shown(one.listed.number),
            note=shown(one.listed.note),
            is_private=one.listed.is_private,
            valid_from=one.listed.valid_from,
            last_day=one.last_day,
        )
        for one in see_directory(work).listings
    ]


@router.post("/duty-numbers", status_code=201, response_model=None)
def add_number(body: DutyNumber, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """List a number."""
    return receipt(f"/api/v1/duty-numbers/{list_number(ListNumber(number=body), work)}")


@router.post("/duty-numbers/{entry}/withdraw", status_code=201, response_model=None)
def end_number(entry: UUID, body: WithdrawForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Withdraw a number after its last day."""
    withdraw_number(WithdrawNumber(unit=body.unit, entry=entry, last_day=body.last_day), work)
    return receipt(f"/api/v1/duty-numbers/{entry}")
