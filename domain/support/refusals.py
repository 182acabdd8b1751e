"""Refusals of needs of support."""

from __future__ import annotations

from domain.kernel import Refused


class AbusedChildIsNeverIntroduced(Refused):
    """A child of whom abuse is spoken, or not yet excluded, is shown to no partner."""

    vi = (
        "Không giới thiệu: hồ sơ có hoặc chưa loại trừ thông tin xâm hại, nguy cơ xâm hại. Hội vẫn trao hỗ trợ được,"
        " không qua danh sách."
    )
    en = (
        "Not introduced: abuse or a risk of it is alleged, or not excluded yet. The association may still hand over"
        " help, without the list."
    )
    source = "Luật Trẻ em 102/2016/QH13, Điều 6(11), Điều 21; quy ước nội bộ"


class TiedAlready(Refused):
    """It belongs to a case."""

    vi = "Nhu cầu này đã thuộc một hồ sơ."
    en = "This need belongs to a case already."


class NotChecked(Refused):
    """A second person looks at it first."""

    vi = "Cần người thứ hai kiểm tra trước khi giới thiệu."
    en = "A second person checks it before it is introduced."
    source = "Quy ước nội bộ"


class CheckedAlready(Refused):
    """It was checked, or is over."""

    vi = "Nhu cầu này đã kiểm tra, hoặc đã kết thúc."
    en = "This need was checked already, or is over."


class NotIntroduced(Refused):
    """Partners do not see it."""

    vi = "Nhu cầu này chưa được giới thiệu, hoặc đã thôi giới thiệu."
    en = "This need is not introduced, or is no longer."


class SupportIsOver(Refused):
    """It was ended or withdrawn."""

    vi = "Nhu cầu này đã kết thúc hoặc đã rút."
    en = "This need has ended or was withdrawn."


class NoSuchPledge(Refused):
    """There is no such pledge, or it ended."""

    vi = "Không có lời hứa hỗ trợ mang số này, hoặc đã hết hiệu lực."
    en = "There is no such pledge, or it has ended."


class NoSuchDelivery(Refused):
    """There is no such delivery, or it was cancelled."""

    vi = "Không có lần trao mang số này, hoặc đã hủy."
    en = "There is no such delivery, or it was cancelled."


class NothingWasGiven(Refused):
    """A delivery has money, or goods with a value."""

    vi = "Hãy ghi số tiền, hoặc hiện vật kèm giá trị."
    en = "Enter money, or goods with their value."


class DonorIsMissing(Refused):
    """A contribution says of what kind the donor is."""

    vi = "Để ghi là đóng góp, hãy chọn lời hứa hỗ trợ hoặc loại nhà hỗ trợ."
    en = "To count it as a contribution, choose the pledge or the kind of donor."


class ValuationIsMissing(Refused):
    """Goods say how their value was found."""

    vi = "Hiện vật có giá trị thì ghi định giá theo gì."
    en = "Say how the value of the goods was found."


class DonorNotTold(Refused):
    """Before it ends the donor is told, or it is said why not."""

    vi = "Đã trao mà chưa báo lại nơi hỗ trợ: hãy báo lại, hoặc ghi vì sao không."
    en = "Something was delivered and no donor told: report back, or say why not."
    source = "Quy ước nội bộ"


class NothingDelivered(Refused):
    """There is nothing to report."""

    vi = "Chưa trao gì nên chưa có gì để báo lại."
    en = "Nothing was delivered, so there is nothing to report."


class ReleaseNeedsCase(Refused):
    """A consent is kept in a case, so who the child is can be told out of a case alone."""

    vi = "Chỉ cho biết danh tính khi trẻ có hồ sơ theo dõi: sự đồng ý được ghi trong hồ sơ."
    en = "Who the child is can be told out of a case alone: the consent is kept there."
    source = "Luật 91/2025/QH15, Điều 24(2); Luật Trẻ em 102/2016/QH13, Điều 6(11)"


class ReleaseNeedsConsent(Refused):
    """The guardian agreed, and the child from 7 years on."""

    vi = (
        "Chưa có sự đồng ý còn hiệu lực cho bên này: cha, mẹ hoặc người giám hộ, và chính trẻ từ đủ 7 tuổi. Hãy ghi sự"
        " đồng ý “Cung cấp thông tin cho bên hỗ trợ”, đúng tên bên nhận, trong hồ sơ."
    )
    en = (
        "No consent for this recipient stands: of a parent or guardian, and of the child itself from 7 years on. Enter"
        " in the case the consent “Telling somebody who helps”, with the recipient's name."
    )
    source = "Luật 91/2025/QH15, Điều 24(2); Luật Trẻ em 102/2016/QH13, Điều 6(11)"


class SupportDayAhead(Refused):
    """What happened has its day behind it."""

    vi = "Ngày này chưa đến."
    en = "That day has not come."


class NothingToIntroduce(Refused):
    """A list without lines is given to nobody."""

    vi = "Chưa có nhu cầu nào đang giới thiệu."
    en = "No need is introduced at present."
