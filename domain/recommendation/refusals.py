"""What a recommendation says no to."""

from __future__ import annotations

from domain.kernel import Refused
from domain.recommendation.codes import RecommendationStage


class RecommendationIsElsewhere(Refused):
    """It is not at a step where this can be done."""

    vi = "Kiến nghị này đang ở bước “{stage_vi}” nên chưa (hoặc không còn) làm được việc này."
    en = "This recommendation is at the step “{stage_en}”, where this cannot be done."

    def __init__(self, stage: RecommendationStage) -> None:
        super().__init__(stage_vi=stage.vi, stage_en=stage.en)


class NoSuchEntry(Refused):
    """There is no such entry in it, or it was cancelled, or it cannot be changed this way."""

    vi = "Không có mục này trong kiến nghị, hoặc mục đã bị hủy, hoặc không sửa được theo cách này."
    en = "There is no such entry in this recommendation, or it was cancelled or cannot be changed this way."


class HasEntriesAfter(Refused):
    """Something else rests on it."""

    vi = "Đã có xác nhận, trả lời, đôn đốc hoặc chuyển cấp trên dựa vào lần chuyển này: hãy hủy những mục ấy trước."
    en = "Receipts, replies, reminders or an escalation rest on this conveyance: cancel those first."


class InTheFuture(Refused):
    """The day has not come yet."""

    vi = "Ngày này chưa đến; chỉ ghi việc đã xảy ra."
    en = "This day has not come yet; only what has happened is entered."


class BeforeIt(Refused):
    """An answer stands before what it answers."""

    vi = "Ngày này trước ngày của việc mà nó tiếp theo."
    en = "This day lies before the day of what it follows."


class AnsweredAlready(Refused):
    """Nobody waits for that body any more."""

    vi = "Nơi nhận này đã trả lời, hoặc việc đã được chuyển lên cấp trên."
    en = "This body has answered already, or the matter was taken to a higher one."


class AcknowledgedAlready(Refused):
    """That body confirmed receipt already."""

    vi = "Nơi nhận này đã xác nhận rồi."
    en = "This body has confirmed receipt already."


class NothingToEscalate(Refused):
    """What was accepted is not taken to a higher body."""

    vi = "Nơi nhận đã tiếp thu, hoặc việc đã được chuyển lên cấp trên rồi."
    en = "The body accepted it, or it was taken to a higher one already."


class ExplanationMissing(Refused):
    """A refusal with an explanation has one."""

    vi = "Hãy ghi lời giải trình của cơ quan; nếu không có, chọn “không nêu lý do”."
    en = "Enter the explanation that the body gave; if there is none, choose “without a reason”."
    source = "Quy ước nội bộ"


class WordsNeedConsent(Refused):
    """The child's own words are passed on only if it was explained and those agree who have to."""

    vi = (
        "Chưa được trích lời của trẻ: cần có lời ấy, đã giải thích hợp lứa tuổi, cha mẹ hoặc người giám hộ đồng ý,"
        " và từ đủ 7 tuổi (hoặc chưa rõ tuổi) chính trẻ đồng ý."
    )
    en = (
        "The child's words cannot be quoted: there must be such words, it must have been explained in a way that"
        " fits the age, a parent or guardian must agree, and from 7 years (or at unknown age) the child itself."
    )
    source = "Luật 91/2025/QH15, Điều 24(2); Luật Trẻ em, Điều 6 khoản 11"


class NotFedBack(Refused):
    """Nobody was told what became of it, and it is not said why."""

    vi = "Hãy phản hồi cho trẻ hoặc người kiến nghị (hoặc ghi vì sao không) rồi mới kết thúc."
    en = "Tell the child or the proposer what became of it (or say why not) before you close it."
    source = "Nghị định 56/2017/NĐ-CP, Điều 52(2) (ý kiến của trẻ em); quy ước nội bộ (kiến nghị khác)"


class OnlyPositions(Refused):
    """Only a position statement is over without any reply."""

    vi = "Chỉ phát biểu chính kiến mới kết thúc theo cách này."
    en = "Only a position statement is closed in this way."


class SameOne(Refused):
    """A recommendation is not merged into itself."""

    vi = "Không thể gộp một kiến nghị vào chính nó."
    en = "A recommendation cannot be merged into itself."
