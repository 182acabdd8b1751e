"""`Referral`: one request to the lawyers-and-jurors chapter for an opinion (*đề nghị Chi hội cho ý kiến*).

SUBMITTED → CONFLICT_CHECK → ASSIGNED → OPINION_DRAFTED → OPINION_APPROVED → RETURNED; an opinion sent back is
IN_REVIEW again; RECUSED waits for another reviewer; DECLINED, SENT_TO_LEGAL_AID and WITHDRAWN end it. The names of
the parties are seen, and a conflict declared, before the file can be opened. Source: LAW 6.2 to 6.4 and 10.1(3).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.chapter import Chapter, UnitHasEnded
from domain.kernel import Act, Legal, State
from domain.lists import ConflictAnswer, UnitLevel
from domain.referral.facts import (
    DissentNoted,
    Further,
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReferralDeclined,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewerProposed,
    ReviewerRecused,
    StepTakenUp,
)
from domain.referral.opinion import Opinion
from domain.referral.refusals import (
    NotALegalChapter,
    NotAReviewerThere,
    NotHandedOver,
    NotTheReviewer,
    NotWhoAsked,
    OwnOpinion,
    ReferralIsElsewhere,
    ReviewerIsInvolved,
    ReviewerIsRecused,
)
from domain.referral.request import ReferralRequest, ReferralStage


class Referral(State[ReferralSubmitted, Further]):
    """One request to the chapter."""

    chapter: UUID
    case_id: UUID
    referrer: UUID | None
    request: ReferralRequest
    stage: ReferralStage = ReferralStage.SUBMITTED
    reviewer: UUID | None = None
    """Who was chosen; the file is open to them from ASSIGNED on."""
    recused: frozenset[UUID] = frozenset()
    handed_over: tuple[int, ...] = (0,)
    """Versions of the facts that told the reviewer something: what an opinion may rest on."""
    opinion: Legal[Opinion | None] = None
    drafted: int = 0
    """Version of the last draft."""
    drafted_by: UUID | None = None
    sent_on: date | None = None
    """When it went to the Legal Aid Centre."""
    taken_up: frozenset[int] = frozenset()
    """Recommended steps of which something was made already."""
    remark: Legal[str] = ""
    """Why it was sent back, declined or withdrawn, or the reference at the Legal Aid Centre."""

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def submit(cls, request: ReferralRequest, chapter: Chapter, case_id: UUID, act: Act) -> ReferralSubmitted:
        """Ask a chapter about a case; open in every state of the case (DESIGN, section 3, rule 2).

        Raises:
            NotALegalChapter: The unit is of another kind.
            UnitHasEnded: The chapter no longer exists.
        """
        if chapter.founding.level is not UnitLevel.LEGAL_CHAPTER:
            raise NotALegalChapter
        if chapter.ended_on is not None:
            raise UnitHasEnded
        return ReferralSubmitted(
            occurred_at=act.at,
            chapter=chapter.id,
            case_id=case_id,
            referrer=act.account,
            is_urgent=bool(request.urgent),
            request=request,
        )

    def propose(
        self,
        reviewer: UUID,
        act: Act,
        *,
        reviewers: frozenset[UUID],
        involved: frozenset[UUID],
        recused: frozenset[UUID],
    ) -> ReviewerProposed:
        """Choose who is to review.

        Args:
            reviewers: Active reviewers of the chapter.
            involved: Who works on the case.
            recused: Who was recused from any request about the same case.

        Raises:
            NotAReviewerThere: Not one of the chapter's reviewers.
            ReviewerIsRecused: A recusal is final for the matter.
            ReviewerIsInvolved: They asked, or they work on the case.
        """
        self._at_stage(
            ReferralStage.SUBMITTED,
            ReferralStage.RECUSED,
            ReferralStage.CONFLICT_CHECK,
            ReferralStage.ASSIGNED,
            ReferralStage.IN_REVIEW,
        )
        if reviewer in self.recused | recused:
            raise ReviewerIsRecused
        if reviewer == self.referrer or reviewer in involved:
            raise ReviewerIsInvolved
        if reviewer not in reviewers:
            raise NotAReviewerThere
        return ReviewerProposed(occurred_at=act.at, reviewer=reviewer)

    def declare(self, answer: ConflictAnswer, reason: str, act: Act) -> NoConflictDeclared | ReviewerRecused:
        """Declare, having seen the names, whether there is a conflict; one may also be found later.

        Raises:
            NotTheReviewer: Someone else was chosen.
        """
        reviewer = self._the_reviewer(act)
        if answer.is_clear:
            self._at_stage(ReferralStage.CONFLICT_CHECK)
            return NoConflictDeclared(occurred_at=act.at, reviewer=reviewer)
        self._at_stage(
            ReferralStage.CONFLICT_CHECK,
            ReferralStage.ASSIGNED,
            ReferralStage.IN_REVIEW,
            ReferralStage.OPINION_DRAFTED,
        )
        return ReviewerRecused(occurred_at=act.at, reviewer=reviewer, answer=answer, reason=reason)

    def draft(self, opinion: Opinion, act: Act) -> OpinionDrafted:
        """Write the opinion; it may be written anew until it is approved.

        Raises:
            NotTheReviewer: Someone else was chosen.
            NotHandedOver: A fact is said to come from an event that told the reviewer nothing.
        """
        self._the_reviewer(act)
        self._at_stage(ReferralStage.ASSIGNED, ReferralStage.IN_REVIEW, ReferralStage.OPINION_DRAFTED)
        if any(one.source not in self.handed_over for one in opinion.facts):
            raise NotHandedOver
        return OpinionDrafted(occurred_at=act.at, opinion=opinion)

    def approve(self, act: Act) -> OpinionApproved:
        """Approve the opinion.

        Raises:
            OwnOpinion: They wrote it themselves.
        """
        self._at_stage(ReferralStage.OPINION_DRAFTED)
        if act.account == self.drafted_by:
            raise OwnOpinion
        return OpinionApproved(occurred_at=act.at, drafted=self.drafted)

    def send_back(self, comment: str, act: Act) -> OpinionSentBack:
        """Ask the reviewer to look again."""
        self._at_stage(ReferralStage.OPINION_DRAFTED)
        return OpinionSentBack(occurred_at=act.at, comment=comment)

    def decline(self, reason: str, act: Act) -> ReferralDeclined:
        """Not take the matter, with a reason that whoever asked reads."""
        self._still_open()
        return ReferralDeclined(occurred_at=act.at, reason=reason)

    def send_to_legal_aid(self, reference: str, sent_on: date, act: Act) -> ReferralSentToLegalAid:
        """Pass the matter to the Legal Aid Centre."""
        self._still_open()
        return ReferralSentToLegalAid(occurred_at=act.at, reference=reference, sent_on=sent_on)

    def withdraw(self, reason: str, act: Act) -> ReferralWithdrawn:
        """Take the request back.

        Raises:
            NotWhoAsked: Someone else asked.
        """
        self._who_asked(act)
        self._still_open()
        return ReferralWithdrawn(occurred_at=act.at, reason=reason)

    def read(self, act: Act) -> OpinionRead | None:
        """Note that whoever asked reads the opinion; None when they have read it before.

        Raises:
            NotWhoAsked: Someone else asked.
        """
        self._who_asked(act)
        self._at_stage(ReferralStage.OPINION_APPROVED, ReferralStage.RETURNED)
        return None if self.stage is ReferralStage.RETURNED else OpinionRead(occurred_at=act.at)

    def _at_stage(self, *stages: ReferralStage) -> None:
        if self.stage not in stages:
            raise ReferralIsElsewhere(self.stage)

    def _still_open(self) -> None:
        if not self.stage.is_open:
            raise ReferralIsElsewhere(self.stage)

    def _the_reviewer(self, act: Act) -> UUID:
        if self.reviewer is None or act.account != self.reviewer:
            raise NotTheReviewer
        return self.reviewer

    def _who_asked(self, act: Act) -> None:
        if self.referrer is None or act.account != self.referrer:
            raise NotWhoAsked

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: ReferralSubmitted) -> Referral:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            chapter=fact.chapter,
            case_id=fact.case_id,
            referrer=fact.referrer,
            request=fact.request,
        )

    def apply(self, fact: Further) -> Referral:
        """Return the state after one more fact."""
        match fact:
            case ReviewerProposed():
                return self.but(stage=ReferralStage.CONFLICT_CHECK, reviewer=fact.reviewer)
            case NoConflictDeclared():
                return self.but(stage=ReferralStage.ASSIGNED)
            case ReviewerRecused():
                recused = self.recused | {fact.reviewer}
                return self.but(
                    stage=ReferralStage.RECUSED, reviewer=None, recused=recused, opinion=None, drafted_by=None
                )
            case OpinionDrafted():
                return self.but(
                    stage=ReferralStage.OPINION_DRAFTED,
                    opinion=fact.opinion,
                    drafted=self.version + 1,
                    drafted_by=self.reviewer,
                )
            case OpinionApproved():
                return self.but(stage=ReferralStage.OPINION_APPROVED)
            case OpinionSentBack():
                return self.but(stage=ReferralStage.IN_REVIEW, remark=fact.comment)
            case DissentNoted():
                return self
            case OpinionRead():
                return self.but(stage=ReferralStage.RETURNED)
            case StepTakenUp():
                return self.but(taken_up=self.taken_up | {fact.step})
            case ReferralDeclined():
                return self.but(stage=ReferralStage.DECLINED, remark=fact.reason)
            case ReferralSentToLegalAid():
                return self.but(
                    stage=ReferralStage.SENT_TO_LEGAL_AID, remark=fact.reference, sent_on=fact.sent_on
                )
            case ReferralWithdrawn():
                return self.but(stage=ReferralStage.WITHDRAWN, remark=fact.reason)
