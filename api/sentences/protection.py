"""Sentences of conflicts of interest, restrictions and broken glass."""

from api.sentences import Sentence, details, either, sentence_of
from domain.conflict import ConflictDeclared, ConflictDetected, ConflictJudged
from domain.decoy import (
    DecoyConfirmed,
    DecoyPlaced,
    DecoyProposed,
    DecoyRejected,
    DecoyTakenBack,
    DecoyTouched,
    DecoyWithdrawn,
    TouchesReviewed,
)
from domain.glass import GlassBroken, GlassExplained, GlassReviewed
from domain.look_review import LooksJudged, SampleDrawn
from domain.restriction import RestrictionLiftAsked, RestrictionLifted, RestrictionPlaced

REASON, NOTE, REMARK = ("Lý do", "Reason"), ("Ghi chú", "Note"), ("Nhận xét", "Note")
Words = tuple[str, str]
"""The same in Vietnamese and in English."""


def _with(language: str, words: Words, label: Words, said: object) -> Sentence:
    """Return a sentence with what somebody wrote about it."""
    return Sentence(either(language, *words), details((either(language, *label), said)))


@sentence_of.register
def _declared(fact: ConflictDeclared, language: str) -> Sentence:
    interest = fact.declaration.interest.label(language)
    words = (f"Khai báo xung đột lợi ích: {interest}", f"Conflict of interest declared: {interest}")
    return _with(language, words, NOTE, fact.declaration.note)


@sentence_of.register
def _detected(fact: ConflictDetected, language: str) -> Sentence:
    kinds = ", ".join(kind.label(language) for kind in fact.kinds)
    words = (f"Hệ thống thấy trùng, tạm chặn: {kinds}", f"The same found, closed provisionally: {kinds}")
    return Sentence(either(language, *words))


@sentence_of.register
def _judged(fact: ConflictJudged, language: str) -> Sentence:
    verdict = fact.judgement.verdict.label(language)
    words = (f"Ý kiến về xung đột lợi ích: {verdict}", f"Conflict of interest judged: {verdict}")
    return _with(language, words, REASON, fact.judgement.reason)


@sentence_of.register
def _placed(fact: RestrictionPlaced, language: str) -> Sentence:
    ground = fact.placing.ground.label(language)
    words = (f"Hạn chế người xem hồ sơ: {ground}", f"Case held closely: {ground}")
    return _with(language, words, NOTE, fact.placing.note)


@sentence_of.register
def _lift_asked(fact: RestrictionLiftAsked, language: str) -> Sentence:
    words = ("Đề nghị bỏ hạn chế", "Lifting of the restriction asked for")
    return _with(language, words, REASON, fact.reason)


@sentence_of.register
def _lifted(fact: RestrictionLifted, language: str) -> Sentence:
    return Sentence(either(language, "Bỏ hạn chế, hai người đồng ý", "Restriction lifted by two people"))


@sentence_of.register
def _broken(fact: GlassBroken, language: str) -> Sentence:
    ground = fact.breaking.ground.label(language)
    words = (f"Mở khẩn hồ sơ: {ground}", f"Glass broken: {ground}")
    return _with(language, words, REASON, fact.breaking.reason)


@sentence_of.register
def _explained(fact: GlassExplained, language: str) -> Sentence:
    words = ("Ghi lý do mở khẩn", "Reason for breaking the glass given")
    return _with(language, words, REASON, fact.reason)


@sentence_of.register
def _reviewed(fact: GlassReviewed, language: str) -> Sentence:
    finding = fact.review.finding.label(language)
    words = (f"Xem xét lần mở khẩn: {finding}", f"Broken glass reviewed: {finding}")
    return _with(language, words, REMARK, fact.review.note)


@sentence_of.register
def _looks_judged(fact: LooksJudged, language: str) -> Sentence:
    verdict, count = fact.judgement.verdict.label(language), len(fact.positions)
    words = (
        f"Kết luận {count} lượt xem: {verdict}",
        f"Verdict on {count} lines of the access log: {verdict}",
    )
    return _with(language, words, REMARK, fact.judgement.note)


@sentence_of.register
def _sample_drawn(fact: SampleDrawn, language: str) -> Sentence:
    count, week = len(fact.positions), f"{fact.first:%d/%m/%Y}"
    return Sentence(
        either(
            language,
            f"Rút mẫu rà soát tuần từ {week}: {count} trong {fact.reads} lượt đọc",
            f"Sample drawn for the week of {week}: {count} of {fact.reads} reads",
        )
    )


@sentence_of.register
def _decoy_proposed(fact: DecoyProposed, language: str) -> Sentence:
    return Sentence(either(language, "Đề nghị hồ sơ mồi", "Decoy proposed"))


@sentence_of.register
def _decoy_placed(fact: DecoyPlaced, language: str) -> Sentence:
    return Sentence(either(language, "Đánh dấu hồ sơ mồi", "Decoy placed"))


@sentence_of.register
def _decoy_confirmed(fact: DecoyConfirmed, language: str) -> Sentence:
    return Sentence(either(language, "Xác nhận hồ sơ mồi", "Decoy confirmed"))


@sentence_of.register
def _decoy_rejected(fact: DecoyRejected, language: str) -> Sentence:
    return Sentence(either(language, "Không đồng ý đề nghị hồ sơ mồi", "Proposed decoy rejected"))


@sentence_of.register
def _decoy_taken_back(fact: DecoyTakenBack, language: str) -> Sentence:
    return Sentence(either(language, "Rút đề nghị hồ sơ mồi", "Proposed decoy taken back"))


@sentence_of.register
def _decoy_touched(fact: DecoyTouched, language: str) -> Sentence:
    return Sentence(either(language, "Có người đụng đến hồ sơ mồi", "Decoy touched"))


@sentence_of.register
def _touches_reviewed(fact: TouchesReviewed, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã xem xét các lần đụng đến hồ sơ mồi", "Touches of a decoy looked into")
    )


@sentence_of.register
def _decoy_withdrawn(fact: DecoyWithdrawn, language: str) -> Sentence:
    return Sentence(either(language, "Bỏ hồ sơ mồi", "Decoy withdrawn"))
