"""Why something of a unit of the association is refused."""

from __future__ import annotations

from domain.kernel import Refused


class UnitHasEnded(Refused):
    """The unit no longer exists."""

    vi = "Đơn vị này đã kết thúc; hãy chọn đơn vị kế thừa."
    en = "This unit has ended; choose its successor."


class DayAhead(Refused):
    """Scope follows the tree of today; what holds later is entered when the day has come."""

    vi = "Ngày này chưa đến. Hãy ghi vào đúng ngày có hiệu lực hoặc sau đó."
    en = "That day has not come. Enter it on the day it takes effect, or later."
    source = "Quy ước nội bộ"


class DayBeforeFounding(Refused):
    """Nothing holds of a unit before it was founded."""

    vi = "Ngày này trước ngày thành lập đơn vị."
    en = "That day is before the unit was founded."


class DistrictsHaveEnded(Refused):
    """No district association is founded since districts ended."""

    vi = "Từ ngày 1/7/2025 không còn cấp huyện; đơn vị cấp huyện chỉ có ngày thành lập trước ngày ấy."
    en = "There are no districts since 1 July 2025; a district association was founded before that day."
    source = "Nghị quyết 202/2025/QH15"


class UnitIsItsOwn(Refused):
    """A unit is not above itself, nor its own successor."""

    vi = "Một đơn vị không thể thuộc chính nó hoặc đơn vị cấp dưới của nó, hay tự kế thừa."
    en = "A unit cannot be under itself or a unit below it, nor succeed itself."


class NoChildrenHere(Refused):
    """Only clubs count children."""

    vi = "Chỉ câu lạc bộ ghi số trẻ em tham gia."
    en = "Only a club counts children."


class NoSuchPart(Refused):
    """There is no such body, officer or task, or it has ended."""

    vi = "Không có mục này trong đơn vị, hoặc mục đã kết thúc."
    en = "The unit has no such entry, or it has ended."


class OneOfABody(Refused):
    """A unit has one of each body, and expert boards of different names."""

    vi = "Đơn vị đã có ban này đang hoạt động; hãy ghi ban cũ hết nhiệm kỳ trước, hoặc đặt tên khác."
    en = "The unit has this body already; end the old one first, or give another name."


class NotOfUnit(Refused):
    """Officers, tasks and awards name members of the unit itself."""

    vi = "Người này không phải là hội viên đang sinh hoạt ở đơn vị."
    en = "This person is not a member of the unit now."


class OfficerNeedsBody(Refused):
    """A member of a body sits in one."""

    vi = "Ủy viên phải thuộc một ban."
    en = "A member of a body needs the body."


class AreaNotOfDay(Refused):
    """An area served exists on the day from which it is served."""

    vi = "Đơn vị hành chính này không tồn tại vào ngày bắt đầu phụ trách địa bàn."
    en = "That administrative unit did not exist on the day from which it is served."
