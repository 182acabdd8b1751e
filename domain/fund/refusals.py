"""Refusals of a fund."""

from __future__ import annotations

from domain.kernel import Refused


class BelowZero(Refused):
    """A balance would fall below zero; it is entered after a warning."""

    vi = "Số dư của mục đích này sẽ âm ({lowest} đồng). Kiểm tra lại; nếu đúng, đánh dấu “vẫn ghi dù âm quỹ”."
    en = "The balance for this purpose would fall to {lowest} VND. If so, tick that it is entered all the same."
    source = "Quy ước nội bộ"


class NoSuchVoucher(Refused):
    """There is no such entry, or it was cancelled."""

    vi = "Không có phiếu này, hoặc đã hủy."
    en = "There is no such voucher, or it was cancelled."


class NothingToApprove(Refused):
    """It waits for nobody."""

    vi = "Phiếu này không chờ duyệt."
    en = "This voucher waits for no approval."


class NoSuchPurpose(Refused):
    """There is no such purpose in this fund."""

    vi = "Quỹ này không có mục đích mang số đó."
    en = "This fund has no such purpose."


class DirectionStays(Refused):
    """A receipt does not become a spending; it is cancelled and entered anew."""

    vi = "Phiếu thu không sửa thành phiếu chi hay ngược lại: hãy hủy rồi ghi phiếu mới."
    en = "A receipt does not become a spending, nor the other way: cancel it and enter a new one."


class VoucherAhead(Refused):
    """Money moved on a day that has come."""

    vi = "Ngày này chưa đến."
    en = "That day has not come."


class ReceivedAlready(Refused):
    """A contribution is received into a fund once."""

    vi = "Khoản đóng góp này đã được ghi thu vào quỹ."
    en = "This contribution was received into the fund already."


class ContributionDoesNotFit(Refused):
    """It is no contribution in money of the unit of at least that amount, or it counts no more."""

    vi = "Chọn một khoản đóng góp bằng tiền còn hiệu lực của chính đơn vị, số tiền thu không quá số đã đóng góp."
    en = "Choose a contribution in money of the same unit that still counts, and receive no more than was given."


class NeedDoesNotFit(Refused):
    """Only what is spent on children is spent on a need, of the same unit."""

    vi = "Chỉ phiếu chi “trao cho trẻ em” gắn với nhu cầu, và nhu cầu của chính đơn vị."
    en = "Only a spending to children names a need, and one of the same unit."


class MonthNotOver(Refused):
    """A month is closed when it is over."""

    vi = "Chỉ khóa tháng đã qua."
    en = "Only a month that is over can be closed."


class MonthClosedAlready(Refused):
    """It was closed."""

    vi = "Tháng này đã khóa."
    en = "This month was closed already."


class VouchersWait(Refused):
    """What waits for a second person is settled before its month is closed."""

    vi = "Còn {count} phiếu của tháng này hoặc trước đó chờ duyệt: hãy duyệt hoặc hủy trước khi khóa."
    en = "{count} vouchers of this month or before wait for approval: approve or cancel them before closing."


class FundIsOpen(Refused):
    """A unit has one fund."""

    vi = "Đơn vị này đã có sổ quỹ."
    en = "This unit has a fund already."
