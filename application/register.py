"""Registers closed by month, half-year and year, and the book of a closed period: the same for ever (decision 0085)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.book import (
    BookEntry,
    BookSession,
    IndexLine,
    Later,
    LaterEntry,
    Span,
    Totals,
    changes_of,
)
from application.follow_up_log import EARLIEST, LATEST
from application.merged_numbers import merged_before
from application.scope import lists_hold
from application.units import UnitRow, Units
from application.work import Command, Question, Work
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.kernel import FieldClass, Unknown
from domain.register import BookPart, Register, RegisterOpened, Sealed, period_of, periods_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed period as the fact rows keep it."""

    period: Period
    sealed: Sealed
    layout: int
    rules: str
    closed_at: datetime
    closed_by: UUID | None
    position: int
    """Of the fact itself: closings of one unit are in its order."""


class Registers(Protocol):
    """Closings from the fact rows; books from row versions as of a position."""

    def position(self) -> int:
        """Return the position up to which the reading side has come."""

    def settled(self, unit: UUID) -> int:
        """Wait for other closings of the unit, and until the reading side holds all that is recorded; its position.

        Raises:
            TryAgain: It lags behind, so a book closed now would lack what was saved.
        """

    def register_of(self, unit: UUID, year: int) -> UUID | None:
        """Return the stream of a register that was opened."""

    def closings(self, unit: UUID) -> Sequence[Closing]:
        """Return the closings of a unit, in the order of the log."""

    def seal(self, span: Span) -> Sealed:
        """Return counts and digest of a whole book, whoever may see its lines."""

    def index(self, span: Span) -> Sequence[IndexLine]:
        """Return the lines of a book without their content."""

    def entries(self, cases: Sequence[UUID], at: int) -> Mapping[UUID, BookEntry]:
        """Return entries as they stood at a position, those alone that the reader may see today; by file code."""

    def sessions(self, positions: Sequence[int], at: int) -> Sequence[BookSession]:
        """Return consultations, those alone that the reader may see today, by day."""

    def erased(self, cases: Sequence[UUID]) -> Mapping[UUID, date]:
        """Return which of these cases were erased, and on which day that was decided."""

    def years_of(self, unit: UUID) -> Sequence[int]:
        """Return the years in which the unit's register has something, latest first."""


class ClosedPeriods(Protocol):
    """Which days lie in closed periods, for a remark beside what is entered; it holds up nothing."""

    def until(self, unit: UUID) -> date | None:
        """Return the last day of the unit's register that lies in a closed period."""

    def holds(self, unit: UUID, day: date) -> bool:
        """Return whether a day lies in a closed period of the unit's register."""


class OfRegister(Question):
    """A question about the register of a unit and a year."""

    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    unit: UUID
    year: int


class SeeRegister(OfRegister):
    """See the periods of a register."""

    ACTION: ClassVar[Action] = Action.SEE_BOOK


class OpenBook(OfRegister):
    """See, or print, the book of a closed period."""

    ACTION: ClassVar[Action] = Action.SEE_BOOK
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    period: str


class PreviewBook(OfRegister):
    """See what a closing would close, before it is closed."""

    ACTION: ClassVar[Action] = Action.CLOSE_BOOK
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    period: str


class ClosePeriod(Command):
    """Close a period of a register."""

    ACTION: ClassVar[Action] = Action.CLOSE_BOOK
    unit: UUID
    year: int
    period: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period of the year with its closing, if any."""

    period: Period
    closing: Closing | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register of a unit and a year."""

    unit: UnitRow
    year: int
    years: tuple[int, ...]
    units: tuple[UnitRow, ...]
    """Units whose registers the reader may see."""
    periods: tuple[PeriodRow, ...]
    waiting: Later
    """What stands in the next month's book as additions and corrections, if it were closed now."""
    may_close: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The book of a period as this reader sees it."""

    unit: UnitRow
    year: int
    period: Period
    closing: Closing | None
    """None: a preview."""
    entries: tuple[BookEntry, ...]
    used: tuple[str, ...]
    """File codes of the period that are not for this reader (*số đã dùng*)."""
    merged: Mapping[str, str]
    """Those of them that the reader may open as duplicates, and into which file each went (*đã nhập vào*)."""
    sessions: tuple[BookSession, ...]
    unseen_sessions: int
    later: Later
    erased: Mapping[UUID, date]
    matches: bool | None
    """Whether all lines, seen or not, come to the digest of the closing; None for a preview."""
    takes: tuple[Period, ...] = ()
    """What a closing would close with it."""
    previous: Closing | None = None
    """The closing before of the same kind."""

    @property
    def totals(self) -> Totals:
        """Totals of what this reader sees."""
        return Totals.of(self.entries, self.sessions)


def see_register(question: SeeRegister, work: Work) -> RegisterPage:
    """Return the periods of a register, and what waits for the next closing."""
    work.allow(question)
    unit = _held(question.unit, question.year, Action.SEE_BOOK, work)
    registers = work.view(Registers)  # type: ignore[type-abstract]
    closings = registers.closings(question.unit)
    by_period = {(one.period.kind, one.period.first): one for one in closings}
    today = vietnam_day(work.now())
    years = {today.year, question.year, *registers.years_of(question.unit)}
    waiting = _waiting(question.unit, closings, work)
    _showed(work, (), waiting, ())
    log.info("register_seen", count=len(closings))
    return RegisterPage(
        unit=unit,
        year=question.year,
        years=tuple(sorted(years, reverse=True)),
        units=tuple(_units(work)),
        periods=tuple(
            PeriodRow(one, by_period.get((one.kind, one.first)), one.last < today)
            for one in periods_of(question.year)
        ),
        waiting=waiting,
        may_close=lists_hold(work.reader, question.unit, Action.CLOSE_BOOK),
    )


def close_period(cmd: ClosePeriod, work: Work) -> UUID:
    """Close a period with what it takes along; what is recorded meanwhile is a correction in the next one.

    Raises:
        PeriodIsClosed: It was closed already.
        PeriodNotOver: Its last day has not passed.
    """
    work.allow(cmd)
    unit = _held(cmd.unit, cmd.year, Action.CLOSE_BOOK, work)
    period = _period(cmd.year, cmd.period)
    registers = work.view(Registers)  # type: ignore[type-abstract]
    upto = registers.settled(cmd.unit)
    stream = registers.register_of(cmd.unit, cmd.year)
    opened: tuple[RegisterOpened, ...] = ()
    if stream is None:
        stream = work.new_id()
        opened = (Register.open(cmd.unit, cmd.year, unit.founded_on, work.act),)
        register = Register.began(stream, opened[0])
    else:
        register = work.read(Register, stream)
    since = _last_of_each_kind(registers.closings(cmd.unit))
    facts = []
    for one in register.to_close(period, work.act):
        sealed = registers.seal(Span(cmd.unit, one, upto, since.get(one.kind)))
        facts.append(register.close(one, sealed, work.act))
        since[one.kind] = upto
    if opened:
        work.open(stream, *opened, *facts)
    else:
        work.append(register, *facts)
    log.info("period_closed", stream_id=str(stream), entries=facts[-1].sealed.entries)
    return stream


def preview_book(question: PreviewBook, work: Work) -> Book:
    """Return what a closing would show, with what it takes along.

    Raises:
        PeriodIsClosed: It was closed already.
        PeriodNotOver: Its last day has not passed.
    """
    work.allow(question)
    unit = _held(question.unit, question.year, Action.CLOSE_BOOK, work)
    period = _period(question.year, question.period)
    registers = work.view(Registers)  # type: ignore[type-abstract]
    stream = registers.register_of(question.unit, question.year)
    opened = Register.open(question.unit, question.year, unit.founded_on, work.act)
    register = Register.began(question.unit, opened) if stream is None else work.read(Register, stream)
    takes = register.to_close(period, work.act)
    closings = registers.closings(question.unit)
    since = _last_of_each_kind(closings).get(period.kind)
    span = Span(question.unit, period, registers.position(), since)
    return _book(question, period, span, closings, None, takes, work)


def open_book(question: OpenBook, work: Work) -> Book:
    """Return the book of a closed period, as it stood when it was closed.

    Raises:
        Unknown: The period is not closed, or not within the reader's scope.
    """
    work.allow(question)
    _held(question.unit, question.year, Action.SEE_BOOK, work)
    period = _period(question.year, question.period)
    closings = work.view(Registers).closings(question.unit)  # type: ignore[type-abstract]
    closing = next((one for one in closings if one.period == period), None)
    if closing is None:
        raise Unknown
    span = Span(question.unit, period, closing.sealed.upto, closing.sealed.since, closing.position)
    return _book(question, period, span, closings, closing, (), work)


def _book(
    question: OfRegister,
    period: Period,
    span: Span,
    closings: Sequence[Closing],
    closing: Closing | None,
    takes: tuple[Period, ...],
    work: Work,
) -> Book:
    registers = work.view(Registers)  # type: ignore[type-abstract]
    index = registers.index(span)
    listed = [line for line in index if line.part is BookPart.ENTRY]
    entries = registers.entries([line.record for line in listed], span.upto)
    held = [line for line in index if line.part is BookPart.SESSION]
    sessions = tuple(registers.sessions([line.position for line in held], span.upto))
    later = _later(index, span, work)
    cases = [*entries, *(one.now.entry.case_id for one in later.entries)]
    _showed(work, entries.values(), later, sessions)
    log.info("book_seen", entries=len(entries), outcome="closed" if closing else "preview")
    before = [one for one in closings if closing is None or one.position < closing.position]
    return Book(
        unit=work.view(Units).of(question.unit),  # type: ignore[type-abstract]
        year=question.year,
        period=period,
        closing=closing,
        entries=tuple(entries.values()),
        used=tuple(sorted(line.code for line in listed if line.record not in entries)),
        merged=merged_before(
            {line.record: line.code for line in listed if line.record not in entries}, span.upto, work
        ),
        sessions=sessions,
        unseen_sessions=len(held) - len(sessions),
        later=later,
        erased=registers.erased(cases),
        matches=None if closing is None else registers.seal(span) == closing.sealed,
        takes=takes,
        previous=next((one for one in reversed(before) if one.period.kind is period.kind), None),
    )


def _later(index: Sequence[IndexLine], span: Span, work: Work) -> Later:
    """Return the additions and corrections of an index, old beside new."""
    if span.since is None:
        return Later()
    registers = work.view(Registers)  # type: ignore[type-abstract]
    lines = [line for line in index if line.part is BookPart.LATER]
    cases = [line.record for line in lines]
    now, before = registers.entries(cases, span.upto), registers.entries(cases, span.since)
    positions = [line.position for line in index if line.part is BookPart.LATER_SESSION]
    sessions = tuple(registers.sessions(positions, span.upto))
    return Later(
        entries=tuple(
            LaterEntry(one, before.get(case), changes_of(before.get(case), one)) for case, one in now.items()
        ),
        sessions=sessions,
        used=tuple(sorted(line.code for line in lines if line.record not in now)),
        merged=merged_before(
            {line.record: line.code for line in lines if line.record not in now}, span.upto, work
        ),
        unseen_sessions=len(positions) - len(sessions),
    )


def _waiting(unit: UUID, closings: Sequence[Closing], work: Work) -> Later:
    """Return what was entered or changed since the last month was closed, about closed months."""
    months = [one for one in closings if one.period.kind is PeriodKind.MONTH]
    if not months:
        return Later()
    registers = work.view(Registers)  # type: ignore[type-abstract]
    span = Span(unit, months[-1].period.next, registers.position(), months[-1].sealed.upto)
    return _later(registers.index(span), span, work)


def _last_of_each_kind(closings: Sequence[Closing]) -> dict[PeriodKind, int | None]:
    return {one.period.kind: one.sealed.upto for one in closings}


def _held(unit: UUID, year: int, action: Action, work: Work) -> UnitRow:
    """Return the unit; one out of scope looks like one that is not there."""
    if not (lists_hold(work.reader, unit, action) and EARLIEST.year <= year <= LATEST.year):
        raise Unknown
    return work.view(Units).of(unit)  # type: ignore[type-abstract]


def _units(work: Work) -> Sequence[UnitRow]:
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    return [row for row in rows if lists_hold(work.reader, row.unit, Action.SEE_BOOK)]


def _period(year: int, code: str) -> Period:
    found = period_of(year, code)
    if found is None:
        raise Unknown
    return found


def _showed(work: Work, entries: Iterable[BookEntry], later: Later, sessions: Sequence[BookSession]) -> None:
    """Note which records were shown."""
    shown = [one.entry.record_no for one in entries]
    shown += [one.now.entry.record_no for one in later.entries]
    shown += [one.record_no for one in (*sessions, *later.sessions)]
    work.showed(dict.fromkeys(shown))
