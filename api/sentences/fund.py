"""Sentences of funds: voucher, kind and đồng in the sentence, words and names beside it."""

from api.sentences import Sentence, details, either, sentence_of
from application.documents.support_list import money
from domain.fund import facts as f
from domain.fund.parts import Voucher


def _words(voucher: Voucher, language: str, *more: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    return details(
        (either(language, "Nội dung", "What for"), voucher.about),
        (either(language, "Người nộp, nhận", "Payer or payee"), voucher.name),
        (either(language, "Chứng từ gốc", "Paper"), voucher.paper),
        *more,
    )


def _what(voucher: Voucher, language: str) -> str:
    amount = f"{money(voucher.amount_vnd)} {either(language, 'đồng', 'VND')}"
    return f"{voucher.kind.label(language)}, {amount}, {voucher.on:%d/%m/%Y}"


@sentence_of.register
def _opened(fact: f.FundOpened, language: str) -> Sentence:
    return Sentence(either(language, f"Mở sổ quỹ {fact.code}", f"Book of the fund {fact.code} opened"))


@sentence_of.register
def _purpose(fact: f.FundPurposeSet, language: str) -> Sentence:
    text = either(
        language, f"Mục đích số {fact.number} do nơi tài trợ đặt", f"Purpose no. {fact.number} set by a donor"
    )
    return Sentence(text, details((either(language, "Tên", "Name"), fact.purpose.name)))


@sentence_of.register
def _entered(fact: f.FundEntered, language: str) -> Sentence:
    what = _what(fact.voucher, language)
    waits = "" if fact.booked else either(language, " (chờ duyệt)", " (waits for approval)")
    return Sentence(f"{fact.voucher_no}: {what}{waits}", _words(fact.voucher, language))


@sentence_of.register
def _approved(fact: f.FundApproved, language: str) -> Sentence:
    text = either(
        language,
        f"Người thứ hai duyệt phiếu thứ {fact.entry}, ghi sổ ngày {fact.booked.on:%d/%m/%Y}",
        f"Entry {fact.entry} approved by a second person, booked on {fact.booked.on:%d/%m/%Y}",
    )
    return Sentence(text)


@sentence_of.register
def _corrected(fact: f.FundCorrected, language: str) -> Sentence:
    what = _what(fact.voucher, language)
    text = either(
        language,
        f"Đảo và ghi lại phiếu thứ {fact.entry}: {what}",
        f"Entry {fact.entry} reversed and booked anew: {what}",
    )
    return Sentence(text, _words(fact.voucher, language, (either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _cancelled(fact: f.FundCancelled, language: str) -> Sentence:
    text = either(language, f"Hủy phiếu thứ {fact.entry}", f"Entry {fact.entry} cancelled")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _month_closed(fact: f.FundMonthClosed, language: str) -> Sentence:
    month, balance = f"{fact.first:%m/%Y}", money(fact.balance_vnd)
    text = either(
        language,
        f"Khóa sổ tháng {month}, tồn {balance} đồng",
        f"Month {month} closed, balance {balance} VND",
    )
    return Sentence(text)
