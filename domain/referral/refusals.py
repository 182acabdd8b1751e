"""What the chapter's work says no to, each with its source."""

from __future__ import annotations

from domain.kernel import Refused
from domain.referral.request import ReferralStage


class NotALegalChapter(Refused):
    """Only the lawyers-and-jurors chapter is asked for opinions."""

    vi = "Hãy chọn Chi hội luật sư, hội thẩm; đơn vị này không cho ý kiến pháp lý."
    en = "Choose a lawyers-and-jurors chapter; this unit gives no legal opinions."
    source = "Quy ước nội bộ"


class ReferralIsElsewhere(Refused):
    """The request is not at the stage that this needs."""

    vi = "Việc này không làm được ở bước hiện tại của đề nghị: {stage}."
    en = "This cannot be done at the present stage of the request: {stage}."
    source = "Quy ước nội bộ"

    def __init__(self, stage: ReferralStage) -> None:
        super().__init__(stage=stage)

    def sentence(self, language: str) -> str:
        """Return the sentence with the stage's label in the reader's language."""
        stage = self.details["stage"]
        label = stage.label(language) if isinstance(stage, ReferralStage) else ""
        return (self.en if language == "en" else self.vi).format(stage=label)


class NotAReviewerThere(Refused):
    """The person is not an active reviewer of this chapter."""

    vi = "Người này không phải là người cho ý kiến đang hoạt động của Chi hội."
    en = "This person is not an active reviewer of the chapter."
    source = "Quy ước nội bộ"


class ReviewerIsInvolved(Refused):
    """Whoever asked, or works on the case, does not review it."""

    vi = "Người đề nghị, hoặc người đang theo dõi hồ sơ này, không được phân công cho ý kiến."
    en = "Whoever asked, or works on this case, cannot be its reviewer."
    source = "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 điểm b (áp dụng tương tự)"


class ReviewerIsRecused(Refused):
    """A recusal is final for the matter."""

    vi = "Người này đã từ chối vì xung đột lợi ích trong vụ việc này; không thể phân công lại."
    en = "This person was recused from this matter; a recusal is final."
    source = "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 và 3; Luật Luật sư, Điều 9 khoản 1 điểm a"


class NotTheReviewer(Refused):
    """Only the reviewer who was chosen does this."""

    vi = "Chỉ người được phân công mới làm được việc này."
    en = "Only the reviewer who was assigned can do this."
    source = "Quy ước nội bộ"


class NotWhoAsked(Refused):
    """Only whoever asked does this."""

    vi = "Chỉ người đã đề nghị mới làm được việc này."
    en = "Only the person who asked can do this."
    source = "Quy ước nội bộ"


class OwnOpinion(Refused):
    """Nobody approves their own opinion."""

    vi = "Không ai tự duyệt ý kiến do chính mình viết."
    en = "Nobody approves an opinion of their own."
    source = "Quy ước nội bộ: nguyên tắc hai người"


class NotHandedOver(Refused):
    """An opinion rests on what was handed over with the request, and on nothing else."""

    vi = "Hãy chọn nguồn của sự việc trong những gì đã được chuyển cho Chi hội."
    en = "Choose the source of a fact among what was handed over to the chapter."
    source = "Quy ước nội bộ"


class NoSuchStep(Refused):
    """The opinion recommends no such step, or something was made of it already."""

    vi = "Ý kiến không có việc này, hoặc việc này đã được thực hiện."
    en = "The opinion recommends no such step, or something was made of it already."
    source = "Quy ước nội bộ"


class OpinionNotRead(Refused):
    """Only what was read is followed up."""

    vi = "Hãy đọc ý kiến đã duyệt trước khi thực hiện việc Chi hội khuyến nghị."
    en = "Read the approved opinion before taking up what it recommends."
    source = "Quy ước nội bộ"


class NoCaseForStep(Refused):
    """A follow-up is one of a case; the consultation from which it was asked has none."""

    vi = "Vụ tư vấn này chưa có hồ sơ: hãy nối với hồ sơ, hoặc ghi việc hẹn ở lần tư vấn tiếp theo."
    en = "This consultation has no case: link it with one, or note the follow-up with the next session."
    source = "Quy ước nội bộ"
