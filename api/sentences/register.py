"""Sentences of closed registers."""

from api.sentences import Sentence, details, either, sentence_of
from domain.register import PeriodClosed, RegisterOpened


@sentence_of.register
def _opened(fact: RegisterOpened, language: str) -> Sentence:
    return Sentence(
        either(language, "Mở sổ theo dõi để kết", "Register opened for closing"),
        details((either(language, "Năm", "Year"), fact.year)),
    )


@sentence_of.register
def _closed(fact: PeriodClosed, language: str) -> Sentence:
    sealed = fact.sealed
    return Sentence(
        either(language, "Kết sổ", "Register closed"),
        details(
            (either(language, "Kỳ", "Period"), fact.period.label(language)),
            (either(language, "Mục tiếp nhận", "Entries"), str(sealed.entries)),
            (either(language, "Lượt tư vấn", "Consultations"), str(sealed.sessions)),
            (either(language, "Bổ sung, đính chính", "Additions and corrections"), str(sealed.later)),
            (either(language, "Dấu kiểm SHA-256", "SHA-256"), sealed.digest),
        ),
    )
