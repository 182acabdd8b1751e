"""Facts of a fund. Each says itself which lines of the book it makes, so balances are sums of what was recorded."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.files import FileAttached, FileWithdrawn
from domain.fund.parts import Booking, Purpose, PurposeBalance, Voucher
from domain.kernel import Event, Named, Summary


class FundOpened(Event):
    """The book of a unit's fund was opened."""

    TOPIC: ClassVar[str] = "fund.opened.1"
    unit: UUID
    code: str


class FundPurposeSet(Event):
    """A donor set money aside for something."""

    TOPIC: ClassVar[str] = "fund.purpose-set.1"
    number: int
    purpose: Purpose


class FundEntered(Event):
    """A receipt or a spending was entered."""

    TOPIC: ClassVar[str] = "fund.entered.1"
    number: int
    voucher_no: str
    """*Số phiếu*: PT for receipts, PC for spending, counted without gaps by fund and year."""
    voucher: Voucher
    booked: Booking | None = None
    """None: it waits for a second person."""
    entered_by: UUID | None = None


class FundApproved(Event):
    """A second person agreed."""

    TOPIC: ClassVar[str] = "fund.approved.1"
    entry: int
    booked: Booking


class FundCorrected(Event):
    """An entry was said again."""

    TOPIC: ClassVar[str] = "fund.corrected.1"
    entry: int
    voucher: Voucher
    reason: Summary[Named]
    reversed: Booking | None = None
    booked: Booking | None = None
    entered_by: UUID | None = None


class FundCancelled(Event):
    """An entry counts no more."""

    TOPIC: ClassVar[str] = "fund.cancelled.1"
    entry: int
    reason: Summary[Named]
    reversed: Booking | None = None


class FundFileAttached(FileAttached):
    """A file was added: a receipt, an invoice, a list of who received."""

    TOPIC: ClassVar[str] = "fund.file-attached.1"


class FundFileWithdrawn(FileWithdrawn):
    """A file of a fund was taken out of sight."""

    TOPIC: ClassVar[str] = "fund.file-withdrawn.1"


class FundMonthClosed(Event):
    """A month was closed, with what there was at its end."""

    TOPIC: ClassVar[str] = "fund.month-closed.1"
    first: date
    last: date
    balances: tuple[PurposeBalance, ...]

    @property
    def balance_vnd(self) -> int:
        """What there was in all."""
        return sum(one.balance_vnd for one in self.balances)
