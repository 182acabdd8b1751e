"""The empty form for the field: the four questions first, whom to call, then what may follow; nobody's data.

Source: DESIGN, section 3, rules 1, 6 and 7; Decree 56/2017/NĐ-CP, Mẫu số 01.
"""

from __future__ import annotations

from collections.abc import Iterable

from application.documents.paper import (
    SHORT_BLANK,
    Block,
    Entry,
    Grid,
    Paper,
    Section,
    Signature,
    Ticks,
    Words,
)
from application.documents.reception import NOTE_5, SCOPE
from application.documents.wording import Setting
from domain.codes import Code
from domain.directory import EmergencyNumber, emergency_numbers
from domain.lists import Channel, DangerNow, Sex

LEVEL = "khi đã ghi: bí mật đời sống riêng tư của trẻ em (Điều 24, Điều 33 Nghị định số 56/2017/NĐ-CP)"


def intake_form(duty: Iterable[EmergencyNumber], setting: Setting) -> Paper:
    """Return the form with the numbers of its day."""
    return Paper(
        code="phieu-tiep-nhan",
        head=setting.head(SHORT_BLANK),
        footer=setting.footer("Phiếu tiếp nhận tại cơ sở"),
        title="PHIẾU TIẾP NHẬN THÔNG TIN TRẺ EM",
        about="(Ghi tại cơ sở; bốn câu đầu là đủ để vào sổ, phần còn lại ghi nếu biết)",
        level=LEVEL,
        scope=SCOPE,
        blocks=(*_numbers(duty, setting), *_four(), *_reception(), *_child(), *_others()),
        signatures=(
            Signature("NGƯỜI CUNG CẤP THÔNG TIN", "(Chỉ ký nếu đồng ý)"),
            Signature("NGƯỜI TIẾP NHẬN"),
        ),
        notes=(NOTE_5, "Không hỏi đi hỏi lại trẻ. Chưa hỏi, không biết cũng là câu trả lời."),
    )


def _numbers(duty: Iterable[EmergencyNumber], setting: Setting) -> tuple[Block, ...]:
    known = [(one.number, one.vi) for one in (*emergency_numbers(setting.day), *duty)]
    by_hand = ("", "Công an, Ủy ban nhân dân, trạm y tế nơi xảy ra vụ việc:")
    return (
        Words("Trẻ đang nguy hiểm: gọi ngay, ghi sau."),
        Grid(("Số điện thoại", "Nơi nhận"), (*known, by_hand), (25, 75)),
    )


def _boxes(label: str, kind: type[Code]) -> Ticks:
    return Ticks(label, tuple((one.vi, False) for one in kind))


def _four() -> tuple[Block, ...]:
    return (
        Section("A. Bốn câu đầu"),
        Entry("1. Việc gì (ghi đúng lời kể)", lines=4),
        Entry("2. Ở đâu", lines=1),
        Entry("3. Khi nào", lines=1),
        _boxes("4. Trẻ có đang nguy hiểm ngay lúc này không", DangerNow),
    )


def _reception() -> tuple[Block, ...]:
    return (
        Section("B. Ghi nếu biết"),
        _boxes("Thông qua", Channel),
        Entry("Tiếp nhận lúc (giờ, ngày, tháng, năm)"),
        Entry("Đã báo cho ai, lúc nào", lines=2),
        Entry("Liên hệ an toàn: gặp ai, số nào, giờ nào"),
        Entry("Không để ai biết; có nhắn tin được không"),
    )


def _child() -> tuple[Block, ...]:
    return (
        Entry("Họ và tên trẻ em (5)"),
        Entry("Ngày sinh hoặc tuổi ước lượng (5)"),
        _boxes("Giới tính (5)", Sex),
        Entry("Nơi ở; trường, lớp (5)"),
        Entry("Tình trạng hiện tại của trẻ em", lines=2),
        Entry("Lời của trẻ (ghi đúng như trẻ nói)", lines=3),
    )


def _others() -> tuple[Block, ...]:
    return (
        Entry("Cha: họ tên, tuổi, nghề nghiệp (5)"),
        Entry("Mẹ: họ tên, tuổi, nghề nghiệp (5)"),
        Entry("Hiện ai đang chăm sóc trẻ em"),
        Entry("Người bị nghi xâm hại, quan hệ với trẻ (5)"),
        Entry("Việc đã hỗ trợ, can thiệp", lines=2),
        Ticks("Người cung cấp thông tin đồng ý nêu danh tính", (("Đồng ý", False), ("Không", False))),
        Entry("Nếu đồng ý: họ tên, số điện thoại, địa chỉ"),
    )
