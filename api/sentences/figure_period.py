"""Sentences of periods of figures."""

from api.sentences import Sentence, details, either, sentence_of
from domain.figure_period import FigurePeriodClosed, FigurePeriodSet


@sentence_of.register
def _set(fact: FigurePeriodSet, language: str) -> Sentence:
    span = fact.span
    return Sentence(
        either(language, "Đặt kỳ số liệu", "Period of figures entered"),
        details(
            (either(language, "Kỳ", "Period"), span.name),
            (either(language, "Từ", "From"), f"{span.first:%d/%m/%Y}"),
            (either(language, "Đến", "Until"), f"{span.last:%d/%m/%Y}"),
            (either(language, "Ngày chốt", "Cut-off"), f"{span.cut_off:%d/%m/%Y}"),
        ),
    )


@sentence_of.register
def _closed(fact: FigurePeriodClosed, language: str) -> Sentence:
    return Sentence(
        either(language, "Khóa kỳ số liệu", "Period of figures closed"),
        details(
            *((one.measure.label(language), str(one.count)) for one in fact.figures),
            (either(language, "Quy tắc tính", "Rules"), fact.rules),
        ),
    )
