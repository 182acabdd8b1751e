"""Pages of the chapter's work: each shows as much of a request as its reader may see, and no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.access import Action
from application.referral.board import BoardRow, inbox
from application.referral.desk import ReferralRow, Referrals
from application.referral.opinions import Told, told_of
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.child_case import ChildCase
from domain.kernel import FieldClass
from domain.lists import UnitLevel
from domain.referral import Referral
from domain.referral.opinion import Opinion
from domain.referral.request import Party, PartyRole, ReferralRequest, ReferralStage


class PrepareAsking(Question):
    """Open the form that asks a chapter about a case."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeReferrals(Question):
    """See the requests that are one's own to handle."""

    ACTION: ClassVar[Action] = Action.SEE_REFERRALS


class AboutReferralQuestion(Question):
    """A question about one request."""

    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class OpenReferral(AboutReferralQuestion):
    """Open a request, as the head or as whoever asked."""

    ACTION: ClassVar[Action] = Action.OPEN_REFERRAL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL


class SeeConflictSheet(AboutReferralQuestion):
    """See the names of the parties, and nothing else."""

    ACTION: ClassVar[Action] = Action.DECLARE_CONFLICT
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY


class OpenForReview(AboutReferralQuestion):
    """Open the file of a request after a clean declaration."""

    ACTION: ClassVar[Action] = Action.REVIEW_REFERRAL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL


@dataclass(frozen=True, slots=True)
class AskingPage:
    """What the form starts with: the chapters there are, and the names that the case holds already."""

    case: ChildCase
    chapters: tuple[UnitRow, ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class ReferralList:
    """Requests for the head, of which some wait for the head; and those that the reader asked or reviews."""

    for_head: tuple[ReferralRow, ...]
    asked: tuple[ReferralRow, ...]
    to_review: tuple[BoardRow, ...]
    """The reviewer's inbox: with age and term, what is due first on top."""


@dataclass(frozen=True, slots=True)
class ConflictSheet:
    """What a proposed reviewer sees before anything else."""

    referral_id: UUID
    stage: ReferralStage
    version: int
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One request, as far as the reader may see it; what may not be seen is None."""

    referral_id: UUID
    version: int
    stage: ReferralStage
    chapter: UnitRow
    case_id: UUID | None
    referrer: UUID | None
    reviewer: UUID | None
    parties: tuple[Party, ...]
    request: ReferralRequest | None
    opinion: Opinion | None
    told: Told
    """What is read beside the opinion: sources of its facts, dissent, what became of its steps, former drafts."""
    remark: str | None
    candidates: frozenset[UUID]
    asked_by_reader: bool
    sent_on: date | None = None
    """When the matter went to the Legal Aid Centre."""


def prepare_asking(question: PrepareAsking, work: Work) -> AskingPage:
    """Return what the form starts with; names that the case holds are not asked again."""
    work.allow(question)
    case = work.read(ChildCase, question.case_id)
    family = case.details.family
    known = (
        (case.details.child.name, PartyRole.CHILD),
        (family.father.name, PartyRole.PARENT),
        (family.mother.name, PartyRole.PARENT),
        (case.details.suspected.name, PartyRole.SUSPECTED),
    )
    return AskingPage(
        case=case,
        chapters=chapters(work),
        parties=tuple(Party(name=str(name), role=role) for name, role in known if name),
    )


def chapters(work: Work) -> tuple[UnitRow, ...]:
    """Return the lawyers-and-jurors chapters that have not ended."""
    units = work.view(Units).all()  # type: ignore[type-abstract]
    return tuple(unit for unit in units if unit.level is UnitLevel.LEGAL_CHAPTER and unit.ended_on is None)


def see_referrals(question: SeeReferrals, work: Work) -> ReferralList:
    """Return the requests that are the reader's to handle; which ones were shown is on the record."""
    work.allow(question)
    referrals = work.view(Referrals)  # type: ignore[type-abstract]
    for_head = tuple(referrals.for_head()) if work.may(Action.ASSIGN_REVIEWER) else ()
    own = tuple(referrals.of_reader())
    work.showed(sorted({row.record_no for row in (*for_head, *own)}))
    return ReferralList(
        for_head=for_head,
        asked=tuple(row for row in own if row.asked_by_reader),
        to_review=inbox([row for row in own if row.reviewed_by_reader and row.stage.is_open], work),
    )


def see_conflict_sheet(question: SeeConflictSheet, work: Work) -> ConflictSheet:
    """Return the names of the parties, and nothing else."""
    work.allow(question)
    referral = work.read(Referral, question.referral_id)
    parties = referral.request.parties or ()
    return ConflictSheet(referral.id, referral.stage, referral.version, tuple(parties))


def open_for_review(question: OpenForReview, work: Work) -> ReferralPage:
    """Return the file for its reviewer: the request and their own draft, never the case."""
    work.allow(question)
    return _page(work.read(Referral, question.referral_id), work, whole=True, opinion=True, is_reviewer=True)


def open_referral(question: OpenReferral, work: Work) -> ReferralPage:
    """Return a request for the head, or for whoever asked.

    The head sees the names while a reviewer is being found, and the rest with the opinion to approve; whoever
    asked sees the opinion once they say that they read it.
    """
    work.allow(question)
    referral = work.read(Referral, question.referral_id)
    if referral.referrer == work.reader.account:
        opinion = referral.stage is ReferralStage.RETURNED
        return _page(referral, work, whole=True, opinion=opinion, is_reviewer=False)
    heads = work.may(Action.APPROVE_OPINION, referral.id)
    ready = referral.stage.has_opinion or (heads and referral.stage is ReferralStage.OPINION_DRAFTED)
    return _page(referral, work, whole=ready or not heads, opinion=ready, is_reviewer=False)


def _page(referral: Referral, work: Work, *, whole: bool, opinion: bool, is_reviewer: bool) -> ReferralPage:
    asked_by_reader = referral.referrer == work.reader.account
    assigning = not is_reviewer and work.may(Action.ASSIGN_REVIEWER, referral.id)
    sees_remark = not asked_by_reader or not referral.stage.is_open
    return ReferralPage(
        referral_id=referral.id,
        version=referral.version,
        stage=referral.stage,
        chapter=work.view(Units).of(referral.chapter),  # type: ignore[type-abstract]
        case_id=referral.case_id if asked_by_reader else None,
        referrer=referral.referrer,
        reviewer=referral.reviewer if assigning else None,
        parties=tuple(referral.request.parties or ()),
        request=referral.request if whole else None,
        opinion=referral.opinion if opinion and isinstance(referral.opinion, Opinion) else None,
        told=told_of(referral, work, drafts=is_reviewer) if opinion or is_reviewer else Told(),
        remark=str(referral.remark) if sees_remark and referral.remark else None,
        candidates=_candidates(referral, work) if assigning else frozenset(),
        asked_by_reader=asked_by_reader,
        sent_on=referral.sent_on,
    )


def _candidates(referral: Referral, work: Work) -> frozenset[UUID]:
    """Return whom the head can choose: reviewers of the chapter who are neither involved nor recused."""
    referrals = work.view(Referrals)  # type: ignore[type-abstract]
    involved = referrals.involved_in(referral.case_id)
    barred = involved.working | involved.recused | referral.recused | {referral.referrer, referral.reviewer}
    return frozenset(referrals.reviewers(referral.chapter) - barred)
