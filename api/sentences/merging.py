"""Sentences of two files of one child, merged and taken apart."""

from api.sentences import Sentence, details, either, sentence_of
from domain.child_case.merging import CaseGivenBack, CaseMergedAway, CaseMergedIn, CaseReleased, Merging


def _why(merging: Merging, language: str) -> tuple[tuple[str, str], ...]:
    return details(
        (
            either(language, "Biết là cùng một trẻ qua", "Known to be one child by"),
            merging.known_by.label(language),
        ),
        (either(language, "Lý do", "Reason"), merging.reason),
    )


@sentence_of.register
def _away(fact: CaseMergedAway, language: str) -> Sentence:
    text = either(
        language, f"Hồ sơ trùng: đã nhập vào hồ sơ {fact.code}", f"Duplicate: merged into file {fact.code}"
    )
    return Sentence(text, _why(fact.merging, language))


@sentence_of.register
def _in(fact: CaseMergedIn, language: str) -> Sentence:
    text = either(
        language,
        f"Hồ sơ chính: đã nhập hồ sơ {fact.code} vào đây",
        f"Main file: file {fact.code} was merged into it",
    )
    return Sentence(text, _why(fact.merging, language))


@sentence_of.register
def _back(fact: CaseGivenBack, language: str) -> Sentence:
    main = fact.code or either(language, "đã xóa", "that was erased")
    text = either(
        language,
        f"Bỏ gộp: hồ sơ lại được theo dõi riêng, tách khỏi hồ sơ {main}",
        f"Merge taken back: followed on its own again, apart from file {main}",
    )
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _released(fact: CaseReleased, language: str) -> Sentence:
    text = either(
        language,
        f"Bỏ gộp: hồ sơ {fact.code} lại được theo dõi riêng",
        f"Merge taken back: file {fact.code} is followed on its own again",
    )
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))
