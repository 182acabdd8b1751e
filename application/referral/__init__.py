"""The chapter's opinions: asked for, assigned, declared free of conflict, written, approved, read."""

from __future__ import annotations

from functools import partial
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.referral.desk import Referrals
from application.referral.handed import can_go_along
from application.referral.opinions import sources_for
from application.referral.ties import ReferralTies, courts_of
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.chapter import Chapter
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.identity import Day
from domain.kernel import Erased, Legal, Line, Said, Unknown
from domain.lists import ReferralTrigger
from domain.referral import Referral
from domain.referral.choosing import KnownOfPeople
from domain.referral.conflict_sheet import Declaration
from domain.referral.court import Court
from domain.referral.facts import (
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionSentBack,
    ReviewerProposed,
)
from domain.referral.handed import NeedsMatterOrCase
from domain.referral.opinion import Opinion
from domain.referral.request import ReferralRequest
from domain.referral.reviewing import begin_review
from domain.referral.second_look import SecondLookOpened
from domain.referral.second_reader import declare_second

log = structlog.get_logger()


class AboutReferral(Command):
    """A command about one request."""

    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class AskChapter(Command):
    """Ask a chapter of lawyers and jurors for an opinion: about a case, or from a consultation."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    chapter: UUID
    request: ReferralRequest
    case_id: UUID | None = None
    matter_id: UUID | None = None

    def record(self) -> UUID | None:
        """The case, or the consultation."""
        return self.case_id or self.matter_id


class WriteIn(Command):
    """Write in what the chapter discovered itself."""

    ACTION: ClassVar[Action] = Action.WRITE_IN
    chapter: UUID
    request: ReferralRequest


class ProposeReviewer(AboutReferral):
    """Choose who is to review; the conflict sheet comes first."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    reviewer: UUID
    juror_of: Court = Court()
    """Of which court the head knows them to be a juror; kept nowhere."""
    version: int | None = None


class DeclareConflict(AboutReferral):
    """Declare line by line, having seen the names, whether there is a conflict of interest."""

    ACTION: ClassVar[Action] = Action.DECLARE_CONFLICT
    declaration: Legal[Declaration]


class BeginReview(AboutReferral):
    """Take the file up."""

    ACTION: ClassVar[Action] = Action.WRITE_OPINION


class DraftOpinion(AboutReferral):
    """Write the opinion, or write it anew."""

    ACTION: ClassVar[Action] = Action.WRITE_OPINION
    opinion: Legal[Opinion]
    version: int | None = None


class ApproveOpinion(AboutReferral):
    """Approve the opinion that was read at `version`."""

    ACTION: ClassVar[Action] = Action.APPROVE_OPINION
    version: int | None = None


class SendOpinionBack(AboutReferral):
    """Ask the reviewer to look again."""

    ACTION: ClassVar[Action] = Action.APPROVE_OPINION
    comment: Legal[Said]
    version: int | None = None


class DeclineReferral(AboutReferral):
    """Not take the matter."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    reason: Legal[Said]


class SendToLegalAid(AboutReferral):
    """Pass the matter to the provincial Legal Aid Centre."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    reference: Legal[Line] = ""
    sent_on: Day


class WithdrawReferral(AboutReferral):
    """Take the request back."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    reason: Legal[Line] = ""


class SeeReferral(Question):
    """May the reader see the request?"""

    ACTION: ClassVar[Action] = Action.OPEN_REFERRAL
    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class ReadOpinion(AboutReferral):
    """Note that one reads the approved opinion that one asked for; it writes, so reading alone does not open it."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER


def ask_chapter(cmd: AskChapter, work: Work) -> UUID:
    """Ask a chapter and return the id of the request; a closed case is taken up again by it.

    Raises:
        NeedsMatterOrCase: It is about neither a case nor a consultation, or about both.
        NothingToHand: An entry that was chosen is not there.
        NoSuchConsent: The consent that is named does not stand.
    """
    if (cmd.case_id is None) == (cmd.matter_id is None):
        raise NeedsMatterOrCase
    work.allow(cmd)
    matter = work.read(Counselling, cmd.matter_id) if cmd.matter_id else None
    case_id = matter.case_id if matter else cmd.case_id
    case = work.read(ChildCase, case_id) if case_id else None
    chapter = work.read(Chapter, cmd.chapter)
    can_go_along(cmd.request, case, matter, work)
    referral_id = work.new_id()
    work.purpose(purpose="chapter-opinion", legal_basis=cmd.request.legal_basis.coded)
    submitted = Referral.submit(cmd.request, chapter, case_id, work.act, matter=matter.id if matter else None)
    work.open(referral_id, submitted)
    if case is not None:
        work.append(case, *case.with_reopening(act=work.act))
    log.info("referral_submitted", referral_id=str(referral_id))
    return referral_id


def write_in(cmd: WriteIn, work: Work) -> UUID:
    """Write in what the chapter discovered itself, and return the id of the request.

    Raises:
        Unknown: It is not a chapter of the reader's own units.
        NothingToHand: There is no case from which entries could go along.
    """
    work.allow(cmd)
    if cmd.chapter not in work.reader.units:
        raise Unknown
    chapter = work.read(Chapter, cmd.chapter)
    can_go_along(cmd.request, None, None, work)
    request = cmd.request.model_copy(update={"trigger": ReferralTrigger.OWN_DISCOVERY})
    referral_id = work.new_id()
    work.purpose(purpose="chapter-opinion", legal_basis=request.legal_basis.coded)
    work.open(referral_id, Referral.submit(request, chapter, None, work.act, by_chapter=True))
    log.info("referral_written_in", referral_id=str(referral_id))
    return referral_id


def propose_reviewer(cmd: ProposeReviewer, work: Work) -> None:
    """Choose who is to review; the keyed check runs before anyone is asked.

    Raises:
        Stale: Someone else chose since the form was opened.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(ReviewerProposed,))
    known = known_of_people(referral, cmd.reviewer, cmd.juror_of, work)
    proposed = referral.propose(cmd.reviewer, work.act, known)
    work.append(referral, proposed)
    log.info("reviewer_proposed", referral_id=str(cmd.referral_id))


def known_of_people(referral: Referral, chosen: UUID, said: Court, work: Work) -> KnownOfPeople:
    """Return what decides whether somebody may look at the matter.

    Args:
        chosen: Who is to look.
        said: Of which court whoever chooses knows them to be a juror.
    """
    referrals = work.view(Referrals)  # type: ignore[type-abstract]
    involved = referrals.involved_in(referral.id)
    return KnownOfPeople(
        reviewers=referrals.reviewers(referral.chapter),
        involved=involved.working,
        recused=involved.recused,
        tied=work.view(ReferralTies).tied(referral.id),  # type: ignore[type-abstract]
        juror_of=(said, *courts_of(chosen, work)),
    )


def declare_conflict(cmd: DeclareConflict, work: Work) -> bool:
    """Declare, before a review or a second look; return whether the file is open now."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    said, juror_of = _all_of(cmd.declaration), courts_of(work.reader.account, work)
    is_second = referral.second_look.concerns(work.reader.account)
    declare = partial(declare_second, referral) if is_second else referral.declare
    declared = declare(said, work.act, juror_of=juror_of)
    work.append(referral, declared)
    log.info("conflict_declared", referral_id=str(cmd.referral_id))
    return isinstance(declared, NoConflictDeclared | SecondLookOpened)


def _all_of(said: Declaration | Erased) -> Declaration:
    """Return what a command carries; only a stored fact can be without it."""
    if isinstance(said, Erased):
        raise TypeError("a command is never erased")
    return said


def draft_opinion(cmd: DraftOpinion, work: Work) -> None:
    """Write the opinion.

    Raises:
        Stale: It was written anew, approved or sent back since the form was opened.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(OpinionDrafted, OpinionApproved, OpinionSentBack))
    if isinstance(cmd.opinion, Erased):
        raise Unknown
    told = frozenset(one.position for one in sources_for(referral, work))
    work.append(referral, referral.draft(cmd.opinion, work.act, told=told))
    log.info("opinion_drafted", referral_id=str(cmd.referral_id))


def begin_reviewing(cmd: BeginReview, work: Work) -> None:
    """Take the file up; a second time nothing more is noted."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    begun = begin_review(referral, work.act)
    if begun is not None:
        work.append(referral, begun)
        log.info("review_begun", referral_id=str(cmd.referral_id))


def approve_opinion(cmd: ApproveOpinion, work: Work) -> None:
    """Approve the opinion.

    Raises:
        Stale: It was written anew since it was read.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(OpinionDrafted,))
    drafted_by = as_one(referral.drafted_by, work.reader.account, work)
    work.append(referral, referral.but(drafted_by=drafted_by).approve(work.act))
    log.info("opinion_approved", referral_id=str(cmd.referral_id))


def send_opinion_back(cmd: SendOpinionBack, work: Work) -> None:
    """Ask the reviewer to look again.

    Raises:
        Stale: It was written anew since it was read.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(OpinionDrafted,))
    work.append(referral, referral.send_back(cmd.comment or "", work.act))
    log.info("opinion_sent_back", referral_id=str(cmd.referral_id))


def decline_referral(cmd: DeclineReferral, work: Work) -> None:
    """Not take the matter."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.append(referral, referral.decline(cmd.reason or "", work.act))
    log.info("referral_declined", referral_id=str(cmd.referral_id))


def send_to_legal_aid(cmd: SendToLegalAid, work: Work) -> None:
    """Pass the matter to the Legal Aid Centre. Legal basis: Law 11/2017/QH14, art. 7(3) (every child)."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.purpose(purpose="legal-aid", legal_basis=referral.request.legal_basis.coded)
    work.append(referral, referral.send_to_legal_aid(cmd.reference or "", cmd.sent_on, work.act))
    log.info("referral_sent_to_legal_aid", referral_id=str(cmd.referral_id))


def withdraw_referral(cmd: WithdrawReferral, work: Work) -> None:
    """Take the request back; whoever may not see it learns nothing of it, not even that it is someone else's."""
    work.allow(SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.append(referral, referral.withdraw(cmd.reason or "", work.act))
    log.info("referral_withdrawn", referral_id=str(cmd.referral_id))


def read_opinion(cmd: ReadOpinion, work: Work) -> None:
    """Note that whoever asked reads the opinion; a second time nothing more is noted."""
    work.allow(SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    read = referral.read(work.act)
    if read is not None:
        work.append(referral, read)
    log.info("opinion_read", referral_id=str(cmd.referral_id))
