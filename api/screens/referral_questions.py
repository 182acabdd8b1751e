"""Forms on the pages of a request by which more is asked and answered."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import TypedForm, WorkDep, WorkRoute
from api.forms import bind
from api.screens.referral import referral_shown, to_referral
from api.screens.referral_opinion import review_shown
from application.referral.questions import (
    AnswerQuestion,
    AskForMore,
    AskForMoreAsHead,
    answer_asked,
    ask_more,
)
from domain.kernel import Said, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class MoreForm(Value):
    """What is asked."""

    more: Said


class AnswerForm(Value):
    """The answer."""

    answer: Said


@router.post("/chi-hoi/{referral_id}/y-kien/hoi-them")
def ask_as_reviewer(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for more, as the reviewer."""
    bound = bind(MoreForm, typed)
    if bound.errors:
        return review_shown(request, work, referral_id, bound)
    ask_more(AskForMore(referral_id=referral_id, question=bound.value.more), work)
    return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien", 303)


@router.post("/chi-hoi/{referral_id}/hoi-them")
def ask_as_head(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for more, as the head."""
    bound = bind(MoreForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    ask_more(AskForMoreAsHead(referral_id=referral_id, question=bound.value.more), work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/tra-loi/{asked}")
def answer(request: Request, referral_id: UUID, asked: int, typed: TypedForm, work: WorkDep) -> Response:
    """Answer a question."""
    bound = bind(AnswerForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    answer_asked(AnswerQuestion(referral_id=referral_id, asked=asked, answer=bound.value.answer), work)
    return to_referral(referral_id)
