"""Breaches of personal data: anyone signed in notes one, the data-protection officer notifies and closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.work import Command, Question, Work
from domain.breach import Breach, BreachRecord, Notice, notify_by
from domain.kernel import FieldClass, Legal, Line, Said, Unknown

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One breach as the list shows it."""

    breach: UUID
    record_no: int
    found_at: datetime
    people: int | None
    notified_at: datetime | None
    closed: bool

    @property
    def notify_by(self) -> datetime:
        """The last moment for the notice."""
        return notify_by(self.found_at)

    def is_overdue(self, now: datetime) -> bool:
        """Whether nobody was notified in time, and the matter is open."""
        return not self.closed and self.notified_at is None and now > self.notify_by

    @property
    def was_late(self) -> bool:
        """Whether the first notice was late."""
        return self.notified_at is not None and self.notified_at > self.notify_by


class Breaches(Protocol):
    """Breaches, straight from the fact rows."""

    def all(self) -> Sequence[BreachRow]:
        """Return them: open ones first, the newest first."""

    def of(self, breach: UUID) -> BreachRow | None:
        """Return one of them."""


class NoteBreach(Command):
    """Enter a breach."""

    ACTION: ClassVar[Action] = Action.RECORD_BREACH
    noted: Breach


class AboutBreach(Command):
    """A command about one breach."""

    breach: UUID

    def record(self) -> UUID | None:
        """The breach."""
        return self.breach


class NotifyBreach(AboutBreach):
    """Note that somebody was notified."""

    ACTION: ClassVar[Action] = Action.HANDLE_BREACHES
    notice: Notice


class CloseBreach(AboutBreach):
    """End the handling."""

    ACTION: ClassVar[Action] = Action.HANDLE_BREACHES
    done: Legal[Said]
    why_not_notified: Legal[Line] = ""


class BeginBreach(Question):
    """Open the form of a breach."""

    ACTION: ClassVar[Action] = Action.RECORD_BREACH


class SeeBreaches(Question):
    """See the list."""

    ACTION: ClassVar[Action] = Action.HANDLE_BREACHES


class OpenBreach(Question):
    """Open one breach."""

    ACTION: ClassVar[Action] = Action.HANDLE_BREACHES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE
    breach: UUID

    def record(self) -> UUID | None:
        """The breach."""
        return self.breach


@dataclass(frozen=True, slots=True)
class BreachPage:
    """One breach with its facts: the record (*biên bản*) of art. 23."""

    row: BreachRow
    history: tuple[Recorded, ...]


def note_breach(cmd: NoteBreach, work: Work) -> UUID:
    """Enter it; the clock runs from the detection."""
    work.allow(cmd)
    breach = work.new_id()
    work.open(breach, BreachRecord.note(cmd.noted, work.reader.unit, work.act))
    log.warning("breach_noted", stream_id=str(breach))
    return breach


def notify_breach(cmd: NotifyBreach, work: Work) -> None:
    """Note a notice."""
    work.allow(cmd)
    breach = work.read(BreachRecord, cmd.breach)
    work.append(breach, breach.notify(cmd.notice, work.act))
    log.info("breach_notified", stream_id=str(cmd.breach))


def close_breach(cmd: CloseBreach, work: Work) -> None:
    """End the handling.

    Raises:
        NobodyNotified: No notice, and no reason why none is due.
    """
    work.allow(cmd)
    breach = work.read(BreachRecord, cmd.breach)
    work.append(breach, breach.close(cmd.done or "", cmd.why_not_notified or "", work.act))
    log.info("breach_closed", stream_id=str(cmd.breach))


def see_breaches(question: SeeBreaches, work: Work) -> Sequence[BreachRow]:
    """Return the breaches with their clocks."""
    work.allow(question)
    rows = work.view(Breaches).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_breach(question: OpenBreach, work: Work) -> BreachPage:
    """Return one breach."""
    work.allow(question)
    row = work.view(Breaches).of(question.breach)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return BreachPage(row=row, history=tuple(work.history(question.breach)))
