"""What an activity says no to: slips, each with what to do."""

from __future__ import annotations

from domain.kernel import Refused


class AboutField(Refused):
    """A refusal about one field; `path` is where it stands in the form."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class FieldIsNeeded(AboutField):
    """A kind cannot do without one of its fields."""

    vi = "Loại hoạt động này cần có mục này."
    en = "This kind of activity needs this field."
    source = "quy ước nội bộ"


class FieldOfOtherKind(AboutField):
    """A field was filled in that this kind does not ask for."""

    vi = "Loại hoạt động này không có mục này; hãy để trống hoặc chọn lại loại."
    en = "This kind of activity has no such field; leave it out or choose another kind."


class WorthIsMissing(AboutField):
    """A contribution has a value."""

    vi = "Hãy ghi số tiền, hoặc giá trị hiện vật bằng đồng."
    en = "Enter an amount of money, or the value of the goods in đồng."


class GoodsNeedValuation(AboutField):
    """Goods are valued by a rule that is named."""

    vi = "Hiện vật có giá trị thì cần ghi cách định giá."
    en = "Goods with a value need the way they were valued."
    source = "quy ước nội bộ"


class ActivityAhead(AboutField):
    """What has not been held yet is a plan."""

    vi = "Ngày này chưa đến: việc sắp làm nằm trong kế hoạch, ghi vào đây khi đã diễn ra."
    en = "That day has not come: what is to be done is a plan; enter it here once it was held."


class DaysInOrder(AboutField):
    """The last day is not before the first."""

    vi = "Ngày kết thúc trước ngày bắt đầu."
    en = "The last day is before the first."


class PlaceNotOfDay(AboutField):
    """The administrative unit did not exist on that day."""

    vi = "Đơn vị hành chính này không có vào ngày đó (danh mục đổi từ 1/7/2025). Hãy chọn đơn vị của ngày đó."
    en = "This administrative unit did not exist on that day (the list changed on 1 July 2025). Choose one that did."
    source = "Nghị quyết 202/2025/QH15"


class DistrictNotOfDay(AboutField):
    """There is no district level since July 2025."""

    vi = "Từ 1/7/2025 không còn cấp huyện. Hãy chọn cấp khác."
    en = "There is no district level since 1 July 2025. Choose another level."
    source = "Nghị quyết 202/2025/QH15"


class UnitNotOfDay(AboutField):
    """The unit of the association did not exist on that day."""

    vi = "Đơn vị của Hội này chưa thành lập hoặc đã kết thúc vào ngày đó. Hãy chọn đơn vị của ngày đó."
    en = "This unit of the association was not founded yet, or had ended, on that day. Choose one that was there."


class NeedsInvitation(Refused):
    """Supervision and courses are followed from the invitation on."""

    vi = "Giám sát và khóa học được mời: hãy ghi giấy mời trước, rồi ghi đã tham gia hoặc từ chối."
    en = "Supervision and courses: enter the invitation first, then whether it was attended or declined."
    source = "Chương trình 2024, mục 3 và 4"


class NoInvitation(Refused):
    """There is no invitation to answer, or of another kind."""

    vi = "Hoạt động này không có giấy mời để trả lời, hoặc giấy mời thuộc loại khác."
    en = "There is no invitation to answer here, or it is of another kind."


class NothingHeld(Refused):
    """What was not held cannot be corrected."""

    vi = "Giấy mời này chưa ghi đã tham gia, nên chưa có gì để sửa."
    en = "This invitation was not noted as attended; there is nothing to correct yet."


class KindStays(AboutField):
    """A correction does not change the kind."""

    vi = "Sửa không đổi được loại. Hãy hủy mục này (ghi nhầm) và ghi lại đúng loại."
    en = "A correction cannot change the kind. Cancel this one (entered by mistake) and enter it anew."


class ActivityIsCancelled(Refused):
    """It was cancelled."""

    vi = "Mục này đã hủy, không còn tính; hãy ghi mục mới nếu hoạt động có diễn ra."
    en = "This was cancelled and counts no more; enter a new one if it was held after all."
