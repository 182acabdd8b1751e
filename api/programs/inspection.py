"""Findings of the inspection board for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.inspection import LastWordsForm
from application.inspection import (
    AnswerFinding,
    CloseFinding,
    FindingAsked,
    FindingRow,
    OpenFinding,
    ReadFinding,
    ReportRemedy,
    SeeFindings,
    VerifyFinding,
    answer_finding,
    close_finding,
    open_finding,
    read_finding,
    report_remedy,
    see_findings,
    verify_finding,
)
from domain.calendar import vietnam_day
from domain.inspection import (
    FindingAnswer,
    FindingCheck,
    FindingKind,
    FindingOpened,
    FindingRemedy,
    FindingSaid,
    FindingStage,
)

router = APIRouter(
    prefix="/api/v1/inspection-findings",
    route_class=WorkRoute,
    tags=["inspection"],
    responses=problem_responses(),
)
PATH = "/api/v1/inspection-findings"


class FindingShown(BaseModel):
    """One finding as a list shows it."""

    finding: UUID
    kind: FindingKind
    unit: UUID
    account: UUID | None
    case_id: UUID | None
    stage: FindingStage
    due_on: date
    late: bool
    opened_at: datetime

    @classmethod
    def of(cls, row: FindingRow, today: date) -> "FindingShown":
        """Return a row as programs get it."""
        return cls(
            finding=row.finding,
            kind=row.kind,
            unit=row.unit,
            account=row.account,
            case_id=row.case_id,
            stage=row.stage,
            due_on=row.due_on,
            late=row.is_late(today),
            opened_at=row.opened_at,
        )


class FindingsShown(BaseModel):
    """Findings, open ones first."""

    findings: list[FindingShown]


class FindingDetail(BaseModel):
    """One finding with what was found and recommended."""

    finding: FindingShown
    said: FindingSaid


@router.get("")
def list_findings(work: WorkDep) -> FindingsShown:
    """List findings, open ones first, the earliest term first."""
    rows, today = see_findings(SeeFindings(), work), vietnam_day(work.now())
    return FindingsShown(findings=[FindingShown.of(row, today) for row in rows])


@router.post("", status_code=201, response_model=None)
def create_finding(body: FindingAsked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Open a finding; for auditors."""
    return receipt(f"{PATH}/{open_finding(OpenFinding(asked=body), work)}")


@router.get("/{finding}")
def show_finding(finding: UUID, work: WorkDep) -> FindingDetail:
    """Show one finding."""
    page = read_finding(ReadFinding(finding=finding), work)
    said = next(one.fact.said for one in page.history if isinstance(one.fact, FindingOpened))
    return FindingDetail(finding=FindingShown.of(page.row, vietnam_day(work.now())), said=said)


@router.post("/{finding}/answer", status_code=201, response_model=None)
def answer(finding: UUID, body: FindingAnswer, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Answer as the unit."""
    answer_finding(AnswerFinding(finding=finding, answer=body), work)
    return receipt(f"{PATH}/{finding}")


@router.post("/{finding}/remedy", status_code=201, response_model=None)
def remedy(finding: UUID, body: FindingRemedy, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say as the unit that it is remedied."""
    report_remedy(ReportRemedy(finding=finding, remedy=body), work)
    return receipt(f"{PATH}/{finding}")


@router.post("/{finding}/verification", status_code=201, response_model=None)
def verification(finding: UUID, body: FindingCheck, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say as the board what was seen."""
    verify_finding(VerifyFinding(finding=finding, check=body), work)
    return receipt(f"{PATH}/{finding}")


@router.post("/{finding}/closing", status_code=201, response_model=None)
def close(finding: UUID, body: LastWordsForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End it as the board."""
    close_finding(CloseFinding(finding=finding, words=body.words), work)
    return receipt(f"{PATH}/{finding}")
