"""The chapter's opinions: asked for, assigned, declared free of conflict, written, approved, read."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.referral.desk import Referrals
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.chapter import Chapter
from domain.child_case import ChildCase
from domain.identity import Day
from domain.kernel import Erased, Legal, Line, Said, Text, Unknown
from domain.lists import ConflictAnswer
from domain.referral import Referral
from domain.referral.facts import OpinionApproved, OpinionDrafted, OpinionSentBack, ReviewerProposed
from domain.referral.opinion import Opinion
from domain.referral.request import ReferralRequest

log = structlog.get_logger()


class AboutReferral(Command):
    """A command about one request."""

    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class AskChapter(Command):
    """Ask a chapter of lawyers and jurors for an opinion on a case."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    case_id: UUID
    chapter: UUID
    request: ReferralRequest

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class ProposeReviewer(AboutReferral):
    """Choose who is to review; the conflict sheet comes first."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    reviewer: UUID
    version: int | None = None


class DeclareConflict(AboutReferral):
    """Declare, having seen the names, whether there is a conflict of interest."""

    ACTION: ClassVar[Action] = Action.DECLARE_CONFLICT
    answer: ConflictAnswer
    reason: Legal[Text] = ""


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


class _SeeReferral(Question):
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
    """Ask a chapter and return the id of the request; a closed case is taken up again by it."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    chapter = work.read(Chapter, cmd.chapter)
    referral_id = work.new_id()
    work.purpose(purpose="chapter-opinion", legal_basis=cmd.request.legal_basis.coded)
    work.open(referral_id, Referral.submit(cmd.request, chapter, cmd.case_id, work.act))
    work.append(case, *case.with_reopening(act=work.act))
    log.info("referral_submitted", referral_id=str(referral_id), case_id=str(cmd.case_id))
    return referral_id


def propose_reviewer(cmd: ProposeReviewer, work: Work) -> None:
    """Choose who is to review.

    Raises:
        Stale: Someone else chose since the form was opened.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(ReviewerProposed,))
    referrals = work.view(Referrals)  # type: ignore[type-abstract]
    involved = referrals.involved_in(referral.case_id)
    proposed = referral.propose(
        cmd.reviewer,
        work.act,
        reviewers=referrals.reviewers(referral.chapter),
        involved=involved.working,
        recused=involved.recused,
    )
    work.append(referral, proposed)
    log.info("reviewer_proposed", referral_id=str(cmd.referral_id))


def declare_conflict(cmd: DeclareConflict, work: Work) -> bool:
    """Declare; return whether the file is open to the reviewer now."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.append(referral, referral.declare(cmd.answer, cmd.reason or "", work.act))
    log.info("conflict_declared", referral_id=str(cmd.referral_id))
    return cmd.answer.is_clear


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
    work.append(referral, referral.draft(cmd.opinion, work.act))
    log.info("opinion_drafted", referral_id=str(cmd.referral_id))


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
    work.allow(_SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.append(referral, referral.withdraw(cmd.reason or "", work.act))
    log.info("referral_withdrawn", referral_id=str(cmd.referral_id))


def read_opinion(cmd: ReadOpinion, work: Work) -> None:
    """Note that whoever asked reads the opinion; a second time nothing more is noted."""
    work.allow(_SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    read = referral.read(work.act)
    if read is not None:
        work.append(referral, read)
    log.info("opinion_read", referral_id=str(cmd.referral_id))
