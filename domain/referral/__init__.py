"""`Referral`: one request to the lawyers-and-jurors chapter for an opinion (*đề nghị Chi hội cho ý kiến*).

SUBMITTED → CONFLICT_CHECK → ASSIGNED → IN_REVIEW → OPINION_DRAFTED → OPINION_APPROVED → RETURNED; an opinion sent
back is IN_REVIEW again; RECUSED waits for another reviewer; DECLINED, SENT_TO_LEGAL_AID and WITHDRAWN end it. The
names of the parties are seen, and a conflict declared, before the file can be opened.
Source: LAW 6.2 to 6.4 and 10.1(3).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.calendar import vietnam_day
from domain.chapter import Chapter, UnitHasEnded
from domain.kernel import Act, Erased, Legal, State
from domain.lists import UnitLevel
from domain.referral.choosing import KnownOfPeople, check_choice
from domain.referral.conflict_sheet import (
    Declaration,
    ReviewerIsTied,
    SheetOutcome,
)
from domain.referral.court import Court, Pending
from domain.referral.facts import (
    DeclaredUnsure,
    DissentNoted,
    Further,
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReassignmentAsked,
    ReferralDeclined,
    ReferralHandedOver,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewBegun,
    ReviewerProposed,
    ReviewerRecused,
    StepTakenUp,
)
from domain.referral.opinion import REQUEST, Opinion
from domain.referral.questions import InformationAsked, InformationGiven
from domain.referral.refusals import (
    NotALegalChapter,
    NotHandedOver,
    NotTheReviewer,
    NotWhoAsked,
    OwnOpinion,
    ReferralIsElsewhere,
)
from domain.referral.request import ReferralRequest, ReferralStage
from domain.referral.second_look import (
    SecondLook,
    SecondLookAsked,
    SecondLookOpened,
    SecondLookRecused,
    after_second_look,
)
from domain.referral.tie import TieFound, after_tie


class Referral(State[ReferralSubmitted, Further]):
    """One request to the chapter."""

    chapter: UUID
    case_id: UUID | None
    matter: UUID | None = None
    referrer: UUID | None
    written_by: UUID | None = None
    request: ReferralRequest
    stage: ReferralStage = ReferralStage.SUBMITTED
    reviewer: UUID | None = None
    """Who was chosen; the file is open to them from ASSIGNED on."""
    to_reassign: bool = False
    """Whether the reviewer cannot go on, and the head is to choose another."""
    recused: frozenset[UUID] = frozenset()
    reviewed: frozenset[UUID] = frozenset()
    """To whom the file was ever open for review."""
    barred: frozenset[UUID] = frozenset()
    """Who approved, and turned out to have a tie; they approve nothing of it any more."""
    is_anew: bool = False
    """Whether what was decided is being decided anew, after a tie was found."""
    questions: tuple[int, ...] = ()
    """Versions of questions that are not answered."""
    is_unsure: bool = False
    """Whether the reviewer was not sure of a line of the conflict sheet."""
    promises: bool = False
    """Whether the reviewer, a juror, promised not to sit."""
    second_look: SecondLook = SecondLook()
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
    def submit(
        cls,
        request: ReferralRequest,
        chapter: Chapter,
        case_id: UUID | None,
        act: Act,
        *,
        matter: UUID | None = None,
        by_chapter: bool = False,
    ) -> ReferralSubmitted:
        """Ask a chapter about a case or a consultation; open in every state of it (DESIGN, section 3, rule 2).

        Args:
            matter: The consultation from which it is asked.
            by_chapter: Whether the chapter writes it in itself, on its own discovery.

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
            referrer=None if by_chapter else act.account,
            is_urgent=bool(request.urgent),
            request=request,
            matter=matter,
            written_by=act.account if by_chapter else None,
        )

    def propose(self, reviewer: UUID, act: Act, known: KnownOfPeople) -> ReviewerProposed:
        """Choose who is to review; nobody is asked before this has said yes.

        Raises:
            ReferralIsElsewhere: An opinion waits for approval, or the chapter's work is over.
            ReviewerIsRecused, ReviewerIsInvolved, NotAReviewerThere, ReviewerIsTied, JurorOfThatCourt: As
                `check_choice` says.
        """
        self.at_stage(
            ReferralStage.SUBMITTED,
            ReferralStage.RECUSED,
            ReferralStage.CONFLICT_CHECK,
            ReferralStage.ASSIGNED,
            ReferralStage.IN_REVIEW,
        )
        check_choice(self, reviewer, vietnam_day(act.at), known)
        return ReviewerProposed(occurred_at=act.at, reviewer=reviewer)

    @property
    def about(self) -> UUID | None:
        """The case, or the consultation that stands alone; None for what the chapter wrote in."""
        return self.case_id or self.matter

    @property
    def pending(self) -> Pending:
        """Before which court the matter is."""
        said = self.request.pending
        return Pending() if isinstance(said, Erased) else said

    def declare(
        self, said: Declaration, act: Act, *, juror_of: Iterable[Court] = ()
    ) -> NoConflictDeclared | ReviewerRecused | DeclaredUnsure:
        """Declare line by line, having seen the names; a conflict may also be found later.

        Args:
            juror_of: Courts of which they are a juror, by the data of members.

        Raises:
            NotTheReviewer: Someone else was chosen.
            PromiseIsMissing: A juror for whom only the promise is missing.
        """
        reviewer, day = self.the_reviewer(act), vietnam_day(act.at)
        outcome, sits_there = said.outcome_for(self.pending, day, juror_of)
        if outcome is SheetOutcome.CLEAR:
            self.at_stage(ReferralStage.CONFLICT_CHECK)
            return NoConflictDeclared(
                occurred_at=act.at, reviewer=reviewer, declaration=said, promises=said.promises
            )
        if outcome is SheetOutcome.UNSURE:
            self.at_stage(ReferralStage.CONFLICT_CHECK)
            return DeclaredUnsure(occurred_at=act.at, reviewer=reviewer, declaration=said)
        self.at_stage(
            ReferralStage.CONFLICT_CHECK,
            ReferralStage.ASSIGNED,
            ReferralStage.IN_REVIEW,
            ReferralStage.OPINION_DRAFTED,
        )
        return ReviewerRecused(
            occurred_at=act.at,
            reviewer=reviewer,
            answer=said.answered(self.pending, day, sits_there=sits_there),
            reason=said.reason,
            declaration=said,
        )

    def draft(
        self, opinion: Opinion, act: Act, *, told: frozenset[int] = frozenset({REQUEST})
    ) -> OpinionDrafted:
        """Write the opinion; it may be written anew until it is approved.

        Args:
            told: Sources of what the reviewer was told: the request, answers, entries that went along.

        Raises:
            NotTheReviewer: Someone else was chosen.
            NotHandedOver: A fact is said to come from an event that told the reviewer nothing.
        """
        self.the_reviewer(act)
        self.at_stage(ReferralStage.ASSIGNED, ReferralStage.IN_REVIEW, ReferralStage.OPINION_DRAFTED)
        if any(one.source not in told for one in opinion.facts):
            raise NotHandedOver
        return OpinionDrafted(occurred_at=act.at, opinion=opinion)

    def approve(self, act: Act) -> OpinionApproved:
        """Approve the opinion.

        Raises:
            OwnOpinion: They wrote it themselves.
            ReviewerIsTied: They approved it before, and a tie of theirs was found.
        """
        self.at_stage(ReferralStage.OPINION_DRAFTED)
        if act.account == self.drafted_by:
            raise OwnOpinion
        if act.account in self.barred:
            raise ReviewerIsTied
        return OpinionApproved(occurred_at=act.at, drafted=self.drafted)

    def send_back(self, comment: str, act: Act) -> OpinionSentBack:
        """Ask the reviewer to look again."""
        self.at_stage(ReferralStage.OPINION_DRAFTED)
        return OpinionSentBack(occurred_at=act.at, comment=comment)

    def decline(self, reason: str, act: Act) -> ReferralDeclined:
        """Not take the matter, with a reason that whoever asked reads."""
        self.still_open()
        return ReferralDeclined(occurred_at=act.at, reason=reason)

    def send_to_legal_aid(self, reference: str, sent_on: date, act: Act) -> ReferralSentToLegalAid:
        """Pass the matter to the Legal Aid Centre."""
        self.still_open()
        return ReferralSentToLegalAid(occurred_at=act.at, reference=reference, sent_on=sent_on)

    def withdraw(self, reason: str, act: Act) -> ReferralWithdrawn:
        """Take the request back.

        Raises:
            NotWhoAsked: Someone else asked.
        """
        self.who_asked(act)
        self.still_open()
        return ReferralWithdrawn(occurred_at=act.at, reason=reason)

    def read(self, act: Act) -> OpinionRead | None:
        """Note that whoever asked reads the opinion; None when they have read it before.

        Raises:
            NotWhoAsked: Someone else asked.
        """
        self.who_asked(act)
        self.at_stage(ReferralStage.OPINION_APPROVED, ReferralStage.RETURNED)
        return None if self.stage is ReferralStage.RETURNED else OpinionRead(occurred_at=act.at)

    def at_stage(self, *stages: ReferralStage) -> None:
        """Refuse whatever is for other stages than the present one."""
        if self.stage not in stages:
            raise ReferralIsElsewhere(self.stage)

    def still_open(self) -> None:
        """Refuse what is only for a request on which the chapter still works."""
        if not self.stage.is_open:
            raise ReferralIsElsewhere(self.stage)

    def the_reviewer(self, act: Act) -> UUID:
        """Return the reviewer; refuse anybody else."""
        if self.reviewer is None or act.account != self.reviewer:
            raise NotTheReviewer
        return self.reviewer

    def who_asked(self, act: Act) -> None:
        """Refuse anybody but whoever asked."""
        if self.referrer is None or act.account != self.referrer:
            raise NotWhoAsked

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: ReferralSubmitted) -> Referral:
        """Return the state after the first fact."""
        return cls.of_stored(
            id=stream,
            version=0,
            chapter=fact.chapter,
            case_id=fact.case_id,
            matter=fact.matter,
            referrer=fact.referrer,
            written_by=fact.written_by,
            request=fact.request,
        )

    def apply(self, fact: Further) -> Referral:
        """Return the state after one more fact."""
        match fact:
            case ReviewerProposed():
                return self.but(
                    stage=ReferralStage.CONFLICT_CHECK,
                    reviewer=fact.reviewer,
                    is_unsure=False,
                    promises=False,
                    to_reassign=False,
                )
            case NoConflictDeclared():
                return self.but(
                    stage=ReferralStage.ASSIGNED,
                    is_unsure=False,
                    promises=fact.promises,
                    reviewed=self.reviewed | {fact.reviewer},
                )
            case DeclaredUnsure():
                return self.but(is_unsure=self.is_unsure or fact.reviewer == self.reviewer)
            case SecondLookAsked() | SecondLookOpened() | SecondLookRecused():
                return after_second_look(self, fact)
            case InformationAsked():
                return self.but(questions=(*self.questions, self.version + 1))
            case InformationGiven():
                return self.but(questions=tuple(one for one in self.questions if one != fact.asked))
            case TieFound():
                return after_tie(self, fact)
            case ReviewerRecused():
                recused = self.recused | {fact.reviewer}
                return self.but(
                    stage=ReferralStage.RECUSED,
                    reviewer=None,
                    to_reassign=False,
                    recused=recused,
                    opinion=None,
                    drafted_by=None,
                    second_look=SecondLook(),
                )
            case OpinionDrafted():
                return self.but(
                    stage=ReferralStage.OPINION_DRAFTED,
                    opinion=fact.opinion,
                    drafted=self.version + 1,
                    drafted_by=self.reviewer,
                    taken_up=frozenset(),
                )
            case OpinionApproved():
                return self.but(stage=ReferralStage.OPINION_APPROVED, is_anew=False, second_look=SecondLook())
            case ReviewBegun():
                return self.but(stage=ReferralStage.IN_REVIEW)
            case OpinionSentBack():
                return self.but(stage=ReferralStage.IN_REVIEW, remark=fact.comment, second_look=SecondLook())
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
            case ReferralHandedOver():
                return self.but(referrer=fact.referrer)
            case ReassignmentAsked():
                return self.but(to_reassign=True)
