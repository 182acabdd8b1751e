"""Pages of the chapter's work: each shows as much of a request as its reader may see, and no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.access import Action
from application.consent import ConsentLine, consents_in
from application.corrections import cover
from application.ledger import Recorded
from application.referral.board import BoardRow, inbox
from application.referral.desk import ReferralRow, Referrals
from application.referral.handed import (
    choosable,
    handed_over,
    is_asked_again,
    matters_of,
    stands_on_consent,
)
from application.referral.opinions import Told, told_of
from application.referral.questions import Exchange, exchanges_of
from application.referral.second_looks import Look, looks_of
from application.referral.ties import ReferralTies, courts_of, juror_by_place
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.kernel import FieldClass
from domain.lists import UnitLevel
from domain.referral import Referral
from domain.referral.court import Court
from domain.referral.opinion import Opinion
from domain.referral.request import Party, PartyRole, ReferralRequest, ReferralStage, referral_code


class PrepareAsking(Question):
    """Open the form that asks a chapter about a case."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    case_id: UUID | None = None
    matter_id: UUID | None = None

    def record(self) -> UUID | None:
        """The case, or the consultation."""
        return self.case_id or self.matter_id


class PrepareWritingIn(Question):
    """Open the form in which the chapter writes in what it discovered."""

    ACTION: ClassVar[Action] = Action.WRITE_IN


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

    case: ChildCase | None
    chapters: tuple[UnitRow, ...]
    parties: tuple[Party, ...]
    matter_id: UUID | None = None
    entries: tuple[Recorded, ...] = ()
    """What of the case, or of the consultation, can go along."""
    matters: tuple[Recorded, ...] = ()
    consents: tuple[ConsentLine, ...] = ()
    """Consents of the case that stand today."""
    before: tuple[UUID, ...] = ()
    """Requests that were made about it already and that the reader may open."""


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
    before: str = ""
    """The court before which the matter is, as far as whoever asked knew."""
    is_unsure: bool = False
    """Whether they declared before, and were not sure of a line."""
    juror_by_place: Court | None = None
    """The reader's own court, when it is one that would have the matter by the place of the incident: line (d)."""


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
    to_reassign: bool = False
    """Whether the reviewer cannot go on, and the head who reads it is to choose another."""
    matter: UUID | None = None
    handed: tuple[Recorded, ...] = ()
    """What of the case goes along, for whoever reads the request."""
    exchanges: tuple[Exchange, ...] = ()
    consent_stands: bool | None = None
    asked_before: tuple[UUID, ...] = ()
    """Requests with the same question, as far as the reader may open them."""
    is_anew: bool = False
    """Whether what was decided is being decided anew, after a tie was found."""
    headless: bool = False
    """Whether no chapter head may assign it; for whoever asked."""
    is_unsure: bool = False
    """For the head: the reviewer is not sure of a line of the conflict sheet; never which."""
    promises: bool = False
    """Whether the reviewer promised not to sit."""
    code: str = ""
    """Of what the chapter wrote in itself, to ask for its erasure."""
    is_second_look: bool = False
    """Whether the reader looks a second time, and writes no more than a dissenting note."""
    looks: tuple[Look, ...] = ()
    """For the head: who was asked to look a second time."""


def prepare_asking(question: PrepareAsking, work: Work) -> AskingPage:
    """Return what the form starts with; names that the case holds are not asked again."""
    work.allow(question)
    matter = work.read(Counselling, question.matter_id) if question.matter_id else None
    case_id = matter.case_id if matter else question.case_id
    open_to = question.case_id is not None or (case_id and work.may(Action.OPEN_CASE, case_id))
    case = work.read(ChildCase, case_id) if case_id and open_to else None
    about = matter.id if matter else case_id
    asked = work.view(Referrals).about(about) if about else ()  # type: ignore[type-abstract]
    return AskingPage(
        case=case,
        chapters=chapters(work),
        parties=_parties_of(case) if case else (),
        matter_id=question.matter_id,
        entries=_entries(about, work) if about else (),
        matters=tuple(matters_of(case.id, work)) if case and not matter else (),
        consents=_consents(case, work) if case else (),
        before=tuple(one for one in asked if work.may(Action.OPEN_REFERRAL, one)),
    )


def prepare_writing_in(question: PrepareWritingIn, work: Work) -> AskingPage:
    """Return what the form starts with in which the chapter writes in what it discovered."""
    work.allow(question)
    own = tuple(unit for unit in chapters(work) if unit.unit in work.reader.units)
    return AskingPage(case=None, chapters=own, parties=())


def _entries(about: UUID, work: Work) -> tuple[Recorded, ...]:
    """Return what can go along, with the narrative by which it is recognised, if this reader may read it."""
    read = (Action.OPEN_CASE, Action.OPEN_CONSULTATION)
    shown = {FieldClass.SUMMARY}
    if any(work.may(action, about, FieldClass.NARRATIVE) for action in read):
        shown.add(FieldClass.NARRATIVE)
    return tuple(cover(one, frozenset(FieldClass) - shown) for one in choosable(about, work))


def _consents(case: ChildCase, work: Work) -> tuple[ConsentLine, ...]:
    today = vietnam_day(work.now())
    return tuple(one for one in consents_in(case.id, work.history(case.id)) if one.stands_on(today))


def _parties_of(case: ChildCase) -> tuple[Party, ...]:
    family = case.details.family
    known = (
        (case.details.child.name, PartyRole.CHILD),
        (family.father.name, PartyRole.PARENT),
        (family.mother.name, PartyRole.PARENT),
        (case.details.suspected.name, PartyRole.SUSPECTED),
    )
    return tuple(Party(name=str(name), role=role) for name, role in known if name)


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
    return ConflictSheet(
        referral.id,
        referral.stage,
        referral.version,
        tuple(Party(name=party.name, role=party.role) for party in parties),
        before=court.shown() if (court := referral.pending.before) else "",
        is_unsure=referral.is_unsure,
        juror_by_place=juror_by_place(referral, work),
    )


def open_for_review(question: OpenForReview, work: Work) -> ReferralPage:
    """Return the file for its reviewer: the request and their own draft, never the case; or for a second look."""
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
    if referral.written_by == work.reader.account:
        return _page(referral, work, whole=True, opinion=referral.stage.has_opinion, is_reviewer=False)
    heads = work.may(Action.APPROVE_OPINION, referral.id)
    ready = referral.stage.is_read_by_the_head if heads else referral.stage.has_opinion
    return _page(referral, work, whole=ready or not heads, opinion=ready, is_reviewer=False)


def _page(referral: Referral, work: Work, *, whole: bool, opinion: bool, is_reviewer: bool) -> ReferralPage:
    asked_by_reader = referral.referrer == work.reader.account
    assigning = not is_reviewer and work.may(Action.ASSIGN_REVIEWER, referral.id)
    sees_remark = not asked_by_reader or not referral.stage.is_open
    opens = Action.REVIEW_REFERRAL if is_reviewer else Action.OPEN_REFERRAL
    desk = work.view(Referrals)  # type: ignore[type-abstract]
    others = [one for one in desk.alike(referral.id) if work.may(opens, one)] if whole else []
    handed = handed_over(referral, work) if whole else ()
    own = work.reader.account if is_reviewer else None
    second = is_reviewer and work.reader.account in referral.second_look.readers
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
        told=told_of(referral, work, handed, drafts=is_reviewer and not second, by=own)
        if opinion or is_reviewer
        else Told(),
        remark=str(referral.remark) if sees_remark and referral.remark else None,
        candidates=_candidates(referral, work) if assigning else frozenset(),
        asked_by_reader=asked_by_reader,
        sent_on=referral.sent_on,
        to_reassign=assigning and _to_reassign(referral, work),
        matter=referral.matter if asked_by_reader else None,
        handed=handed,
        exchanges=exchanges_of(referral.id, work, answers=whole),
        consent_stands=stands_on_consent(referral, work),
        asked_before=tuple(is_asked_again(referral, others, work)),
        is_anew=referral.is_anew,
        headless=asked_by_reader and referral.stage.is_open and desk.lacks_head(referral.id),
        is_unsure=assigning and referral.is_unsure,
        promises=assigning and referral.promises,
        code="" if referral.about else referral_code(referral.id),
        is_second_look=second,
        looks=looks_of(work.history(referral.id)) if assigning else (),
    )


def _to_reassign(referral: Referral, work: Work) -> bool:
    rows = work.view(Referrals).to_reassign()  # type: ignore[type-abstract]
    return any(row.referral_id == referral.id for row in rows)


def _candidates(referral: Referral, work: Work) -> frozenset[UUID]:
    """Return whom the head can choose: neither involved nor recused nor tied, nor jurors of the court where it is."""
    referrals = work.view(Referrals)  # type: ignore[type-abstract]
    involved = referrals.involved_in(referral.id)
    barred = involved.working | involved.recused | referral.recused
    named = (referral.referrer, referral.reviewer, referral.written_by, referral.second_look.asked)
    barred |= {one for one in named if one} | referral.second_look.readers
    barred |= work.view(ReferralTies).tied(referral.id)  # type: ignore[type-abstract]
    there = referrals.reviewers(referral.chapter) - barred
    if referral.pending.before is None:
        return frozenset(there)
    today = vietnam_day(work.now())
    return frozenset(one for one in there if not referral.pending.is_before_any(courts_of(one, work), today))
