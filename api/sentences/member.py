"""Sentences of members of units."""

from api.sentences import Sentence, either, sentence_of
from domain.member import MemberAdmitted, MemberChanged, MemberLeft


@sentence_of.register
def _admitted(fact: MemberAdmitted, language: str) -> Sentence:
    kind = fact.kind.label(language)
    return Sentence(either(language, f"Ghi hội viên: {kind}", f"Member entered: {kind}"))


@sentence_of.register
def _changed(fact: MemberChanged, language: str) -> Sentence:
    kind = fact.kind.label(language)
    return Sentence(either(language, f"Bổ sung, sửa về hội viên: {kind}", f"Member corrected: {kind}"))


@sentence_of.register
def _left(fact: MemberLeft, language: str) -> Sentence:
    return Sentence(either(language, "Hội viên ra khỏi đơn vị", "The member left the unit"))
