"""The fund of a unit: opened, entered, approved by a second person, corrected, cancelled, closed by month.

The office keeps every fund, the head of a unit their own; the inspection board reads.
"""

from __future__ import annotations

from typing import ClassVar, assert_never
from uuid import UUID

import structlog

from application.access import Action
from application.fund.desk import Funds
from application.same_person import as_one
from application.scope import lists_hold
from application.units import Units
from application.work import Command, Work
from domain.activity import Activity
from domain.fund import Fund
from domain.fund.parts import (
    Approval,
    FundPart,
    MonthClosing,
    NewVoucher,
    Purpose,
    Voucher,
    VoucherCancel,
    VoucherCorrection,
)
from domain.fund.refusals import FundIsOpen
from domain.kernel import Event, Unknown
from domain.support import SupportNeed

log = structlog.get_logger()


class OpenFund(Command):
    """Open the book of a unit's fund."""

    ACTION: ClassVar[Action] = Action.KEEP_FUND
    unit: UUID


class EnterInFund(Command):
    """Enter something in a fund."""

    ACTION: ClassVar[Action] = Action.KEEP_FUND
    fund: UUID
    part: FundPart

    def record(self) -> UUID | None:
        """The fund."""
        return self.fund


def open_fund(cmd: OpenFund, work: Work) -> UUID:
    """Open the book and return its id.

    Raises:
        Unknown: The unit is not the reader's to keep the fund of.
        FundIsOpen: It has one.
    """
    work.allow(cmd)
    if not lists_hold(work.reader, cmd.unit, Action.KEEP_FUND):
        raise Unknown
    unit = work.view(Units).of(cmd.unit)  # type: ignore[type-abstract]
    if work.view(Funds).of_unit(cmd.unit) is not None:  # type: ignore[type-abstract]
        raise FundIsOpen
    fund = work.new_id()
    work.open(fund, Fund.open(unit.unit, f"{unit.code}.QUY", work.act))
    log.info("fund_opened", stream_id=str(fund))
    return fund


def enter_in_fund(cmd: EnterInFund, work: Work) -> None:
    """Enter something in a fund.

    Raises:
        BelowZero: A balance would fall below zero, and no warning was answered.
        SecondPersonNeeded: One's own entry is to be approved, under any account.
    """
    work.allow(cmd)
    fund = work.read(Fund, cmd.fund)
    work.append(fund, _fact(fund, cmd.part, work))
    log.info("fund_entry", stream_id=str(cmd.fund), kind=type(cmd.part).__name__)


def _fact(fund: Fund, part: FundPart, work: Work) -> Event:
    match part:
        case Purpose():
            return fund.set_purpose(part, work.act)
        case NewVoucher():
            return fund.enter(part, work.act, _contribution(part, work), _need(part, work))
        case Approval():
            entered_by = as_one(fund.held(part.entry).entered_by, work.reader.account, work)
            return fund.approve(part, entered_by, work.act)
        case VoucherCorrection():
            return fund.correct(part, work.act, _contribution(part, work), _need(part, work))
        case VoucherCancel():
            return fund.cancel(part, work.act)
        case MonthClosing():
            return fund.close_month(part, work.act)
        case _:
            assert_never(part)


def _contribution(voucher: Voucher, work: Work) -> Activity | None:
    return None if voucher.activity is None else work.read(Activity, voucher.activity)


def _need(voucher: Voucher, work: Work) -> SupportNeed | None:
    return None if voucher.need is None else work.read(SupportNeed, voucher.need)
