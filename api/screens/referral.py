"""Pages of the chapter's work: ask, the list, one request, the conflict declaration, the review."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import Options
from api.court_choices import court_options
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.referral_opinion import people_of, sources_of
from api.timeline import timeline
from application.access import Action
from application.accounts import AccountList
from application.referral import (
    ApproveOpinion,
    DeclareConflict,
    DeclineReferral,
    ProposeReviewer,
    ReadOpinion,
    SendOpinionBack,
    SendToLegalAid,
    WithdrawReferral,
    approve_opinion,
    declare_conflict,
    decline_referral,
    propose_reviewer,
    read_opinion,
    send_opinion_back,
    send_to_legal_aid,
    withdraw_referral,
)
from application.referral.handed import papers_of
from application.referral.pages import (
    OpenReferral,
    ReferralPage,
    SeeConflictSheet,
    SeeReferrals,
    open_referral,
    see_conflict_sheet,
    see_referrals,
)
from domain import lists
from domain.calendar import holidays, vietnam_day
from domain.identity import Day
from domain.kernel import Line, Said, Value
from domain.referral.conflict_sheet import Declaration, PromiseIsMissing, SheetAnswer, SheetLine
from domain.referral.court import Court
from domain.referral.deadlines import legal_aid_appointment
from domain.referral.request import ReferralStage
from domain.text import name_key

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class AssignForm(Value):
    """Who is to review, and of which court they are a juror, if the head knows."""

    reviewer: UUID
    juror_of: Court = Court()


class DeclarationForm(Value):
    """The declaration of a reviewer."""

    declaration: Declaration


class CommentForm(Value):
    """What the reviewer is to look at again."""

    comment: Said


class DeclineForm(Value):
    """Why the chapter does not take it."""

    reason: Said


class LegalAidForm(Value):
    """When and under which reference it went to the Legal Aid Centre."""

    sent_on: Day
    reference: Line = ""


def show(request: Request, work: OpenWork, template: str, *, form: Bound[Any], **context: object) -> Response:
    """Return a page of this subject; a form with errors is shown again with what was typed."""
    status = 422 if form.errors else 200
    return render(frame_of(request, work), template, status=status, form=form, lists=lists, **context)


def to_referral(referral_id: UUID) -> Response:
    """Lead back to the request."""
    return RedirectResponse(f"/chi-hoi/{referral_id}", 303)


# -- the list and one request ----------------------------------------------------------------------------------------


@router.get("/chi-hoi")
def list_page(request: Request, work: WorkDep) -> Response:
    """Show what is one's own: to assign and approve, to review, asked."""
    page = see_referrals(SeeReferrals(), work)
    return show(
        request,
        work,
        "referral_list.html",
        form=blank(),
        waiting=[row for row in page.for_head if row.stage.waits_for_the_head or row.to_reassign],
        others=[row for row in page.for_head if not (row.stage.waits_for_the_head or row.to_reassign)],
        asked=page.asked,
        to_review=page.to_review,
        is_head=work.may(Action.ASSIGN_REVIEWER),
    )


@router.get("/chi-hoi/{referral_id}")
def referral_page(request: Request, referral_id: UUID, work: WorkDep) -> Response:
    """Show a request to its head or to whoever asked; lead its reviewer to the step that is theirs."""
    if not work.may(Action.OPEN_REFERRAL, referral_id):
        if work.may(Action.REVIEW_REFERRAL, referral_id):
            return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien", 303)
        if work.may(Action.DECLARE_CONFLICT, referral_id):
            return RedirectResponse(f"/chi-hoi/{referral_id}/khai-bao", 303)
    return referral_shown(request, work, referral_id)


def referral_shown(
    request: Request, work: OpenWork, referral_id: UUID, bound: Bound[Any] | None = None
) -> Response:
    """Show a request to its head or to whoever asked, a form with what is wrong."""
    page = open_referral(OpenReferral(referral_id=referral_id), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return show(
        request,
        work,
        "referral_page.html",
        form=bound or blank(sent_on=vietnam_day(work.now()).isoformat()),
        page=page,
        handed=timeline(page.handed, work)[::-1],
        papers=papers_of(page.handed) if _may_open_papers(page, work) else [],
        may_see_ties=work.may(Action.REVIEW_TIE, referral_id),
        candidates=_people(page.candidates, work),
        courts=court_options(vietnam_day(work.now())),
        reviewer=names.name_of(page.reviewer) if page.reviewer else "",
        referrer=names.name_of(page.referrer) if page.referrer else "",
        can_assign=page.stage.is_open and work.may(Action.ASSIGN_REVIEWER, referral_id),
        can_approve=page.stage is ReferralStage.OPINION_DRAFTED
        and work.may(Action.APPROVE_OPINION, referral_id),
        can_review=work.may(Action.DECLARE_CONFLICT, referral_id),
        can_see_drafts=page.opinion is not None and work.may(Action.SEE_DRAFTS, referral_id),
        looks=[(names.name_of(one.reader), one.state) for one in page.looks],
        sources=dict(sources_of(page.told, work.reader.language)),
        people=people_of(page.told, work),
        appointed_by=legal_aid_appointment(page.sent_on, holidays()) if page.sent_on else None,
    )


def _may_open_papers(page: ReferralPage, work: OpenWork) -> bool:
    return page.stage.is_read_by_the_head and work.may(Action.APPROVE_OPINION, page.referral_id)


def _people(accounts: frozenset[UUID], work: OpenWork) -> Options:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    people = [(str(account), names.name_of(account)) for account in accounts]
    return tuple(sorted(people, key=lambda person: name_key(person[1])))


@router.post("/chi-hoi/{referral_id}/phan-cong")
def assign(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Choose who is to review."""
    bound = bind(AssignForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    version = expected_version(typed)
    propose_reviewer(
        ProposeReviewer(
            referral_id=referral_id,
            reviewer=bound.value.reviewer,
            juror_of=bound.value.juror_of,
            version=version,
        ),
        work,
    )
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/duyet")
def approve(referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Approve the opinion that was read."""
    approve_opinion(ApproveOpinion(referral_id=referral_id, version=expected_version(typed)), work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/xem-lai")
def send_back(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask the reviewer to look again."""
    bound = bind(CommentForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    cmd = SendOpinionBack(
        referral_id=referral_id, comment=bound.value.comment, version=expected_version(typed)
    )
    send_opinion_back(cmd, work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/khong-nhan")
def decline(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Not take the matter."""
    bound = bind(DeclineForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    decline_referral(DeclineReferral(referral_id=referral_id, reason=bound.value.reason), work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/tro-giup-phap-ly")
def legal_aid(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Pass the matter to the Legal Aid Centre."""
    bound = bind(LegalAidForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    form = bound.value
    send_to_legal_aid(
        SendToLegalAid(referral_id=referral_id, reference=form.reference, sent_on=form.sent_on), work
    )
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/rut")
def withdraw(referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take the request back."""
    withdraw_referral(WithdrawReferral(referral_id=referral_id), work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/doc")
def read(referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that the opinion is read, and show it."""
    read_opinion(ReadOpinion(referral_id=referral_id), work)
    return to_referral(referral_id)


# -- the reviewer ----------------------------------------------------------------------------------------------------


@router.get("/chi-hoi/{referral_id}/khai-bao")
def declaration_page(request: Request, referral_id: UUID, work: WorkDep) -> Response:
    """Show the names of the parties, and the declaration."""
    return _declaration(request, work, referral_id, None)


@router.post("/chi-hoi/{referral_id}/khai-bao")
def declaration(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Declare; a clean declaration opens the file."""
    bound = bind(DeclarationForm, typed)
    if bound.errors:
        return _declaration(request, work, referral_id, bound)
    cmd = DeclareConflict(referral_id=referral_id, declaration=bound.value.declaration)
    try:
        is_clear = declare_conflict(cmd, work)
    except PromiseIsMissing as refusal:
        return _declaration(request, work, referral_id, bound.refused(refusal, "declaration.promises"))
    return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien" if is_clear else "/chi-hoi", 303)


def _declaration(request: Request, work: OpenWork, referral_id: UUID, bound: Bound[Any] | None) -> Response:
    sheet = see_conflict_sheet(SeeConflictSheet(referral_id=referral_id), work)
    return show(
        request,
        work,
        "referral_declaration.html",
        form=bound or blank(**_line_d(sheet.juror_by_place)),
        sheet=sheet,
        lines=list(SheetLine),
        answers=list(SheetAnswer),
        courts=court_options(vietnam_day(work.now())),
    )


def _line_d(court: Court | None) -> dict[str, str]:
    """Return what line (d) proposes: *yes* for a juror of the court that would have the matter."""
    if court is None:
        return {}
    return {"declaration.juror": SheetAnswer.YES.value, "declaration.court.code": court.code}
