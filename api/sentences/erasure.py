"""Sentences of erasures and legal holds."""

from api.sentences import Sentence, details, either, sentence_of
from domain.erasure import (
    ErasureConfirmed,
    ErasureDecided,
    ErasureNoticeGiven,
    ErasurePart,
    ErasureRefused,
    ErasureRequested,
    ErasureWithdrawn,
    KeyDestroyed,
)
from domain.legal_hold import HoldLifted, HoldPlaced


@sentence_of.register
def _requested(fact: ErasureRequested, language: str) -> Sentence:
    reason = fact.reason
    basis = f"{reason.basis.label(language)} ({reason.basis.article})"
    if reason.part is ErasurePart.INFORMANT:
        basis = f"{reason.part.label(language)}; {basis}"
    return Sentence(
        either(language, f"Yêu cầu xóa dữ liệu: {basis}", f"Erasure requested: {basis}"),
        details(
            (either(language, "Ai yêu cầu", "Who asked"), reason.requester.label(language)),
            (either(language, "Họ tên", "Name"), reason.requester_name),
            (either(language, "Ghi chú", "Note"), reason.note),
        ),
    )


@sentence_of.register
def _refused(fact: ErasureRefused, language: str) -> Sentence:
    ground = f"{fact.ground.label(language)} ({fact.ground.article})"
    return Sentence(
        either(language, f"Không xóa: {ground}", f"Not erased: {ground}"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _confirmed(fact: ErasureConfirmed, language: str) -> Sentence:
    day = f"{fact.may_run_from:%d/%m/%Y}"
    return Sentence(
        either(language, f"Người thứ hai xác nhận; được xóa từ {day}", f"Confirmed; may run from {day}")
    )


@sentence_of.register
def _told(fact: ErasureNoticeGiven, language: str) -> Sentence:
    way = fact.way.label(language)
    return Sentence(
        either(language, f"Về việc thông báo: {way}", f"About the notice: {way}"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _withdrawn(fact: ErasureWithdrawn, language: str) -> Sentence:
    return Sentence(either(language, "Rút yêu cầu xóa", "Erasure request withdrawn"))


@sentence_of.register
def _decided(fact: ErasureDecided, language: str) -> Sentence:
    count = len(fact.key_ids)
    return Sentence(either(language, f"Quyết định xóa: hủy {count} khóa", f"Erasure decided: {count} keys"))


@sentence_of.register
def _destroyed(fact: KeyDestroyed, language: str) -> Sentence:
    count = len(fact.key_ids)
    return Sentence(
        either(language, f"Đã hủy {count} khóa; nội dung không còn đọc được", f"{count} keys destroyed")
    )


@sentence_of.register
def _placed(fact: HoldPlaced, language: str) -> Sentence:
    ground = fact.ground.label(language)
    return Sentence(
        either(language, f"Giữ lại hồ sơ: {ground}", f"Legal hold placed: {ground}"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _lifted(fact: HoldLifted, language: str) -> Sentence:
    return Sentence(either(language, "Bỏ lệnh giữ hồ sơ", "Legal hold lifted"))
