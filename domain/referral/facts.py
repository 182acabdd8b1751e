"""What happens to a request: its facts. Questions, opinions and reasons are of the class *legal*."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.identity import Day
from domain.kernel import Event, Legal, Line, Said, Text
from domain.lists import ConflictAnswer
from domain.referral.conflict_sheet import Declaration
from domain.referral.opinion import Opinion, StepKind
from domain.referral.questions import InformationAsked, InformationGiven
from domain.referral.request import ReferralRequest
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused
from domain.referral.tie import TieFound


class ReferralSubmitted(Event):
    """The chapter was asked for an opinion."""

    TOPIC: ClassVar[str] = "referral.submitted.1"
    chapter: UUID
    case_id: UUID | None
    """None for a consultation without a case, and for what the chapter wrote in itself."""
    referrer: UUID | None
    is_urgent: bool
    request: ReferralRequest
    matter: UUID | None = None
    """The consultation from which it was asked."""
    written_by: UUID | None = None
    """Who wrote it in for the chapter, on its own discovery (LAW 6.4)."""

    @property
    def about(self) -> UUID | None:
        """The case, or the consultation that stands alone; None for what the chapter wrote in."""
        return self.case_id or self.matter


class ReviewerProposed(Event):
    """The head chose a reviewer, who sees the conflict sheet first; whoever was chosen before is released."""

    TOPIC: ClassVar[str] = "referral.reviewer-proposed.1"
    reviewer: UUID


class NoConflictDeclared(Event):
    """The reviewer saw the names and declared no conflict of interest; the file opens."""

    TOPIC: ClassVar[str] = "referral.no-conflict-declared.1"
    reviewer: UUID
    declaration: Legal[Declaration | None] = None
    promises: bool = False
    """Whether a juror promised to refuse, or ask for replacement, should it come before their court."""


class ReviewerRecused(Event):
    """The reviewer declared a conflict; final for this matter. Which conflict and why: for auditors only."""

    TOPIC: ClassVar[str] = "referral.recused.1"
    reviewer: UUID
    answer: Legal[ConflictAnswer]
    reason: Legal[Text] = ""
    declaration: Legal[Declaration | None] = None


class DeclaredUnsure(Event):
    """The reviewer is not sure of a line: the file stays shut, they may declare again or another be chosen.

    `reviewer` may be whoever was asked for a second look.
    """

    TOPIC: ClassVar[str] = "referral.declared-unsure.1"
    reviewer: UUID
    declaration: Legal[Declaration]


class ReviewBegun(Event):
    """The reviewer took the file up; the head sees what lies unopened."""

    TOPIC: ClassVar[str] = "referral.review-begun.1"


class OpinionDrafted(Event):
    """The reviewer wrote the opinion, or wrote it anew; every version is kept."""

    TOPIC: ClassVar[str] = "referral.opinion-drafted.2"
    opinion: Legal[Opinion]


class OpinionApproved(Event):
    """The head approved the opinion."""

    TOPIC: ClassVar[str] = "referral.opinion-approved.1"
    drafted: int
    """Version of the draft that was approved."""


class OpinionSentBack(Event):
    """The head asked the reviewer to look again."""

    TOPIC: ClassVar[str] = "referral.opinion-sent-back.1"
    comment: Legal[Said]


class DissentNoted(Event):
    """*Ý kiến khác*: somebody else of the chapter, or its head, holds otherwise; it stands beside the opinion."""

    TOPIC: ClassVar[str] = "referral.dissent-noted.1"
    drafted: int
    """Version of the draft that it is about."""
    note: Legal[Said]


class StepTakenUp(Event):
    """Whoever asked made something of a step that the opinion recommends."""

    TOPIC: ClassVar[str] = "referral.step-taken-up.1"
    step: int
    """Its place in the list, from 0."""
    became: StepKind
    case_version: int | None = None
    """Version of the fact in the case that agrees the follow-up."""
    reference: Legal[Line] = ""
    """Of the letter, or at the Legal Aid Centre."""
    on: Day
    """When it went there, or until when the follow-up is due."""


class OpinionRead(Event):
    """Whoever asked read the opinion."""

    TOPIC: ClassVar[str] = "referral.opinion-read.1"


class ReferralDeclined(Event):
    """The chapter does not take it."""

    TOPIC: ClassVar[str] = "referral.declined.1"
    reason: Legal[Said]


class ReferralSentToLegalAid(Event):
    """The matter went to the provincial Legal Aid Centre; every child is eligible (Law 11/2017/QH14, art. 7(3))."""

    TOPIC: ClassVar[str] = "referral.sent-to-legal-aid.1"
    reference: Legal[Line]
    sent_on: Day


class ReferralWithdrawn(Event):
    """Whoever asked took it back."""

    TOPIC: ClassVar[str] = "referral.withdrawn.1"
    reason: Legal[Line] = ""


class ReferralHandedOver(Event):
    """Somebody else answers for the request from here on, and reads the opinion: whoever asked is away or gone."""

    TOPIC: ClassVar[str] = "referral.handed-over.1"
    referrer: UUID
    before: UUID | None = None


class ReassignmentAsked(Event):
    """The reviewer is away or leaves; the head is to choose another one, and until then it stays with this one."""

    TOPIC: ClassVar[str] = "referral.reassignment-asked.1"
    reviewer: UUID


Further = (
    ReviewerProposed
    | NoConflictDeclared
    | ReviewerRecused
    | DeclaredUnsure
    | SecondLookAsked
    | SecondLookOpened
    | SecondLookRecused
    | InformationAsked
    | InformationGiven
    | TieFound
    | ReviewBegun
    | OpinionDrafted
    | OpinionApproved
    | OpinionSentBack
    | DissentNoted
    | OpinionRead
    | StepTakenUp
    | ReferralDeclined
    | ReferralSentToLegalAid
    | ReferralWithdrawn
    | ReferralHandedOver
    | ReassignmentAsked
)
