"""Sentences of requests to the chapter: that something happened; the words stay on the request's own page."""

from api.sentences import Sentence, details, either, sentence_of
from domain.referral.facts import (
    DeclaredUnsure,
    DissentNoted,
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReassignmentAsked,
    ReferralDeclined,
    ReferralHandedOver,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewBegun,
    ReviewerProposed,
    ReviewerRecused,
    StepTakenUp,
)
from domain.referral.questions import InformationAsked, InformationGiven
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused
from domain.referral.tie import TieFound


@sentence_of.register
def _submitted(fact: ReferralSubmitted, language: str) -> Sentence:
    urgent = either(language, "Có việc gấp", "Something cannot wait") if fact.is_urgent else ""
    return Sentence(
        either(language, "Đề nghị Chi hội cho ý kiến", "The chapter was asked for an opinion"),
        details(
            (either(language, "Vì sao", "Trigger"), fact.request.trigger.label(language)),
            (
                either(language, "Theo yêu cầu của", "Requested by"),
                fact.request.requested_by.label(language) if fact.request.requested_by else "",
            ),
            (
                either(language, "Căn cứ cung cấp thông tin", "Legal basis"),
                fact.request.legal_basis.label(language),
            ),
            (either(language, "Lưu ý", "Note"), urgent),
        ),
    )


@sentence_of.register
def _proposed(fact: ReviewerProposed, language: str) -> Sentence:
    return Sentence(either(language, "Chi hội phân công người cho ý kiến", "The chapter chose a reviewer"))


@sentence_of.register
def _clear(fact: NoConflictDeclared, language: str) -> Sentence:
    vi = "Người được phân công khai báo không có xung đột lợi ích"
    promise = either(
        language,
        "Sẽ từ chối tham gia xét xử nếu vụ việc đến tòa án của mình",
        "Will refuse to sit should the matter come before their court",
    )
    return Sentence(
        either(language, vi, "The reviewer declared no conflict of interest"),
        details((either(language, "Cam kết", "Promise"), promise if fact.promises else "")),
    )


@sentence_of.register
def _unsure(fact: DeclaredUnsure, language: str) -> Sentence:
    vi = "Người được phân công chưa chắc có xung đột lợi ích hay không; nội dung chưa mở ra"
    en = "The reviewer was not sure whether there is a conflict of interest; the file stays shut"
    return Sentence(either(language, vi, en))


@sentence_of.register
def _recused(fact: ReviewerRecused, language: str) -> Sentence:
    vi = "Người được phân công từ chối vì xung đột lợi ích"
    return Sentence(either(language, vi, "The reviewer was recused for a conflict of interest"))


@sentence_of.register
def _information_asked(fact: InformationAsked, language: str) -> Sentence:
    if fact.by_head:
        return Sentence(
            either(
                language, "Chi hội trưởng hỏi thêm thông tin", "The chapter head asked for more information"
            )
        )
    return Sentence(
        either(language, "Người cho ý kiến hỏi thêm thông tin", "The reviewer asked for more information")
    )


@sentence_of.register
def _information_given(fact: InformationGiven, language: str) -> Sentence:
    return Sentence(
        either(language, "Người đề nghị trả lời câu hỏi của Chi hội", "Whoever asked answered the chapter")
    )


@sentence_of.register
def _tie_found(fact: TieFound, language: str) -> Sentence:
    vi = "Việc xem xét được làm lại theo quy tắc xung đột lợi ích"
    return Sentence(
        either(language, vi, "What was decided is decided anew, by the rule on conflicts of interest")
    )


@sentence_of.register
def _begun(fact: ReviewBegun, language: str) -> Sentence:
    return Sentence(either(language, "Người cho ý kiến bắt đầu xem xét", "The reviewer took the file up"))


@sentence_of.register
def _drafted(fact: OpinionDrafted, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã viết ý kiến, chờ duyệt", "An opinion was written and waits for approval")
    )


@sentence_of.register
def _approved(fact: OpinionApproved, language: str) -> Sentence:
    return Sentence(either(language, "Chi hội trưởng duyệt ý kiến", "The chapter head approved the opinion"))


@sentence_of.register
def _sent_back(fact: OpinionSentBack, language: str) -> Sentence:
    vi = "Chi hội trưởng đề nghị xem lại ý kiến"
    return Sentence(either(language, vi, "The chapter head asked for another look at the opinion"))


@sentence_of.register
def _read(fact: OpinionRead, language: str) -> Sentence:
    return Sentence(either(language, "Người đề nghị đã đọc ý kiến", "Whoever asked read the opinion"))


@sentence_of.register
def _declined(fact: ReferralDeclined, language: str) -> Sentence:
    return Sentence(either(language, "Chi hội không nhận đề nghị", "The chapter declined the request"))


@sentence_of.register
def _legal_aid(fact: ReferralSentToLegalAid, language: str) -> Sentence:
    day = f"{fact.sent_on:%d/%m/%Y}"
    vi = f"Chuyển Trung tâm trợ giúp pháp lý ngày {day}"
    return Sentence(either(language, vi, f"Sent to the Legal Aid Centre on {day}"))


@sentence_of.register
def _withdrawn(fact: ReferralWithdrawn, language: str) -> Sentence:
    return Sentence(either(language, "Người đề nghị rút lại đề nghị", "Whoever asked withdrew the request"))


@sentence_of.register
def _handed_over(fact: ReferralHandedOver, language: str) -> Sentence:
    vi = "Bàn giao đề nghị Chi hội: người khác theo tiếp và nhận ý kiến"
    return Sentence(either(language, vi, "The request was handed over: somebody else reads the opinion"))


@sentence_of.register
def _to_reassign(fact: ReassignmentAsked, language: str) -> Sentence:
    vi = "Cần phân công lại người cho ý kiến"
    return Sentence(either(language, vi, "Another reviewer is to be chosen"))


@sentence_of.register
def _look_asked(fact: SecondLookAsked, language: str) -> Sentence:
    vi = "Chi hội trưởng nhờ thêm một hội viên xem ý kiến"
    return Sentence(
        either(language, vi, "The chapter head asked another member for a second look at the opinion")
    )


@sentence_of.register
def _look_opened(fact: SecondLookOpened, language: str) -> Sentence:
    vi = "Hội viên được nhờ xem thêm khai báo không có xung đột lợi ích"
    en = "Whoever was asked for a second look declared no conflict of interest"
    return Sentence(either(language, vi, en))


@sentence_of.register
def _look_recused(fact: SecondLookRecused, language: str) -> Sentence:
    vi = "Hội viên được nhờ xem thêm từ chối vì xung đột lợi ích"
    en = "Whoever was asked for a second look was recused for a conflict of interest"
    return Sentence(either(language, vi, en))


@sentence_of.register
def _dissent(fact: DissentNoted, language: str) -> Sentence:
    return Sentence(
        either(language, "Có ý kiến khác, lưu bên cạnh ý kiến", "A dissenting note stands beside the opinion")
    )


@sentence_of.register
def _taken_up(fact: StepTakenUp, language: str) -> Sentence:
    day = f"{fact.on:%d/%m/%Y}"
    return Sentence(
        either(
            language, "Thực hiện việc Chi hội khuyến nghị", "A step that the opinion recommends was taken up"
        ),
        details(
            (either(language, "Việc", "Step"), fact.became.label(language)),
            (either(language, "Ngày", "Day"), day),
        ),
    )
