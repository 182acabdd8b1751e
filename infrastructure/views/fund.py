"""The lines of the funds' books: signed đồng by day, kind and purpose; words come from the fact that said them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.fund.facts import (
    FundApproved,
    FundCancelled,
    FundCorrected,
    FundEntered,
    FundMonthClosed,
    FundOpened,
)
from domain.fund.parts import Booking, Voucher
from infrastructure.views.base import Scoped, Statement, View

_BOOK = "INSERT INTO books (fund, unit, closed_until) VALUES (%s, %s, NULL)"
_SAY = (
    "INSERT INTO vouchers (fund, entry, voucher_no, kind, on_day, amount_vnd, purpose, said_at, standing)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_SAY_AGAIN = (
    "UPDATE vouchers SET kind = %s, on_day = %s, amount_vnd = %s, purpose = %s, said_at = %s, standing = %s"
    " WHERE fund = %s AND entry = %s"
)
_LINE = (
    "INSERT INTO lines (fund, unit, position, part, entry, voucher_no, kind, on_day, amount_vnd, purpose, said_at)"
    " SELECT v.fund, b.unit, %s, %s, v.entry, v.voucher_no, v.kind, %s, %s, %s, v.said_at"
    " FROM vouchers v JOIN books b ON b.fund = v.fund WHERE v.fund = %s AND v.entry = %s"
)
REVERSAL, BOOKED = 0, 1
"""Which line of a fact it is."""


class FundView(View):
    """`lines`: one row a line of a book; `vouchers`: how each entry stands; `books`: until when a book is closed."""

    NAME = "fund"
    VERSION = 1
    TABLES = ("lines", "vouchers", "books")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        table: Scoped("fund", "unit", figures=True) for table in ("lines", "books")
    }
    DDL = """
        CREATE TABLE books (fund uuid PRIMARY KEY, unit uuid NOT NULL, closed_until date);
        CREATE TABLE vouchers (
            fund uuid NOT NULL, entry integer NOT NULL, voucher_no text NOT NULL, kind text NOT NULL,
            on_day date NOT NULL, amount_vnd bigint NOT NULL, purpose integer, said_at bigint NOT NULL,
            standing text NOT NULL, PRIMARY KEY (fund, entry));
        CREATE TABLE lines (
            fund uuid NOT NULL, unit uuid NOT NULL, position bigint NOT NULL, part smallint NOT NULL,
            entry integer NOT NULL, voucher_no text NOT NULL, kind text NOT NULL, on_day date NOT NULL,
            amount_vnd bigint NOT NULL, purpose integer, said_at bigint NOT NULL, PRIMARY KEY (position, part))
    """
    INDEXES = "CREATE INDEX ON lines (fund, on_day, position)"
    TOPICS = ("fund.",)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        stream = recorded.stream
        match recorded.fact:
            case FundOpened(unit=unit):
                yield _BOOK, (stream, unit)
            case FundEntered(number=number, voucher=voucher, booked=booked) as fact:
                said = (voucher.kind.value, voucher.on, voucher.amount_vnd, voucher.purpose)
                standing = "booked" if booked else "waits"
                yield _SAY, (stream, number, fact.voucher_no, *said, recorded.position, standing)
                yield from _line(recorded, number, BOOKED, booked)
            case FundApproved(entry=entry, booked=booked):
                yield _stands(stream, entry, "booked")
                yield from _line(recorded, entry, BOOKED, booked)
            case FundCorrected(entry=entry, voucher=voucher) as fact:
                yield from _line(recorded, entry, REVERSAL, fact.reversed)
                yield _said_again(recorded, entry, voucher, "booked" if fact.booked else "waits")
                yield from _line(recorded, entry, BOOKED, fact.booked)
            case FundCancelled(entry=entry) as fact:
                yield from _line(recorded, entry, REVERSAL, fact.reversed)
                yield _stands(stream, entry, "cancelled")
            case FundMonthClosed(last=last):
                yield "UPDATE books SET closed_until = %s WHERE fund = %s", (last, stream)
            case _:
                pass  # purposes are opened from the fund itself


def _line(recorded: Recorded, entry: int, part: int, booked: Booking | None) -> Iterator[Statement]:
    if booked is not None:
        said = (booked.on, booked.amount_vnd, booked.purpose)
        yield _LINE, (recorded.position, part, *said, recorded.stream, entry)


def _stands(stream: UUID, entry: int, standing: str) -> Statement:
    return "UPDATE vouchers SET standing = %s WHERE fund = %s AND entry = %s", (standing, stream, entry)


def _said_again(recorded: Recorded, entry: int, voucher: Voucher, standing: str) -> Statement:
    said = (voucher.kind.value, voucher.on, voucher.amount_vnd, voucher.purpose, recorded.position, standing)
    return _SAY_AGAIN, (*said, recorded.stream, entry)
