"""Around an opinion: its former drafts, the events its facts come from, dissent, and what became of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.referral.handed import handed_over
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.child_case.follow_up import OptionalDay, Step
from domain.counselling import Counselling
from domain.kernel import Actor, Erased, Event, FieldClass, Legal, Line, Said, Unknown
from domain.referral import Referral
from domain.referral.after import dissent, open_step, take_up
from domain.referral.facts import DissentNoted, OpinionDrafted, ReferralSubmitted, StepTakenUp
from domain.referral.opinion import REQUEST, Opinion, StepKind
from domain.referral.questions import InformationGiven
from domain.referral.refusals import NoCaseForStep, NoSuchStep

log = structlog.get_logger()

TELLS: tuple[type[Event], ...] = (ReferralSubmitted, InformationGiven)
"""Facts of a request that tell the reviewer something of the matter, beside the entries that go along."""


class NoteDissent(Command):
    """Note that one holds otherwise than the opinion; it is kept beside it."""

    ACTION: ClassVar[Action] = Action.APPROVE_OPINION
    referral_id: UUID
    note: Legal[Said]

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class TakeUpStep(Command):
    """Make of a recommended step what it recommends: a follow-up of the case, a letter, a hand-over to legal aid."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    referral_id: UUID
    step: int
    on: OptionalDay = None
    """When it went out; nothing means today. A follow-up is due on the day that the opinion names."""
    reference: Legal[Line] = ""

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class SeeDrafts(Question):
    """See every draft of an opinion: for the chapter head, and for the inspectors."""

    ACTION: ClassVar[Action] = Action.SEE_DRAFTS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class _SeeReferral(Question):
    """Whether the request is to be seen at all; asked before anything is answered about its state."""

    ACTION: ClassVar[Action] = Action.OPEN_REFERRAL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    referral_id: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class _OpenCaseOf(Question):
    """Plan something in the case that a request is about."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


@dataclass(frozen=True, slots=True)
class Source:
    """One event that told the reviewer something."""

    position: int
    """Its place in the log; 0 stands for the request itself."""
    at: datetime
    fact: Event


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of an opinion."""

    version: int
    at: datetime
    by: str
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Note:
    """One dissenting note."""

    at: datetime
    by: str
    drafted: int
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recommended step."""

    became: StepKind
    on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is read beside an opinion."""

    sources: tuple[Source, ...] = ()
    dissents: tuple[Note, ...] = ()
    outcomes: tuple[tuple[int, Outcome], ...] = ()
    drafts: tuple[Draft, ...] = ()

    def source(self, position: int) -> Source | None:
        """Return the event that a fact comes from."""
        return next((one for one in self.sources if one.position == position), None)

    def outcome(self, step: int) -> Outcome | None:
        """Return what became of a step; None while nothing did."""
        return next((outcome for place, outcome in self.outcomes if place == step), None)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Every draft of one request, the latest first, with which of them was approved."""

    referral_id: UUID
    drafts: tuple[Draft, ...]
    approved: int | None
    told: Told


def note_dissent(cmd: NoteDissent, work: Work) -> None:
    """Note a dissent."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    drafted_by = as_one(referral.drafted_by, work.reader.account, work)
    work.append(referral, dissent(referral.but(drafted_by=drafted_by), cmd.note or "", work.act))
    log.info("dissent_noted", referral_id=str(cmd.referral_id))


def take_up_step(cmd: TakeUpStep, work: Work) -> None:
    """Take a step up; a follow-up is planned in the case by the same act.

    Raises:
        NoCaseForStep: It was asked from a consultation that has no case.
        NoSuchStep: A recommendation is made of it, by a command of its own.
    """
    work.allow(_SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    step = open_step(referral, cmd.step, work.act)
    if step.kind is StepKind.RECOMMENDATION:
        raise NoSuchStep
    on, version = cmd.on or vietnam_day(work.now()), None
    if step.kind is StepKind.FOLLOW_UP:
        case = _case_of(referral, work)
        planned = case.plan(Step(what=step.what, due_on=step.due_on, responsible=work.act.account), work.act)
        facts = case.with_reopening(planned, act=work.act)
        work.append(case, *facts)
        on, version = step.due_on, case.version + len(facts)
    if step.kind is StepKind.LEGAL_AID:
        work.purpose(purpose="legal-aid", legal_basis=referral.request.legal_basis.coded)
    fact = take_up(referral, cmd.step, work.act, on=on, reference=cmd.reference or "", case_version=version)
    work.append(referral, fact)
    log.info("opinion_step_taken_up", referral_id=str(cmd.referral_id), kind=step.kind.value)


def _case_of(referral: Referral, work: Work) -> ChildCase:
    """Return the case in which a follow-up is planned; a consultation may have come to one since it was asked from."""
    matter = work.read(Counselling, referral.matter) if referral.matter else None
    case_id = matter.case_id if matter else referral.case_id
    if case_id is None:
        raise NoCaseForStep
    work.allow(_OpenCaseOf(case_id=case_id))
    return work.read(ChildCase, case_id)


def see_drafts(question: SeeDrafts, work: Work) -> Drafts:
    """Return every draft."""
    work.allow(question)
    referral = work.read(Referral, question.referral_id)
    told = told_of(referral, work, handed_over(referral, work), drafts=True)
    if not told.drafts:
        raise Unknown
    approved = referral.drafted if referral.stage.has_opinion else None
    return Drafts(referral.id, told.drafts, approved, told)


def sources_for(referral: Referral, work: Work) -> tuple[Source, ...]:
    """Return the events that an opinion may rest on: the request, answers, entries that go along."""
    return _sources(work.history(referral.id), handed_over(referral, work))


def _sources(history: Sequence[Recorded], handed: Sequence[Recorded]) -> tuple[Source, ...]:
    told = (*(one for one in history if isinstance(one.fact, TELLS)), *handed)
    return tuple(
        Source(REQUEST if one is history[0] else one.position, one.fact.occurred_at, one.fact) for one in told
    )


def told_of(
    referral: Referral, work: Work, handed: Sequence[Recorded], *, drafts: bool, by: UUID | None = None
) -> Told:
    """Return what stands beside an opinion, from the facts of its request.

    Args:
        handed: The entries that go along.
        by: Only drafts by this account: a reviewer begins anew, without what somebody recused wrote.
        drafts: Whether former drafts, and what was held against them, are for the reader.
    """
    history = work.history(referral.id)
    told = _drafts(history) if drafts else ()
    if by is not None:
        told = tuple(one for one in told if one.by == str(Actor.account(by)))
    shown = {one.version for one in told} if drafts else {referral.drafted}
    gone = {str(Actor.account(one)) for one in referral.recused | referral.barred}
    return Told(
        sources=_sources(history, handed),
        dissents=tuple(
            _note(one, one.fact)
            for one in history
            if isinstance(one.fact, DissentNoted)
            and one.fact.drafted in shown
            and one.envelope.actor not in gone
        ),
        outcomes=tuple(
            (one.fact.step, Outcome(one.fact.became, one.fact.on, _text(one.fact.reference)))
            for one in history
            if isinstance(one.fact, StepTakenUp) and (one.version or 0) > referral.drafted
        ),
        drafts=told,
    )


def _drafts(history: Sequence[Recorded]) -> tuple[Draft, ...]:
    drafts = (
        Draft(one.version or 0, one.fact.occurred_at, one.envelope.actor, one.fact.opinion)
        for one in history
        if isinstance(one.fact, OpinionDrafted) and isinstance(one.fact.opinion, Opinion)
    )
    return tuple(reversed(tuple(drafts)))


def _note(one: Recorded, fact: DissentNoted) -> Note:
    return Note(fact.occurred_at, one.envelope.actor, fact.drafted, _text(fact.note))


def _text(said: str | Erased) -> str:
    return "" if isinstance(said, Erased) else said
