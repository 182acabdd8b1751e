"""The log of the year before, kept in a spreadsheet, comes into the register in the first weeks of the year."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.names import full_name, telephone
from application.demo.staff import HAND_OVER_TO
from application.demo.stage import Deed, Story
from application.log_import import (
    Checked,
    CheckLog,
    EnterRows,
    FinishImport,
    ImportLog,
    batches,
    check_log,
    enter_rows,
    finish_import,
    import_log,
    read_log,
)
from application.work import Work
from domain.calendar import VIETNAM
from domain.lists import Sex

HEADS = (
    "STT",
    "Số vào sổ",
    "Ngày tiếp nhận",
    "Hình thức tiếp nhận",
    "HO VA TEN TRE",
    "Năm sinh",
    "Giới tính",
    "SĐT",
)
MORE = ("Nội dung", "Kết quả", "Ngày kết thúc")
TOLD = (
    "Bà ngoại hỏi thủ tục khai sinh cho cháu, bố mẹ đi làm xa.",
    "Cô giáo báo cháu nghỉ học đi trông em.",
    "Mẹ hỏi về cấp dưỡng sau ly hôn.",
    "Cháu đạp phải đinh ở công trường gần nhà, đã đi trạm y tế.",
    "Thôn đề nghị tặng xe đạp cho cháu đi học xa.",
    "Gia đình hỏi chế độ cho trẻ khuyết tật.",
)
DAY = date(2025, 1, 21)


@dataclass(slots=True)
class _Held:
    """What the check found, until the rows are entered."""

    checked: Checked | None = field(default=None)


def old_log(chance: Chance, rows: int) -> bytes:
    """Return the log as CSV: a title above, heads without marks, days in two ways, telephones without their zero."""
    out = io.StringIO()
    book = csv.writer(out)
    book.writerow(["SỔ THEO DÕI TIẾP NHẬN THÔNG TIN NĂM 2024"])
    book.writerow([*HEADS, *MORE])
    for number in range(1, rows + 1):
        received = date(2024, 1, 8) + timedelta(days=chance.randrange(350))
        sex = Sex.FEMALE if chance.maybe(0.5) else Sex.MALE
        closed = received + timedelta(days=14) if chance.maybe(0.8) else None
        book.writerow(
            [
                number,
                f"{number:02d}/2024",
                f"{received.day}.{received.month}.{received.year}" if number % 2 else f"{received:%d/%m/%Y}",
                chance.choice(("ĐT", "Trực tiếp", "Đơn thư")),
                full_name(chance, sex),
                chance.randint(2009, 2020),
                sex.vi,
                telephone(chance).replace(" ", "").removeprefix("0") if chance.maybe(0.5) else "",
                chance.choice(TOLD),
                "đã tư vấn" if closed else "đang theo dõi",
                f"{closed:%d/%m/%Y}" if closed else "",
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def brought_in(seed: int, rows: int) -> Story:
    """Checked, entered in batches and finished by the supervisor, within minutes of a fresh proof."""
    content, held = old_log(Chance(f"{seed}/old-log"), rows), _Held()
    at = datetime.combine(DAY, time(14, 5), VIETNAM).astimezone(UTC)

    def begin(work: Work) -> UUID:
        question = CheckLog()
        held.checked = check_log(question, read_log(question, content, work), work)
        command = ImportLog(accept_good=True, digest=sha256(content).hexdigest())
        return import_log(command, held.checked, work)

    done = yield Deed(at, HAND_OVER_TO, begin)
    if done.made is None or held.checked is None:
        return
    for batch in batches(held.checked.new):
        at += timedelta(seconds=20)
        yield Deed(at, HAND_OVER_TO, wish(enter_rows, EnterRows(import_id=done.made, rows=batch)))
    at += timedelta(seconds=20)
    yield Deed(at, HAND_OVER_TO, wish(finish_import, FinishImport(import_id=done.made)))
