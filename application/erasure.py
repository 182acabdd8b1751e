"""Erasures and legal holds: request, second person, delay, run; the keys are destroyed after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.glass import NOWHERE
from application.ledger import Recorded
from application.one_child import files_of_child, others_of
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.activity import Activity
from domain.child_case import ChildCase
from domain.counselling import ConsultationLogged, Counselling
from domain.erasure import (
    BelongsToCase,
    Erasure,
    ErasureNoticeGiven,
    ErasurePart,
    ErasureRefused,
    ErasureRequested,
    ErasureStage,
    NoInformant,
    NoticeWay,
    Reason,
    RefusalGround,
    Subject,
)
from domain.kernel import Event, FieldClass, Line, Unknown
from domain.legal_hold import HoldGround, HoldPlaced, LegalHold, UnderHold
from domain.member import ConflictIsOpen, Member, MemberIsOneself, MemberStillThere
from domain.recommendation import Recommendation
from domain.referral import Referral
from domain.referral.request import OPPOSED
from domain.support import SupportNeed
from domain.text import fold

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One request as a list shows it: codes and days."""

    erasure: UUID
    code: str
    stage: ErasureStage
    part: ErasurePart
    basis: str
    ground: str
    notice: str
    requested_at: datetime
    requested_by: UUID | None
    may_run_from: date | None
    record_no: int


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold that keeps a record."""

    hold: UUID
    code: str
    ground: str
    placed_at: datetime
    record_no: int


class Erasures(Protocol):
    """Requests and holds, straight from the fact rows; and what an erasure would take with it."""

    @property
    def delay_days(self) -> int:
        """Days between the second person's word and the first day on which an erasure may run."""

    def by_code(self, code: str) -> UUID | None:
        """Return the case with this file code, or the consultation with this code of its own."""

    def kind_of(self, record: UUID) -> str:
        """Return what kind of record it is: `case`, `counselling`, or another."""

    def about(self, record: UUID) -> Sequence[int]:
        """Return the positions of all that was requested, decided and held about a record, oldest first."""

    def all(self) -> Sequence[ErasureRow]:
        """Return the requests of the reader's scope, the newest first."""

    def holds(self) -> Sequence[HoldRow]:
        """Return the holds of the reader's scope, the newest first."""

    def awaits_judges(self, member: UUID) -> bool:
        """Return whether a match of the person with a member's account is not settled by two judges."""

    def is_held(self, record: UUID) -> bool:
        """Return whether a hold keeps this record."""

    def record_of_hold(self, hold: UUID) -> UUID | None:
        """Return the record that a hold keeps."""

    def requested_by(self, erasure: UUID) -> UUID | None:
        """Return the account that made the request."""

    def reach(self, record: UUID, part: ErasurePart) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """Return the streams of a record and the ids of the keys that go; nothing is added until the commit."""


class RequestErasure(Command):
    """Ask that a case, or a consultation that stands alone, be erased; or the informant in it."""

    ACTION: ClassVar[Action] = Action.REQUEST_ERASURE
    subject: UUID
    reason: Reason

    def record(self) -> UUID | None:
        """The record."""
        return self.subject


class AboutErasure(Command):
    """A command about one request."""

    erasure: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.erasure


class RefuseErasure(AboutErasure):
    """Say no, with the article."""

    ACTION: ClassVar[Action] = Action.DECIDE_ERASURE
    ground: RefusalGround
    note: Line = ""


class ConfirmErasure(AboutErasure):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.CONFIRM_ERASURE


class NoteErasureNotice(AboutErasure):
    """Say that whoever is concerned was told, or why not."""

    ACTION: ClassVar[Action] = Action.DECIDE_ERASURE
    way: NoticeWay
    note: Line = ""


class WithdrawErasure(AboutErasure):
    """Take the request back."""

    ACTION: ClassVar[Action] = Action.DECIDE_ERASURE


class RunErasure(AboutErasure):
    """Carry it out; there is no way back."""

    ACTION: ClassVar[Action] = Action.RUN_ERASURE


class PlaceHold(Command):
    """Keep a record, whoever asks for its erasure."""

    ACTION: ClassVar[Action] = Action.MANAGE_HOLDS
    subject: UUID
    ground: HoldGround
    note: Line = ""

    def record(self) -> UUID | None:
        """The record."""
        return self.subject


class LiftHold(Command):
    """Let go of a record."""

    ACTION: ClassVar[Action] = Action.MANAGE_HOLDS
    hold: UUID

    def record(self) -> UUID | None:
        """The hold."""
        return self.hold


class SeeErasures(Question):
    """See requests and holds."""

    ACTION: ClassVar[Action] = Action.SEE_ERASURES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY


def record_of(code: str, work: Work) -> UUID:
    """Return the record with this code; `NOWHERE`, denied like any that is not there, when there is none."""
    return work.view(Erasures).by_code(code.strip().upper()) or NOWHERE  # type: ignore[type-abstract]


def request_erasure(cmd: RequestErasure, work: Work) -> UUID:
    """Ask; a refusal of the law or of a hold is recorded with the request.

    Raises:
        StillFollowed: The association still follows the case, or agreed a step that is not done.
        SuspectIsNoRequester: The requester bears the name of the person suspected, or of the opposing side.
        BelongsToCase: The consultation is erased with its case.
        NoInformant: Nobody is named who informed.
        MemberIsOneself: It is the reader.
        MemberStillThere: The member has not left.
        ConflictIsOpen: Two judges have not settled a match of the member.
    """
    work.allow(cmd)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    subject = _subject(cmd.subject, cmd.reason.part, erasures, work)
    _may_go(cmd.subject, erasures, work)
    if cmd.reason.part is ErasurePart.INFORMANT and not erasures.reach(cmd.subject, cmd.reason.part)[1]:
        raise NoInformant
    erasure = work.new_id()
    facts = Erasure.request(subject, cmd.reason, held=_is_held(cmd.subject, erasures, work), act=work.act)
    work.open(erasure, *facts, correlation=cmd.subject)
    log.info("erasure_requested", erasure_id=str(erasure), facts=len(facts))
    return erasure


def _is_held(record: UUID, erasures: Erasures, work: Work) -> bool:
    """Return whether the record, or another file of the same child, must be kept."""
    return any(erasures.is_held(one) for one in (record, *files_of_child(record, work)))


def _subject(record: UUID, part: ErasurePart, erasures: Erasures, work: Work) -> Subject:
    kind = erasures.kind_of(record)
    if kind == "case":
        case = work.read(ChildCase, record)
        files = (case, *others_of(record, work))
        mains = [one for one in files if one.merged_into is None] or [case]
        suspected = frozenset(fold(one.details.suspected.name or "") for one in files)
        return Subject(record, case.unit, all(one.closed for one in mains), suspected)
    if kind == "member":
        member = work.read(Member, record)
        return Subject(record, member.unit, member.left)
    if kind == "referral":
        return _written_in(work.read(Referral, record))
    if kind == "recommendation":
        one = work.read(Recommendation, record)
        if one.case_id is not None and part is ErasurePart.WHOLE:
            raise BelongsToCase
        return Subject(record, one.unit, not one.stage.is_open)
    if kind == "activity":
        return Subject(record, work.read(Activity, record).unit, closed=True)
    if kind == "support":
        need = work.read(SupportNeed, record)
        if need.case_id is not None:
            raise BelongsToCase
        return Subject(record, need.unit, not need.stage.is_open)
    if kind != "counselling":
        raise Unknown
    matter = work.read(Counselling, record)
    if matter.case_id is not None:
        raise BelongsToCase
    said = [one.fact for one in work.history(record) if isinstance(one.fact, ConsultationLogged)]
    opposed = frozenset(name for fact in said for name in fact.consultation.names().opposing)
    return Subject(record, matter.unit, not matter.open_steps, opposed)


def _written_in(referral: Referral) -> Subject:
    """Return what is asked of a request that the chapter wrote in; any other goes with its case or consultation."""
    if referral.about is not None:
        raise BelongsToCase
    opposed = frozenset(fold(one.name) for one in referral.request.parties or () if one.role in OPPOSED)
    return Subject(referral.id, referral.chapter, not referral.stage.is_open, opposed)


def _may_go(record: UUID, erasures: Erasures, work: Work) -> None:
    """Refuse what would take a member away too early, or oneself; other records have rules of their own."""
    if erasures.kind_of(record) != "member":
        return
    member = work.read(Member, record)
    if as_one(member.account, work.reader.account, work) == work.reader.account:
        raise MemberIsOneself
    if not member.left:
        raise MemberStillThere
    if erasures.awaits_judges(record):
        raise ConflictIsOpen


def refuse_erasure(cmd: RefuseErasure, work: Work) -> None:
    """Say no, with the article."""
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    work.append(erasure, erasure.refuse(cmd.ground, cmd.note or "", work.act))
    log.info("erasure_refused", erasure_id=str(cmd.erasure))


def confirm_erasure(cmd: ConfirmErasure, work: Work) -> None:
    """Agree as the second person.

    Raises:
        SecondPersonNeeded: It is the same person who asked.
        UnderHold: A hold was placed meanwhile.
    """
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    if _is_held(erasure.record, erasures, work):
        raise UnderHold
    _may_go(erasure.record, erasures, work)
    requested_by = as_one(erasures.requested_by(cmd.erasure), work.reader.account, work)
    work.append(erasure, erasure.confirm(requested_by, erasures.delay_days, work.act))
    log.info("erasure_confirmed", erasure_id=str(cmd.erasure))


def note_erasure_notice(cmd: NoteErasureNotice, work: Work) -> None:
    """Note that whoever is concerned was told, or why not."""
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    work.append(erasure, erasure.give_notice(cmd.way, cmd.note or "", work.act))
    log.info("erasure_notice_given", erasure_id=str(cmd.erasure))


def withdraw_erasure(cmd: WithdrawErasure, work: Work) -> None:
    """Take the request back."""
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    work.append(erasure, erasure.withdraw(work.act))
    log.info("erasure_withdrawn", erasure_id=str(cmd.erasure))


def run_erasure(cmd: RunErasure, work: Work) -> None:
    """Decide; when this is committed the keys are destroyed, and that is recorded too.

    Raises:
        TooEarly: The delay is not over.
        NoticeNeeded: Nobody was told, and it is not said why.
        UnderHold: A hold was placed meanwhile.
        StillFollowed: The case was reopened, or a step agreed, meanwhile.
        BelongsToCase: The consultation was tied to a case meanwhile.
        ConflictIsOpen: A match of the member awaits its judges meanwhile.
    """
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    _may_go(erasure.record, erasures, work)
    records, key_ids = erasures.reach(erasure.record, erasure.part)
    closed = _subject(erasure.record, erasure.part, erasures, work).closed
    held = _is_held(erasure.record, erasures, work)
    work.append(erasure, erasure.decide(records, key_ids, closed=closed, held=held, act=work.act))
    log.info("erasure_decided", erasure_id=str(cmd.erasure), records=len(records), keys=len(key_ids))


def place_hold(cmd: PlaceHold, work: Work) -> UUID:
    """Keep a record."""
    work.allow(cmd)
    subject = _subject(cmd.subject, ErasurePart.WHOLE, work.view(Erasures), work)  # type: ignore[type-abstract]
    hold = work.new_id()
    placed = LegalHold.place(subject.record, subject.unit, cmd.ground, cmd.note or "", work.act)
    work.open(hold, placed, correlation=subject.record)
    log.info("hold_placed", hold_id=str(hold))
    return hold


def lift_hold(cmd: LiftHold, work: Work) -> None:
    """Let go of a record."""
    work.allow(cmd)
    hold = work.read(LegalHold, cmd.hold)
    work.append(hold, hold.lift(work.act))
    log.info("hold_lifted", hold_id=str(cmd.hold))


def see_erasures(question: SeeErasures, work: Work) -> tuple[Sequence[ErasureRow], Sequence[HoldRow]]:
    """Return requests and holds of the reader's scope."""
    work.allow(question)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    rows, holds = erasures.all(), erasures.holds()
    work.showed([*(row.record_no for row in rows), *(hold.record_no for hold in holds)])
    return rows, holds


def told_about(record: UUID, work: Work) -> tuple[Recorded, ...]:
    """Return what was requested, decided and held about a record, for its history: who and when, without the words.

    Whoever may see the record may call it; names of requesters and notes are for those who handle requests.
    """
    found = work.at(work.view(Erasures).about(record))  # type: ignore[type-abstract]
    return tuple(replace(one, fact=_without_words(one.fact)) for one in found)


def _without_words(fact: Event) -> Event:
    if isinstance(fact, ErasureRequested):
        reason = fact.reason.model_copy(update={"requester_name": "", "note": ""})
        return fact.model_copy(update={"reason": reason})
    if isinstance(fact, ErasureRefused | ErasureNoticeGiven | HoldPlaced):
        return fact.model_copy(update={"note": ""})
    return fact
