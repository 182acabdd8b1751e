"""Sentences of rules on how long records are kept."""

from api.sentences import Sentence, details, either, sentence_of
from domain.retention import CONVENTION, RuleConfirmed, RuleProposed, RuleRejected, RuleWithdrawn


@sentence_of.register
def _proposed(fact: RuleProposed, language: str) -> Sentence:
    rule = fact.rule
    start = f"{rule.term.counted_from.label(language)} {either(language, *rule.kind.since)}"
    counted = f"{rule.term.label(language)} {start}"
    return Sentence(
        either(language, "Đề xuất thời hạn lưu", "Period of storage proposed"),
        details(
            (either(language, "Loại", "Kind"), rule.kind.label(language)),
            (either(language, "Thời hạn", "Period"), counted),
            (either(language, "Căn cứ", "Source"), rule.source or either(language, *CONVENTION)),
            (either(language, "Có hiệu lực từ", "Effective from"), f"{rule.effective_from:%d/%m/%Y}"),
        ),
    )


@sentence_of.register
def _confirmed(fact: RuleConfirmed, language: str) -> Sentence:
    return Sentence(
        either(language, "Xác nhận thời hạn lưu", "Period of storage confirmed"),
        details((either(language, "Có hiệu lực từ", "In force from"), f"{fact.in_force_from:%d/%m/%Y}")),
    )


@sentence_of.register
def _rejected(fact: RuleRejected, language: str) -> Sentence:
    return Sentence(
        either(language, "Không đồng ý thời hạn lưu", "Period of storage rejected"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _withdrawn(fact: RuleWithdrawn, language: str) -> Sentence:
    return Sentence(either(language, "Rút đề xuất thời hạn lưu", "Proposed period taken back"))
