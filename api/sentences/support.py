"""Sentences of needs of support: codes, days and đồng in the sentence, words and names beside it."""

from collections.abc import Iterator

from api.sentences import Sentence, details, either, sentence_of
from application.documents.support_list import money
from domain.support import facts as f
from domain.support.parts import Need

Detail = tuple[str, object]


def _said(need: Need, language: str) -> Iterator[Detail]:
    yield either(language, "Nơi", "Place"), need.area.name_as_written if need.area else ""
    yield either(language, "Tuổi", "Age"), need.age.label(language)
    yield either(language, "Cần trước ngày", "Needed until"), f"{need.until:%d/%m/%Y}" if need.until else ""
    yield either(language, "Mức", "Urgency"), need.urgency.label(language)
    yield either(language, "Trẻ", "The child"), need.child
    yield either(language, "Liên hệ", "Contact"), need.contact
    yield either(language, "Cụ thể", "What exactly"), need.words


def _what(need: Need, language: str) -> str:
    return f"{need.kind.label(language)}, {money(need.amount_vnd)} {either(language, 'đồng', 'VND')}"


@sentence_of.register
def _entered(fact: f.SupportEntered, language: str) -> Sentence:
    what = _what(fact.need, language)
    text = either(language, f"Ghi nhu cầu cần hỗ trợ: {what}", f"Support needed entered: {what}")
    return Sentence(text, details(*_said(fact.need, language)))


@sentence_of.register
def _corrected(fact: f.SupportCorrected, language: str) -> Sentence:
    what = _what(fact.need, language)
    text = either(
        language, f"Sửa nhu cầu, cần kiểm tra lại: {what}", f"Need corrected, to be checked again: {what}"
    )
    why = (either(language, "Lý do", "Reason"), fact.reason)
    return Sentence(text, details(*_said(fact.need, language), why))


@sentence_of.register
def _tied(fact: f.SupportTied, language: str) -> Sentence:
    return Sentence(either(language, "Gắn nhu cầu vào hồ sơ của trẻ", "Tied to the child's case"))


@sentence_of.register
def _checked(fact: f.SupportChecked, language: str) -> Sentence:
    return Sentence(either(language, "Người thứ hai đã kiểm tra", "Checked by a second person"))


@sentence_of.register
def _introduced(fact: f.SupportIntroduced, language: str) -> Sentence:
    return Sentence(
        either(language, "Đưa vào danh sách giới thiệu, không danh tính", "Introduced, without identity")
    )


@sentence_of.register
def _taken_back(fact: f.SupportTakenBack, language: str) -> Sentence:
    why = fact.because.label(language)
    return Sentence(either(language, f"Thôi giới thiệu: {why}", f"No longer introduced: {why}"))


@sentence_of.register
def _pledged(fact: f.SupportPledged, language: str) -> Sentence:
    said = fact.pledge
    kind, amount = said.donor_kind.label(language), money(said.amount_vnd)
    text = either(
        language,
        f"Lời hứa hỗ trợ số {fact.number}: {kind}, {amount} đồng, ngày {said.on:%d/%m/%Y}",
        f"Pledge no. {fact.number}: {kind}, {amount} VND, {said.on:%d/%m/%Y}",
    )
    by = f"{said.by:%d/%m/%Y}" if said.by else ""
    words = details(
        (either(language, "Nơi hỗ trợ", "Donor"), said.donor), (either(language, "Đến ngày", "Until"), by)
    )
    return Sentence(text, words)


@sentence_of.register
def _pledge_ended(fact: f.SupportPledgeEnded, language: str) -> Sentence:
    text = either(
        language,
        f"Lời hứa số {fact.pledge} hết hiệu lực",
        f"Pledge no. {fact.pledge} does not stand any more",
    )
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _delivered(fact: f.SupportDelivered, language: str) -> Sentence:
    said = fact.delivery
    amount, day = money(said.worth.total_vnd), f"{said.on:%d/%m/%Y}"
    text = either(
        language,
        f"Trao lần {fact.number}: {amount} đồng, ngày {day}",
        f"Delivery no. {fact.number}: {amount} VND, {day}",
    )
    words = details(
        (either(language, "Hiện vật", "Goods"), said.worth.goods),
        (either(language, "Số biên nhận", "Receipt"), said.paper),
        (either(language, "Tính vào", "Counts as"), said.counting.label(language)),
    )
    return Sentence(text, words)


@sentence_of.register
def _delivery_cancelled(fact: f.SupportDeliveryCancelled, language: str) -> Sentence:
    text = either(
        language,
        f"Hủy lần trao số {fact.delivery}, không tính nữa",
        f"Delivery no. {fact.delivery} cancelled, counts no more",
    )
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _reported(fact: f.SupportReported, language: str) -> Sentence:
    how, day = fact.report.how.label(language), f"{fact.report.on:%d/%m/%Y}"
    text = either(language, f"Báo lại nơi hỗ trợ: {how}, ngày {day}", f"Reported back: {how}, {day}")
    return Sentence(text, details((either(language, "Ghi chú", "Note"), fact.report.note)))


@sentence_of.register
def _released(fact: f.SupportReleased, language: str) -> Sentence:
    parts = ", ".join(part.label(language) for part in fact.release.parts)
    day = f"{fact.release.on:%d/%m/%Y}"
    text = either(
        language,
        f"Cho nơi hỗ trợ biết ({parts}), ngày {day}, theo sự đồng ý trong hồ sơ",
        f"Told to a donor ({parts}), {day}, on a consent in the case",
    )
    return Sentence(text, details((either(language, "Nơi hỗ trợ", "Donor"), fact.release.to)))


@sentence_of.register
def _release_ended(fact: f.SupportReleaseEnded, language: str) -> Sentence:
    why = fact.because.label(language)
    return Sentence(
        either(language, f"Không cho nơi hỗ trợ biết thêm: {why}", f"Donors are told no more: {why}")
    )


@sentence_of.register
def _closed(fact: f.SupportClosed, language: str) -> Sentence:
    outcome = fact.closing.outcome.label(language)
    text = either(language, f"Kết thúc nhu cầu: {outcome}", f"The need ended: {outcome}")
    why = either(language, "Vì sao chưa báo lại", "Why no donor was told")
    return Sentence(text, details((why, fact.closing.not_reported)))


@sentence_of.register
def _withdrawn(fact: f.SupportWithdrawn, language: str) -> Sentence:
    text = either(language, "Rút nhu cầu", "The need was withdrawn")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _list_given(fact: f.SupportListGiven, language: str) -> Sentence:
    count = len(fact.lines)
    text = either(
        language,
        f"Gửi danh sách {fact.code}: {count} nhu cầu, dấu kiểm {fact.digest[:12]}",
        f"List {fact.code} given: {count} needs, digest {fact.digest[:12]}",
    )
    return Sentence(text, details((either(language, "Bên nhận", "To"), fact.to)))
