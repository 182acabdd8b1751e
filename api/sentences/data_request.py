"""Sentences of requests of data subjects."""

from api.sentences import Sentence, details, either, sentence_of
from domain.data_request import (
    DataRequestAcknowledged,
    DataRequestAnswered,
    DataRequestExtended,
    DataRequestJudged,
    DataRequestPlaced,
    DataRequestReceived,
    DataRequestRefused,
)


@sentence_of.register
def _received(fact: DataRequestReceived, language: str) -> Sentence:
    asked = fact.asked
    kind = asked.kind.label(language)
    return Sentence(
        either(language, f"Nhận yêu cầu: {kind}", f"Request received: {kind}"),
        details(
            (either(language, "Ai yêu cầu", "Who asked"), asked.who.label(language)),
            (either(language, "Họ tên", "Name"), asked.name),
            (either(language, "Số điện thoại", "Telephone"), asked.telephone),
            (
                either(language, "Quan hệ với trẻ", "Relation to the child"),
                asked.relation.label(language) if asked.relation else "",
            ),
            (either(language, "Kiểm tra danh tính", "Identity check"), asked.identity.label(language)),
            (either(language, "Mã hồ sơ đã ghi", "File code as written"), asked.file_code),
            (either(language, "Nội dung", "What was asked"), asked.what),
        ),
    )


@sentence_of.register
def _acknowledged(fact: DataRequestAcknowledged, language: str) -> Sentence:
    return Sentence(either(language, "Đã báo cho người yêu cầu là đang xử lý", "The requester was told"))


@sentence_of.register
def _placed(fact: DataRequestPlaced, language: str) -> Sentence:
    return Sentence(either(language, "Gắn yêu cầu với một hồ sơ", "The request was tied to a case"))


@sentence_of.register
def _judged(fact: DataRequestJudged, language: str) -> Sentence:
    verdict = fact.verdict.label(language)
    return Sentence(
        either(language, f"Về người yêu cầu: {verdict}", f"About the requester: {verdict}"),
        details((either(language, "Vì sao biết", "How that is known"), fact.reason)),
    )


@sentence_of.register
def _extended(fact: DataRequestExtended, language: str) -> Sentence:
    return Sentence(
        either(language, "Gia hạn trả lời", "Time for the answer extended"),
        details((either(language, "Lý do", "Reason"), fact.reason)),
    )


@sentence_of.register
def _answered(fact: DataRequestAnswered, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã trả lời yêu cầu", "Request answered"),
        details(
            (either(language, "Kiểm tra danh tính", "Identity check"), fact.identity.label(language)),
            (either(language, "Đã làm gì", "What was done"), fact.answer),
        ),
    )


@sentence_of.register
def _refused(fact: DataRequestRefused, language: str) -> Sentence:
    ground = fact.ground.label(language)
    return Sentence(
        either(language, f"Từ chối yêu cầu: {ground}", f"Request refused: {ground}"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )
