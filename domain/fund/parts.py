"""What is entered in a fund. Kind, day, đồng and purpose are clear; who and what for is under the fund's key."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator

from domain.activity.held import ungrouped
from domain.fund.codes import FundKind, PartyKind
from domain.identity import Day
from domain.kernel import Identity, Line, Named, Summary, Value
from domain.support.parts import Amount, Entry
from domain.text import none_if_blank

APPROVED_ABOVE_VND = 10_000_000
"""What is above it counts once a second person agreed, in đồng. Source: quy ước nội bộ."""


MaybeRecord = Annotated[UUID | None, BeforeValidator(none_if_blank)]


class Voucher(Value):
    """One receipt or spending."""

    kind: FundKind
    on: Day
    amount_vnd: Amount
    party: PartyKind
    name: Identity[Line] = ""
    about: Summary[Named]
    """What for; no child is named."""
    paper: Summary[Line] = ""
    """Number of the paper (*chứng từ gốc*)."""
    purpose: Annotated[Entry | None, BeforeValidator(ungrouped)] = None
    """Number of the purpose that the donor set; None: general means."""
    activity: MaybeRecord = None
    """The contribution, entered as an activity of the unit, that is received by it."""
    need: MaybeRecord = None
    """The need of support that it is spent on."""

    @property
    def signed_vnd(self) -> int:
        """The amount as it changes the balance."""
        return self.amount_vnd if self.kind.is_receipt else -self.amount_vnd


class NewVoucher(Voucher):
    """A voucher as it is entered."""

    overdrawn: bool = False
    """Entered although a balance falls below zero by it, after a warning."""


class Purpose(Value):
    """What a donor set money aside for."""

    name: Summary[Named]


class Approval(Value):
    """A second person agrees with an entry above the amount of `APPROVED_ABOVE_VND`."""

    entry: Entry
    overdrawn: bool = False


class VoucherCorrection(Voucher):
    """The whole of an entry again: the old one is reversed, the new one booked."""

    entry: Entry
    reason: Summary[Named]
    overdrawn: bool = False


class VoucherCancel(Value):
    """An entry is reversed and counts no more."""

    entry: Entry
    reason: Summary[Named]
    overdrawn: bool = False


class MonthClosing(Value):
    """A month is closed; what comes later about it is booked in an open month."""

    month: Day
    """Any day of it."""


class Booking(Value):
    """One line of the book: signed đồng on a day, for a purpose; corrections are lines of the other sign."""

    on: date
    amount_vnd: int
    purpose: int | None = None


class PurposeBalance(Value):
    """What there is for a purpose; None: general means."""

    purpose: int | None = None
    balance_vnd: int


FundPart = NewVoucher | Purpose | Approval | VoucherCorrection | VoucherCancel | MonthClosing
