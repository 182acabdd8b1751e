"""Periods of figures for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.figure_period import (
    FreezePeriod,
    OpenPeriod,
    PeriodRow,
    SeePeriods,
    SetPeriod,
    freeze_period,
    open_period,
    see_periods,
    set_period,
)
from domain.figure_period import Span

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["figures"], responses=problem_responses())
PATH = "/api/v1/figure-periods"


class PeriodShown(BaseModel):
    """A period; `closed_at` is null while it is open."""

    period: UUID
    name: str
    first: date
    last: date
    cut_off: date
    closed_at: datetime | None


class ReadingShown(BaseModel):
    """One figure: at the cut-off (up to now while the period is open), and today; null: too small for you."""

    measure: str
    block: str
    closed: int | None
    now: int | None


class CorrectionShown(BaseModel):
    """What became known since the closing before about a period closed earlier."""

    period: UUID
    measure: str
    difference: int


class ReadingsShown(BaseModel):
    """One period read twice; `matches`: whether the first reading is what was kept at the closing."""

    period: PeriodShown
    mark: str
    matches: bool | None
    readings: list[ReadingShown]
    corrections: list[CorrectionShown]


@router.get("/figure-periods")
def list_periods(work: WorkDep) -> list[PeriodShown]:
    """List the periods, latest first."""
    return [_shown(row) for row in see_periods(SeePeriods(), work)]


@router.post("/figure-periods", status_code=201, response_model=None)
def create_period(body: Span, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a period."""
    return receipt(f"{PATH}/{set_period(SetPeriod(span=body), work)}")


@router.get("/figure-periods/{period}")
def read_period(period: UUID, work: WorkDep) -> ReadingsShown:
    """Read one period, as closed and as known today."""
    page = open_period(OpenPeriod(period=period), work)
    return ReadingsShown(
        period=_shown(page.row),
        mark=page.mark,
        matches=page.matches,
        readings=[
            ReadingShown(
                measure=one.measure.value,
                block=one.measure.block.value,
                closed=one.closed,
                now=one.now,
            )
            for one in page.readings
        ],
        corrections=[
            CorrectionShown(period=one.row.period, measure=one.measure.value, difference=one.difference)
            for one in page.corrections
        ],
    )


@router.post("/figure-periods/{period}/closing", status_code=201, response_model=None)
def close(period: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Close a period."""
    freeze_period(FreezePeriod(period=period), work)
    return receipt(f"{PATH}/{period}")


def _shown(row: PeriodRow) -> PeriodShown:
    return PeriodShown(
        period=row.period,
        name=row.name,
        first=row.first,
        last=row.last,
        cut_off=row.cut_off,
        closed_at=row.closed_at,
    )
