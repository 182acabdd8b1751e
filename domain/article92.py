"""*Theo dõi thực hiện Điều 92*: what is counted, from which facts, for which unit, under which version of the rule.

For which unit (quy ước nội bộ, since rule 2026-2): everything about a case counts for the unit in whose register the
case stands, whoever acted: the entry, forwardings, sessions, opinions asked for it. A consultation that stands alone
counts for the unit in which the matter was opened; when it is tied to a case of another unit later, its sessions are
taken from the one unit and given to the other in the months in which they were held, by signed facts at the position
of the tie, so that a figure as of an earlier position stays what it was.

One child counts once (since rule 2026-3): while a file is merged into another as its duplicate, its entry is taken away
by a signed fact at the position of the merge, in its own month and unit, and given again when the merge is taken back.
Forwardings, sessions and opinions happened and stay counted, for the unit of the file that holds them.

Since rule 2026-4 the same facts also carry the association's own work, activities and recommendations, each measure
with its duty; the three blocks of `domain.duties` are never added up. Since rule 2026-5 activities, rounds of survey or
inspection and recommendations are counted, and each fact has a place: where it was held or what it tells of, and else
the area of its unit on that day. Since rule 2026-6 a share counts its part among its whole (`domain.figure_rates`).

Source: Law 102/2016/QH13, art. 92; the decomposition into duties is LAW 1.2.
"""

from __future__ import annotations

from domain.article92_rules import RULES
from domain.codes import Code
from domain.disclosure.grid import SMALLEST_SHOWN as SMALLEST_SHOWN
from domain.duties import Block, Duty

RULE_VERSION = "2026-6"
"""Version of the counting rules of this file; a figure carries it."""
FOR_WHICH_UNIT = (
    "Mọi việc của một hồ sơ tính cho đơn vị có hồ sơ trong sổ, dù ai thực hiện. Tư vấn không gắn hồ sơ tính cho đơn vị "
    "mở vụ tư vấn; khi được gắn vào hồ sơ của đơn vị khác thì các lượt đã tính được chuyển sang đơn vị đó, "
    "bằng dòng trừ và dòng cộng (quy ước nội bộ).",
    "Everything about a case counts for the unit in whose register the case stands, whoever acted. A consultation that "
    "stands alone counts for the unit that opened the matter; when it is tied to a case of another unit, the sessions "
    "counted so far move to that unit, by one line that takes and one that gives (internal convention).",
)
"""For which unit something counts, in Vietnamese and English."""


class Measure(Code, name="article92-measure"):
    """One thing counted; a figure is the sum of signed facts up to a position of the log."""

    RECEIVED = "received", "Thông tin đã tiếp nhận, vào sổ", "Information received and entered"
    IN_TIME = "in_time", "trong đó vào sổ kịp thời", "of which entered in time"
    IMPORTED = "imported", "trong đó nhập từ sổ cũ", "of which imported from an old log"
    FORWARDED = "forwarded", "Lượt chuyển thông tin", "Forwardings"
    CONSULTATIONS = "consultations", "Lượt tư vấn, tham vấn", "Consultations"
    OPINIONS = "opinions", "Ý kiến của Chi hội luật sư, hội thẩm", "Opinions of the chapter"
    REFERRALS = "referrals", "Đề nghị Chi hội cho ý kiến", "Requests to the chapter"
    FORWARDED_ABUSE = (
        "forwarded_abuse",
        "Lượt chuyển thông tin xâm hại hoặc nguy cơ",
        "Forwardings of abuse or a risk of it",
    )
    EMERGENCIES = "emergencies", "Tin khẩn cấp đã ghi", "Emergencies noted"
    UNITS_FOUNDED = (
        "units_founded",
        "Hội, chi hội cấp xã thành lập mới",
        "New commune associations and chapters",
    )
    UNITS_DIFFICULT = (
        "units_difficult",
        "trong đó ở xã vùng đặc biệt khó khăn",
        "of which in especially difficult communes",
    )
    NETWORKS = "networks", "Mạng liên kết thành lập", "Link networks founded"
    CLUBS = "clubs", "Câu lạc bộ thành lập", "Clubs founded"
    ADDRESSES = (
        "addresses",
        "Địa chỉ trẻ em cần hỗ trợ đã giới thiệu",
        "Children in need of support introduced",
    )
    MEMBERS = "members", "Hội viên kết nạp", "Members admitted"
    MEMBERS_LEFT = "members_left", "Hội viên ra khỏi Hội", "Members who left"
    PROVINCE_EVENTS = (
        "province_events",
        "Sự kiện truyền thông cấp tỉnh",
        "Communication events of the province",
    )
    DISTRICT_EVENTS = "district_events", "Sự kiện truyền thông cấp huyện", "Communication events of districts"
    OUTREACH = "outreach", "Cuộc truyền thông trực tiếp", "Outreach sessions"
    PREVENTION = (
        "prevention",
        "Cuộc truyền thông phòng ngừa xâm hại, tai nạn",
        "Outreach sessions on preventing abuse and accidents",
    )
    MEDIA_PIECES = "media_pieces", "Tin, bài, chương trình phát thanh", "Website, radio and press pieces"
    FORUMS = "forums", "Diễn đàn trẻ em", "Children's forums"
    TRAININGS = "trainings", "Cuộc tập huấn", "Training courses held"
    WORKSHOPS = "workshops", "Hội thảo", "Workshops"
    COURSES_INVITED = "courses_invited", "Khóa tập huấn được mời", "Courses invited to"
    COURSES_ATTENDED = "courses_attended", "trong đó đã tham gia", "of which attended"
    SUPERVISIONS_INVITED = "supervisions_invited", "Cuộc giám sát được mời", "Supervisions invited to"
    SUPERVISIONS_ATTENDED = "supervisions_attended", "trong đó đã tham gia giám sát", "of which taken part in"
    SURVEYS = "surveys", "Cuộc khảo sát", "Surveys"
    ARTICLE_92_INSPECTIONS = (
        "article92_inspections",
        "Cuộc kiểm tra thực hiện Điều 92",
        "Inspections of Article 92",
    )
    CHARTER_INSPECTIONS = "charter_inspections", "Cuộc kiểm tra Điều lệ Hội", "Inspections by the charter"
    SITES_EXAMINED = (
        "sites_examined",
        "Đơn vị, điểm đã khảo sát, kiểm tra",
        "Units and places surveyed or inspected",
    )
    FINDINGS = "findings", "Hạn chế, vi phạm phát hiện", "Shortcomings and violations found"
    BOARD_HANDLED = (
        "board_handled",
        "Kiến nghị của Ban kiểm tra đã xử lý",
        "Recommendations of the inspection board handled",
    )
    MID_YEAR_REVIEWS = "mid_year_reviews", "Hội nghị sơ kết 6 tháng", "Six-month review conferences"
    YEAR_END_REVIEWS = "year_end_reviews", "Hội nghị tổng kết", "Year-end review conferences"
    NETWORK_CONFERENCES = (
        "network_conferences",
        "Hội nghị Mạng liên kết, Chi hội",
        "Conferences of network and chapter",
    )
    CONGRESSES = "congresses", "Đại hội", "Congresses"
    CHAPTER_GUIDANCE = (
        "chapter_guidance",
        "Lần hướng dẫn Chi hội luật sư, hội thẩm",
        "Guidance to the chapter",
    )
    MODELS_REVIEWED = (
        "models_reviewed",
        "Lần tổng kết, nhân rộng mô hình truyền thông",
        "Models of communication reviewed or replicated",
    )
    CONTRIBUTIONS = "contributions", "Tiền và vật chất vận động (đồng)", "Money and goods raised (VND)"
    BENEFITS = "benefits", "Lượt trẻ em được hưởng lợi", "Benefits to children (instances)"
    SERVICES = "services", "Dịch vụ theo ủy quyền, hỗ trợ", "Services under delegation or support"
    STATEMENTS = "statements", "Phát biểu chính kiến", "Position statements"
    COLLECTED = "collected", "Kiến nghị đã thu thập", "Recommendations collected"
    CONVEYED = "conveyed", "Kiến nghị đã chuyển", "Recommendations conveyed"
    CONVEYED_CONNECTED = (
        "conveyed_connected",
        "Kiến nghị của trẻ em, tổ chức xã hội đã chuyển",
        "Recommendations of children and social organisations conveyed",
    )
    REPLIED = "replied", "Kiến nghị đã được trả lời", "Recommendations replied to"
    FED_BACK = "fed_back", "Đã phản hồi lại trẻ em", "Fed back to children"

    @property
    def duty(self) -> Duty:
        """The duty that it is counted for."""
        return RULES[self.value][0]

    @property
    def block(self) -> Block:
        """The block in which it stands."""
        return self.duty.block

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return RULES[self.value][1:]

    @property
    def is_of_children(self) -> bool:
        """Whether few of it could point to a child, so that small figures are kept from whoever sees no case."""
        return self in OF_CHILDREN


FOLLOW_UP = (
    Measure.RECEIVED,
    Measure.IN_TIME,
    Measure.IMPORTED,
    Measure.FORWARDED,
    Measure.CONSULTATIONS,
    Measure.OPINIONS,
)
"""What the tables of the follow-up by month and by unit show side by side."""
OF_CHILDREN = frozenset(
    {*FOLLOW_UP, Measure.REFERRALS, Measure.FORWARDED_ABUSE, Measure.EMERGENCIES, Measure.FED_BACK}
    | {Measure.ADDRESSES}
)
"""Measures of which each one counted is about a child."""
