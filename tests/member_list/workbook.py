"""Lists of invented members, and with faults of many kinds whose number is known.

`python -m tests.member_list.workbook ROWS FILE.xlsx` makes one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from application.demo.chance import Chance
from application.demo.names import grown_up, telephone
from domain.lists import MemberKind, Sex
from domain.log_import.columns import MEMBERS, columns, heads_of

FIELDS = tuple(field for field, one in columns(MEMBERS).items() if not one.ignored)
FORMULA = "=B2&C2"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TODAY = date(2026, 1, 5)
Row = dict[str, Any]
Fault = Callable[[Row, list[Row]], None]


PLAIN = {"kind": "Hội viên", "court": "", "left_on": ""}


def _said(**cells: Any) -> Fault:
    """Return what makes a plain member's row wrong in these cells alone."""
    return lambda row, earlier: row.update(PLAIN | cells)


def _twice(row: Row, earlier: list[Row]) -> None:
    row.clear()
    row.update(earlier[0])


JUROR = {"kind": "Hội thẩm nhân dân", "court": "TAND khu vực 3 - Bắc Ninh", "admitted_on": date(2025, 8, 1)}
FAULTS: dict[str, tuple[str, Fault]] = {
    "no name": ("name_missing", _said(name="")),
    "a name with digits": ("name_odd", _said(name="Nguyễn Văn An 2")),
    "a name with markup": ("name_odd", _said(name="Nguyễn <b>An</b>")),
    "a name too long": ("too_long", _said(name="An " * 120)),
    "no kind": ("kind_missing", _said(kind="")),
    "an unknown kind": ("unknown_word", _said(kind="Cán sự")),
    "an unknown unit": ("unit_unknown", _said(unit="Hội xã Không Có")),
    "a unit that had ended": ("unit_ended", _said(unit="HY", admitted_on="2/7/2025")),
    "a unit that has ended since": ("unit_ended_since", _said(unit="HY", admitted_on="2/7/2020", left_on="")),
    "a juror without a court": ("juror_without_court", _said(**JUROR | {"court": ""})),
    "a court of another day": ("court_not_then", _said(**JUROR | {"admitted_on": date(2025, 6, 1)})),
    "a court of nobody who is a juror": (
        "court_of_jurors_only",
        _said(kind="Luật sư", court="TAND khu vực 3"),
    ),
    "a day of no calendar": ("no_such_day", _said(admitted_on="31/02/2024")),
    "a day that cannot be read": ("day_unreadable", _said(birth="mùa thu")),
    "left before admitted": ("left_before_admitted", _said(admitted_on="2/5/2023", left_on="1/5/2023")),
    "born in the future": ("birth_in_future", _said(birth="1/1/2090")),
    "too young": ("member_too_young", _said(kind="Hội viên", birth="1/1/2015", admitted_on="1/2/2025")),
    "a bad identity number": ("identity_wrong", _said(identity_number="12345")),
    "twice in the file": ("same_person_twice", _twice),
    "a formula": ("formula_cell", _said(name=FORMULA)),
    "text that would be a formula": ("formula_cell", _said(telephone="@SUM(A1:A9)")),
}
"""Kinds of fault: the code by which the check says so, and what is done to a good row; HY is an ended unit."""


@dataclass
class Made:
    """A workbook, and what is known of it."""

    content: bytes
    good: int
    faults: dict[int, str] = field(default_factory=dict)
    """Rows as a spreadsheet numbers them, by kind of fault."""

    @property
    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(self.faults.values())


def made(rows: int, *, units: tuple[str, ...] = ("",), faulty: float = 0.05, seed: str = "members") -> Made:
    """Return a workbook of so many rows below a title and a row of heads; each kind of fault at least once."""
    chance = Chance(seed)
    book: list[Row] = []
    faults: dict[int, str] = {}
    kinds = list(FAULTS)
    for number in range(rows):
        row = _row(number, units, chance)
        if 1 <= number <= len(kinds) or (number and chance.maybe(faulty)):
            kind = kinds[(number - 1) % len(kinds)]
            FAULTS[kind][1](row, book)
            faults[number + FIRST] = kind
        book.append(row)
    return Made(written(book), rows - len(faults), faults)


FIRST = 3
"""The first row below the heads, as a spreadsheet numbers it."""


def _row(number: int, units: tuple[str, ...], chance: Chance) -> Row:
    sex = Sex.FEMALE if chance.maybe(0.5) else Sex.MALE
    birth = date(1955, 1, 1) + timedelta(days=chance.randrange(15_500))
    admitted = date(2016, 1, 4) + timedelta(days=chance.randrange(3400))
    row: Row = {
        "name": grown_up(chance, sex),
        "birth": chance.choice((birth, birth.year, f"{birth:%d/%m/%Y}")),
        "identity_number": f"{24000000000 + number * 1003:012}" if number % 4 else "",
        "telephone": telephone(chance),
        "unit": chance.choice(units),
        "kind": chance.choice([one.vi for one in MemberKind if one is not MemberKind.JUROR] + ["CTV", "ls"]),
        "admitted_on": chance.choice((admitted, f"{admitted.day}.{admitted.month}.{admitted.year}")),
    }
    if not row["identity_number"]:
        row["birth"] = birth
    if chance.maybe(0.1):
        row |= JUROR
    if chance.maybe(0.05):
        row["left_on"] = date(2025, 12, 1)
    return row


def written(rows: list[Row], fields: tuple[str, ...] = FIELDS) -> bytes:
    """Return the rows as a workbook with a title above; `FORMULA` becomes a true formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("Danh sách & tên")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_string(0, 0, "DANH SÁCH HỘI VIÊN")
    for column, name in enumerate(fields):
        page.write_string(1, column, heads_of(name, MEMBERS)[0])
    for at, row in enumerate(rows, FIRST - 1):
        for column, name in enumerate(fields):
            cell = row.get(name, "")
            if cell == FORMULA:
                page.write_formula(at, column, FORMULA, None, "Nguyễn Văn An")
            elif isinstance(cell, date):
                page.write_datetime(at, column, cell, day)
            elif isinstance(cell, int):
                page.write_number(at, column, cell)
            elif cell:
                page.write_string(at, column, cell)
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    one = made(int(sys.argv[1]))
    Path(sys.argv[2]).write_bytes(one.content)
    print(f"{one.good} good, {len(one.faults)} faulty: {dict(one.kinds)}")
