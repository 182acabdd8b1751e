"""Sentences of consent and its withdrawal."""

from api.sentences import Sentence, details, either, sentence_of
from domain.consent import ConsentGiven, ConsentWithdrawn


@sentence_of.register
def _given(fact: ConsentGiven, language: str) -> Sentence:
    consent = fact.consent
    purpose = consent.purpose.label(language)
    assents = either(language, "Trẻ cũng đồng ý", "The child agrees too") if consent.child_assents else ""
    return Sentence(
        either(language, f"Đồng ý: {purpose}", f"Consent: {purpose}"),
        details(
            (either(language, "Ai đồng ý", "Who"), consent.by.label(language)),
            (either(language, "Họ tên", "Name"), consent.name),
            (either(language, "Cho ai biết", "Who may learn it"), consent.recipient),
            (either(language, "Đến hết ngày", "Until"), f"{consent.until:%d/%m/%Y}" if consent.until else ""),
            (either(language, "Bằng chứng", "Shown by"), consent.form.label(language)),
            (either(language, "Trẻ", "Child"), assents),
            (either(language, "Ghi chú", "Note"), consent.note),
        ),
    )


@sentence_of.register
def _withdrawn(fact: ConsentWithdrawn, language: str) -> Sentence:
    return Sentence(
        either(language, "Rút lại sự đồng ý", "Consent withdrawn"),
        details(
            (either(language, "Ai rút", "Who"), fact.withdrawal.by.label(language)),
            (either(language, "Ghi chú", "Note"), fact.withdrawal.note),
        ),
    )
