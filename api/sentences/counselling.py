"""Sentences of consultations. Psychological notes are not told here: they stay on the page of their matter."""

from api.pages import day
from api.sentences import Sentence, details, either, sentence_of, shown
from domain.counselling import (
    ConsultationLogged,
    CounsellingAssigned,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingStepDone,
)


@sentence_of.register
def _opened(fact: CounsellingOpened, language: str) -> Sentence:
    if fact.case_id is None:
        return Sentence(either(language, "Mở một vụ tư vấn", "Consultation matter opened"))
    return Sentence(
        either(language, "Mở một vụ tư vấn cho hồ sơ này", "Consultation matter opened for this case")
    )


@sentence_of.register
def _logged(fact: ConsultationLogged, language: str) -> Sentence:
    said = fact.consultation
    apart = kept_apart(language)
    late = said.lateness.label(language) if said.lateness else ""
    return Sentence(
        f"{said.kind.label(language)} ({said.channel.label(language)})",
        details(
            (either(language, "Người được tư vấn", "Client"), said.client.label(language)),
            (
                either(language, "Thời lượng", "Length"),
                either(language, f"{said.minutes} phút", f"{said.minutes} minutes"),
            ),
            (
                either(language, "Nội dung", "What was said"),
                apart if said.is_psychological else said.narrative,
            ),
            (either(language, "Đã tư vấn", "Advice"), "" if said.is_psychological else said.advice),
            (either(language, "Việc tiếp theo", "Next step"), _step(fact, language)),
            (either(language, "Lý do vào sổ muộn", "Reason for late entry"), late),
            (either(language, "Lưu ý", "Note"), _warning(fact, language)),
        ),
    )


def kept_apart(language: str) -> str:
    """Return what stands in a timeline in place of psychological notes."""
    return either(
        language,
        "Ghi chép tham vấn tâm lý được giữ riêng ở vụ tư vấn",
        "Psychological notes are kept apart, with the matter",
    )


def _step(fact: ConsultationLogged, language: str) -> str:
    step = fact.consultation.next
    if step is None:
        return ""
    return f"{shown(step.what)} ({either(language, 'hạn', 'due')} {day(step.due_on)})"


def _warning(fact: ConsultationLogged, language: str) -> str:
    if not fact.warned:
        return ""
    return either(
        language, "Có người được nêu tên ở hai phía đối lập", "Someone named here stands on opposing sides"
    )


@sentence_of.register
def _linked(fact: CounsellingLinked, language: str) -> Sentence:
    return Sentence(either(language, "Gắn vụ tư vấn vào hồ sơ", "Matter tied to the case"))


@sentence_of.register
def _assigned(fact: CounsellingAssigned, language: str) -> Sentence:
    text = either(language, "Bàn giao vụ tư vấn cho người khác", "Matter handed over to another counsellor")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.handover.reason)))


@sentence_of.register
def _step_done(fact: CounsellingStepDone, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã làm xong việc hẹn khi tư vấn", "Step agreed in a consultation was done")
    )
