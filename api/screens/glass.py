"""Pages of broken glass: open a case for an hour, say why, and review what others opened."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.glass import (
    BreakGlass,
    ExplainGlass,
    OpenGlass,
    ReviewGlass,
    SeeGlass,
    break_glass,
    case_behind,
    explain_glass,
    open_glass,
    review_glass,
    see_glass,
)
from domain.glass import ALERT_DAYS, ALERT_OVER, Breaking, GlassFinding, GlassGround, GlassReview
from domain.kernel import DomainError, Legal, Named, Refused, Said, Unknown, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class BreakForm(Value):
    """Which case, and why."""

    code: Named
    breaking: Breaking


class ReasonForm(Value):
    """Why it was necessary."""

    reason: Legal[Said]


@router.get("/mo-khan")
def glass_page(request: Request, work: WorkDep) -> Response:
    """Show the form that opens a case in need, and the uses that concern the reader."""
    return _glass(request, work, blank())


@router.post("/mo-khan")
def breaking(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open a case for an hour."""
    bound = bind(BreakForm, typed)
    if bound.errors:
        return _glass(request, work, bound)
    case_id = case_behind(bound.value.code, work)
    try:
        break_glass(BreakGlass(case_id=case_id, breaking=bound.value.breaking), work)
    except Unknown as unknown:
        work.record_denial()
        work.restart()
        return _glass(request, work, bound.refused(unknown, "code"))
    return RedirectResponse(f"/ho-so/{case_id}", 303)


@router.post("/mo-khan/{glass_id}/ly-do")
def explaining(request: Request, glass_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say why it was necessary."""
    bound = bind(ReasonForm, typed)
    if bound.errors:
        return _glass(request, work, bound)
    explain_glass(ExplainGlass(glass_id=glass_id, reason=bound.value.reason), work)
    return RedirectResponse("/mo-khan", 303)


def _glass(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    rows = see_glass(SeeGlass(), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "glass.html",
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        people={row.account: names.name_of(row.account) for row in rows},
        grounds=GlassGround,
        may_break=work.may(Action.BREAK_GLASS),
        may_review=work.may(Action.REVIEW_GLASS),
        now=work.now(),
        alert_over=ALERT_OVER,
        alert_days=ALERT_DAYS,
    )


@router.get("/mo-khan/{glass_id}")
def review_page(request: Request, glass_id: UUID, work: WorkDep) -> Response:
    """Show one use with the form of a finding."""
    return _review(request, work, glass_id, blank())


@router.post("/mo-khan/{glass_id}")
def reviewing(request: Request, glass_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say whether it was right."""
    bound = bind(GlassReview, typed)
    if bound.errors:
        return _review(request, work, glass_id, bound)
    try:
        review_glass(ReviewGlass(glass_id=glass_id, review=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _review(request, work, glass_id, bound, refusal)
    return RedirectResponse("/mo-khan", 303)


def _review(
    request: Request, work: OpenWork, glass_id: UUID, form: Bound[Any], refusal: DomainError | None = None
) -> Response:
    row, reasons = open_glass(OpenGlass(glass_id=glass_id), work)
    return render(
        frame_of(request, work),
        "glass_review.html",
        status=409 if refusal else 422 if form.errors else 200,
        form=form,
        row=row,
        reasons=reasons,
        person=work.view(AccountList).name_of(row.account),  # type: ignore[type-abstract]
        findings=GlassFinding,
        refusal=refusal,
        alert_over=ALERT_OVER,
        alert_days=ALERT_DAYS,
    )
