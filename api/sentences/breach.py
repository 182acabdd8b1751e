"""Sentences of breaches of personal data."""

from api.sentences import Sentence, details, either, sentence_of
from domain.breach import BreachClosed, BreachNoted, BreachNotified


@sentence_of.register
def _noted(fact: BreachNoted, language: str) -> Sentence:
    breach = fact.breach
    classes = ", ".join(one.label(language) for one in breach.classes)
    people = "" if breach.people is None else str(breach.people)
    return Sentence(
        either(language, "Phát hiện vi phạm dữ liệu", "Breach of data detected"),
        details(
            (either(language, "Việc gì", "What"), breach.what),
            (either(language, "Loại dữ liệu", "Data"), classes),
            (either(language, "Số người bị ảnh hưởng", "People concerned"), people),
            (either(language, "Đã làm gì ngay", "Measures"), breach.measures),
        ),
    )


@sentence_of.register
def _notified(fact: BreachNotified, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã thông báo vi phạm", "Breach notified"),
        details(
            (either(language, "Thông báo cho", "To"), fact.notice.to),
            (either(language, "Số hiệu", "Reference"), fact.notice.reference),
        ),
    )


@sentence_of.register
def _closed(fact: BreachClosed, language: str) -> Sentence:
    return Sentence(
        either(language, "Kết thúc xử lý vi phạm", "Breach closed"),
        details(
            (either(language, "Đã làm gì", "What was done"), fact.done),
            (either(language, "Vì sao không thông báo", "Why nobody was notified"), fact.why_not_notified),
        ),
    )
