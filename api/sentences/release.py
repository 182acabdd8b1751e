"""Sentences of tables given out and of the thresholds under which they are."""

from api.sentences import Sentence, details, either, sentence_of
from domain.disclosure.convention import SmallestSet
from domain.release import TableReleased


@sentence_of.register
def _released(fact: TableReleased, language: str) -> Sentence:
    return Sentence(
        either(language, "Phát hành số liệu", "Figures released"),
        details(
            (either(language, "Bảng", "Table"), fact.title),
            (either(language, "Loại bảng", "Kind of table"), fact.kind.label(language)),
            (either(language, "Ngày chốt", "Cut-off"), f"{fact.cut_off:%d/%m/%Y}"),
            (either(language, "Số ô ẩn", "Figures hidden"), str(fact.hidden)),
            (either(language, "Quy tắc tính", "Rules"), fact.rules),
            (either(language, "Cách ẩn", "Method"), fact.method),
            ("SHA-256", fact.digest),
        ),
    )


@sentence_of.register
def _smallest(fact: SmallestSet, language: str) -> Sentence:
    every = either(language, "mọi con số chưa có ngưỡng riêng", "every figure without its own")
    row = fact.measure or fact.row
    return Sentence(
        either(language, "Đổi ngưỡng ẩn con số nhỏ", "Threshold of small figures changed"),
        details(
            (
                either(language, "Áp dụng cho", "Of"),
                row.label(language) if row is not None else every,
            ),
            (either(language, "Ngưỡng", "Threshold"), str(fact.smallest)),
            (either(language, "Lý do", "Reason"), fact.reason),
        ),
    )
