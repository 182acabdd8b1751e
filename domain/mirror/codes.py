"""Value lists of the mirror: steps told, the state they leave, levels, what is asked of the association."""

from __future__ import annotations

from domain.codes import Code


class MirrorState(Code, name="mirror-state"):
    """How far the authorities are, as told. Source: Decree 56/2017/NĐ-CP, arts. 26 to 32 (LAW 10.1(2))."""

    UNKNOWN = "unknown", "Hội chưa được báo", "Nothing told to the association"
    INITIAL_ASSESSED = "initial_assessed", "Đã đánh giá ban đầu (Mẫu 02)", "Assessed initially (form 02)"
    EMERGENCY = "emergency", "Đã can thiệp khẩn cấp", "Emergency measures taken"
    SEPARATED = "separated", "Đã quyết định tạm thời cách ly (Mẫu 07)", "Separation decided (form 07)"
    ASSESSED = "assessed", "Đã đánh giá cụ thể (Mẫu 03)", "Assessed specifically (form 03)"
    MEETING_HELD = "meeting_held", "Đã họp trường hợp", "Case meeting held"
    PLAN_DRAFTED = "plan_drafted", "Đã xây dựng kế hoạch (Mẫu 04)", "Plan drafted (form 04)"
    PLAN_APPROVED = "plan_approved", "Đã phê duyệt kế hoạch (Mẫu 05)", "Plan approved (form 05)"
    IMPLEMENTING = "implementing", "Đang thực hiện kế hoạch", "Plan being carried out"
    REVIEWED = "reviewed", "Đã rà soát, đánh giá (Mẫu 06)", "Reviewed (form 06)"
    CLOSED = "closed", "Cơ quan đã kết thúc", "Closed by the authority"
    NEW_CYCLE = "new_cycle", "Cơ quan mở vòng kế hoạch mới", "New cycle of planning"

    @property
    def rank(self) -> int:
        """How far along it is within one cycle."""
        return list(MirrorState).index(self)


class MirrorStep(Code, name="mirror-step"):
    """A step of the statutory process that was reported back."""

    INITIAL_ASSESSMENT = (
        "initial_assessment",
        "Đánh giá nguy cơ ban đầu (Mẫu 02)",
        "Initial risk assessment (form 02)",
    )
    EMERGENCY = "emergency", "Biện pháp can thiệp khẩn cấp", "Emergency measures"
    SEPARATION = (
        "separation",
        "Quyết định tạm thời cách ly (Mẫu 07)",
        "Decision on temporary separation (form 07)",
    )
    SEPARATION_EXTENDED = "separation_extended", "Gia hạn cách ly", "Separation extended"
    SEPARATION_ENDED = "separation_ended", "Kết thúc hoặc hủy bỏ cách ly", "Separation ended"
    SPECIFIC_ASSESSMENT = (
        "specific_assessment",
        "Thu thập thông tin, đánh giá nguy cơ cụ thể (Mẫu 03)",
        "Specific risk assessment (form 03)",
    )
    MEETING = "meeting", "Cuộc họp trường hợp", "Case meeting"
    PLAN = "plan", "Kế hoạch hỗ trợ, can thiệp (Mẫu 04)", "Support and intervention plan (form 04)"
    APPROVAL = "approval", "Quyết định phê duyệt kế hoạch (Mẫu 05)", "Approval of the plan (form 05)"
    IMPLEMENTATION = "implementation", "Thực hiện kế hoạch", "Carrying out the plan"
    REVIEW = "review", "Rà soát, đánh giá sau kế hoạch (Mẫu 06)", "Review after the plan (form 06)"
    CLOSED = "closed", "Kết thúc kế hoạch, lưu hồ sơ", "Plan ended, file kept"
    NEW_CYCLE = "new_cycle", "Tiếp tục quy trình, lập kế hoạch mới", "Process goes on, new plan"

    @property
    def state(self) -> MirrorState | None:
        """The state that it leaves; None for steps that leave the state as it is."""
        return _STATE_AFTER.get(self)

    @property
    def form(self) -> str:
        """Number of the form of Decree 56 that it is told on; empty when there is none."""
        return _FORM.get(self, "")


_STATE_AFTER = {
    MirrorStep.INITIAL_ASSESSMENT: MirrorState.INITIAL_ASSESSED,
    MirrorStep.EMERGENCY: MirrorState.EMERGENCY,
    MirrorStep.SEPARATION: MirrorState.SEPARATED,
    MirrorStep.SPECIFIC_ASSESSMENT: MirrorState.ASSESSED,
    MirrorStep.MEETING: MirrorState.MEETING_HELD,
    MirrorStep.PLAN: MirrorState.PLAN_DRAFTED,
    MirrorStep.APPROVAL: MirrorState.PLAN_APPROVED,
    MirrorStep.IMPLEMENTATION: MirrorState.IMPLEMENTING,
    MirrorStep.REVIEW: MirrorState.REVIEWED,
    MirrorStep.CLOSED: MirrorState.CLOSED,
    MirrorStep.NEW_CYCLE: MirrorState.NEW_CYCLE,
}
_FORM = {
    MirrorStep.INITIAL_ASSESSMENT: "02",
    MirrorStep.SPECIFIC_ASSESSMENT: "03",
    MirrorStep.PLAN: "04",
    MirrorStep.APPROVAL: "05",
    MirrorStep.REVIEW: "06",
    MirrorStep.SEPARATION: "07",
}


class FormLevel(Code, name="form-level"):
    """A level of forms 02, 03 and 06, as the officer ticked it. High is bad in table a, good in table b."""

    HIGH = "high", "Cao", "High"
    AVERAGE = "average", "Trung bình", "Average"
    LOW = "low", "Thấp", "Low"


class ReviewOutcome(Code, name="review-outcome"):
    """What a review proposes. Source: Decree 56/2017/NĐ-CP, art. 30(1)(b) and (c)."""

    CLOSE = "close", "Kết thúc kế hoạch (Điều 30 khoản 1 điểm b)", "End the plan (art. 30(1)(b))"
    CONTINUE = "continue", "Tiếp tục quy trình (Điều 30 khoản 1 điểm c)", "Go on (art. 30(1)(c))"


class ServiceNeed(Code, name="service-need"):
    """Services that a child needs, by form 03. Source: Decree 56/2017/NĐ-CP, art. 27(1)(e)."""

    HEALTH = "health", "Y tế", "Health"
    SOCIAL = "social", "Trợ giúp xã hội", "Social assistance"
    EDUCATION = "education", "Giáo dục, giáo dục nghề nghiệp", "Education, training"
    LEGAL_AID = "legal_aid", "Trợ giúp pháp lý", "Legal aid"
    PSYCHOLOGY = "psychology", "Tư vấn, trị liệu tâm lý", "Psychological counselling or therapy"


class AnswerKind(Code, name="cooperation-answer"):
    """What the association answered to a request for cooperation."""

    GIVEN = "given", "Đã cung cấp", "Given"
    PARTLY = "partly", "Mới cung cấp một phần", "Given in part"
    NOTHING_KNOWN = "nothing_known", "Hội không có thông tin này", "The association does not know"
    DECLINED = "declined", "Không cung cấp, nêu lý do", "Not given, with the reason"

    @property
    def settles(self) -> bool:
        """Whether nothing more is owed; after a part the request waits for the rest."""
        return self is not AnswerKind.PARTLY

    @property
    def discloses(self) -> bool:
        """Whether something of the case was told."""
        return self in (AnswerKind.GIVEN, AnswerKind.PARTLY)


class TaskReply(Code, name="task-reply"):
    """Whether the association takes a task that a plan gives it."""

    ACCEPTED = "accepted", "Nhận việc", "Accepted"
    DECLINED = "declined", "Không nhận, nêu lý do", "Declined, with the reason"


class AskKind(Code, name="ask-kind"):
    """What an authority waits for from the association."""

    REQUEST = "request", "Đề nghị phối hợp", "Request for cooperation"
    MEETING = "meeting", "Giấy mời họp trường hợp", "Invitation to a case meeting"
    TASK = "task", "Việc được giao trong kế hoạch", "Task given by a plan"
