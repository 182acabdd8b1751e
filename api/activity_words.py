"""How each field of an activity is asked for and what it is called: one table, read by form, page and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.texts import N_, translated
from domain.activity.codes import (
    ActivityKind,
    BenefitForm,
    ConferenceOf,
    DonorKind,
    GuidanceTo,
    HeldLevel,
    InspectionOf,
    Medium,
    ModelStep,
    Occasion,
    PreparationOf,
    StatementOn,
    Theme,
    Valuation,
)
from domain.activity.held import Held
from domain.activity.kinds import SHEETS, is_said, said
from domain.codes import Code
from domain.duties import Duty
from domain.kernel import Erased


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its label and hint (message ids), the widget it is asked with, and what one chooses from."""

    label: str
    widget: str = "text"
    """`text`, `count`, `money`, `day`, `one` (a list), `many` (boxes) or `yes` (yes, no, not said)."""
    options: type[Code] | None = None
    hint: str = ""


def _count(label: str, hint: str = "") -> Asked:
    return Asked(label, "count", hint=hint)


def _one(label: str, options: type[Code], hint: str = "") -> Asked:
    return Asked(label, "one", options, hint)


FIELDS: Mapping[str, Asked] = {
    "themes": Asked(N_("Chủ đề"), "many", Theme),
    "participants.children": _count(N_("Số trẻ em"), N_("Chỉ đếm, không ghi tên.")),
    "participants.members": _count(N_("Cán bộ, hội viên")),
    "participants.families": _count(N_("Cha mẹ, người chăm sóc")),
    "participants.teachers": _count(N_("Thầy, cô giáo")),
    "participants.officials": _count(N_("Cơ quan, tổ chức")),
    "participants.collaborators": _count(N_("Cộng tác viên, tình nguyện viên")),
    "participants.supervisors": _count(
        N_("Người phụ trách trẻ em"), N_("Mỗi người nhiều nhất 5 trẻ em (Thông tư 29/2019).")
    ),
    "participants.guests": _count(N_("Khách mời")),
    "participants.others": _count(N_("Người khác")),
    "detail.level": _one(N_("Cấp tổ chức"), HeldLevel),
    "detail.occasion": _one(N_("Thuộc chương trình, dịp"), Occasion),
    "detail.sites": _count(N_("Số nơi, số đơn vị đã đến")),
    "detail.in_scope": _count(N_("Trong tổng số đơn vị thuộc diện")),
    "detail.answers": _count(N_("Số phiếu, câu trả lời")),
    "detail.findings": _count(N_("Số hạn chế, vi phạm nêu ra")),
    "detail.inspection": _one(N_("Kiểm tra việc gì"), InspectionOf),
    "detail.conference": _one(N_("Hội nghị nào"), ConferenceOf),
    "detail.preparation": _one(N_("Chuẩn bị phần nào"), PreparationOf),
    "detail.guidance": _one(N_("Hướng dẫn ai"), GuidanceTo),
    "detail.statement": _one(N_("Về việc gì"), StatementOn),
    "detail.addressee": Asked(N_("Gửi cơ quan nào"), hint=N_("Tên cơ quan, không ghi tên người.")),
    "detail.medium": _one(N_("Đăng, phát ở đâu"), Medium),
    "detail.pieces": _count(N_("Số tin, bài, chương trình")),
    "detail.step": _one(N_("Việc làm với mô hình"), ModelStep),
    "detail.delegation": Asked(
        N_("Văn bản ủy quyền, hỗ trợ"),
        hint=N_("Số, ngày, cơ quan. Điều 92 khoản 3 nói về dịch vụ có ủy quyền, hỗ trợ."),
    ),
    "detail.benefit": _one(N_("Hỗ trợ bằng gì"), BenefitForm),
    "detail.instances": _count(
        N_("Số lượt trẻ em hưởng lợi"), N_("Lượt, không phải số trẻ: một em nhận hai lần là hai lượt.")
    ),
    "detail.donor_kind": _one(N_("Bên ủng hộ"), DonorKind),
    "detail.donor": Asked(N_("Tên bên ủng hộ"), hint=N_("Được mã hóa; để trống nếu không muốn nêu tên.")),
    "detail.parental_consent": Asked(N_("Cha mẹ, người giám hộ đồng ý bằng văn bản"), "yes"),
    "detail.reported_on": Asked(
        N_("Ngày báo cáo kết quả với UBND cùng cấp"),
        "day",
        hint=N_("Trong 15 ngày (Thông tư 29/2019, Điều 13 khoản 2)."),
    ),
    "worth.money_vnd": Asked(N_("Số tiền (đồng)"), "money", hint=N_("Ví dụ 5.000.000.")),
    "worth.goods_vnd": Asked(N_("Giá trị hiện vật (đồng)"), "money"),
    "worth.valuation": _one(
        N_("Cách định giá hiện vật"), Valuation, N_("Quy ước nội bộ: hiện vật có giá trị thì cần ghi.")
    ),
    "worth.goods": Asked(N_("Hiện vật là gì, nguồn của giá")),
}
"""Fields that only some kinds ask for, by their path in `Held`."""
EVERYBODYS: Mapping[str, str] = {
    "held_on": N_("Ngày"),
    "until": N_("Đến ngày"),
    "topic": N_("Nội dung, tên hoạt động"),
    "serves": N_("Phục vụ kế hoạch, quyết định"),
    "reference": N_("Số hiệu văn bản"),
    "place": N_("Xã, phường"),
    "venue": N_("Địa điểm"),
    "in_difficult_area": N_("Vùng đặc biệt khó khăn"),
    "note": N_("Ghi chú"),
}
"""Labels of the fields that every kind asks for."""
HELD_FIELDS = {f"held.{path}": label for path, label in EVERYBODYS.items()} | {
    f"held.{path}": asked.label for path, asked in FIELDS.items()
}
"""What a field is called in the history."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one kind's form."""

    path: str
    asked: Asked
    needed: bool


def fields_of(kind: ActivityKind) -> tuple[Field, ...]:
    """Return the fields that a kind asks for, in their order."""
    sheet = SHEETS[kind]
    return tuple(Field(path, FIELDS[path], path in sheet.needs) for path in sheet.asks)


def cited(duties: tuple[Duty, ...], language: str) -> tuple[str, ...]:
    """Return each duty with the provision that names it."""
    return tuple(
        f"{duty.label(language)} ({_in_english(duty.source) if language == 'en' else duty.source})"
        if duty.source
        else duty.block.label(language)
        for duty in duties
    )


def _in_english(source: str) -> str:
    return source.replace("Điều 92 khoản ", "art. 92(") + ")" if source.startswith("Điều 92") else source


def told(held: Held, language: str) -> Iterator[tuple[str, str]]:
    """Yield label and value of what a kind's own fields say."""
    for path in SHEETS[held.kind].asks:
        if is_said(held, path):
            yield translated(FIELDS[path].label, language), shown(said(held, path), language)


def shown(value: object, language: str) -> str:
    """Return a value of a field in the reader's language."""
    match value:
        case Erased():
            return "—"
        case Code():
            return value.label(language)
        case tuple():
            return "; ".join(shown(one, language) for one in value)
        case bool():
            return {"vi": ("không", "có"), "en": ("no", "yes")}[language][value]
        case int():
            return f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
        case date():
            return f"{value:%d/%m/%Y}"
    return str(value)
