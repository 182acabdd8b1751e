"""Sentences of cases and emergencies."""

from api.sentences import Sentence, details, either, sentence_of
from domain.child_case import (
    CaseAnswered,
    CaseAssessed,
    CaseAssigned,
    CaseClosed,
    CaseContactSet,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
    CaseStepDone,
    CaseStepPlanned,
)
from domain.emergency import EmergencyNoted, EmergencyTakenUp
from domain.lists import ReopenReason

_REOPENED = {
    ReopenReason.NEW_ENTRY: (
        "Mở lại hồ sơ vì có thông tin mới",
        "Case reopened because something new was logged",
    ),
    ReopenReason.EMERGENCY: ("Mở lại hồ sơ vì có tin khẩn cấp", "Case reopened because of an emergency"),
    ReopenReason.ASKED: ("Mở lại hồ sơ", "Case reopened"),
}


@sentence_of.register
def _opened(fact: CaseOpened, language: str) -> Sentence:
    text = either(language, f"Tiếp nhận, vào sổ số {fact.code}", f"Taken in and entered as {fact.code}")
    said, reception = fact.situation, fact.reception
    late = reception.lateness.label(language) if reception.lateness else ""
    return Sentence(
        text,
        details(
            (either(language, "Việc gì", "What"), said.what),
            (either(language, "Ở đâu", "Where"), said.where.shown()),
            (either(language, "Khi nào", "When"), said.when),
            (either(language, "Nguy hiểm ngay lúc này", "Danger now"), said.danger_now.label(language)),
            (either(language, "Qua kênh", "Channel"), reception.channel.label(language)),
            (either(language, "Lý do vào sổ muộn", "Reason for late entry"), late),
        ),
    )


@sentence_of.register
def _details_set(fact: CaseDetailsSet, language: str) -> Sentence:
    text = either(language, "Bổ sung, sửa thông tin của hồ sơ", "Details completed or corrected")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _contact_set(fact: CaseContactSet, language: str) -> Sentence:
    contact = fact.contact
    no_messages = either(language, "Không nhắn tin", "No messages") if contact.no_messages else ""
    return Sentence(
        either(language, "Ghi cách liên hệ an toàn", "Safe contact recorded"),
        details(
            (either(language, "Người liên hệ", "Person"), contact.person),
            (either(language, "Số điện thoại", "Telephone"), contact.telephone),
            (either(language, "Giờ gọi được", "Hours"), contact.hours),
            (either(language, "Không để biết", "Must not know"), contact.must_not_know),
            (either(language, "Lưu ý", "Note"), no_messages),
        ),
    )


@sentence_of.register
def _noted(fact: CaseNoted, language: str) -> Sentence:
    late = fact.lateness.label(language) if fact.lateness else ""
    return Sentence(
        either(language, "Ghi một lần theo dõi", "Follow-up note"),
        details(
            (either(language, "Nội dung", "Note"), fact.note),
            (either(language, "Lý do vào sổ muộn", "Reason for late entry"), late),
        ),
    )


@sentence_of.register
def _assessed(fact: CaseAssessed, language: str) -> Sentence:
    vi = "Nhận định ban đầu của Hội (không phải Mẫu 02)"
    en = "The association's first look (not Form 02)"
    return Sentence(
        either(language, vi, en),
        details(
            (either(language, "Mức", "Level"), fact.triage.level.label(language)),
            (either(language, "Vì sao", "Why"), fact.triage.reason),
        ),
    )


@sentence_of.register
def _passed_on(fact: CasePassedOn, language: str) -> Sentence:
    forwarding = fact.forwarding
    body = forwarding.recipient.shown(language)
    return Sentence(
        either(language, f"Chuyển thông tin tới {body}", f"Information passed to {body}"),
        details(
            (either(language, "Cách chuyển", "By"), forwarding.channel.label(language)),
            (either(language, "Số hiệu", "Reference"), forwarding.reference),
            (either(language, "Người nhận tin", "Spoke to"), forwarding.spoke_to),
            (either(language, "Nội dung", "What"), forwarding.what),
        ),
    )


@sentence_of.register
def _known(fact: CaseKnownAlready, language: str) -> Sentence:
    body = fact.known.recipient.shown(language)
    since = f"{fact.known.since:%d/%m/%Y}" if fact.known.since else ""
    return Sentence(
        either(language, f"Cơ quan đã biết: {body}", f"Already known to: {body}"),
        details(
            (either(language, "Từ ngày", "Since"), since),
            (either(language, "Số hiệu", "Reference"), fact.known.reference),
        ),
    )


@sentence_of.register
def _answered(fact: CaseAnswered, language: str) -> Sentence:
    answer = fact.answer
    return Sentence(
        either(language, "Cơ quan trả lời", "An authority answered"),
        details(
            (either(language, "Trả lời", "Answer"), answer.kind.label(language)),
            (either(language, "Số hiệu", "Reference"), answer.reference),
            (either(language, "Nội dung", "What"), answer.what),
        ),
    )


@sentence_of.register
def _planned(fact: CaseStepPlanned, language: str) -> Sentence:
    return Sentence(
        either(language, "Hẹn việc tiếp theo", "Next step planned"),
        details(
            (either(language, "Việc", "Step"), fact.step.what),
            (either(language, "Hạn", "Due"), f"{fact.step.due_on:%d/%m/%Y}"),
        ),
    )


@sentence_of.register
def _done(fact: CaseStepDone, language: str) -> Sentence:
    return Sentence(either(language, "Đã làm việc đã hẹn", "Planned step done"))


@sentence_of.register
def _closed(fact: CaseClosed, language: str) -> Sentence:
    closing = fact.closing
    told = either(language, "Đã báo cho trẻ", "The child was informed") if closing.child_informed else ""
    return Sentence(
        either(language, "Đã kết thúc theo dõi", "Follow-up ended"),
        details(
            (either(language, "Kết quả", "Outcome"), closing.outcome.label(language)),
            (either(language, "Báo cho trẻ", "Child informed"), told),
            (
                either(language, "Vì sao chưa báo cho trẻ", "Why the child was not informed"),
                closing.why_not_informed,
            ),
            (either(language, "Ghi chú", "Note"), closing.note),
        ),
    )


@sentence_of.register
def _assigned(fact: CaseAssigned, language: str) -> Sentence:
    text = either(
        language, "Bàn giao hồ sơ cho người theo dõi khác", "Case handed over to another counsellor"
    )
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.handover.reason)))


@sentence_of.register
def _reopened(fact: CaseReopened, language: str) -> Sentence:
    return Sentence(either(language, *_REOPENED[fact.because]))


@sentence_of.register
def _emergency(fact: EmergencyNoted, language: str) -> Sentence:
    return Sentence(
        either(language, "Tin khẩn cấp", "Emergency"),
        details(
            (either(language, "Việc gì", "What"), fact.emergency.what),
            (either(language, "Đã báo cho ai", "Who was told"), fact.emergency.told),
        ),
    )


@sentence_of.register
def _taken_up(fact: EmergencyTakenUp, language: str) -> Sentence:
    return Sentence(either(language, "Tin khẩn cấp được đưa vào hồ sơ", "Emergency placed in the case"))
