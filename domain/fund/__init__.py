"""The fund (*quỹ hội*) of one unit: receipts and spending, whose purposes are kept, in a book that is closed by month.

A balance is the sum of the lines that facts made: a correction or cancellation adds a line of the other sign, in the
month of the entry while that is open, else on the day it is made. What is above an internal amount counts once a
second person agreed. This is the association's own fund, not the State's Fund for the Support of Children (Law
102/2016/QH13, art. 95; LAW 1.4).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.activity import Activity
from domain.activity.codes import ActivityKind
from domain.calendar import start_of_day, vietnam_day
from domain.files import Files
from domain.fund.codes import FundKind
from domain.fund.facts import (
    FundApproved,
    FundCancelled,
    FundCorrected,
    FundEntered,
    FundFileAttached,
    FundFileWithdrawn,
    FundMonthClosed,
    FundOpened,
    FundPurposeSet,
)
from domain.fund.parts import (
    APPROVED_ABOVE_VND,
    Approval,
    Booking,
    MonthClosing,
    NewVoucher,
    Purpose,
    PurposeBalance,
    Voucher,
    VoucherCancel,
    VoucherCorrection,
)
from domain.fund.refusals import (
    BelowZero,
    ContributionDoesNotFit,
    DirectionStays,
    MonthClosedAlready,
    MonthNotOver,
    NeedDoesNotFit,
    NoSuchPurpose,
    NoSuchVoucher,
    NothingToApprove,
    ReceivedAlready,
    VoucherAhead,
    VouchersWait,
)
from domain.kernel import Act, State, Value
from domain.second_person import by_another
from domain.support import SupportNeed

Further = (
    FundPurposeSet
    | FundEntered
    | FundApproved
    | FundCorrected
    | FundCancelled
    | FundMonthClosed
    | FundFileAttached
    | FundFileWithdrawn
)


class HeldVoucher(Value):
    """An entry as it stands."""

    voucher_no: str
    voucher: Voucher
    booked: Booking | None
    """The line that counts; None while it waits."""
    entered_by: UUID | None


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a month.

    >>> month_of(date(2024, 2, 10))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


class Fund(State[FundOpened, Further]):
    """The fund of one unit."""

    unit: UUID
    code: str
    purposes: int = 0
    entries: int = 0
    vouchers: Mapping[int, HeldVoucher] = {}
    """Entries that were not cancelled."""
    numbers: Mapping[str, int] = {}
    """How many vouchers there are by series (PT or PC and year)."""
    lines: tuple[Booking, ...] = ()
    closed_until: date | None = None
    files: Files = Files()

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, unit: UUID, code: str, act: Act) -> FundOpened:
        """Open the book."""
        return FundOpened(occurred_at=act.at, unit=unit, code=code)

    def set_purpose(self, purpose: Purpose, act: Act) -> FundPurposeSet:
        """Note what a donor set money aside for."""
        return FundPurposeSet(occurred_at=act.at, number=self.purposes + 1, purpose=purpose)

    def enter(
        self,
        said: NewVoucher,
        act: Act,
        contribution: Activity | None = None,
        need: SupportNeed | None = None,
    ) -> FundEntered:
        """Enter a receipt or a spending.

        Args:
            said: What is entered.
            act: Of whoever enters.
            contribution: The activity that a receipt names.
            need: The need that a spending names.

        Raises:
            BelowZero: A balance would fall below zero, and no warning was answered.
            ReceivedAlready: The contribution was received.
        """
        voucher = Voucher(**{name: getattr(said, name) for name in Voucher.model_fields})
        self._fits(voucher, act, contribution, need)
        booked = self._booking(voucher, act)
        self._not_below(said.overdrawn, booked)
        series = _series(voucher)
        return FundEntered(
            occurred_at=start_of_day(voucher.on),
            number=self.entries + 1,
            voucher_no=f"{series[:2]}-{self.numbers.get(series, 0) + 1:03d}/{voucher.on.year}",
            voucher=voucher,
            booked=booked,
            entered_by=act.account,
        )

    def approve(self, approval: Approval, entered_by: UUID | None, act: Act) -> FundApproved:
        """Agree as a second person.

        Args:
            approval: With which entry.
            entered_by: Who entered or corrected it, or the second's own account where both are one person.
            act: Of the second person.

        Raises:
            SecondPersonNeeded: It is one's own.
            NothingToApprove: It waits for nobody.
        """
        held = self.held(approval.entry)
        if held.booked is not None:
            raise NothingToApprove
        by_another(entered_by, act)
        booked = self._line(held.voucher, act)
        self._not_below(approval.overdrawn, booked)
        return FundApproved(occurred_at=act.at, entry=approval.entry, booked=booked)

    def correct(
        self,
        said: VoucherCorrection,
        act: Act,
        contribution: Activity | None = None,
        need: SupportNeed | None = None,
    ) -> FundCorrected:
        """Reverse an entry and book it as it is right.

        Raises:
            DirectionStays: A receipt would become a spending.
        """
        held = self.held(said.entry)
        voucher = Voucher(**{name: getattr(said, name) for name in Voucher.model_fields})
        if voucher.kind.is_receipt is not held.voucher.kind.is_receipt:
            raise DirectionStays
        self._fits(voucher, act, contribution, need, but=said.entry)
        back, booked = self._reversal(held, act), self._booking(voucher, act)
        self._not_below(said.overdrawn, back, booked)
        return FundCorrected(
            occurred_at=act.at,
            entry=said.entry,
            voucher=voucher,
            reason=said.reason,
            reversed=back,
            booked=booked,
            entered_by=act.account,
        )

    def cancel(self, said: VoucherCancel, act: Act) -> FundCancelled:
        """Reverse an entry."""
        back = self._reversal(self.held(said.entry), act)
        self._not_below(said.overdrawn, back)
        return FundCancelled(occurred_at=act.at, entry=said.entry, reason=said.reason, reversed=back)

    def close_month(self, said: MonthClosing, act: Act) -> FundMonthClosed:
        """Close a month, and whatever lies before it.

        Raises:
            MonthNotOver: It is not over.
            MonthClosedAlready: It was closed.
            VouchersWait: Something of it waits for a second person.
        """
        first, last = month_of(said.month)
        if last >= vietnam_day(act.at):
            raise MonthNotOver
        if self.closed_until is not None and last <= self.closed_until:
            raise MonthClosedAlready
        waiting = sum(one.booked is None and one.voucher.on <= last for one in self.vouchers.values())
        if waiting:
            raise VouchersWait(count=waiting)
        purposes = (None, *range(1, self.purposes + 1))
        balances = tuple(PurposeBalance(purpose=p, balance_vnd=self.balance(last, p)) for p in purposes)
        return FundMonthClosed(occurred_at=act.at, first=first, last=last, balances=balances)

    # -- what the rules ask --------------------------------------------------------------------------------------

    def held(self, entry: int) -> HeldVoucher:
        """Return an entry that stands.

        Raises:
            NoSuchVoucher: There is none, or it was cancelled.
        """
        if entry not in self.vouchers:
            raise NoSuchVoucher
        return self.vouchers[entry]

    def balance(self, day: date, purpose: int | None) -> int:
        """Return what there is for a purpose at the end of a day, in đồng."""
        return sum(one.amount_vnd for one in self.lines if one.purpose == purpose and one.on <= day)

    def _fits(
        self,
        voucher: Voucher,
        act: Act,
        contribution: Activity | None,
        need: SupportNeed | None,
        but: int | None = None,
    ) -> None:
        if voucher.on > vietnam_day(act.at):
            raise VoucherAhead
        if voucher.purpose is not None and voucher.purpose > self.purposes:
            raise NoSuchPurpose
        if voucher.activity is not None:
            if not _can_be_received(contribution, voucher, self.unit):
                raise ContributionDoesNotFit
            others = (one for number, one in self.vouchers.items() if number != but)
            if any(one.voucher.activity == voucher.activity for one in others):
                raise ReceivedAlready
        if voucher.need is not None:
            of_unit = need is not None and need.unit == self.unit
            if voucher.kind is not FundKind.TO_CHILDREN or not of_unit:
                raise NeedDoesNotFit

    def _booking(self, voucher: Voucher, act: Act) -> Booking | None:
        return None if voucher.amount_vnd > APPROVED_ABOVE_VND else self._line(voucher, act)

    def _line(self, voucher: Voucher, act: Act) -> Booking:
        on = self._open_day(voucher.on, act)
        return Booking(on=on, amount_vnd=voucher.signed_vnd, purpose=voucher.purpose)

    def _reversal(self, held: HeldVoucher, act: Act) -> Booking | None:
        booked = held.booked
        if booked is None:
            return None
        on = self._open_day(booked.on, act)
        return Booking(on=on, amount_vnd=-booked.amount_vnd, purpose=booked.purpose)

    def _open_day(self, day: date, act: Act) -> date:
        is_closed = self.closed_until is not None and day <= self.closed_until
        return vietnam_day(act.at) if is_closed else day

    def _not_below(self, overdrawn: bool, *more: Booking | None) -> None:
        """Refuse what takes a balance below zero on any day from its own on, or further below; but for a warning."""
        new = [one for one in more if one is not None]
        for purpose in {one.purpose for one in new}:
            since = min(one.on for one in new if one.purpose == purpose)
            lowest = _lowest((*self.lines, *new), purpose, since)
            if lowest < min(0, _lowest(self.lines, purpose, since)) and not overdrawn:
                raise BelowZero(lowest=f"{lowest:,}".replace(",", "."))

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: FundOpened) -> Fund:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, code=fact.code)

    def apply(self, fact: Further) -> Fund:
        """Return the state after one more fact."""
        match fact:
            case FundPurposeSet():
                return self.but(purposes=fact.number)
            case FundEntered():
                series = _series(fact.voucher)
                held = HeldVoucher(
                    voucher_no=fact.voucher_no,
                    voucher=fact.voucher,
                    booked=fact.booked,
                    entered_by=fact.entered_by,
                )
                return self._with(fact.number, held, fact.booked).but(
                    entries=fact.number, numbers={**self.numbers, series: self.numbers.get(series, 0) + 1}
                )
            case FundApproved() if fact.entry in self.vouchers:
                held = self.vouchers[fact.entry].model_copy(update={"booked": fact.booked})
                return self._with(fact.entry, held, fact.booked)
            case FundCorrected() if fact.entry in self.vouchers:
                changed = {
                    "voucher": fact.voucher,
                    "booked": fact.booked,
                    "entered_by": fact.entered_by,
                }
                held = self.vouchers[fact.entry].model_copy(update=changed)
                return self._with(fact.entry, held, fact.reversed, fact.booked)
            case FundCancelled():
                left = {number: one for number, one in self.vouchers.items() if number != fact.entry}
                return self.but(vouchers=left, lines=(*self.lines, *_some(fact.reversed)))
            case FundMonthClosed():
                return self.but(closed_until=fact.last)
            case FundFileAttached() | FundFileWithdrawn():
                return self.but(files=self.files.after(fact, self.version + 1))
            case FundApproved() | FundCorrected():
                return self  # of a voucher that is not there any more

    def _with(self, number: int, held: HeldVoucher, *lines: Booking | None) -> Fund:
        return self.but(vouchers={**self.vouchers, number: held}, lines=(*self.lines, *_some(*lines)))


def _some(*lines: Booking | None) -> tuple[Booking, ...]:
    return tuple(one for one in lines if one is not None)


def _series(voucher: Voucher) -> str:
    return f"{'PT' if voucher.kind.is_receipt else 'PC'}{voucher.on.year}"


def _lowest(lines: tuple[Booking, ...], purpose: int | None, since: date) -> int:
    """Return the lowest balance of a purpose at the end of any day from a day on."""
    own = [one for one in lines if one.purpose == purpose]
    days = sorted({since, *(one.on for one in own if one.on > since)})
    return min(sum(one.amount_vnd for one in own if one.on <= day) for day in days)


def _can_be_received(contribution: Activity | None, voucher: Voucher, unit: UUID) -> bool:
    if contribution is None or contribution.held is None or not voucher.kind.is_receipt:
        return False
    is_one = contribution.kind is ActivityKind.CONTRIBUTION and not contribution.cancelled
    given = contribution.held.worth.money_vnd or 0
    return is_one and contribution.unit == unit and voucher.amount_vnd <= given
