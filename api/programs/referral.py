"""Requests to the lawyers-and-jurors chapter for programs: the same commands and handlers as the pages."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response

from api.door import WorkDep, WorkRoute, if_match, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.referral import (
    ApproveOpinion,
    AskChapter,
    BeginReview,
    DeclareConflict,
    DeclineReferral,
    DraftOpinion,
    ProposeReviewer,
    ReadOpinion,
    SendOpinionBack,
    SendToLegalAid,
    WithdrawReferral,
    approve_opinion,
    ask_chapter,
    begin_reviewing,
    declare_conflict,
    decline_referral,
    draft_opinion,
    propose_reviewer,
    read_opinion,
    send_opinion_back,
    send_to_legal_aid,
    withdraw_referral,
)
from application.referral.desk import ReferralRow
from application.referral.pages import (
    OpenForReview,
    OpenReferral,
    ReferralPage,
    SeeConflictSheet,
    SeeReferrals,
    open_for_review,
    open_referral,
    see_conflict_sheet,
    see_referrals,
)
from domain.identity import Day
from domain.kernel import Line, Said, Value
from domain.referral.conflict_sheet import Declaration
from domain.referral.court import Court
from domain.referral.opinion import Opinion
from domain.referral.request import ReferralRequest

router = APIRouter(
    prefix="/api/v1/referrals", route_class=WorkRoute, tags=["referrals"], responses=problem_responses()
)

IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=r'^"?[0-9]{1,9}"?$')]


class Asking(Value):
    """A case or a consultation, a chapter, and what it is asked."""

    case_id: UUID | None = None
    matter_id: UUID | None = None
    chapter: UUID
    request: ReferralRequest


class Choice(Value):
    """Who is to review, and of which court they are a juror, if you know."""

    reviewer: UUID
    juror_of: Court = Court()


class Written(Value):
    """The opinion."""

    opinion: Opinion


class Comment(Value):
    """What is to be looked at again."""

    comment: Said


class Reason(Value):
    """Why the chapter does not take it."""

    reason: Said


class Sending(Value):
    """When it went to the Legal Aid Centre, and under which reference."""

    sent_on: Day
    reference: Line = ""


class Withdrawal(Value):
    """Why it is taken back, if one likes to say."""

    reason: Line = ""


def _done(referral_id: UUID, status: int = 200) -> Response:
    return receipt(f"/api/v1/referrals/{referral_id}", status=status)


@router.post("", status_code=201, response_model=None)
def ask(body: Asking, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask a chapter for an opinion on a case, or from a consultation."""
    cmd = AskChapter(
        case_id=body.case_id, matter_id=body.matter_id, chapter=body.chapter, request=body.request
    )
    return _done(ask_chapter(cmd, work), 201)


@router.get("")
def list_referrals(work: WorkDep) -> dict[str, Any]:
    """List what is yours: for the head, asked by you, for you to review."""
    found = see_referrals(SeeReferrals(), work)
    return {
        "for_head": [_row(row) | {"to_reassign": row.to_reassign} for row in found.for_head],
        "asked": [_row(row) for row in found.asked],
        "to_review": [
            {**_row(one.row), "age": one.age, "due_on": one.term.due_on if one.term else None}
            for one in found.to_review
        ],
    }


@router.get("/{referral_id}")
def read_referral(referral_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read a request as its head, or as whoever asked."""
    return _page(open_referral(OpenReferral(referral_id=referral_id), work))


@router.get("/{referral_id}/conflict-sheet")
def read_conflict_sheet(referral_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read the names of the parties before declaring."""
    sheet = see_conflict_sheet(SeeConflictSheet(referral_id=referral_id), work)
    return {
        "id": str(sheet.referral_id),
        "version": sheet.version,
        "stage": sheet.stage.coded,
        "parties": [{"name": party.name, "role": party.role.coded} for party in sheet.parties],
        "before": sheet.before or None,
        "was_unsure": sheet.is_unsure,
        "juror_by_place": sheet.juror_by_place.model_dump(mode="json") if sheet.juror_by_place else None,
    }


@router.get("/{referral_id}/file")
def read_file(referral_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read the file as its reviewer, after a clean declaration."""
    return _page(open_for_review(OpenForReview(referral_id=referral_id), work))


@router.post("/{referral_id}/reviewer", response_model=None)
def choose_reviewer(
    referral_id: UUID,
    body: Choice,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Choose who is to review."""
    cmd = ProposeReviewer(
        referral_id=referral_id,
        reviewer=body.reviewer,
        juror_of=body.juror_of,
        version=if_match(request),
    )
    propose_reviewer(cmd, work)
    return _done(referral_id)


@router.post("/{referral_id}/declaration", response_model=None)
def declare(referral_id: UUID, body: Declaration, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Declare line by line, (a) to (f); only a declaration that is clear opens the file. Auditors read the reason."""
    declare_conflict(DeclareConflict(referral_id=referral_id, declaration=body), work)
    return _done(referral_id)


@router.post("/{referral_id}/review", response_model=None)
def begin(referral_id: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take the file up, after a clean declaration; an opinion may be written without it."""
    begin_reviewing(BeginReview(referral_id=referral_id), work)
    return _done(referral_id)


@router.post("/{referral_id}/opinion", response_model=None)
def write_opinion(
    referral_id: UUID,
    body: Written,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Write the opinion, or write it anew."""
    draft_opinion(
        DraftOpinion(referral_id=referral_id, opinion=body.opinion, version=if_match(request)), work
    )
    return _done(referral_id)


@router.post("/{referral_id}/approval", response_model=None)
def approve(
    referral_id: UUID, work: WorkDep, request: Request, match: IfMatch = None, key: IdempotencyKey = None
) -> Response:
    """Approve the opinion."""
    approve_opinion(ApproveOpinion(referral_id=referral_id, version=if_match(request)), work)
    return _done(referral_id)


@router.post("/{referral_id}/return", response_model=None)
def send_back(
    referral_id: UUID,
    body: Comment,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Ask the reviewer to look again."""
    cmd = SendOpinionBack(referral_id=referral_id, comment=body.comment, version=if_match(request))
    send_opinion_back(cmd, work)
    return _done(referral_id)


@router.post("/{referral_id}/refusal", response_model=None)
def decline(referral_id: UUID, body: Reason, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Not take the matter."""
    decline_referral(DeclineReferral(referral_id=referral_id, reason=body.reason), work)
    return _done(referral_id)


@router.post("/{referral_id}/legal-aid", response_model=None)
def legal_aid(referral_id: UUID, body: Sending, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Pass the matter to the Legal Aid Centre."""
    cmd = SendToLegalAid(referral_id=referral_id, reference=body.reference, sent_on=body.sent_on)
    send_to_legal_aid(cmd, work)
    return _done(referral_id)


@router.post("/{referral_id}/withdrawal", response_model=None)
def withdraw(referral_id: UUID, body: Withdrawal, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take the request back."""
    withdraw_referral(WithdrawReferral(referral_id=referral_id, reason=body.reason), work)
    return _done(referral_id)


@router.post("/{referral_id}/reading", response_model=None)
def note_reading(referral_id: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that whoever asked reads the opinion; it is shown from then on."""
    read_opinion(ReadOpinion(referral_id=referral_id), work)
    return _done(referral_id)


def _row(row: ReferralRow) -> dict[str, Any]:
    return {**asdict(row), "stage": row.stage.coded}


def _page(page: ReferralPage) -> dict[str, Any]:
    return {
        "id": str(page.referral_id),
        "version": page.version,
        "stage": page.stage.coded,
        "chapter": str(page.chapter.unit),
        "case_id": str(page.case_id) if page.case_id else None,
        "referrer": str(page.referrer) if page.referrer else None,
        "reviewer": str(page.reviewer) if page.reviewer else None,
        "parties": [party.model_dump(mode="json") for party in page.parties],
        "request": page.request.model_dump(mode="json") if page.request else None,
        "opinion": page.opinion.model_dump(mode="json") if page.opinion else None,
        "dissents": [{"at": one.at, "note": one.note} for one in page.told.dissents],
        "steps_taken_up": [
            {"step": step, "became": outcome.became.coded, "on": outcome.on, "reference": outcome.reference}
            for step, outcome in page.told.outcomes
        ],
        "remark": page.remark,
        "sent_to_legal_aid_on": page.sent_on,
        "candidates": sorted(str(account) for account in page.candidates),
        "consultation": str(page.matter) if page.matter else None,
        "handed": [
            {
                "position": one.position,
                "topic": one.envelope.topic,
                "version": one.version,
                "fact": one.fact.model_dump(mode="json"),
            }
            for one in page.handed
        ],
        "questions": [
            {
                "version": one.version,
                "by_head": one.by_head,
                "question": str(one.question or "") or None,
                "answer": str(one.answer or "") or None,
                "position": one.position,
                "answered_at": one.answered_at.isoformat() if one.answered_at else None,
            }
            for one in page.exchanges
        ],
        "consent_stands": page.consent_stands,
        "same_question": [str(one) for one in page.asked_before],
        "decided_anew": page.is_anew,
        "to_reassign": page.to_reassign,
        "no_head": page.headless,
        "reviewer_is_unsure": page.is_unsure,
        "reviewer_promised": page.promises,
        "code": page.code or None,
        "is_second_look": page.is_second_look,
        "second_looks": [{"reader": str(one.reader), "state": one.state.coded} for one in page.looks],
    }
