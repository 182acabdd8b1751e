"""What the association does with an entry: first look, forwarding, review by the chapter, closing."""

from __future__ import annotations

from domain.codes import Code


class TriageLevel(Code, name="triage-level"):
    """The association's own first look: *nhận định ban đầu của Hội*, never the result of Mẫu 02.

    Source: DESIGN, section 3.11; the statutory assessment belongs to the commune (Decree 56, art. 26(2)).
    """

    HIGH = "high", "Nhận định ban đầu của Hội: cao", "The association's first look: high"
    MEDIUM = "medium", "Nhận định ban đầu của Hội: trung bình", "The association's first look: medium"
    LOW = "low", "Nhận định ban đầu của Hội: thấp", "The association's first look: low"
    NOT_YET = "not_yet", "Chưa nhận định", "Not looked at yet"


class ForwardChannel(Code, name="forward-channel"):
    """How information was passed on. Source: internal convention."""

    PHONE = "phone", "Điện thoại", "Telephone"
    IN_PERSON = "in_person", "Báo trực tiếp", "In person"
    LETTER = "letter", "Thư, phiếu chuyển", "Letter"
    OFFICIAL_DISPATCH = "official_dispatch", "Công văn", "Official dispatch"
    ONLINE = "online", "Trực tuyến, thư điện tử", "Online or e-mail"


class ReplyKind(Code, name="reply-kind"):
    """What came back after forwarding. Source: internal convention."""

    ACKNOWLEDGED = "acknowledged", "Đã xác nhận tiếp nhận", "Receipt confirmed"
    UNDER_WAY = "under_way", "Đang xử lý", "Being handled"
    MEASURES_TAKEN = "measures_taken", "Đã áp dụng biện pháp bảo vệ", "Protective measures taken"
    ASKED_FOR_MORE = "asked_for_more", "Đề nghị cung cấp thêm thông tin", "More information requested"
    PASSED_ON = "passed_on", "Đã chuyển cơ quan khác", "Passed on to another body"
    CONCLUDED = "concluded", "Đã có kết luận, kết quả", "Concluded"
    NOT_TAKEN = "not_taken", "Không tiếp nhận", "Not accepted"
    OTHER = "other", "Trả lời khác", "Other reply"


class Outcome(Code, name="outcome"):
    """How the association's follow-up ended. Source: Decree 56, art. 30(1)(b) for safety; the rest internal."""

    SAFE = "safe", "Trẻ an toàn, ổn định", "Child safe and stable"
    REINTEGRATED = "reintegrated", "Trẻ đã hòa nhập gia đình, cộng đồng", "Child reintegrated"
    HANDED_OVER = (
        "handed_over",
        "Cơ quan có thẩm quyền tiếp tục giải quyết",
        "Continued by the competent body",
    )
    ADVISED = "advised", "Đã tư vấn, hỗ trợ xong", "Advice or help completed"
    UNFOUNDED = (
        "unfounded",
        "Cơ quan có thẩm quyền kết luận không có sự việc",
        "Found unfounded by the competent body",
    )
    MOVED_AWAY = "moved_away", "Trẻ đã chuyển đi nơi khác", "Child moved away"
    LOST_CONTACT = "lost_contact", "Không còn liên lạc được", "Contact lost"
    DUPLICATE = "duplicate", "Trùng với hồ sơ khác", "Duplicate of another file"
    CHILD_DIED = "child_died", "Trẻ đã mất", "Child died"
    OTHER = "other", "Kết quả khác", "Other"


class ReferralTrigger(Code, name="referral-trigger"):
    """Why the lawyers-and-jurors chapter looks at a matter. Source: LAW 6.4."""

    REQUEST = "request", "Theo đề nghị", "On request"
    OWN_DISCOVERY = "own_discovery", "Chi hội tự phát hiện", "Found by the chapter itself"


class LegalBasis(Code, name="legal-basis"):
    """Why personal data may be disclosed. Source: Law 91/2025/QH15, arts. 15, 17 and 19 (LAW 5.2)."""

    CONSENT = (
        "consent",
        "Có sự đồng ý (Luật 91/2025, Điều 15)",
        "Consent (Law 91/2025, art. 15)",
    )
    SAME_ORGANISATION = (
        "same_organisation",
        "Trong nội bộ Hội, đúng mục đích đã xác lập (Điều 17 khoản 1 điểm b)",
        "Within the association, for the purpose set (art. 17(1)(b))",
    )
    SUCCESSION = (
        "succession",
        "Sáp nhập, hợp nhất tổ chức hoặc đơn vị hành chính (Điều 17 khoản 1 điểm c)",
        "Merger of organisations or administrative units (art. 17(1)(c))",
    )
    COMPETENT_BODY = (
        "competent_body",
        "Theo yêu cầu của cơ quan có thẩm quyền (Điều 17 khoản 1 điểm đ)",
        "Request of a competent body (art. 17(1)(đ))",
    )
    URGENT_PROTECTION = (
        "urgent_protection",
        "Bảo vệ tính mạng, sức khỏe, danh dự, nhân phẩm trong trường hợp cấp bách (Điều 19 khoản 1 điểm a)",
        "Urgent protection of life, health, honour or dignity (art. 19(1)(a))",
    )
    CRIME_PREVENTION = (
        "crime_prevention",
        "Phòng, chống tội phạm và vi phạm pháp luật (Điều 19 khoản 1 điểm b)",
        "Prevention of crime and violations of law (art. 19(1)(b))",
    )
    STATE_BODY = (
        "state_body",
        "Phục vụ hoạt động của cơ quan nhà nước theo quy định của pháp luật (Điều 19 khoản 1 điểm c)",
        "Activity of state bodies as the law provides (art. 19(1)(c))",
    )


class ConflictAnswer(Code, name="conflict-answer"):
    """What a reviewer declares before a file may be opened. Source: LAW 6.2."""

    NONE = "none", "Không có xung đột lợi ích", "No conflict of interest"
    RELATED = (
        "related",
        "Có quan hệ thân thích, quen biết với một bên",
        "Related to or acquainted with a party",
    )
    ACTS_FOR_A_PARTY = "acts_for_a_party", "Đang hoặc đã tham gia cho một bên", "Acts or acted for a party"
    DECIDES_ON_IT = "decides_on_it", "Có thẩm quyền giải quyết vụ việc", "Decides on the matter in office"
    SITS_IN_COURT = (
        "sits_in_court",
        "Là hội thẩm của tòa án có thể xét xử vụ việc",
        "Is a juror of the court that may try it",
    )
    OTHER = "other", "Lý do khác khiến không khách quan", "Another reason not to be impartial"

    @property
    def is_clear(self) -> bool:
        """Whether the reviewer may open the file."""
        return self is ConflictAnswer.NONE
