"""Value lists of support needed (*giới thiệu địa chỉ*). No law has them: all lists are quy ước nội bộ."""

from __future__ import annotations

from domain.activity.codes import BenefitForm
from domain.codes import Code
from domain.identity import AgeBand


class NeedKind(Code, name="support-need"):
    """What is needed."""

    SCHOLARSHIP = "scholarship", "Học bổng", "Scholarship"
    SCHOOL_THINGS = "school_things", "Sách vở, đồ dùng học tập", "Books and school things"
    BICYCLE = "bicycle", "Xe đạp", "Bicycle"
    INSURANCE = "insurance", "Thẻ bảo hiểm y tế", "Health insurance card"
    SURGERY = "surgery", "Phẫu thuật, điều trị", "Surgery or treatment"
    REHABILITATION = "rehabilitation", "Dụng cụ trợ giúp, phục hồi chức năng", "Aids and rehabilitation"
    HOUSE = "house", "Sửa nhà, xây nhà", "Repair or building of the home"
    FOOD = "food", "Lương thực, nhu yếu phẩm", "Food and necessities"
    LIVING = "living", "Trợ cấp hằng tháng, nhận đỡ đầu", "Monthly support, sponsorship"
    OTHER = "other", "Nhu cầu khác", "Another need"

    @property
    def benefit(self) -> BenefitForm:
        """As which benefit its delivery counts."""
        return _BENEFIT.get(self, BenefitForm.OTHER)


_BENEFIT = {
    NeedKind.SCHOLARSHIP: BenefitForm.SCHOLARSHIP,
    NeedKind.SCHOOL_THINGS: BenefitForm.SCHOLARSHIP,
    NeedKind.BICYCLE: BenefitForm.GIFT,
    NeedKind.INSURANCE: BenefitForm.HEALTH,
    NeedKind.SURGERY: BenefitForm.HEALTH,
    NeedKind.REHABILITATION: BenefitForm.HEALTH,
    NeedKind.FOOD: BenefitForm.GIFT,
    NeedKind.LIVING: BenefitForm.MONEY,
}


class Urgency(Code, name="support-urgency"):
    """How soon it is needed; in the order of a list."""

    URGENT = "urgent", "Gấp", "Urgent"
    SOON = "soon", "Trong quý này", "Within the quarter"
    USUAL = "usual", "Khi có nguồn", "When there are means"


class BroadAge(Code, name="support-age"):
    """Ages as partners see them: broad, so that they tell little."""

    UNDER_6 = "under_6", "Dưới 6 tuổi", "Under 6"
    FROM_6 = "from_6", "Từ đủ 6 đến dưới 11 tuổi", "6 to under 11"
    FROM_11 = "from_11", "Từ đủ 11 tuổi", "11 and over"
    UNKNOWN = "unknown", "Không nêu", "Not said"


def broad_age(band: AgeBand) -> BroadAge:
    """Return the broad age of a band of figures."""
    match band:
        case AgeBand.UNDER_6:
            return BroadAge.UNDER_6
        case AgeBand.FROM_6:
            return BroadAge.FROM_6
        case AgeBand.UNKNOWN:
            return BroadAge.UNKNOWN
        case _:
            return BroadAge.FROM_11


class SupportStage(Code, name="support-stage"):
    """How far it is; follows from what was entered."""

    ENTERED = "entered", "Chờ kiểm tra", "To be checked"
    CHECKED = "checked", "Đã kiểm tra", "Checked"
    INTRODUCED = "introduced", "Đang giới thiệu", "Introduced"
    TAKEN_BACK = "taken_back", "Đã thôi giới thiệu", "No longer introduced"
    PLEDGED = "pledged", "Có nơi nhận hỗ trợ", "Pledged"
    DELIVERED = "delivered", "Đã trao", "Delivered"
    REPORTED = "reported", "Đã báo lại nơi hỗ trợ", "Reported back"
    CLOSED = "closed", "Đã kết thúc", "Ended"
    WITHDRAWN = "withdrawn", "Đã rút", "Withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self not in (SupportStage.CLOSED, SupportStage.WITHDRAWN)


class WhyTakenBack(Code, name="support-taken-back"):
    """Why a need is introduced no longer."""

    ABUSE = "abuse", "Hồ sơ có thông tin xâm hại hoặc nguy cơ", "The case speaks of abuse or a risk of it"
    CORRECTED = (
        "corrected",
        "Nhu cầu được sửa, cần kiểm tra lại",
        "The need was corrected and is to be checked",
    )
    FAMILY = "family", "Trẻ hoặc gia đình đề nghị", "The child or family asked for it"
    RECOGNISED = "recognised", "Có thể nhận ra trẻ", "The child could be recognised"
    OTHER = "other", "Lý do khác", "Another reason"


class ReleasePart(Code, name="support-release"):
    """What of a child is told to one donor."""

    NAME = "name", "Họ tên", "Name"
    AGE = "age", "Tuổi", "Age"
    SCHOOL = "school", "Trường, lớp", "School"
    ADDRESS = "address", "Nơi ở", "Where it lives"
    STORY = "story", "Hoàn cảnh", "Circumstances"


class WhyReleaseEnded(Code, name="support-release-end"):
    """Why a donor is told no more."""

    WITHDRAWN = "withdrawn", "Sự đồng ý đã được rút", "The consent was withdrawn"
    TAKEN_BACK = "taken_back", "Thôi giới thiệu", "The need is introduced no longer"
    ENDED = "ended", "Không còn cần thiết", "No longer needed"


class SupportCounting(Code, name="support-counting"):
    """As what a delivery counts; each đồng and each *lượt* counts once."""

    BOTH = "both", "Ghi cả đóng góp và lượt hỗ trợ", "As a contribution and as a benefit"
    BENEFIT = (
        "benefit",
        "Chỉ ghi lượt hỗ trợ (tiền từ quỹ, đóng góp đã ghi)",
        "As a benefit alone (contribution noted)",
    )
    NEITHER = "neither", "Không ghi (đã có trong hoạt động khác)", "Not at all (within another activity)"


class SupportOutcome(Code, name="support-outcome"):
    """How it ended."""

    MET = "met", "Đã được hỗ trợ đủ", "Met in full"
    PARTLY = "partly", "Được hỗ trợ một phần", "Met in part"
    NOT_MET = "not_met", "Không có nguồn hỗ trợ", "No means were found"


class ReportBack(Code, name="support-report"):
    """How it was reported back."""

    LETTER = "letter", "Thư, công văn cảm ơn", "Letter of thanks"
    MEETING = "meeting", "Gặp trực tiếp", "In person"
    TELEPHONE = "telephone", "Điện thoại, tin nhắn", "By telephone or message"
    RECEIPT = "receipt", "Gửi biên nhận, danh sách ký nhận", "Receipt sent"
