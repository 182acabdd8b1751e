"""What each person does on a request to the chapter, one step after the other, as the moment of the story passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from application.demo.entries import Entry, wish
from application.demo.staff import Member
from application.demo.stage import Deed, Story
from application.referral import (
    ApproveOpinion,
    DeclareConflict,
    DraftOpinion,
    ProposeReviewer,
    SendOpinionBack,
    approve_opinion,
    declare_conflict,
    draft_opinion,
    propose_reviewer,
    send_opinion_back,
)
from application.referral.opinions import NoteDissent, note_dissent
from application.referral.questions import (
    AnswerQuestion,
    AskForMore,
    AskForMoreAsHead,
    answer_asked,
    ask_more,
)
from application.referral.tie import NoteTie, note_tie
from application.work import Command, Work
from domain.directory import RecipientKind
from domain.referral.conflict_sheet import Declaration, SheetAnswer
from domain.referral.court import Court
from domain.referral.opinion import CitedArticle, Opinion, RecommendedStep, ReliedOn, StepKind
from domain.referral.request import ReferralRequest

LAW = (
    CitedArticle(law="Luật Trẻ em 2016", article="51", clause="1"),
    CitedArticle(law="Luật Trẻ em 2016", article="70", clause="5"),
    CitedArticle(law="Luật Trợ giúp pháp lý 2017", article="7", clause="3"),
    CitedArticle(law="Nghị định 56/2017/NĐ-CP", article="25", clause="1"),
)
"""Articles that the opinions of the year cite."""
HEAD, DEPUTY = "chihoitruong", "chihoipho"
JUROR, JUROR_COURT = "hoitham.1", "district-213"
"""The juror among the reviewers, and the court at which she sits; since July the regional one that took it over."""
C = TypeVar("C", bound=Command)


def by(entry: Entry, name: str, handler: Callable[[C, Work], object], command: C) -> Deed:
    """Return a deed of somebody else at the moment on which the story stands."""
    return Deed(entry.at, name, wish(handler, command))


def proposed(entry: Entry, referral: UUID, reviewer: Member, head: str = HEAD) -> Story:
    """Choose a reviewer."""
    entry.passes(0.3, 2)
    account = entry.cast.accounts[reviewer.sign_in]
    yield by(entry, head, propose_reviewer, ProposeReviewer(referral_id=referral, reviewer=account))


def declared(entry: Entry, referral: UUID, reviewer: Member, answer: SheetAnswer = SheetAnswer.NO) -> Story:
    """Declare line by line; the answer is that to the line of relatives and acquaintances."""
    entry.passes(0.3, 2)
    said = Declaration.clean()
    if answer is not SheetAnswer.NO:
        section = "conflict" if answer is SheetAnswer.YES else "unsure"
        said = said.model_copy(update={"related": answer, "reason": entry.says(section)})
    if reviewer.sign_in == JUROR:
        promise = {"court": Court(code=JUROR_COURT), "pending_there": SheetAnswer.NO, "promises": True}
        said = said.model_copy(update={"juror": SheetAnswer.YES, **promise})
    declaration = DeclareConflict(referral_id=referral, declaration=said)
    yield by(entry, reviewer.sign_in, declare_conflict, declaration)


def asked_more(entry: Entry, referral: UUID, who: str, asking: str, *, answered: bool = True) -> Story:
    """Ask whoever made the request for more, and have the answer."""
    entry.passes(0.2, 1)
    kind = AskForMoreAsHead if who == HEAD else AskForMore
    done = yield by(entry, who, ask_more, kind(referral_id=referral, question=entry.says("more")))
    if answered:
        entry.passes(0.2, 2)
        answer = AnswerQuestion(
            referral_id=referral, asked=done.version_of(referral), answer=entry.says("more_answer")
        )
        yield by(entry, asking, answer_asked, answer)


def written(entry: Entry, referral: UUID, reviewer: Member, request: ReferralRequest) -> Story:
    """Write the opinion."""
    entry.passes(1, 5)
    draft = DraftOpinion(referral_id=referral, opinion=_opinion(entry, request))
    yield by(entry, reviewer.sign_in, draft_opinion, draft)


def sent_back(entry: Entry, referral: UUID) -> Story:
    """Ask the reviewer to look again."""
    entry.passes(0.5, 2)
    back = SendOpinionBack(referral_id=referral, comment=entry.says("remark"))
    yield by(entry, HEAD, send_opinion_back, back)


def dissented(entry: Entry, referral: UUID) -> Story:
    """The deputy head holds otherwise; it stands beside the opinion and stops nothing."""
    entry.passes(0.2, 1)
    note = NoteDissent(referral_id=referral, note=entry.says("dissent"))
    yield by(entry, DEPUTY, note_dissent, note)


def approved(entry: Entry, referral: UUID) -> Story:
    """Approve the opinion."""
    entry.passes(0.5, 2)
    yield by(entry, HEAD, approve_opinion, ApproveOpinion(referral_id=referral))


def tie_found(entry: Entry, referral: UUID, of: str, head: str) -> Story:
    """A tie of somebody who took part comes up later; another head than whom it concerns notes it."""
    entry.passes(2, 6)
    tie = NoteTie(referral_id=referral, account=entry.cast.accounts[of], reason=entry.says("tie"))
    yield by(entry, head, note_tie, tie)


def _opinion(entry: Entry, request: ReferralRequest) -> Opinion:
    """Return an opinion in its parts; a letter first, so that whoever asked can note that it went out."""
    due = entry.day + timedelta(days=14)
    letter = RecommendedStep(
        what="Gửi văn bản đề nghị xác minh, hỗ trợ",
        kind=StepKind.LETTER,
        body=RecipientKind.COMMUNE_PEOPLES_COMMITTEE,
        due_on=due,
    )
    aid = RecommendedStep(
        what="Giới thiệu gia đình đến Trung tâm trợ giúp pháp lý",
        kind=StepKind.LEGAL_AID,
        body=RecipientKind.LEGAL_AID_CENTRE,
        due_on=due,
    )
    return Opinion(
        question=str(request.question),
        facts=(ReliedOn(what=str(request.facts)),),
        law=tuple(entry.chance.sample(LAW, 2)),
        answer=entry.says("opinion"),
        steps=(letter, aid) if entry.chance.maybe(0.5) else (letter,),
    )
