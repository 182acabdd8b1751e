"""*Báo cáo*: reports of six kinds, from the draft to what went out, and their figures made again."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.papers import paper_file
from api.saving import saved
from api.screens.documents import paper_sheet
from api.screens.report_figures import figures_of_report
from api.texts import N_
from api.timeline import timeline
from application.access import Action
from application.report import (
    AboutReport,
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
from application.report.desk import SeeReports
from application.report.pages import (
    BeginReport,
    OpenReport,
    OpenWriting,
    RemakeReport,
    begin_report,
    open_report,
    remake_report,
    see_reports,
)
from application.report.papers import PrintReport, ReportFormat, print_report
from application.units import Units
from domain.calendar import vietnam_day
from domain.kernel import Narrative, Said
from domain.report import SYMBOL, number_of, report_code
from domain.report.codes import ReportKind, ReportLevel
from domain.report.facts import Draft, Issue
from domain.report.terms import term_of, usual_period

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/bao-cao"


class WritingForm(BaseModel):
    """A writing of a report that is there."""

    draft: Draft
    anew: bool = False


class RevisionForm(BaseModel):
    """Why a further edition is written."""

    why_revised: Narrative[Said]


class WithdrawalForm(BaseModel):
    """Why it is not to be relied on."""

    why_withdrawn: Narrative[Said]


class CommentForm(BaseModel):
    """What is to be looked at again."""

    comment: Narrative[Said]


@router.get(PATH)
def reports_page(request: Request, work: WorkDep) -> Response:
    """Show the reports, and which can be begun with their terms."""
    rows, today = see_reports(SeeReports(), work), vietnam_day(work.now())
    periods = [(kind, *usual_period(kind, today)) for kind in ReportKind]
    return render(
        frame_of(request, work),
        "reports.html",
        rows=rows,
        units=_unit_names(work),
        code=report_code,
        symbol=SYMBOL,
        may_draft=work.may(Action.DRAFT_REPORT),
        offered=[(kind, first, last, term_of(kind, last)) for kind, first, last in periods],
        form=blank(),
    )


@router.get(f"{PATH}/moi/{{kind}}")
def new_page(request: Request, kind: ReportKind, work: WorkDep) -> Response:
    """Show the form of a new report of one kind."""
    return _new(request, work, kind, None)


@router.post(f"{PATH}/moi/{{kind}}")
def drafting(request: Request, kind: ReportKind, typed: TypedForm, work: WorkDep) -> Response:
    """Begin a report."""
    bound = bind(DraftReport, typed)
    if bound.errors:
        return _new(request, work, kind, bound)
    made: list[UUID] = []
    return saved(
        work,
        lambda: made.append(draft_report(bound.value, work)),
        lambda: RedirectResponse(f"{PATH}/{made[0]}", 303),
        lambda refusal: _new(request, work, kind, bound.refused(refusal), 409),
    )


@router.get(f"{PATH}/{{report}}")
def report_page(request: Request, report: UUID, work: WorkDep) -> Response:
    """Show one report."""
    return _page(request, work, report)


@router.get(f"{PATH}/{{report}}/sua")
def writing_page(request: Request, report: UUID, work: WorkDep) -> Response:
    """Show the form of another writing."""
    return _writing(request, work, report, None)


@router.post(f"{PATH}/{{report}}/sua")
def redrafting(request: Request, report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Write it anew."""
    bound = bind(WritingForm, typed)
    if bound.errors:
        return _writing(request, work, report, bound)
    said = bound.value
    cmd = RedraftReport(report=report, draft=said.draft, anew=said.anew, version=expected_version(typed))
    return saved(
        work,
        lambda: redraft_report(cmd, work),
        lambda: RedirectResponse(f"{PATH}/{report}", 303),
        lambda refusal: _writing(request, work, report, bound.refused(refusal), 409),
    )


@router.post(f"{PATH}/{{report}}/duyet")
def approving(report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Approve the writing that was read."""
    approve_report(ApproveReport(report=report, version=expected_version(typed)), work)
    return RedirectResponse(f"{PATH}/{report}", 303)


@router.post(f"{PATH}/{{report}}/tra-lai")
def sending_back(request: Request, report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for another look."""
    version = expected_version(typed)

    def command(said: Any) -> AboutReport:
        return SendReportBack(report=report, comment=said.comment, version=version)

    return _do(request, work, report, "back", bind(CommentForm, typed), command, send_report_back)


@router.post(f"{PATH}/{{report}}/ban-hanh")
def issuing(request: Request, report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Let it go out."""

    def command(said: Any) -> AboutReport:
        return IssueReport(report=report, issue=said)

    return _do(request, work, report, "issue", bind(Issue, typed), command, issue_report)


@router.post(f"{PATH}/{{report}}/sua-doi")
def revising(request: Request, report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Begin a further edition."""

    def command(said: Any) -> AboutReport:
        return ReviseReport(report=report, reason=said.why_revised)

    return _do(request, work, report, "revise", bind(RevisionForm, typed), command, revise_report)


@router.post(f"{PATH}/{{report}}/thu-hoi")
def withdrawing(request: Request, report: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Withdraw it."""

    def command(said: Any) -> AboutReport:
        return WithdrawReport(report=report, reason=said.why_withdrawn)

    return _do(request, work, report, "withdraw", bind(WithdrawalForm, typed), command, withdraw_report)


@router.get(f"{PATH}/{{report}}/lam-lai")
def again_page(request: Request, report: UUID, work: WorkDep) -> Response:
    """Show whether the figures, made again from the log, are those that were kept."""
    again = remake_report(RemakeReport(report=report), work)
    kept = again.writing.figures
    anew = {one.measure: one.count for one in again.figures.counts} if again.figures else {}
    return render(
        frame_of(request, work),
        "report_again.html",
        again=again,
        code=report_code(report),
        rows=[(one.measure, one.count, anew.get(one.measure)) for one in kept.counts],
        form=blank(),
    )


@router.get(f"{PATH}/{{report}}/van-ban.{{kind}}")
def paper_as_file(report: UUID, kind: ReportFormat, work: WorkDep, ban: int | None = None) -> Response:
    """Give the report as a file; `ban` is the version of an earlier edition."""
    return paper_file(print_report(PrintReport(report=report, edition=ban), work, kind), kind)


@router.get(f"{PATH}/{{report}}/van-ban")
def paper_page(request: Request, report: UUID, work: WorkDep, ban: int | None = None) -> Response:
    """Show the report as a print page."""
    printed = print_report(PrintReport(report=report, edition=ban), work)
    path = f"{PATH}/{report}"
    return paper_sheet(
        request, work, printed, N_("Báo cáo"), f"{path}/van-ban", back=path, kinds=tuple(ReportFormat)
    )


def _do(
    request: Request,
    work: OpenWork,
    report: UUID,
    name: str,
    bound: Bound[Any],
    command: Any,
    handle: Any,
) -> Response:
    """Do what a form of the report's page says; what does not fit comes back with what was typed."""
    if bound.errors:
        return _page(request, work, report, {name: bound})
    return saved(
        work,
        lambda: handle(command(bound.value), work),
        lambda: RedirectResponse(f"{PATH}/{report}", 303),
        lambda refusal: _page(request, work, report, {name: bound.refused(refusal)}, 409),
    )


def _new(
    request: Request, work: OpenWork, kind: ReportKind, bound: Bound[Any] | None, status: int = 422
) -> Response:
    forums = begin_report(BeginReport(), work)
    first, last = usual_period(kind, vietnam_day(work.now()))
    start = blank(
        asked__first=first.isoformat(),
        asked__last=last.isoformat(),
        draft__heading__level=ReportLevel.ADDRESSEES.value,
    )
    return render(
        frame_of(request, work),
        "report_new.html",
        status=status if bound else 200,
        form=bound or start,
        kind=kind,
        kinds=ReportKind,
        levels=ReportLevel,
        term=term_of(kind, last),
        units=[(str(row.unit), row.name) for row in work.view(Units).all()],  # type: ignore[type-abstract]
        forums=[(str(one.activity), f"{one.day:%d/%m/%Y} · {one.topic}") for one in forums],
    )


def _writing(
    request: Request, work: OpenWork, report: UUID, bound: Bound[Any] | None, status: int = 422
) -> Response:
    page = open_report(OpenWriting(report=report), work)
    return render(
        frame_of(request, work),
        "report_writing.html",
        status=status if bound else 200,
        form=bound or filled(WritingForm(draft=page.state.writing.draft)),
        page=page,
        levels=ReportLevel,
        code=report_code(report),
    )


def _page(
    request: Request,
    work: OpenWork,
    report: UUID,
    forms: dict[str, Bound[Any]] | None = None,
    status: int = 422,
) -> Response:
    page = open_report(OpenReport(report=report), work)
    frame, today = frame_of(request, work), vietnam_day(work.now())
    return render(
        frame,
        "report.html",
        status=status if forms else 200,
        page=page,
        state=page.state,
        opened=figures_of_report(page, work),
        code=report_code(report),
        number=number_of,
        units=_unit_names(work),
        told=timeline(page.history, work),
        forms=forms or {},
        none_typed=blank(
            issued_on=today.isoformat(), number=str(page.next_number) if page.next_number else ""
        ),
        today=today,
        form=blank(),
    )


def _unit_names(work: OpenWork) -> dict[UUID, str]:
    return {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
