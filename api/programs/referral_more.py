"""Requests to the chapter for programs: written in, more information, a tie that was found later."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute, if_match, receipt
from api.file_answers import download
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.programs.history import look_shown
from api.programs.referral import IfMatch
from application.referral import WriteIn, write_in
from application.referral.handed_papers import OpenPaper, OpenPaperAsHead, give_paper
from application.referral.questions import (
    AnswerQuestion,
    AskForMore,
    AskForMoreAsHead,
    answer_asked,
    ask_more,
)
from application.referral.tie import NoteTie, SeeTie, note_tie, see_tie
from domain.kernel import Said, Value
from domain.referral.request import ReferralRequest

router = APIRouter(
    prefix="/api/v1/referrals", route_class=WorkRoute, tags=["referrals"], responses=problem_responses()
)


class Discovery(Value):
    """A chapter of yours, and what it looks at."""

    chapter: UUID
    request: ReferralRequest


class More(Value):
    """What is asked."""

    question: Said


class Answer(Value):
    """The answer."""

    answer: Said


class Tie(Value):
    """Whose tie was found, and how it is known; auditors read the reason."""

    account: UUID
    reason: Said


def _done(referral_id: UUID, status: int = 200) -> Response:
    return receipt(f"/api/v1/referrals/{referral_id}", status=status)


@router.post("/discoveries", status_code=201, response_model=None)
def discover(body: Discovery, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Write in, as the head, what the chapter discovered itself."""
    return _done(write_in(WriteIn(chapter=body.chapter, request=body.request), work), 201)


@router.get("/{referral_id}/file/papers/{paper}", response_class=Response)
def give_out_paper(referral_id: UUID, paper: int, work: WorkDep) -> Response:
    """Have a paper given out, as the reviewer; `paper` is the position of one of the entries handed over."""
    return download(give_paper(OpenPaper(referral_id=referral_id, paper=paper), work))


@router.get("/{referral_id}/papers/{paper}", response_class=Response)
def give_out_paper_to_head(referral_id: UUID, paper: int, work: WorkDep) -> Response:
    """Have a paper given out, as the head with an opinion to approve."""
    return download(give_paper(OpenPaperAsHead(referral_id=referral_id, paper=paper), work))


@router.post("/{referral_id}/file/questions", response_model=None)
def ask_as_reviewer(referral_id: UUID, body: More, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for more, as the reviewer."""
    ask_more(AskForMore(referral_id=referral_id, question=body.question), work)
    return _done(referral_id)


@router.post("/{referral_id}/questions", response_model=None)
def ask_as_head(referral_id: UUID, body: More, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for more, as the head."""
    ask_more(AskForMoreAsHead(referral_id=referral_id, question=body.question), work)
    return _done(referral_id)


@router.post("/{referral_id}/questions/{asked}/answer", response_model=None)
def answer(
    referral_id: UUID, asked: int, body: Answer, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Answer a question of the chapter, as whoever made the request."""
    answer_asked(AnswerQuestion(referral_id=referral_id, asked=asked, answer=body.answer), work)
    return _done(referral_id)


@router.get("/{referral_id}/ties")
def read_ties(referral_id: UUID, work: WorkDep, account: UUID | None = None) -> dict[str, Any]:
    """Read who took part; of one account, every decision and every read."""
    page = see_tie(SeeTie(referral_id=referral_id, account=account), work)
    return {
        "id": str(page.referral_id),
        "version": page.version,
        "stage": page.stage.coded,
        "decided_anew": page.is_anew,
        "people": [
            {
                "account": str(one.account),
                "reviewed": one.reviewed,
                "approved": one.approved,
                "tied": one.tied,
                "noted": one.noted,
            }
            for one in page.people
        ],
        "decisions": [
            {
                "position": one.position,
                "topic": one.envelope.topic,
                "occurred_at": one.fact.occurred_at.isoformat(),
            }
            for one in page.decisions
        ],
        "reads": [look_shown(line) for line in page.reads],
    }


@router.post("/{referral_id}/ties", response_model=None)
def tie_found(
    referral_id: UUID,
    body: Tie,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Note a tie that was found later; what was decided is decided anew."""
    cmd = NoteTie(
        referral_id=referral_id, account=body.account, reason=body.reason, version=if_match(request)
    )
    note_tie(cmd, work)
    return _done(referral_id)
