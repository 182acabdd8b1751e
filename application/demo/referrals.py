"""Stories of the lawyers-and-jurors chapter: asked, assigned, declared, written, approved, read, or ended otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from application.demo.chance import Chance
from application.demo.entries import Entry, beginning
from application.demo.moments import LAST_DAY
from application.demo.names import grown_up
from application.demo.referral_steps import (
    DEPUTY,
    HEAD,
    JUROR,
    approved,
    asked_more,
    by,
    declared,
    dissented,
    proposed,
    sent_back,
    tie_found,
    written,
)
from application.demo.staff import Cast, Member, named, reviewers
from application.demo.stage import Story
from application.demo.territory import CHAPTER
from application.referral import (
    AskChapter,
    DeclineReferral,
    ReadOpinion,
    SendToLegalAid,
    WithdrawReferral,
    WriteIn,
    ask_chapter,
    decline_referral,
    read_opinion,
    send_to_legal_aid,
    withdraw_referral,
    write_in,
)
from application.referral.opinions import TakeUpStep, take_up_step
from domain.courts import court_on
from domain.lists import LegalBasis, Sex
from domain.referral.conflict_sheet import SheetAnswer
from domain.referral.court import Court, Pending, PendingStanding
from domain.referral.request import Party, PartyRole, ReferralRequest, RequestedBy


class Course(StrEnum):
    """How a request goes."""

    ANSWERED = "answered"
    SENT_BACK = "sent-back"
    RECUSED = "recused"
    CLEARED = "cleared"
    ASKED_MORE = "asked-more"
    DISSENTED = "dissented"
    JUROR_PROMISED = "juror-promised"
    TIE_OF_REVIEWER = "tie-of-reviewer"
    DECLINED = "declined"
    LEGAL_AID = "legal-aid"
    WITHDRAWN = "withdrawn"
    UNASSIGNED = "unassigned"
    UNDECLARED = "undeclared"
    UNSURE = "unsure"
    UNWRITTEN = "unwritten"
    UNANSWERED = "unanswered"
    UNAPPROVED = "unapproved"
    UNREAD = "unread"
    UNREPLACED = "unreplaced"
    UNREVISED = "unrevised"
    TIE_OF_APPROVER = "tie-of-approver"


UNFINISHED = (
    *(Course.UNASSIGNED, Course.UNDECLARED, Course.UNWRITTEN, Course.UNAPPROVED, Course.UNREAD),
    *(Course.UNREPLACED, Course.UNREVISED, Course.UNSURE, Course.UNANSWERED, Course.TIE_OF_APPROVER),
)
"""What still waits for someone when the year ends."""
_ASKED_SO_LONG_AGO = {
    **dict.fromkeys((Course.UNREVISED, Course.UNAPPROVED, Course.UNREAD), (24, 40)),
    Course.TIE_OF_APPROVER: (32, 48),
}
"""Days before the end of the year, where the common span is too short to come so far."""
ENDED = (Course.DECLINED, Course.LEGAL_AID, Course.WITHDRAWN)
_FINISHED = tuple(course for course in Course if course not in UNFINISHED)


def course_of(number: int) -> Course:
    """Return how a request goes: the first ones each in a way of its own, later ones to an end."""
    each = tuple(Course)
    return each[number] if number < len(each) else _FINISHED[(number - len(each)) % len(_FINISHED)]


DISCOVERIES = (date(2025, 3, 18), date(2025, 9, 24), date(2025, 12, 3))
"""Days on which the chapter wrote something in itself (LAW 6.4)."""


def asked_on(chance: Chance, course: Course) -> date:
    """Return the day on which the story of a request begins that is unfinished when the year ends."""
    return LAST_DAY - timedelta(days=chance.randint(*_ASKED_SO_LONG_AGO.get(course, (8, 40))))


@dataclass(slots=True)
class _Asked:
    """One request while its story is told."""

    entry: Entry
    referral: UUID
    request: ReferralRequest
    asking: str


def referred(entry: Entry, course: Course, matter: UUID | None = None) -> Story:
    """Ask the chapter for an opinion on a case, or from a consultation without one."""
    entry.passes(0, 3)
    asking = entry.cast.acting(entry.member, entry.at)
    request = _request(entry)
    command = AskChapter(
        case_id=None if matter else entry.case_id,
        matter_id=matter,
        chapter=entry.cast.units[CHAPTER],
        request=request,
    )
    done = yield entry.deed(ask_chapter, command)
    if done.made is None:
        return
    asked = _Asked(entry, done.made, request, asking)
    if course in ENDED:
        yield from _ended(asked, course)
    elif course is not Course.UNASSIGNED:
        yield from _reviewed(asked, course)
    if course in UNFINISHED or course in ENDED:
        return
    yield from _read(asked)
    if course is Course.SENT_BACK:
        entry.passes(0.2, 1)
        taken = TakeUpStep(
            referral_id=asked.referral, step=0, on=entry.day, reference=f"{entry.day:%d%m}/CV-HBV"
        )
        yield by(entry, asking, take_up_step, taken)


def discovered(cast: Cast, seed: int) -> list[Story]:
    """Return what the chapter wrote in on its own discovery; nobody waits for the last one yet."""
    chances = {day: Chance(f"{seed}/discovered/{day}") for day in DISCOVERIES}
    return [_discovered(beginning(cast, chance, day)) for day, chance in chances.items()]


def _discovered(entry: Entry) -> Story:
    found = {"requested_by": RequestedBy.NOBODY, "legal_basis": LegalBasis.SAME_ORGANISATION}
    request = _request(entry).model_copy(update=found)
    command = WriteIn(chapter=entry.cast.units[CHAPTER], request=request)
    done = yield by(entry, HEAD, write_in, command)
    if done.made is not None and entry.day < DISCOVERIES[-1]:
        yield from _reviewed(_Asked(entry, done.made, request, HEAD), Course.ANSWERED)


def _request(entry: Entry) -> ReferralRequest:
    chance = entry.chance
    parties = [Party(name=entry.child.name, role=PartyRole.CHILD)]
    parties.append(Party(name=grown_up(chance, Sex.FEMALE), role=PartyRole.PARENT))
    if entry.theme.relations:
        parties.append(Party(name=grown_up(chance, Sex.MALE), role=PartyRole.SUSPECTED))
    elif chance.maybe(0.6):
        parties.append(Party(name=grown_up(chance, Sex.MALE), role=PartyRole.OTHER_SIDE))
    urgent = chance.maybe(0.25)
    return ReferralRequest(
        question=entry.says("question"),
        facts=entry.slots["gist"],
        parties=tuple(parties),
        urgent="phiên hòa giải vào tuần tới" if urgent else "",
        urgent_because="gia đình cần biết trước khi đến phiên" if urgent else "",
        requested_by=RequestedBy.GUARDIAN,
        legal_basis=LegalBasis.CONSENT if chance.maybe(0.3) else LegalBasis.SAME_ORGANISATION,
        pending=_pending(entry),
    )


def _pending(entry: Entry) -> Pending:
    """Return where the matter is: seldom before a court, and then before the one of that day."""
    if entry.child.district is None or not entry.chance.maybe(0.2):
        return Pending(standing=PendingStanding.NO)
    court = court_on(f"district-{entry.child.district}", entry.day)
    return Pending(standing=PendingStanding.YES, court=Court(code=court.code if court else ""))


def _ended(asked: _Asked, course: Course) -> Story:
    """End it without an opinion."""
    entry, referral = asked.entry, asked.referral
    entry.passes(1, 5)
    match course:
        case Course.DECLINED:
            decline = DeclineReferral(referral_id=referral, reason=entry.says("decline"))
            yield by(entry, HEAD, decline_referral, decline)
        case Course.LEGAL_AID:
            sent = SendToLegalAid(referral_id=referral, reference="TGPL-14/2025", sent_on=entry.day)
            yield by(entry, HEAD, send_to_legal_aid, sent)
        case _:
            withdrawal = WithdrawReferral(referral_id=referral, reason=entry.says("withdraw"))
            yield by(entry, asked.asking, withdraw_referral, withdrawal)


def _chosen(asked: _Asked, course: Course) -> tuple[Member, Member]:
    """Return who reviews, and who does if that one cannot; the juror only where no court has the matter."""
    if course is Course.JUROR_PROMISED:
        return named(JUROR), named(JUROR)
    first, second = asked.entry.chance.sample([one for one in reviewers() if one.sign_in != JUROR], 2)
    return first, second


def _reviewed(asked: _Asked, course: Course) -> Story:
    """Assign, declare, write, approve; as far as the course goes."""
    entry, referral = asked.entry, asked.referral
    first, second = _chosen(asked, course)
    yield from proposed(entry, referral, first)
    if course is Course.UNDECLARED:
        return
    reviewer = first
    if course in {Course.UNSURE, Course.CLEARED}:
        yield from declared(entry, referral, first, SheetAnswer.UNSURE)
        if course is Course.UNSURE:
            return
    if course in {Course.RECUSED, Course.UNREPLACED}:
        yield from declared(entry, referral, first, SheetAnswer.YES)
        if course is Course.UNREPLACED:
            return
        yield from proposed(entry, referral, second)
        reviewer = second
    yield from declared(entry, referral, reviewer)
    if course in {Course.ASKED_MORE, Course.UNANSWERED}:
        waits = course is Course.UNANSWERED
        yield from asked_more(
            entry, referral, HEAD if waits else reviewer.sign_in, asked.asking, answered=not waits
        )
    if course in {Course.UNWRITTEN, Course.UNANSWERED}:
        return
    yield from _opinion_given(asked, course, reviewer)


def _opinion_given(asked: _Asked, course: Course, reviewer: Member) -> Story:
    entry, referral = asked.entry, asked.referral
    yield from written(entry, referral, reviewer, asked.request)
    if course in {Course.SENT_BACK, Course.UNREVISED}:
        yield from sent_back(entry, referral)
        if course is Course.UNREVISED:
            return
        yield from written(entry, referral, reviewer, asked.request)
    if course is Course.DISSENTED:
        yield from dissented(entry, referral)
    if course is Course.UNAPPROVED:
        return
    yield from approved(entry, referral)
    if course is Course.TIE_OF_APPROVER:
        yield from tie_found(entry, referral, HEAD, DEPUTY)
    if course is Course.TIE_OF_REVIEWER:
        yield from _read(asked)
        yield from tie_found(entry, referral, reviewer.sign_in, HEAD)
        yield from _decided_anew(asked, reviewer)


def _decided_anew(asked: _Asked, tied: Member) -> Story:
    """Another reviewer begins anew."""
    entry, referral = asked.entry, asked.referral
    other = next(one for one in reviewers() if one.sign_in not in {JUROR, tied.sign_in})
    yield from proposed(entry, referral, other)
    yield from declared(entry, referral, other)
    yield from written(entry, referral, other, asked.request)
    yield from approved(entry, referral)


def _read(asked: _Asked) -> Story:
    asked.entry.passes(0.5, 3)
    yield by(asked.entry, asked.asking, read_opinion, ReadOpinion(referral_id=asked.referral))
