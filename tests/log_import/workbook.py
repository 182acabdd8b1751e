"""Workbooks of an old log with invented people, and with faults of twelve kinds whose number is known.

`python -m tests.log_import.workbook ROWS FILE.xlsx` makes one.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from application.demo.chance import Chance
from application.demo.names import full_name
from domain.lists import Sex

HEADS = (
    *("STT", "Số vào sổ", "Ngày tiếp nhận", "Gio", "Hình thức tiếp nhận", "HO VA TEN TRE", "Ngày sinh"),
    *("Giới tính", "Dân tộc", "Xã/phường cư trú", "SĐT", "Số CCCD", "Nội dung", "Hình thức xâm hại"),
    *("Đã chuyển", "Ngày chuyển", "Số công văn", "Kết quả", "Ngày kết thúc", "Ghi chú", "Mã QR"),
)
AT = {head: place for place, head in enumerate(HEADS)}
COMMUNES = (
    "xã Đồng Kỳ, huyện Yên Thế",
    "Xã Tân Sỏi",
    "thị trấn Phồn Xương",
    "xa Dong Tam",
    "thôn 3, xã Hồng Kỳ, huyện Yên Thế",
)
WHAT = (
    "Cháu bị bạn đánh ở cổng trường",
    "Gia đình hỏi thủ tục khai sinh cho cháu",
    "Hàng xóm báo cháu hay khóc đêm, có vết bầm",
    "Cháu bỏ học đi làm thuê ở lò gạch",
    "Bố mẹ ly hôn, hỏi quyền nuôi con",
)
Row = list[Any]


def _no_day(row: Row, chance: Chance) -> None:
    row[AT["Ngày tiếp nhận"]] = None


def _unread_day(row: Row, chance: Chance) -> None:
    row[AT["Ngày tiếp nhận"]] = "hôm thứ ba"


def _no_such_day(row: Row, chance: Chance) -> None:
    row[AT["Ngày tiếp nhận"]] = "31/02/2024"


def _month_alone(row: Row, chance: Chance) -> None:
    row[AT["Ngày tiếp nhận"]] = "tháng 3/2024"


def _future(row: Row, chance: Chance) -> None:
    row[AT["Ngày tiếp nhận"]] = "27.3.2094"


def _no_content(row: Row, chance: Chance) -> None:
    row[AT["Nội dung"]] = "  "


def _unknown_sex(row: Row, chance: Chance) -> None:
    row[AT["Giới tính"]] = "xanh"


def _unknown_abuse(row: Row, chance: Chance) -> None:
    row[AT["Hình thức xâm hại"]] = "loại 7"


def _birth_unread(row: Row, chance: Chance) -> None:
    row[AT["Ngày sinh"]] = "Tết năm Tỵ"


def _no_such_time(row: Row, chance: Chance) -> None:
    row[AT["Gio"]] = "27h80"


def _closed_before(row: Row, chance: Chance) -> None:
    row[AT["Kết quả"]], row[AT["Ngày kết thúc"]] = "an toàn", date(2019, 5, 4)


def _too_long(row: Row, chance: Chance) -> None:
    row[AT["Số công văn"]], row[AT["Đã chuyển"]] = "9" * 301, "Công an xã"
    row[AT["Ngày chuyển"]] = date(2025, 12, 30)


FAULTS: dict[str, tuple[str, Callable[[Row, Chance], None]]] = {
    "no day of receipt": ("required", _no_day),
    "a day nobody can read": ("day_unreadable", _unread_day),
    "a day no calendar has": ("no_such_day", _no_such_day),
    "a month alone": ("whole_day_needed", _month_alone),
    "a day in the future": ("day_in_future", _future),
    "nothing said": ("required", _no_content),
    "a sex nobody knows": ("unknown_word", _unknown_sex),
    "a form of abuse nobody knows": ("unknown_word", _unknown_abuse),
    "a birth nobody can read": ("day_unreadable", _birth_unread),
    "a time no clock shows": ("no_such_time", _no_such_time),
    "closed before it was received": ("closed_before_receipt", _closed_before),
    "a reference too long": ("too_long", _too_long),
}
"""Twelve kinds of fault: the code by which the check says so, and what is done to a good row."""


@dataclass
class Made:
    """A workbook, and what is known of it."""

    content: bytes
    good: int
    repeated: int
    faults: dict[int, str] = field(default_factory=dict)
    """Rows as a spreadsheet numbers them, by kind of fault."""

    @property
    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(self.faults.values())


def made(rows: int, *, seed: str = "old-log", faulty: float = 0.05, repeated: float = 0.01) -> Made:
    """Return a workbook of so many rows below two title rows, a row of heads and one that numbers the columns."""
    chance = Chance(seed)
    book: list[Row] = []
    faults: dict[int, str] = {}
    kinds = list(FAULTS)
    twice = 0
    for number in range(rows):
        row = _row(number, chance)
        if number < len(kinds) or chance.maybe(faulty):
            kind = kinds[number % len(kinds)]
            FAULTS[kind][1](row, chance)
            faults[number + FIRST] = kind
        elif number > 100 and chance.maybe(repeated):
            earlier = next(at for at in range(number - 1, 0, -1) if at + FIRST not in faults)
            row = [row[0], *book[earlier][1:]]
            twice += 1
        book.append(row)
    good = rows - len(faults) - twice
    return Made(written(book), good, twice, faults)


FIRST = 5
"""The first row below the heads, as a spreadsheet numbers it."""


def _row(number: int, chance: Chance) -> Row:
    received = date(2023, 1, 2) + timedelta(days=chance.randrange(900))
    sex = Sex.FEMALE if chance.maybe(0.5) else Sex.MALE
    name = full_name(chance, sex)
    birth = date(2008, 1, 1) + timedelta(days=chance.randrange(4000))
    closed = chance.maybe(0.6)
    abused = chance.maybe(0.2)
    return [
        number + 1,
        f"{number + 1}/{received.year}",
        chance.choice((received, f"{received.day}.{received.month}.{received.year}", f"{received:%d/%m/%y}")),
        chance.choice(("", "8h30", "14 giờ")),
        chance.choice(("ĐT", "Trực tiếp", "Đơn thư", "zalo")),
        unicodedata.normalize("NFD", name) if chance.maybe(0.3) else name,
        chance.choice((birth, birth.year, f"{birth.month}/{birth.year}", f"{birth:%d-%m-%Y}")),
        chance.choice(("Nam", "nam", "M") if sex is Sex.MALE else ("Nữ", "gái", "nu")),
        chance.choice(("Kinh", "Nùng", "")),
        chance.choice(COMMUNES),
        chance.choice((900000000 + number * 37, f"+84 9{number:08d}", "")),
        chance.choice((24000000000 + number * 1003, "")),
        f"{chance.choice(WHAT)} (mục {number + 1})",
        chance.choice(("bạo lực", "Bỏ rơi, bỏ mặc", "XHTD")) if abused else "",
        chance.choice(("Công an xã", "UBND xã; công an huyện")) if abused and chance.maybe(0.7) else "",
        received + timedelta(days=1) if abused else "",
        f"{number}/CV" if abused else "",
        chance.choice(("đã tư vấn", "an toàn")) if closed else "đang theo dõi",
        received + timedelta(days=20) if closed else "",
        chance.choice(("=cmd|' /C calc'!A0", "Đã gọi lại gia đình", "")),
        f"QR{number}",
    ]


def written(rows: list[Row]) -> bytes:
    """Return the rows as a workbook: titles merged above, totals below."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("Sổ theo dõi")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.merge_range(0, 0, 0, 8, "HỘI BẢO VỆ QUYỀN TRẺ EM TỈNH")
    page.merge_range(1, 0, 1, 8, "SỔ THEO DÕI TIẾP NHẬN THÔNG TIN")
    for column, head in enumerate(HEADS):
        page.write_string(2, column, head)
        page.write_string(3, column, f"({column + 1})")
    for at, row in enumerate(rows, FIRST - 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(at, column, cell, day)
            elif isinstance(cell, int):
                page.write_number(at, column, cell)
            elif cell:
                page.write_string(at, column, cell)
    page.write_string(FIRST - 1 + len(rows), 0, "Tổng cộng")
    page.write_formula(
        FIRST - 1 + len(rows), 2, f"=COUNTA(C{FIRST}:C{FIRST + len(rows) - 1})", None, len(rows)
    )
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    one = made(int(sys.argv[1]))
    Path(sys.argv[2]).write_bytes(one.content)
    print(f"{one.good} good, {one.repeated} repeated, {len(one.faults)} faulty: {dict(one.kinds)}")
