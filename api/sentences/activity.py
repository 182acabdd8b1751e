"""Sentences of activities: kind and counts in the sentence, words beside it."""

from api.sentences import Sentence, details, either, sentence_of
from domain.activity.facts import (
    ActivityAttended,
    ActivityCancelled,
    ActivityCorrected,
    ActivityDeclined,
    ActivityInvited,
    ActivityRecorded,
)
from domain.activity.held import Held


def _words(held: Held, language: str) -> tuple[tuple[str, str], ...]:
    return details(
        (either(language, "Nội dung", "Topic"), held.topic),
        (either(language, "Ghi chú", "Note"), held.note),
    )


def _day(held: Held) -> str:
    first = f"{held.held_on:%d/%m/%Y}"
    return f"{first} – {held.until:%d/%m/%Y}" if held.until else first


@sentence_of.register
def _recorded(fact: ActivityRecorded, language: str) -> Sentence:
    kind, day = fact.held.kind.label(language), _day(fact.held)
    text = either(language, f"Ghi hoạt động: {kind}, {day}", f"Activity entered: {kind}, {day}")
    return Sentence(text, _words(fact.held, language))


@sentence_of.register
def _invited(fact: ActivityInvited, language: str) -> Sentence:
    said = fact.invitation
    kind, day = said.kind.label(language), f"{said.for_day:%d/%m/%Y}"
    text = either(language, f"Nhận giấy mời: {kind}, cho ngày {day}", f"Invitation: {kind}, for {day}")
    words = details(
        (either(language, "Nội dung", "Topic"), said.topic),
        (either(language, "Bên mời", "Invited by"), said.inviter),
        (either(language, "Số hiệu", "Reference"), said.reference),
    )
    return Sentence(text, words)


@sentence_of.register
def _attended(fact: ActivityAttended, language: str) -> Sentence:
    day = _day(fact.held)
    text = either(language, f"Đã tham gia theo giấy mời, {day}", f"Attended as invited, {day}")
    return Sentence(text, _words(fact.held, language))


@sentence_of.register
def _declined(fact: ActivityDeclined, language: str) -> Sentence:
    reason = fact.declining.because.label(language)
    text = either(language, f"Từ chối giấy mời: {reason}", f"Invitation declined: {reason}")
    return Sentence(text, details((either(language, "Ghi chú", "Note"), fact.declining.note)))


@sentence_of.register
def _corrected(fact: ActivityCorrected, language: str) -> Sentence:
    reason = fact.because.label(language)
    text = either(language, f"Sửa hoạt động: {reason}", f"Activity corrected: {reason}")
    return Sentence(text, _words(fact.held, language))


@sentence_of.register
def _cancelled(fact: ActivityCancelled, language: str) -> Sentence:
    reason = fact.because.label(language)
    text = either(language, f"Hủy, không tính nữa: {reason}", f"Cancelled, counts no more: {reason}")
    return Sentence(text, details((either(language, "Ghi chú", "Note"), fact.note)))
