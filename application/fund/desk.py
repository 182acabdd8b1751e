"""The funds as they are read: balances by any day, and the book of one fund for one month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from pydantic import BeforeValidator, Field

from application.access import Action
from application.files import without_exposed
from application.ledger import Recorded
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.fund import Fund, month_of
from domain.fund.codes import FundKind
from domain.fund.facts import FundCorrected, FundEntered, FundPurposeSet
from domain.fund.parts import Voucher
from domain.identity import Day
from domain.kernel import Erased, FieldClass
from domain.text import none_if_blank

Month = Annotated[str | None, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$"), BeforeValidator(none_if_blank)]


class SeeFunds(Question):
    """See what the funds of one's scope hold at the end of a day."""

    ACTION: ClassVar[Action] = Action.SEE_FUND
    upto: Annotated[Day | None, BeforeValidator(none_if_blank)] = None
    """None: today."""


class OpenBook(Question):
    """Open the book of a fund for one month."""

    ACTION: ClassVar[Action] = Action.SEE_FUND
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    fund: UUID
    month: Annotated[
        str | None, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$"), BeforeValidator(none_if_blank)
    ] = None
    """As `2025-10`; None: the month of today."""

    def record(self) -> UUID | None:
        """The fund."""
        return self.fund

    def first_day(self, today: date) -> date:
        """Return the first day of the month."""
        return date.fromisoformat(f"{self.month}-01") if self.month else month_of(today)[0]


@dataclass(frozen=True, slots=True)
class FundRow:
    """One fund with what it holds."""

    fund: UUID
    record_no: int
    unit: UUID
    balance_vnd: int
    general_vnd: int
    """Of it without a purpose."""
    lowest_vnd: int
    """The lowest balance of any of its purposes; below zero it is said."""
    closed_until: date | None


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of a book as the view keeps it."""

    entry: int
    voucher_no: str
    kind: FundKind
    on: date
    amount_vnd: int
    purpose: int | None
    is_reversal: bool
    said_at: int


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line of a book with its words and the balance after it."""

    row: BookRow
    voucher: Voucher | None
    after_vnd: int

    @property
    def received_vnd(self) -> int | None:
        """What came in; of a receipt that is reversed less than 0."""
        return self.row.amount_vnd if self.row.kind.is_receipt else None

    @property
    def spent_vnd(self) -> int | None:
        """What went out; of a spending that is reversed less than 0."""
        return None if self.row.kind.is_receipt else -self.row.amount_vnd


class Funds(Protocol):
    """Funds from their view."""

    def of_unit(self, unit: UUID) -> UUID | None:
        """Return the fund of a unit."""

    def rows(self, upto: date) -> Sequence[FundRow]:
        """Return the funds of the reader's scope with what they hold at the end of a day."""

    def lines(self, fund: UUID, first: date, last: date) -> Sequence[BookRow]:
        """Return the lines of a book, in the order of days and of entry."""

    def balances(self, fund: UUID, upto: date) -> Mapping[int | None, int]:
        """Return what there is for each purpose at the end of a day."""


@dataclass(frozen=True, slots=True)
class Book:
    """The book of a fund for one month."""

    state: Fund
    first: date
    last: date
    opening_vnd: int
    lines: Sequence[BookLine]
    closing_vnd: int
    purposes: Mapping[int, str]
    by_purpose: Sequence[tuple[int | None, int, int]]
    """Purpose, balance before the month, balance at its end."""
    waiting: Sequence[tuple[int, str, Voucher]]
    """Entries that wait for a second person: number, voucher number, what was said."""
    history: Sequence[Recorded]

    @property
    def received_vnd(self) -> int:
        """Receipts of the month, reversals taken off."""
        return sum(line.received_vnd or 0 for line in self.lines)

    @property
    def spent_vnd(self) -> int:
        """Spending of the month, reversals taken off."""
        return sum(line.spent_vnd or 0 for line in self.lines)

    @property
    def is_closed(self) -> bool:
        """Whether the month was closed."""
        return self.state.closed_until is not None and self.last <= self.state.closed_until

    @property
    def is_below_zero(self) -> bool:
        """Whether some purpose has less than nothing at the end."""
        return any(after < 0 for _, _, after in self.by_purpose)


@dataclass(frozen=True, slots=True)
class FundsPage:
    """The funds at the end of a day."""

    upto: date
    rows: Sequence[FundRow]

    @property
    def total_vnd(self) -> int:
        """What all of them hold."""
        return sum(row.balance_vnd for row in self.rows)

    @property
    def general_vnd(self) -> int:
        """What of it has no purpose."""
        return sum(row.general_vnd for row in self.rows)


def see_funds(question: SeeFunds, work: Work) -> FundsPage:
    """Return what the funds of the reader's scope hold at the end of a day."""
    work.allow(question)
    upto = question.upto or vietnam_day(work.now())
    rows = work.view(Funds).rows(upto)  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return FundsPage(upto, rows)


def open_book(question: OpenBook, work: Work) -> Book:
    """Return the book of a month: opening balance, lines, closing balance, and each purpose."""
    work.allow(question)
    state, funds = work.read(Fund, question.fund), work.view(Funds)  # type: ignore[type-abstract]
    first, last = month_of(question.first_day(vietnam_day(work.now())))
    history = without_exposed(work.history(question.fund))
    said = {one.position: one.fact for one in history}
    before = funds.balances(state.id, date.fromordinal(first.toordinal() - 1))
    after, opening = funds.balances(state.id, last), sum(before.values())
    lines, balance = [], opening
    for row in funds.lines(state.id, first, last):
        balance += row.amount_vnd
        lines.append(BookLine(row, _voucher(said.get(row.said_at)), balance))
    purposes = {
        one.fact.number: "" if isinstance(one.fact.purpose.name, Erased) else one.fact.purpose.name
        for one in history
        if isinstance(one.fact, FundPurposeSet)
    }
    return Book(
        state=state,
        first=first,
        last=last,
        opening_vnd=opening,
        lines=lines,
        closing_vnd=balance,
        purposes=purposes,
        by_purpose=[(p, before.get(p, 0), after.get(p, 0)) for p in (None, *purposes)],
        waiting=list(_waiting(state, history)),
        history=history,
    )


def _voucher(fact: object) -> Voucher | None:
    return fact.voucher if isinstance(fact, FundEntered | FundCorrected) else None


def _waiting(state: Fund, history: Sequence[Recorded]) -> Sequence[tuple[int, str, Voucher]]:
    last: dict[int, Voucher] = {}
    for one in history:
        if isinstance(one.fact, FundEntered):
            last[one.fact.number] = one.fact.voucher
        elif isinstance(one.fact, FundCorrected):
            last[one.fact.entry] = one.fact.voucher
    return [
        (number, held.voucher_no, last[number])
        for number, held in state.vouchers.items()
        if held.booked is None
    ]
