"""Surveys and inspections for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import OpenWork, WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.survey import (
    CancelInSurvey,
    CorrectInSurvey,
    EnterInSurvey,
    OpenSurvey,
    PlanSurvey,
    SeeSurveys,
    cancel_in_survey,
    correct_in_survey,
    enter_in_survey,
    open_survey,
    plan_survey,
    see_surveys,
)
from domain.activity.codes import WhyCorrected
from domain.activity.held import Cancelling
from domain.kernel import Value
from domain.survey import survey_code
from domain.survey.parts import (
    FIELD_OF,
    Advice,
    Answers,
    Checklist,
    Coordination,
    Correctable,
    Ending,
    Finding,
    Part,
    Plan,
    Remedy,
    Site,
)

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["surveys"], responses=problem_responses())


class SurveyListed(BaseModel):
    """One round of a list."""

    id: UUID
    kind: str
    unit: UUID
    title: str
    first: date
    last: date
    sites: int
    answered: int
    open_findings: int
    ended: bool
    cancelled: bool


class AnswersShown(BaseModel):
    """Answers to one version of the checklist: how many sites gave each mark to each question."""

    checklist: int
    questions: list[str]
    counts: list[dict[str, int]]
    sites: int
    by_site: dict[int, list[str]]
    """What each site answered, question by question."""


class SurveyShown(BaseModel):
    """One round."""

    id: UUID
    code: str
    unit: UUID
    version: int
    plan: dict[str, Any]
    duty: str
    checklist: int
    sites: dict[int, dict[str, Any]]
    answered: list[int]
    findings: dict[int, dict[str, Any]]
    open_findings: list[int]
    ended: bool
    cancelled: bool
    entries: dict[int, dict[str, Any]]
    """What counts, as it is right now, by the number that a correction or cancellation names."""
    answers: list[AnswersShown]


class NewSurvey(Value):
    """A plan, and the unit whose round it is."""

    unit: UUID
    plan: Plan


class CorrectedEntry(Value):
    """What is right instead of what an entry said: one part, of the kind of the entry."""

    because: WhyCorrected
    part: Correctable
    """The whole of the entry, said again."""
    version: int | None = None
    """Of the round when it was read; null asks nothing."""


@router.get("/surveys")
def list_surveys(work: WorkDep) -> list[SurveyListed]:
    """List the rounds of one's scope, latest first."""
    return [
        SurveyListed(
            id=row.survey,
            kind=row.kind.coded,
            unit=row.unit,
            title=row.title,
            first=row.first,
            last=row.last,
            sites=row.sites,
            answered=row.answered,
            open_findings=row.open_findings,
            ended=row.ended,
            cancelled=row.cancelled,
        )
        for row in see_surveys(SeeSurveys(), work)
    ]


@router.post("/surveys", status_code=201, response_model=None)
def create_survey(body: NewSurvey, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Plan a round."""
    return receipt(f"/api/v1/surveys/{plan_survey(PlanSurvey(unit=body.unit, plan=body.plan), work)}")


@router.get("/surveys/{survey}")
def read_survey(survey: UUID, work: WorkDep) -> SurveyShown:
    """Read one round."""
    page = open_survey(OpenSurvey(survey=survey), work)
    state = page.state
    return SurveyShown(
        id=survey,
        code=survey_code(survey),
        unit=state.unit,
        version=state.version,
        plan=state.plan.model_dump(mode="json"),
        duty=state.plan.kind.duty.value,
        checklist=state.checklist,
        sites={number: one.model_dump(mode="json") for number, one in state.sites.items()},
        answered=sorted(state.answered),
        findings={number: one.model_dump(mode="json") for number, one in state.findings.items()},
        open_findings=list(state.open_findings),
        ended=state.ended,
        cancelled=state.cancelled,
        entries={
            entry: {FIELD_OF[type(one.part)]: one.part.model_dump(mode="json")}
            for entry, one in state.entries.items()
        },
        answers=[
            AnswersShown(
                checklist=one.checklist,
                questions=list(one.questions),
                counts=[{mark.value: number for mark, number in row.items()} for row in one.counts],
                sites=one.sites,
                by_site={site: [mark.value for mark in marks] for site, marks in one.by_site.items()},
            )
            for one in page.tables
        ],
    )


@router.post("/surveys/{survey}/checklists", status_code=201, response_model=None)
def set_checklist(survey: UUID, body: Checklist, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Set the next version of the checklist: one question a line."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/sites", status_code=201, response_model=None)
def choose_site(survey: UUID, body: Site, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Choose a site."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/coordination", status_code=201, response_model=None)
def coordinate(survey: UUID, body: Coordination, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note a step of coordination."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/answers", status_code=201, response_model=None)
def answer(survey: UUID, body: Answers, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter what a site answered to the present checklist."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/findings", status_code=201, response_model=None)
def note_finding(survey: UUID, body: Finding, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note a finding."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/recommendations", status_code=201, response_model=None)
def recommend(survey: UUID, body: Advice, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Recommend something on a finding."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/remedies", status_code=201, response_model=None)
def remedy(survey: UUID, body: Remedy, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note what was done about a finding."""
    return _entered(survey, body, work)


@router.post("/surveys/{survey}/ending", status_code=201, response_model=None)
def end_round(survey: UUID, body: Ending, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End the round."""
    return _entered(survey, body, work)


@router.put("/surveys/{survey}/entries/{entry}", response_model=None)
def correct(
    survey: UUID, entry: int, body: CorrectedEntry, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Say an entry again, as it is right; entry 0 is the plan."""
    cmd = CorrectInSurvey(
        survey=survey, entry=entry, part=body.part, because=body.because, version=body.version
    )
    correct_in_survey(cmd, work)
    return receipt(f"/api/v1/surveys/{survey}", status=200)


@router.post("/surveys/{survey}/entries/{entry}/cancellation", status_code=201, response_model=None)
def cancel(survey: UUID, entry: int, body: Cancelling, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Let an entry count no more; with entry 0, the whole round."""
    cmd = CancelInSurvey(survey=survey, entry=entry, because=body.because, note=body.note)
    cancel_in_survey(cmd, work)
    return receipt(f"/api/v1/surveys/{survey}")


def _entered(survey: UUID, part: Part, work: OpenWork) -> Response:
    enter_in_survey(EnterInSurvey(survey=survey, part=part), work)
    return receipt(f"/api/v1/surveys/{survey}")
