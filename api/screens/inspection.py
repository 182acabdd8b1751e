"""Pages of the inspection board's findings: written by auditors, answered and remedied by the unit."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import everyone
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.timeline import timeline
from application.access import Action
from application.accounts import AccountList
from application.inspection import (
    AnswerFinding,
    CloseFinding,
    FindingAsked,
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
from application.units import Units
from domain.calendar import vietnam_day
from domain.inspection import (
    TO_REMEDY,
    FindingAnswer,
    FindingCheck,
    FindingKind,
    FindingRemedy,
    FindingStage,
    FindingStance,
    FindingVerdict,
)
from domain.kernel import DomainError, Refused, Text, Unknown, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/kiem-tra/kien-nghi"
T = TypeVar("T", bound=Value)


class LastWordsForm(Value):
    """What the board adds when it closes a finding."""

    words: Text = ""


@router.get(PATH)
def findings_page(request: Request, work: WorkDep) -> Response:
    """Show the findings, and to auditors the form of a new one; unit and person in the address stand in it already."""
    asked = {name: text for name, text in request.query_params.items() if name in ("unit", "account")}
    return _list(request, work, blank(**asked))


@router.post(PATH)
def opening(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open a finding."""
    bound = bind(FindingAsked, typed)
    if bound.errors:
        return _list(request, work, bound)
    try:
        made = open_finding(OpenFinding(asked=bound.value), work)
    except (Refused, Unknown) as refusal:
        if isinstance(refusal, Unknown) and not work.may(Action.WRITE_FINDING):
            raise
        work.restart()
        return _list(request, work, bound.refused(refusal, "code" if isinstance(refusal, Unknown) else ""))
    return RedirectResponse(f"{PATH}/{made}", 303)


@router.get(f"{PATH}/{{finding}}")
def finding_page(request: Request, finding: UUID, work: WorkDep) -> Response:
    """Show one finding."""
    return _page(request, work, finding)


@router.post(f"{PATH}/{{finding}}/tra-loi")
def answering(request: Request, finding: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Answer as the unit."""
    bound = bind(FindingAnswer, typed)

    def answered(said: FindingAnswer) -> None:
        answer_finding(AnswerFinding(finding=finding, answer=said), work)

    return _step(request, work, finding, "answer", bound, answered)


@router.post(f"{PATH}/{{finding}}/khac-phuc")
def remedying(request: Request, finding: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say as the unit that it is remedied."""
    bound = bind(FindingRemedy, typed)

    def remedied(said: FindingRemedy) -> None:
        report_remedy(ReportRemedy(finding=finding, remedy=said), work)

    return _step(request, work, finding, "remedy", bound, remedied)


@router.post(f"{PATH}/{{finding}}/xem-lai")
def verifying(request: Request, finding: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say as the board what was seen."""
    bound = bind(FindingCheck, typed)

    def verified(said: FindingCheck) -> None:
        verify_finding(VerifyFinding(finding=finding, check=said), work)

    return _step(request, work, finding, "check", bound, verified)


@router.post(f"{PATH}/{{finding}}/khep-lai")
def closing(request: Request, finding: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End it as the board."""
    bound = bind(LastWordsForm, typed)

    def closed(said: LastWordsForm) -> None:
        close_finding(CloseFinding(finding=finding, words=said.words), work)

    return _step(request, work, finding, "ending", bound, closed)


def _step(
    request: Request, work: OpenWork, finding: UUID, name: str, bound: Bound[T], do: Callable[[T], None]
) -> Response:
    """Do one step; what does not fit, or is refused, comes back on the page with what was typed."""
    if bound.errors:
        return _page(request, work, finding, {name: bound})
    try:
        do(bound.value)
    except Refused as refusal:
        work.restart()
        return _page(request, work, finding, {name: bound}, refusal)
    return RedirectResponse(f"{PATH}/{finding}", 303)


def _list(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    rows = see_findings(SeeFindings(), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    may_write = work.may(Action.WRITE_FINDING)
    return render(
        frame_of(request, work),
        "findings.html",
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        today=vietnam_day(work.now()),
        unit_names={row.unit: row.name for row in units},
        units=[(str(row.unit), row.name) for row in units if row.ended_on is None],
        people=everyone(work) if may_write else (),
        kinds=FindingKind,
        may_write=may_write,
    )


def _page(
    request: Request,
    work: OpenWork,
    finding: UUID,
    forms: Mapping[str, Bound[Any]] | None = None,
    refusal: DomainError | None = None,
) -> Response:
    page = read_finding(ReadFinding(finding=finding), work)
    row, names = page.row, work.view(AccountList)  # type: ignore[type-abstract]
    empty = {name: blank() for name in ("answer", "remedy", "check", "ending")}
    return render(
        frame_of(request, work),
        "finding.html",
        status=409 if refusal else 422 if forms else 200,
        page=page,
        row=row,
        refusal=refusal,
        timeline=timeline(page.history, work),
        today=vietnam_day(work.now()),
        sees_history=row.case_id is not None and work.may(Action.SEE_HISTORY, row.case_id),
        unit_name=work.view(Units).of(row.unit).name,  # type: ignore[type-abstract]
        person=names.name_of(row.account) if row.account else "",
        stages=FindingStage,
        to_remedy=TO_REMEDY,
        stances=FindingStance,
        verdicts=FindingVerdict,
        **(empty | dict(forms or {})),
    )
