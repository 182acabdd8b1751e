"""Mẫu 01, *Báo cáo tiếp nhận thông tin trẻ em*: all its fields in its order; nothing known is left to write on.

Source: Decree 56/2017/NĐ-CP, annex, Mẫu số 01 and its note (5); the fields as LAW 3.4 has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from application.documents import telling
from application.documents.letter import LEVEL
from application.documents.paper import BLANK, SHORT_BLANK, Block, Entry, Paper, Section, Signature, Ticks
from application.documents.wording import Setting, moment, said
from domain.child_case import ChildCase
from domain.child_case.intake import Reception
from domain.kernel import FieldClass
from domain.lists import Channel, Sex

SCOPE = (
    "nơi có thẩm quyền tiếp nhận, giải quyết theo khoản 1 Điều 25 Nghị định số 56/2017/NĐ-CP; không chuyển cho người,"
    " cơ quan không có thẩm quyền"
)
NOTE_5 = "(5) Chỉ ghi nếu cán bộ tiếp nhận biết thông tin."
ON_THE_FORM = (Channel.PHONE, Channel.IN_PERSON, Channel.VIA_ANOTHER)
"""The three ways that the form knows."""
N, I = FieldClass.NARRATIVE, FieldClass.IDENTITY  # noqa: E741


def reception_report(case: ChildCase, reception: Reception, officer: str, setting: Setting) -> Paper:
    """Return the report; `officer` is who took the information in."""
    category = case.details.circumstances.category
    about = category.vi if category else f"Trẻ em {BLANK}"
    return Paper(
        code="mau-01",
        head=setting.head(f"{SHORT_BLANK}/BC-{SHORT_BLANK}"),
        footer=setting.footer(f"Mẫu số 01 (Nghị định số 56/2017/NĐ-CP) · Hồ sơ {case.code}", case.version),
        title="BÁO CÁO TIẾP NHẬN THÔNG TIN TRẺ EM",
        about=about,
        level=LEVEL,
        scope=SCOPE,
        blocks=(*_reception(reception), *_child(case), *_informant(case)),
        signatures=(Signature("CÁN BỘ TIẾP NHẬN", name=officer),),
        notes=(NOTE_5,),
    )


def _reception(reception: Reception) -> Iterator[Block]:
    yield Section("1. Tiếp nhận thông tin")
    other = "" if reception.channel in ON_THE_FORM else reception.channel.vi
    ways = tuple((one.vi, one is reception.channel) for one in ON_THE_FORM)
    yield Ticks("Thông qua", (*ways, (f"Khác: {other}", True)) if other else ways)
    yield Entry("Thời gian", moment(reception.received_at) if reception.received_at else "")


def _child(case: ChildCase) -> Iterator[Block]:
    details, child, family = case.details, case.details.child, case.details.family
    yield Section("2. Thông tin về trẻ em")
    yield Entry("Họ và tên trẻ em (5)", telling.name_of(child, ""), I)
    yield Entry("Ngày, tháng, năm sinh (5) hoặc ước lượng tuổi", telling.age_of(child), I)
    yield telling.ticks("Giới tính (5)", Sex, child.sex)
    yield telling.place_entry("Địa điểm xảy ra vụ việc", case.situation.where)
    told = dict.fromkeys((said(case.situation.what), said(details.present_condition)))
    condition = "\n".join(one for one in told if one)
    yield Entry("Tình trạng hiện tại của trẻ em", condition, N, 3)
    yield Entry(
        "Phỏng đoán hậu quả có thể xảy ra cho trẻ em nếu không có sự hỗ trợ, can thiệp",
        said(details.presumed_consequences),
        N,
        2,
    )
    for who, one in (("cha", family.father), ("mẹ", family.mother)):
        yield Entry(f"Họ và tên {who} (5)", said(one.name), I)
        yield Entry("Tuổi", said(one.age) or (f"sinh {one.birth}" if one.birth else ""), I)
        yield Entry("Nghề nghiệp", said(one.job), I)
    yield Entry("Hoàn cảnh gia đình (5)", said(family.circumstances), N, 2)
    yield Entry("Hiện ai đang chăm sóc trẻ em (nếu biết)", said(family.caregiver), I)
    yield Entry(
        "Những hành động hỗ trợ, can thiệp đã được thực hiện đối với trẻ em trước khi nhận thông tin",
        said(details.prior_actions),
        N,
        2,
    )


def _informant(case: ChildCase) -> Iterator[Block]:
    yield Section("3. Thông tin về người cung cấp thông tin (nếu đồng ý cung cấp)")
    told, shows = case.details.informant, FieldClass.REPORTER_IDENTITY
    fields = (told.name, told.telephone, told.address, told.note) if told.agreed else ("", "", "", "")
    labels = ("Họ và tên", "Số điện thoại", "Địa chỉ", "Ghi chú thêm")
    for label, value in zip(labels, fields, strict=True):
        yield Entry(label, said(value), shows)
