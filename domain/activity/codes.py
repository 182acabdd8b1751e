"""Value lists of activities: kinds, themes, what an activity serves, and the choices that only some kinds ask for.

Kinds and themes are those of the programme of 2024; lists without a source in law are *quy ước nội bộ*.
"""

from __future__ import annotations

from domain.codes import Code


class ActivityKind(Code, name="activity-kind"):
    """What the association does and counts. Source: programme of 2024, sections 1 to 5; LAW 1.2 and 8."""

    COMMUNICATION_EVENT = "communication_event", "Sự kiện truyền thông", "Communication event"
    OUTREACH = "outreach", "Cuộc truyền thông trực tiếp", "Outreach session"
    FORUM = "forum", "Diễn đàn trẻ em", "Children's forum"
    MEDIA_PIECE = (
        "media_piece",
        "Tin, bài trên trang điện tử, phát thanh, báo chí",
        "Website, radio or press piece",
    )
    MODEL = "model", "Tổng kết, nhân rộng mô hình", "Review or replication of a model"
    TRAINING = "training", "Cuộc tập huấn", "Training"
    WORKSHOP = "workshop", "Hội thảo", "Workshop"
    COURSE = "course", "Khóa tập huấn, bồi dưỡng được mời", "Course one is invited to"
    SURVEY = "survey", "Khảo sát", "Survey"
    INSPECTION = "inspection", "Kiểm tra", "Inspection"
    SUPERVISION = "supervision", "Giám sát liên quan đến trẻ em được mời", "Supervision one is invited to"
    STATEMENT = "statement", "Phát biểu chính kiến", "Position statement"
    SERVICE = "service", "Dịch vụ theo ủy quyền, hỗ trợ", "Service under delegation or support"
    CONTRIBUTION = "contribution", "Vận động được tiền, hiện vật", "Contribution"
    BENEFIT = "benefit", "Hỗ trợ trao đến trẻ em", "Benefit delivered to children"
    CONFERENCE = "conference", "Hội nghị", "Conference"
    CONGRESS_PREPARATION = "congress_preparation", "Chuẩn bị Đại hội", "Congress preparation"
    CONGRESS = "congress", "Đại hội", "Congress"
    GUIDANCE = "guidance", "Hướng dẫn đơn vị, chi hội", "Guidance given to a unit or chapter"


class Theme(Code, name="activity-theme"):
    """What it was about. Source: programme of 2024, sections 2 and 3; the last two quy ước nội bộ."""

    RIGHTS = (
        "rights",
        "Công ước về quyền trẻ em, Luật Trẻ em, chính sách",
        "Convention, Law on Children, policy",
    )
    ABUSE = "abuse", "Phòng, chống xâm hại trẻ em", "Prevention of abuse"
    ONLINE = "online", "An toàn trên môi trường mạng", "Safety online"
    INJURY = "injury", "Phòng, chống tai nạn thương tích", "Prevention of accidents and injuries"
    TRAFFIC = "traffic", "Phòng, chống tai nạn giao thông", "Prevention of road accidents"
    DROWNING = "drowning", "Phòng, chống đuối nước", "Prevention of drowning"
    LABOUR = "labour", "Giảm thiểu lao động trẻ em trái quy định", "Reduction of illegal child labour"
    LIFE_SKILLS = "life_skills", "Kỹ năng sống", "Life skills"
    SOCIAL_WORK = "social_work", "Công tác xã hội với trẻ em", "Social work with children"
    PARTICIPATION = "participation", "Quyền tham gia của trẻ em", "Participation of children"
    ASSOCIATION = (
        "association",
        "Đại hội, tổ chức và hoạt động của Hội",
        "Congress, organisation and work of the association",
    )
    OTHER = "other", "Chủ đề khác", "Another theme"

    @property
    def prevents(self) -> bool:
        """Whether it prevents acts against children's rights or harm to them (art. 92(1), end)."""
        return self in _PREVENTING


_PREVENTING = frozenset(
    {Theme.ABUSE, Theme.ONLINE, Theme.INJURY, Theme.TRAFFIC, Theme.DROWNING, Theme.LABOUR}
)


class PlanServed(Code, name="plan-served"):
    """The plan or decision that an activity serves. Source: programme of 2024; LAW 7.

    The two plans of the province are known by their numbers from the programme alone (LAW 7: not verified).
    """

    PROGRAMME = "programme", "Chương trình năm của Hội", "The association's programme of the year"
    QD_1248 = (
        "qd_1248",
        "Quyết định 1248/QĐ-TTg (19/7/2021): phòng, chống tai nạn, thương tích trẻ em 2021–2030",
        "Decision 1248/QĐ-TTg (19 July 2021): accidents and injuries of children 2021–2030",
    )
    KH_425 = (
        "kh_425",
        "Kế hoạch 425 của UBND tỉnh (thực hiện Quyết định 1248)",
        "Plan 425 of the province (carries out Decision 1248)",
    )
    QD_782 = (
        "qd_782",
        "Quyết định 782/QĐ-TTg (27/5/2021): giảm thiểu lao động trẻ em trái quy định 2021–2025",
        "Decision 782/QĐ-TTg (27 May 2021): illegal child labour 2021–2025",
    )
    KH_376 = (
        "kh_376",
        "Kế hoạch 376/KH-UBND của tỉnh (thực hiện Quyết định 782)",
        "Plan 376/KH-UBND of the province (carries out Decision 782)",
    )
    OTHER = "other", "Văn bản khác", "Another document"


class HeldLevel(Code, name="activity-level"):
    """At which level an event was held, a forum by whom. Source: programme of 2024, section 2; Circular 29/2019."""

    PROVINCE = "province", "Cấp tỉnh", "Province"
    DISTRICT = "district", "Cấp huyện, thành phố (đến 30/6/2025)", "District or city (until 30 June 2025)"
    COMMUNE = "commune", "Cấp xã", "Commune"
    OWN = "own", "Hội, cơ quan, tổ chức khác tổ chức", "Held by the association or another organisation"


class Occasion(Code, name="activity-occasion"):
    """The programme or day that it belongs to. Source: programme of 2024, sections 2 and 5."""

    WINGS = "wings", "Chương trình Chắp cánh ước mơ", "Programme “Chắp cánh ước mơ”"
    CHILDREN_DAY = "children_day", "Ngày Quốc tế Thiếu nhi", "International Children's Day"
    ACTION_MONTH = "action_month", "Tháng hành động vì trẻ em", "Month of action for children"
    MID_AUTUMN = "mid_autumn", "Tết Trung thu", "Mid-autumn festival"
    NEW_YEAR = "new_year", "Tết Nguyên đán", "Lunar New Year"
    OTHER = "other", "Dịp khác", "Another occasion"


class InspectionOf(Code, name="inspection-of"):
    """What was inspected. Source: programme of 2024, section 4."""

    CHARTER = "charter", "Việc chấp hành Điều lệ Hội", "Compliance with the charter"
    ARTICLE_92 = "article_92", "Việc thực hiện Điều 92 Luật Trẻ em", "Carrying out of article 92"
    BOTH = "both", "Cả Điều lệ Hội và Điều 92", "Both charter and article 92"
    OTHER = (
        "other",
        "Quy định khác liên quan đến hoạt động của Hội",
        "Other rules about the association's work",
    )


class ConferenceOf(Code, name="conference-of"):
    """Which conference. Source: programme of 2024, sections 1 and 4."""

    HALF_YEAR = "half_year", "Sơ kết 6 tháng đầu năm", "Review of the first half-year"
    YEAR = "year", "Tổng kết năm", "Review of the year"
    NETWORK = (
        "network",
        "Mạng liên kết, Chi hội luật sư, luật gia, hội thẩm",
        "Link network and legal chapter",
    )
    OTHER = "other", "Hội nghị khác", "Another conference"


class PreparationOf(Code, name="congress-preparation-of"):
    """What of a congress was prepared. Source: programme of 2024, section 1."""

    CONTENT = "content", "Nội dung, văn kiện", "Content and papers"
    PEOPLE = "people", "Nhân sự", "People"
    RESOURCES = "resources", "Nguồn lực, tài chính", "Resources"


class GuidanceTo(Code, name="guidance-to"):
    """Who was guided. Source: programme of 2024, sections 1 and 3."""

    LEGAL_CHAPTER = "legal_chapter", "Chi hội luật sư, hội thẩm", "Lawyers-and-jurors chapter"
    UNIT = "unit", "Hội, chi hội cấp dưới", "A unit below"
    NETWORK = "network", "Mạng liên kết", "Link network"
    CLUB = "club", "Câu lạc bộ", "Club"
    SPEAKERS = "speakers", "Báo cáo viên, cộng tác viên", "Speakers and collaborators"


class StatementOn(Code, name="statement-on"):
    """What a position was stated on. Source: Law 102/2016/QH13, art. 92(4)."""

    POLICY = "policy", "Xây dựng, thực hiện chính sách, pháp luật", "Making or carrying out policy and law"
    VIOLATION = "violation", "Việc vi phạm pháp luật về trẻ em", "A violation of the law on children"


class Medium(Code, name="activity-medium"):
    """Where a piece appeared. Source: programme of 2024, section 2."""

    WEBSITE = "website", "Trang thông tin điện tử của Hội", "The association's website"
    RADIO = "radio", "Chương trình phát thanh", "Radio"
    TELEVISION = "television", "Truyền hình", "Television"
    PRESS = "press", "Báo, tạp chí", "Press"
    OTHER = "other", "Phương tiện khác", "Other"


class ModelStep(Code, name="model-step"):
    """What was done with a model. Source: programme of 2024, section 2."""

    REVIEW = "review", "Tổng kết mô hình", "Review"
    REPLICATION = "replication", "Nhân rộng mô hình", "Replication"


class Valuation(Code, name="goods-valuation"):
    """How goods got their value in đồng. Source: quy ước nội bộ (LAW 8: goods need a rule of valuation)."""

    INVOICE = "invoice", "Theo hóa đơn, chứng từ", "By invoice"
    DONOR = "donor", "Theo giá bên tặng xác nhận", "As confirmed by the donor"
    MARKET = "market", "Theo giá thị trường, ghi rõ nguồn", "Market price, with its source"


class DonorKind(Code, name="donor-kind"):
    """Who gave. Source: programme of 2024, section 5."""

    ENTERPRISE = "enterprise", "Doanh nghiệp", "Enterprise"
    ORGANISATION = "organisation", "Tổ chức trong nước", "Organisation of the country"
    FOREIGN = "foreign", "Tổ chức, cá nhân nước ngoài", "Organisation or person abroad"
    PERSON = "person", "Cá nhân trong nước", "Person of the country"
    MEMBERS = "members", "Hội viên, đơn vị của Hội", "Members and units of the association"
    STATE = "state", "Ngân sách nhà nước", "State budget"


class BenefitForm(Code, name="benefit-form"):
    """What was given to children. Source: programme of 2024, section 5; list quy ước nội bộ."""

    SCHOLARSHIP = "scholarship", "Học bổng, hỗ trợ học tập", "Scholarship or school support"
    GIFT = "gift", "Quà, nhu yếu phẩm", "Gift or necessities"
    MONEY = "money", "Tiền", "Money"
    HEALTH = "health", "Khám, chữa bệnh, phục hồi", "Health care or rehabilitation"
    EVENT = "event", "Vui chơi, văn hóa, trải nghiệm", "Play, culture, outing"
    OTHER = "other", "Hình thức khác", "Another form"


class DeclineReason(Code, name="decline-reason"):
    """Why an invitation was declined. Source: quy ước nội bộ."""

    NOBODY_FREE = "nobody_free", "Không bố trí được người", "Nobody was free"
    TOO_LATE = "too_late", "Nhận giấy mời quá muộn", "The invitation came too late"
    CALLED_OFF = "called_off", "Bên mời hoãn, hủy", "Put off or called off by the inviter"
    NOT_OURS = "not_ours", "Không thuộc nhiệm vụ của Hội", "Not a task of the association"
    OTHER = "other", "Lý do khác", "Another reason"


class WhyCorrected(Code, name="activity-correction"):
    """Why an activity was corrected. Source: quy ước nội bộ; the last by DESIGN, section 3, rule 8."""

    SLIP = "slip", "Ghi sai, ghi thiếu", "A slip, something left out"
    COUNTED_AGAIN = "counted_again", "Đếm, định giá lại", "Counted or valued again"
    EXPOSES = (
        "exposes",
        "Lộ thông tin: có tên trẻ em hoặc đời sống riêng tư",
        "Exposes: a child's name or private life",
    )


class WhyCancelled(Code, name="activity-cancellation"):
    """Why an activity counts no more. Source: quy ước nội bộ."""

    NOT_HELD = "not_held", "Không diễn ra", "It was not held"
    TWICE = "twice", "Đã ghi ở chỗ khác", "Entered elsewhere already"
    MISTAKE = "mistake", "Ghi nhầm", "Entered by mistake"
