"""The letter (*công văn*) that passes information to a body: what is known, on which ground, to be signed by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from application.documents import telling
from application.documents.paper import BLANK, SHORT_BLANK, Block, Entry, Paper, Section, Signature, Words
from application.documents.wording import NOT_KNOWN, Setting, moment, said
from domain.child_case import ChildCase
from domain.child_case.intake import Informant, Reception
from domain.child_case.letter import LetterPart, addressed, grounds
from domain.directory import Recipient, RecipientKind
from domain.kernel import FieldClass

LEVEL = "Bí mật đời sống riêng tư của trẻ em (Điều 24, Điều 33 Nghị định số 56/2017/NĐ-CP)"
N, I, C = FieldClass.NARRATIVE, FieldClass.IDENTITY, FieldClass.CONTACT  # noqa: E741


def letter_of(
    case: ChildCase,
    reception: Reception,
    recipient: Recipient | None,
    parts: Collection[LetterPart],
    number: str,
    setting: Setting,
) -> Paper:
    """Return the letter; without a recipient its line is left to be written by hand."""
    body = _name(recipient)
    return Paper(
        code="cong-van-chuyen-thong-tin",
        head=setting.head(
            number or f"{SHORT_BLANK}/{SHORT_BLANK}", "V/v chuyển thông tin về trẻ em cần được bảo vệ"
        ),
        footer=setting.footer(f"Hồ sơ {case.code}", case.version),
        addressee=body or BLANK,
        level=LEVEL,
        scope=f"{body or BLANK} và người được giao giải quyết; không chuyển cho người, cơ quan không có thẩm quyền",
        blocks=tuple(_blocks(case, reception, parts, setting)),
        signatures=(Signature("ĐẠI DIỆN ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
        copies=("- Như trên;", f"- Lưu: hồ sơ {case.code}."),
    )


def _name(recipient: Recipient | None) -> str:
    unnamed = recipient is None or (recipient.kind is RecipientKind.OTHER and not recipient.name_as_written)
    return "" if unnamed or recipient is None else addressed(recipient)


def _blocks(
    case: ChildCase, reception: Reception, parts: Collection[LetterPart], setting: Setting
) -> Iterator[Block]:
    yield Words(
        f"Căn cứ {grounds(case)}, {setting.unit} chuyển đến quý cơ quan những thông tin dưới đây để xem xét, giải quyết"
        " theo thẩm quyền."
    )
    yield Section("Nội dung thông tin")
    received = moment(reception.received_at) if reception.received_at else NOT_KNOWN
    yield Entry("Tiếp nhận lúc", f"{received}, qua: {reception.channel.vi.lower()}")
    yield Entry("Việc gì", said(case.situation.what, NOT_KNOWN), N)
    yield telling.place_entry("Ở đâu", case.situation.where, NOT_KNOWN)
    yield Entry("Khi nào", said(case.situation.when, NOT_KNOWN), N)
    yield Entry("Trẻ có đang nguy hiểm ngay lúc này không", case.situation.danger_now.vi)
    told = case.details.circumstances
    yield Entry("Thông tin về", told.allegation.vi)
    if case.is_alleged:
        yield Entry("Hình thức", telling.codes(told.abuse_types, NOT_KNOWN))
    yield from _of_the_child(case, parts)
    yield from _of_others(case, parts)
    yield Words(
        f"Đề nghị quý cơ quan xem xét, giải quyết và thông báo kết quả cho {setting.unit}. Vì lợi ích tốt nhất của trẻ,"
        " đề nghị giữ bí mật những thông tin trên và hạn chế hỏi lại trẻ những điều trẻ đã kể./."
    )


def _of_the_child(case: ChildCase, parts: Collection[LetterPart]) -> Iterator[Block]:
    details, child = case.details, case.details.child
    if LetterPart.CHILD in parts or LetterPart.HOME in parts:
        yield Section("Trẻ em")
    if LetterPart.CHILD in parts:
        yield Entry("Họ và tên", telling.name_of(child, NOT_KNOWN), I)
        yield Entry("Ngày sinh hoặc tuổi ước lượng", telling.age_of(child, NOT_KNOWN), I)
        yield Entry("Giới tính", child.sex.vi)
    if LetterPart.HOME in parts:
        yield telling.place_entry("Nơi ở", child.residence, NOT_KNOWN)
        if child.address:
            yield Entry("Địa chỉ", said(child.address), C)
        yield Entry("Trường, lớp", said(child.school, NOT_KNOWN), I)
    if LetterPart.CONDITION in parts:
        yield Entry("Tình trạng hiện tại", said(details.present_condition, NOT_KNOWN), N)
        yield Entry("Hậu quả có thể xảy ra", said(details.presumed_consequences, NOT_KNOWN), N)
    if LetterPart.HEALTH in parts:
        yield Entry("Sức khỏe", said(details.health_note, NOT_KNOWN), FieldClass.HEALTH)
    if LetterPart.OWN_WORDS in parts:
        yield Entry("Lời của trẻ", said(details.own_words, NOT_KNOWN), N)


def _of_others(case: ChildCase, parts: Collection[LetterPart]) -> Iterator[Block]:
    details, family = case.details, case.details.family
    if parts:
        yield Section("Những người liên quan và việc đã làm")
    if LetterPart.FAMILY in parts:
        yield Entry("Cha", telling.parent(family.father, NOT_KNOWN), I)
        yield Entry("Mẹ", telling.parent(family.mother, NOT_KNOWN), I)
        yield Entry("Hiện ai đang chăm sóc trẻ", said(family.caregiver, NOT_KNOWN), I)
        if family.circumstances:
            yield Entry("Hoàn cảnh gia đình", said(family.circumstances), N)
    if LetterPart.SUSPECTED in parts:
        yield from telling.suspected(details.suspected)
    if LetterPart.DONE in parts:
        yield Entry("Việc đã hỗ trợ, can thiệp", said(details.prior_actions, NOT_KNOWN), N)
    if LetterPart.SAFE_CONTACT in parts:
        yield from telling.safe_contact(case.contact, is_suspect=case.contact_is_suspect)
    if LetterPart.INFORMANT in parts and details.informant.agreed:
        yield Entry(
            "Người cung cấp thông tin (đã đồng ý)",
            _informant(details.informant),
            FieldClass.REPORTER_IDENTITY,
        )


def _informant(told: Informant) -> str:
    parts = (told.name, told.telephone, told.address, told.note)
    return "; ".join(part for part in parts if part) or said(told.name, NOT_KNOWN)
