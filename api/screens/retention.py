"""Pages of how long records are kept: rules in force, proposals, and what is past its time."""

from datetime import date
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
from application.retention import (
    ConfirmRule,
    ProposeRule,
    RejectRule,
    SeePastTerm,
    SeeRules,
    WithdrawRule,
    confirm_rule,
    propose_rule,
    reject_rule,
    see_past_term,
    see_rules,
    withdraw_rule,
)
from domain.kernel import Line, Refused, Value
from domain.retention import (
    CONVENTION,
    WHY_AT_ALL,
    CountedFrom,
    ProposalStage,
    RecordKind,
    Rule,
    TermUnit,
)

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/luu-tru"


class RejectionForm(Value):
    """Why the second person does not agree."""

    note: Line = ""


@router.get(PATH)
def rules_page(request: Request, work: WorkDep, ngay: str = "") -> Response:
    """Show the rules of today, or of another day, and the proposals."""
    return _page(request, work, day=_day(ngay))


@router.get(f"{PATH}/qua-han")
def past_page(request: Request, work: WorkDep) -> Response:
    """Show which records are past their time."""
    page = see_past_term(SeePastTerm(), work)
    return render(
        frame_of(request, work), "past_term.html", page=page, kinds=RecordKind, convention=CONVENTION
    )


@router.post(PATH)
def proposing(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Propose a period; a refusal shows the form again."""
    bound = bind(Rule, typed)
    if bound.errors:
        return _page(request, work, form=bound)
    try:
        propose_rule(ProposeRule(rule=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _page(request, work, form=bound.refused(refusal, ""), status=409)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{proposal}}/xac-nhan")
def confirming(proposal: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree as the second person."""
    confirm_rule(ConfirmRule(proposal=proposal), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{proposal}}/khong-dong-y")
def rejecting(request: Request, proposal: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Do not agree."""
    bound = bind(RejectionForm, typed)
    if bound.errors:
        return _page(request, work, rejection=bound)
    reject_rule(RejectRule(proposal=proposal, note=bound.value.note), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{proposal}}/rut")
def withdrawing(proposal: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take a proposal back."""
    withdraw_rule(WithdrawRule(proposal=proposal), work)
    return RedirectResponse(PATH, 303)


def _day(typed: str) -> date | None:
    """Return the day in an address; what is no day means today."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _page(
    request: Request,
    work: OpenWork,
    form: Bound[Any] | None = None,
    rejection: Bound[Any] | None = None,
    day: date | None = None,
    status: int = 422,
) -> Response:
    page = see_rules(SeeRules(), work, day)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    proposers = {row.proposed_by for row in page.proposals if row.proposed_by}
    return render(
        frame_of(request, work),
        "retention.html",
        status=status if form or rejection else 200,
        form=form or blank(),
        rejection=rejection or blank(),
        page=page,
        me=work.reader.account,
        people={account: names.name_of(account) for account in proposers},
        may_propose=work.may(Action.PROPOSE_POLICY),
        may_decide={row.proposal for row in page.proposals if work.may(Action.CONFIRM_POLICY, row.proposal)},
        sees_past=work.may(Action.REQUEST_ERASURE),
        kinds=RecordKind,
        units=TermUnit,
        starts=CountedFrom,
        stages=ProposalStage,
        convention=CONVENTION,
        why=WHY_AT_ALL,
    )
