"""Stories of the lawyers-and-jurors chapter: asked, assigned, declared, written, approved, read, or ended otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from application.demo.entries import Entry, wish
from application.demo.names import grown_up
from application.demo.staff import Member, reviewers
from application.demo.stage import Deed, Story
from application.demo.territory import CHAPTER
from application.referral import (
    ApproveOpinion,
    AskChapter,
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
    declare_conflict,
    decline_referral,
    draft_opinion,
    propose_reviewer,
    read_opinion,
    send_opinion_back,
    send_to_legal_aid,
    withdraw_referral,
)
from application.referral.opinions import TakeUpStep, take_up_step
from application.work import Command, Work
from domain.directory import RecipientKind
from domain.lists import LegalBasis, Sex
from domain.referral.conflict_sheet import Declaration, SheetAnswer
from domain.referral.opinion import CitedArticle, Opinion, RecommendedStep, ReliedOn, StepKind
from domain.referral.request import Party, PartyRole, ReferralRequest

LAW = (
    CitedArticle(law="Luật Trẻ em 2016", article="51", clause="1"),
    CitedArticle(law="Luật Trẻ em 2016", article="70", clause="5"),
    CitedArticle(law="Luật Trợ giúp pháp lý 2017", article="7", clause="3"),
    CitedArticle(law="Nghị định 56/2017/NĐ-CP", article="25", clause="1"),
)
"""Articles that the opinions of the year cite."""
C = TypeVar("C", bound=Command)
HEAD = "chihoitruong"


class Course(StrEnum):
    """How a request goes."""

    ANSWERED = "answered"
    SENT_BACK = "sent-back"
    RECUSED = "recused"
    DECLINED = "declined"
    LEGAL_AID = "legal-aid"
    WITHDRAWN = "withdrawn"
    UNASSIGNED = "unassigned"
    UNDECLARED = "undeclared"
    UNWRITTEN = "unwritten"
    UNAPPROVED = "unapproved"
    UNREAD = "unread"
    UNREPLACED = "unreplaced"
    UNREVISED = "unrevised"


UNFINISHED = (
    *(Course.UNASSIGNED, Course.UNDECLARED, Course.UNWRITTEN, Course.UNAPPROVED, Course.UNREAD),
    *(Course.UNREPLACED, Course.UNREVISED),
)
"""What still waits for someone when the year ends."""
COURSES = (
    *(Course.ANSWERED, Course.SENT_BACK, Course.ANSWERED, Course.RECUSED, Course.DECLINED, Course.ANSWERED),
    *(Course.LEGAL_AID, Course.WITHDRAWN, *UNFINISHED),
)


def referred(entry: Entry, course: Course) -> Story:
    """Ask the chapter for an opinion on a case."""
    entry.passes(0, 3)
    asking = entry.cast.acting(entry.member, entry.at)
    request = _request(entry)
    command = AskChapter(case_id=entry.case_id, chapter=entry.cast.units[CHAPTER], request=request)
    done = yield entry.deed(ask_chapter, command)
    if done.made is None:
        return
    if course in {Course.DECLINED, Course.LEGAL_AID, Course.WITHDRAWN}:
        yield from _ended(entry, done.made, course, asking)
    elif course is not Course.UNASSIGNED:
        yield from _reviewed(entry, done.made, course, request)
    if course in {Course.ANSWERED, Course.SENT_BACK, Course.RECUSED}:
        entry.passes(0.5, 3)
        yield _by(entry, asking, read_opinion, ReadOpinion(referral_id=done.made))
        if course is Course.SENT_BACK:
            entry.passes(0.2, 1)
            taken = TakeUpStep(
                referral_id=done.made, step=0, on=entry.day, reference=f"{entry.day:%d%m}/CV-HBV"
            )
            yield _by(entry, asking, take_up_step, taken)


def _request(entry: Entry) -> ReferralRequest:
    parties = [Party(name=entry.child.name, role=PartyRole.CHILD)]
    parties.append(Party(name=grown_up(entry.chance, Sex.FEMALE), role=PartyRole.PARENT))
    if entry.theme.relations:
        parties.append(Party(name=grown_up(entry.chance, Sex.MALE), role=PartyRole.SUSPECTED))
    elif entry.chance.maybe(0.6):
        parties.append(Party(name=grown_up(entry.chance, Sex.MALE), role=PartyRole.OTHER_SIDE))
    return ReferralRequest(
        question=entry.says("question"),
        facts=entry.slots["gist"],
        parties=tuple(parties),
        urgent="phiên hòa giải vào tuần tới" if entry.chance.maybe(0.25) else "",
        legal_basis=LegalBasis.CONSENT if entry.chance.maybe(0.3) else LegalBasis.SAME_ORGANISATION,
    )


def _ended(entry: Entry, referral: UUID, course: Course, asking: str) -> Story:
    """End it without an opinion."""
    entry.passes(1, 5)
    match course:
        case Course.DECLINED:
            decline = DeclineReferral(referral_id=referral, reason=entry.says("decline"))
            yield _by(entry, HEAD, decline_referral, decline)
        case Course.LEGAL_AID:
            sent = SendToLegalAid(referral_id=referral, reference="TGPL-14/2025", sent_on=entry.day)
            yield _by(entry, HEAD, send_to_legal_aid, sent)
        case _:
            withdrawal = WithdrawReferral(referral_id=referral, reason=entry.says("withdraw"))
            yield _by(entry, asking, withdraw_referral, withdrawal)


def _reviewed(entry: Entry, referral: UUID, course: Course, request: ReferralRequest) -> Story:
    """Assign, declare, write, approve; as far as the course goes."""
    first, second = entry.chance.sample(reviewers(), 2)
    yield from _proposed(entry, referral, first)
    if course is Course.UNDECLARED:
        return
    reviewer = first
    if course in {Course.RECUSED, Course.UNREPLACED}:
        yield from _declared(entry, referral, first, related=True)
        if course is Course.UNREPLACED:
            return
        yield from _proposed(entry, referral, second)
        reviewer = second
    yield from _declared(entry, referral, reviewer)
    if course is Course.UNWRITTEN:
        return
    yield from _written(entry, referral, reviewer, request)
    if course in {Course.SENT_BACK, Course.UNREVISED}:
        entry.passes(0.5, 2)
        back = SendOpinionBack(referral_id=referral, comment=entry.says("remark"))
        yield _by(entry, HEAD, send_opinion_back, back)
        if course is Course.UNREVISED:
            return
        yield from _written(entry, referral, reviewer, request)
    if course is not Course.UNAPPROVED:
        entry.passes(0.5, 2)
        yield _by(entry, HEAD, approve_opinion, ApproveOpinion(referral_id=referral))


def _proposed(entry: Entry, referral: UUID, reviewer: Member) -> Story:
    entry.passes(0.3, 2)
    account = entry.cast.accounts[reviewer.sign_in]
    yield _by(entry, HEAD, propose_reviewer, ProposeReviewer(referral_id=referral, reviewer=account))


def _declared(entry: Entry, referral: UUID, reviewer: Member, *, related: bool = False) -> Story:
    entry.passes(0.3, 2)
    said = Declaration.clean()
    if related:
        said = said.model_copy(update={"related": SheetAnswer.YES, "reason": entry.says("conflict")})
    declaration = DeclareConflict(referral_id=referral, declaration=said)
    yield _by(entry, reviewer.sign_in, declare_conflict, declaration)


def _written(entry: Entry, referral: UUID, reviewer: Member, request: ReferralRequest) -> Story:
    entry.passes(1, 5)
    draft = DraftOpinion(referral_id=referral, opinion=_opinion(entry, request))
    yield _by(entry, reviewer.sign_in, draft_opinion, draft)


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


def _by(entry: Entry, name: str, handler: Callable[[C, Work], object], command: C) -> Deed:
    return Deed(entry.at, name, wish(handler, command))
