"""Sentences of members of units."""

from api.sentences import Sentence, either, sentence_of
from domain.member import JurorCourtSet, MemberAdmitted, MemberChanged, MemberLeft, MemberMoved


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


@sentence_of.register
def _moved(fact: MemberMoved, language: str) -> Sentence:
    day = f"{fact.moved_on:%d/%m/%Y}"
    return Sentence(
        either(
            language, f"Chuyển sinh hoạt sang đơn vị kế thừa từ {day}", f"Went on in the successor from {day}"
        )
    )


@sentence_of.register
def _court(fact: JurorCourtSet, language: str) -> Sentence:
    day, name = f"{fact.court.since:%d/%m/%Y}", fact.court.name
    return Sentence(either(language, f"Là hội thẩm của {name} từ {day}", f"Juror of {name} from {day}"))
