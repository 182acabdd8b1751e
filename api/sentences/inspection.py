"""Sentences of findings of the inspection board."""

from api.sentences import Sentence, details, either, sentence_of
from domain.inspection import (
    FindingAnswered,
    FindingClosed,
    FindingOpened,
    FindingVerified,
    RemedyReported,
)


@sentence_of.register
def _opened(fact: FindingOpened, language: str) -> Sentence:
    said = fact.said
    return Sentence(
        either(language, "Ban kiểm tra nêu kiến nghị", "Finding of the inspection board"),
        details(
            (either(language, "Về việc gì", "About"), said.kind.label(language)),
            (either(language, "Đã thấy gì", "What was found"), said.found),
            (either(language, "Kiến nghị", "Recommended"), said.recommended),
            (either(language, "Hạn khắc phục", "To be remedied by"), f"{said.due_on:%d/%m/%Y}"),
        ),
    )


@sentence_of.register
def _answered(fact: FindingAnswered, language: str) -> Sentence:
    return Sentence(
        either(language, "Đơn vị trả lời Ban kiểm tra", "The unit answered the inspection board"),
        details(
            (either(language, "Ý kiến", "Stance"), fact.answer.stance.label(language)),
            (either(language, "Nội dung", "Words"), fact.answer.words),
        ),
    )


@sentence_of.register
def _reported(fact: RemedyReported, language: str) -> Sentence:
    return Sentence(
        either(language, "Đơn vị báo đã khắc phục", "The unit reported the remedy"),
        details(
            (either(language, "Ngày xong", "Done on"), f"{fact.remedy.done_on:%d/%m/%Y}"),
            (either(language, "Đã làm gì", "What was done"), fact.remedy.words),
        ),
    )


@sentence_of.register
def _verified(fact: FindingVerified, language: str) -> Sentence:
    check = fact.check
    due = f"{check.due_on:%d/%m/%Y}" if check.due_on else ""
    return Sentence(
        either(language, "Ban kiểm tra xem lại", "The inspection board looked again"),
        details(
            (either(language, "Kết quả", "Result"), check.verdict.label(language)),
            (either(language, "Đã thấy gì", "What was seen"), check.words),
            (either(language, "Hạn mới", "New term"), due),
        ),
    )


@sentence_of.register
def _closed(fact: FindingClosed, language: str) -> Sentence:
    return Sentence(
        either(language, "Ban kiểm tra khép kiến nghị", "Finding closed by the inspection board"),
        details((either(language, "Ghi chú", "Note"), fact.words)),
    )
