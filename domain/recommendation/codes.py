"""Lists of recommendations: where one comes from, what it is about, whom it goes to, how far it is, what came back."""

from __future__ import annotations

from domain.codes import Code


class RecommendationKind(Code, name="recommendation-kind"):
    """What the association says. Source: Law 102/2016/QH13, art. 92(4): kiến nghị, phát biểu chính kiến."""

    RECOMMENDATION = "recommendation", "Kiến nghị", "Recommendation"
    POSITION = "position", "Phát biểu chính kiến", "Position statement"


class Origin(Code, name="recommendation-origin"):
    """Who or what a recommendation comes from. Source: LAW 10.1(4); Law 102/2016/QH13, art. 92(2), (4)."""

    CHILD = "child", "Trẻ em", "A child"
    MEMBER = "member", "Hội viên", "A member"
    SOCIAL_ORG = "social_org", "Tổ chức xã hội", "A social organisation"
    INSPECTION_BOARD = "inspection_board", "Ban kiểm tra", "The inspection board"
    CASE = "case", "Hồ sơ theo dõi", "A case"
    REFERRAL = "referral", "Ý kiến của Chi hội luật sư, hội thẩm", "An opinion of the chapter"


class Subject(Code, name="recommendation-subject"):
    """What it is about. Source: Law 102/2016/QH13, art. 92(4)."""

    POLICY = "policy", "Xây dựng, thực hiện chính sách, pháp luật", "Making and carrying out policy and law"
    MATTER = "matter", "Vấn đề về trẻ em", "A matter concerning children"
    VIOLATION = "violation", "Việc vi phạm pháp luật về trẻ em", "A violation of the law on children"


class Agreement(Code, name="recommendation-agreement"):
    """Whether somebody agrees that a child's own words are passed on."""

    NOT_ASKED = "not_asked", "Chưa hỏi", "Not asked"
    YES = "yes", "Đồng ý", "Agrees"
    NO = "no", "Không đồng ý", "Does not agree"


class AgencyKind(Code, name="recommendation-agency"):
    """Whom a recommendation goes to.

    Source: Law 102/2016/QH13, art. 92(2), (4): state agencies, organisations, educational establishments; the list is
    quy ước nội bộ.
    """

    PROVINCIAL_COUNCIL = "provincial_council", "Hội đồng nhân dân tỉnh", "Provincial People's Council"
    PROVINCIAL_COMMITTEE = "provincial_committee", "Ủy ban nhân dân tỉnh", "Provincial People's Committee"
    DEPARTMENT = "department", "Sở, ngành cấp tỉnh", "Provincial department"
    COMMUNE_COUNCIL = "commune_council", "Hội đồng nhân dân cấp xã", "Commune People's Council"
    COMMUNE_COMMITTEE = "commune_committee", "Ủy ban nhân dân cấp xã", "Commune People's Committee"
    DISTRICT_COMMITTEE = (
        "district_committee",
        "Ủy ban nhân dân cấp huyện (đến 30/6/2025)",
        "District People's Committee (until 30 June 2025)",
    )
    DEPUTIES = "deputies", "Đoàn đại biểu Quốc hội", "Delegation of deputies of the National Assembly"
    MINISTRY = "ministry", "Bộ, cơ quan trung ương", "Ministry or central agency"
    POLICE = "police", "Cơ quan công an", "Police"
    PROCURACY = "procuracy", "Viện kiểm sát nhân dân", "Procuracy"
    COURT = "court", "Tòa án nhân dân", "Court"
    FRONT = "front", "Mặt trận Tổ quốc và tổ chức thành viên", "Fatherland Front or a member of it"
    SCHOOL = "school", "Nhà trường, cơ sở giáo dục", "School"
    ASSOCIATION = "association", "Trung ương Hội", "The national association"
    OTHER = "other", "Cơ quan, tổ chức, cá nhân khác", "Another body or person"


class Verdict(Code, name="recommendation-verdict"):
    """What a body answered. Source: LAW 10.1(4); *no reason given* is quy ước nội bộ, for what also happens."""

    ACCEPTED = "accepted", "Tiếp thu", "Accepted"
    PARTLY = "partly", "Tiếp thu một phần", "Accepted in part"
    EXPLAINED_REFUSAL = "explained_refusal", "Không tiếp thu, có giải trình", "Refused with an explanation"
    REFUSED = "refused", "Không tiếp thu, không nêu lý do", "Refused without a reason"


class FeedbackWay(Code, name="recommendation-feedback"):
    """How the child or the proposer was told, or why not. Source: Decree 56/2017/NĐ-CP, art. 52(2); quy ước nội bộ."""

    IN_PERSON = "in_person", "Nói trực tiếp", "In person"
    TELEPHONE = "telephone", "Điện thoại, số an toàn", "By telephone, on a safe number"
    LETTER = "letter", "Văn bản", "In writing"
    THROUGH_SENDER = (
        "through_sender",
        "Qua nơi đã gửi ý kiến của trẻ (trường, diễn đàn)",
        "Through whoever sent the child's opinion (school, forum)",
    )
    NOT_SAFE = "not_safe", "Không báo: có thể gây nguy hiểm cho trẻ", "Not told: it might endanger the child"
    NOT_FOUND = "not_found", "Không tìm được người cần báo", "Whoever is to be told was not found"
    INTERNAL = (
        "internal",
        "Chính Hội đề xuất, không có ai cần báo",
        "The association's own; nobody to be told",
    )


class Ending(Code, name="recommendation-ending"):
    """How a recommendation is over. Source: LAW 10.1(4); quy ước nội bộ."""

    ANSWERED = "answered", "Đã có trả lời và đã phản hồi", "Answered and fed back"
    NO_REPLY = "no_reply", "Không có trả lời, đã phản hồi", "No reply came, and that was fed back"
    STATED = "stated", "Đã phát biểu chính kiến", "The position was stated"


class WithdrawnWhy(Code, name="recommendation-withdrawn"):
    """Why a recommendation is not followed any more. Source: quy ước nội bộ."""

    PROPOSER = "proposer", "Người kiến nghị rút", "The proposer takes it back"
    SETTLED = "settled", "Việc đã được giải quyết", "The matter is settled"
    NOT_OURS = "not_ours", "Không thuộc nhiệm vụ của Hội", "Not a task of the association"
    UNSAFE = "unsafe", "Có thể gây hại cho trẻ", "It might harm the child"
    OTHER = "other", "Lý do khác", "Another reason"


class RecommendationStage(Code, name="recommendation-stage"):
    """How far a recommendation is. Source: LAW 10.1(4); withdrawn and merged are quy ước nội bộ."""

    COLLECTED = "collected", "Đã tiếp nhận", "Collected"
    DRAFTED = "drafted", "Chờ duyệt", "Drafted"
    APPROVED = "approved", "Đã duyệt, chờ chuyển", "Approved"
    CONVEYED = "conveyed", "Đã chuyển, chờ trả lời", "Conveyed"
    ACKNOWLEDGED = "acknowledged", "Nơi nhận đã xác nhận", "Acknowledged"
    REPLIED = "replied", "Đã trả lời, chờ phản hồi", "Replied"
    FED_BACK = "fed_back", "Đã phản hồi", "Fed back"
    CLOSED = "closed", "Đã kết thúc", "Closed"
    WITHDRAWN = "withdrawn", "Đã rút", "Withdrawn"
    MERGED = "merged", "Đã gộp", "Merged"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self not in _OVER

    @property
    def waits_for_reply(self) -> bool:
        """Whether a body was told and its reply is outstanding."""
        return self in (RecommendationStage.CONVEYED, RecommendationStage.ACKNOWLEDGED)


_OVER = frozenset({RecommendationStage.CLOSED, RecommendationStage.WITHDRAWN, RecommendationStage.MERGED})
