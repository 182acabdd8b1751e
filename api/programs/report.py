"""Reports for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.papers import files_as, paper_file
from api.programs.child_case import IdempotencyKey
from application.report import (
    ApproveReport,
    DraftReport,
    IssueReport,
    RedraftReport,
    ReviseReport,
    SendReportBack,
    WithdrawReport,
    approve_report,
    draft_report,
    issue_report,
    redraft_report,
    revise_report,
    send_report_back,
    withdraw_report,
)
from application.report.desk import ReportRow, SeeReports
from application.report.pages import OpenReport, RemakeReport, open_report, remake_report, see_reports
from application.report.papers import PrintReport, ReportFormat, print_report
from domain.kernel import Narrative, Said, Value
from domain.report.facts import Asked, Draft, Issue
from domain.report.figures import Changed, ReportFigures

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["reports"], responses=problem_responses())
PATH = "/api/v1/reports"


class Begun(Value):
    """A report to be begun; of a forum's report the days are those of the forum."""

    asked: Asked
    draft: Draft
    known_on: date | None = None


class Writing(Value):
    """Another writing; `anew`: with figures taken anew."""

    draft: Draft
    anew: bool = False
    known_on: date | None = None
    version: int | None = None


class Read(Value):
    """The version that was read."""

    version: int | None = None


class SentBack(Read):
    """What is to be mended."""

    comment: Narrative[Said]


class Why(Value):
    """The reason."""

    reason: Narrative[Said]


class ReportListed(BaseModel):
    """One report in a list."""

    report: UUID
    kind: str
    stage: str
    unit: UUID
    covers: UUID | None
    first: date
    last: date
    number: int | None
    issued_on: date | None


class EditionShown(BaseModel):
    """What went out once."""

    version: int
    number: int
    issued_on: date
    digest: str


class ReportShown(ReportListed):
    """One report with the figures of its last writing; `later` is what became known of its period since."""

    version: int
    due_on: date | None
    due_source: str
    mark: str
    draft: Draft
    figures: ReportFigures
    digest: str
    editions: list[EditionShown]
    later: list[Changed]


class AgainShown(BaseModel):
    """Whether the figures, made again at the same position, have the same digest; null: not for you to say."""

    agrees: bool | None
    mark: str
    kept: str
    again: str | None
    rules: list[str]


@router.get("/reports")
def list_reports(
    work: WorkDep, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> list[ReportListed]:
    """List the reports of your scope, the latest period first."""
    return [ReportListed(**_listed(row)) for row in see_reports(SeeReports(year=year), work)]


@router.post("/reports", status_code=201, response_model=None)
def create_report(body: Begun, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Begin a report."""
    cmd = DraftReport(asked=body.asked, draft=body.draft, known_on=body.known_on)
    return receipt(f"{PATH}/{draft_report(cmd, work)}")


@router.get("/reports/{report}")
def read_report(report: UUID, work: WorkDep) -> ReportShown:
    """Read one report."""
    page = open_report(OpenReport(report=report), work)
    writing = page.state.writing
    return ReportShown(
        **_listed(page.row),
        version=page.state.version,
        due_on=page.term.on,
        due_source=page.term.vi,
        mark=page.mark,
        draft=writing.draft,
        figures=writing.figures,
        digest=writing.figures.digest,
        editions=[
            EditionShown(
                version=one.version, number=one.issue.number, issued_on=one.issue.issued_on, digest=one.digest
            )
            for one in page.state.editions
        ],
        later=list(page.later),
    )


@router.put("/reports/{report}/writing", response_model=None)
def redraft(report: UUID, body: Writing, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Write it anew before it goes out."""
    cmd = RedraftReport(
        report=report, draft=body.draft, anew=body.anew, known_on=body.known_on, version=body.version
    )
    redraft_report(cmd, work)
    return _done(report, 200)


@router.post("/reports/{report}/approval", status_code=201, response_model=None)
def approve(report: UUID, body: Read, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Approve the writing that was read."""
    approve_report(ApproveReport(report=report, version=body.version), work)
    return _done(report)


@router.post("/reports/{report}/return", status_code=201, response_model=None)
def send_back(report: UUID, body: SentBack, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for another look."""
    send_report_back(SendReportBack(report=report, comment=body.comment, version=body.version), work)
    return _done(report)


@router.post("/reports/{report}/issue", status_code=201, response_model=None)
def issue(report: UUID, body: Issue, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Let it go out."""
    issue_report(IssueReport(report=report, issue=body), work)
    return _done(report)


@router.post("/reports/{report}/revision", status_code=201, response_model=None)
def revise(report: UUID, body: Why, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Begin a further edition."""
    revise_report(ReviseReport(report=report, reason=body.reason), work)
    return _done(report)


@router.post("/reports/{report}/withdrawal", status_code=201, response_model=None)
def withdraw(report: UUID, body: Why, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Withdraw it."""
    withdraw_report(WithdrawReport(report=report, reason=body.reason), work)
    return _done(report)


@router.get("/reports/{report}/again")
def make_again(report: UUID, work: WorkDep) -> AgainShown:
    """Make the figures again from the log and compare digests."""
    again = remake_report(RemakeReport(report=report), work)
    return AgainShown(
        agrees=again.agrees,
        mark=again.mark,
        kept=again.writing.figures.digest,
        again=again.figures.digest if again.figures else None,
        rules=list(again.writing.figures.rules),
    )


@router.get(
    "/reports/{report}/documents/bao-cao.{kind}", response_model=None, responses=files_as(ReportFormat)
)
def report_as_file(
    report: UUID, kind: ReportFormat, work: WorkDep, edition: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """Get a report as a file."""
    return paper_file(print_report(PrintReport(report=report, edition=edition), work, kind), kind)


def _listed(row: ReportRow) -> dict[str, Any]:
    return {
        "report": row.report,
        "kind": row.kind.value,
        "stage": row.stage.value,
        "unit": row.unit,
        "covers": row.covers,
        "first": row.first,
        "last": row.last,
        "number": row.number,
        "issued_on": row.issued_on,
    }


def _done(report: UUID, status: int = 201) -> Response:
    return receipt(f"{PATH}/{report}", status=status)
