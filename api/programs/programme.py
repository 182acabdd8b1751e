"""The programme of a year for programs: the same commands and handlers as the page."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Path as InPath
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.article92 import KnownOn
from application.programme import (
    ApproveProgramme,
    EnterProgramme,
    ProgrammePage,
    ReviewProgramme,
    ReviseIndicator,
    SeeProgramme,
    SetMilestone,
    approve_programme,
    enter_programme,
    review_programme,
    revise_indicator,
    see_programme,
    set_milestone,
)
from domain.programme import Approval, KnownProgramme, Milestone, Review, Revision
from domain.progress import Progress

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["programme"], responses=problem_responses())
PATH = "/api/v1/programmes"
Year = Annotated[int, InPath(ge=2000, le=2200)]


class IndicatorShown(BaseModel):
    """One indicator and how far it is; null where nothing counts it, or it is too small for you."""

    code: str
    section: int
    name: str
    comparison: str
    target: int | None
    by: date | None
    unit: str
    measure: str | None
    duty: str | None
    sentences: list[str]
    result: int | None
    held_against: int | None
    percent: int | None
    standing: str | None


class ProgrammeShown(BaseModel):
    """The programme of a year; `passed_percent` is the part of the year that has passed."""

    year: int
    title: str
    document: str
    approval: Approval | None
    passed_percent: int
    mark: str
    known_at: datetime
    indicators: list[IndicatorShown]
    milestones: list[Milestone]
    reviews: list[Review]


@router.get("/programmes/{year}")
def read_programme(year: Year, work: WorkDep, known_on: KnownOn = None) -> ProgrammeShown | None:
    """Read the programme of a year with how far it is; null where the year has none."""
    page = see_programme(SeeProgramme(year=year, known_on=known_on), work)
    return _shown(page)


@router.post("/programmes/{year}", status_code=201, response_model=None)
def create_programme(
    year: Year, work: WorkDep, body: KnownProgramme | None = None, key: IdempotencyKey = None
) -> Response:
    """Enter the programme of a year: what is given, or the document that is shipped."""
    enter_programme(EnterProgramme(year=year, given=body), work)
    return receipt(f"{PATH}/{year}")


@router.post("/programmes/{year}/approval", status_code=201, response_model=None)
def approve(year: Year, body: Approval, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note by which decision it was approved."""
    approve_programme(ApproveProgramme(year=year, approval=body), work)
    return receipt(f"{PATH}/{year}")


@router.post("/programmes/{year}/revisions", status_code=201, response_model=None)
def revise(year: Year, body: Revision, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Change what an indicator asks for."""
    revise_indicator(ReviseIndicator(year=year, revision=body), work)
    return receipt(f"{PATH}/{year}")


@router.post("/programmes/{year}/milestones", status_code=201, response_model=None)
def enter_milestone(year: Year, body: Milestone, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a milestone."""
    set_milestone(SetMilestone(year=year, milestone=body), work)
    return receipt(f"{PATH}/{year}")


@router.post("/programmes/{year}/reviews", status_code=201, response_model=None)
def review(year: Year, body: Review, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that it was reviewed."""
    review_programme(ReviewProgramme(year=year, review=body), work)
    return receipt(f"{PATH}/{year}")


def _shown(page: ProgrammePage) -> ProgrammeShown | None:
    programme = page.programme
    if programme is None:
        return None
    return ProgrammeShown(
        year=page.year,
        title=programme.title,
        document=programme.document,
        approval=programme.approval,
        passed_percent=page.passed,
        mark=page.table.mark,
        known_at=page.known_at,
        indicators=[_indicator(row, small=row.indicator.code in page.withheld) for row in page.progress],
        milestones=list(programme.milestones),
        reviews=[one.review for one in programme.reviews],
    )


def _indicator(row: Progress, *, small: bool) -> IndicatorShown:
    one = row.indicator
    return IndicatorShown(
        code=one.code,
        section=one.section,
        name=one.name,
        comparison=one.comparison.value,
        target=one.target,
        by=one.by,
        unit=one.unit,
        measure=one.measure.value if one.measure else None,
        duty=one.duty.value if one.duty else None,
        sentences=list(one.sentences),
        result=None if small else row.result,
        held_against=row.most,
        percent=None if small else row.percent,
        standing=None if small else row.standing.value,
    )
