"""Erasures and legal holds: request, second person, delay, run; the keys are destroyed after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.glass import NOWHERE
from application.work import Command, Question, Work
from domain.child_case import ChildCase
from domain.erasure import (
    Erasure,
    ErasureStage,
    HoldGround,
    LegalHold,
    Reason,
    RefusalGround,
    UnderHold,
)
from domain.kernel import FieldClass, Line

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One request as a list shows it: codes and days."""

    erasure: UUID
    code: str
    stage: ErasureStage
    basis: str
    ground: str
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

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with this file code."""

    def all(self) -> Sequence[ErasureRow]:
        """Return the requests of the reader's scope, the newest first."""

    def holds(self) -> Sequence[HoldRow]:
        """Return the holds of the reader's scope, the newest first."""

    def is_held(self, record: UUID) -> bool:
        """Return whether a hold keeps this record."""

    def record_of_hold(self, hold: UUID) -> UUID | None:
        """Return the record that a hold keeps."""

    def requested_by(self, erasure: UUID) -> UUID | None:
        """Return the account that made the request."""

    def reach(self, record: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """Return the streams of a record and the ids of their keys; nothing is added to them until the commit."""


class RequestErasure(Command):
    """Ask that a case be erased."""

    ACTION: ClassVar[Action] = Action.REQUEST_ERASURE
    case_id: UUID
    reason: Reason

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


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


class WithdrawErasure(AboutErasure):
    """Take the request back."""

    ACTION: ClassVar[Action] = Action.DECIDE_ERASURE


class RunErasure(AboutErasure):
    """Carry it out; there is no way back."""

    ACTION: ClassVar[Action] = Action.DECIDE_ERASURE


class PlaceHold(Command):
    """Keep a record, whoever asks for its erasure."""

    ACTION: ClassVar[Action] = Action.MANAGE_HOLDS
    case_id: UUID
    ground: HoldGround
    note: Line = ""

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


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


def case_of(code: str, work: Work) -> UUID:
    """Return the case with a file code, or `NOWHERE`, which is denied on the record like any that is not there."""
    return work.view(Erasures).case_by_code(code.strip().upper()) or NOWHERE  # type: ignore[type-abstract]


def request_erasure(cmd: RequestErasure, work: Work) -> UUID:
    """Ask; a refusal of the law or of a hold is recorded with the request.

    Raises:
        StillFollowed: The association still follows the case.
        SuspectIsNoRequester: The requester bears the name of the person suspected.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    erasure = work.new_id()
    facts = Erasure.request(
        case.id,
        case.unit,
        cmd.reason,
        case.details.suspected.name or "",
        closed=case.closed,
        held=erasures.is_held(case.id),
        act=work.act,
    )
    work.open(erasure, *facts, correlation=case.id)
    log.info("erasure_requested", erasure_id=str(erasure), facts=len(facts))
    return erasure


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
    if erasures.is_held(erasure.record):
        raise UnderHold
    requested_by = erasures.requested_by(cmd.erasure)
    work.append(erasure, erasure.confirm(requested_by, erasures.delay_days, work.act))
    log.info("erasure_confirmed", erasure_id=str(cmd.erasure))


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
        UnderHold: A hold was placed meanwhile.
        StillFollowed: The case was reopened meanwhile.
    """
    work.allow(cmd)
    erasure = work.read(Erasure, cmd.erasure)
    erasures = work.view(Erasures)  # type: ignore[type-abstract]
    records, key_ids = erasures.reach(erasure.record)
    case = work.read(ChildCase, erasure.record)
    held = erasures.is_held(erasure.record)
    work.append(erasure, erasure.decide(records, key_ids, closed=case.closed, held=held, act=work.act))
    log.info("erasure_decided", erasure_id=str(cmd.erasure), records=len(records), keys=len(key_ids))


def place_hold(cmd: PlaceHold, work: Work) -> UUID:
    """Keep a record."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    hold = work.new_id()
    work.open(
        hold,
        LegalHold.place(case.id, case.unit, cmd.ground, cmd.note or "", work.act),
        correlation=case.id,
    )
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
