"""What a cell of an old log means: days, times, telephone and identity numbers, as people and spreadsheets write."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite

from domain.calendar import VIETNAM
from domain.identity import PartialDate, is_vietnamese_number, phone_numbers
from domain.kernel import cleaned
from domain.text import fold

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as the file gives it: of formulas the value alone."""

_SERIAL = range(10_000, 73_051)
"""Days since 30 December 1899, from 1927 to 2099; smaller whole numbers are years."""
_YEARS = range(1900, 2100)
_DMY = re.compile(r"(\d{1,2})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})")
_MY = re.compile(r"(?:thang\s*)?(\d{1,2})\s*(?:[./\-]|nam)\s*(\d{4})")
_DM = re.compile(r"(\d{1,2})\s*[./\-]\s*(\d{1,2})")
_WORDS = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_CLOCK = re.compile(
    r"(?<![\d./\-])(\d{1,2})\s*(?:h|gio|g|:)\s*(\d{1,2})?(?:\s*(?:phut|p|:\d{2}(?:\.\d+)?))?(?![\d./\-])"
)


class Unreadable(ValueError):
    """A cell cannot be what its column says; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text_of(cell: Cell) -> str:
    """Return a cell as text: NFC, single blanks at the ends removed, whole numbers without a decimal point.

    The apostrophe that an error workbook sets before what begins like a formula is taken off again.

    >>> text_of(912345678.0), text_of("Nguye\u0302\u0303n"), text_of(date(2024, 3, 27)), text_of(None)
    ('912345678', 'Nguyễn', '27/03/2024', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "Có" if cell else "Không"
        case datetime():
            return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            return f"{cell.seconds // 3600:02}:{cell.seconds // 60 % 60:02}"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case _:
            text = str(cleaned(str(cell)))
            return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def day_of(cell: Cell, *, latest: int, year: int | None = None) -> PartialDate | None:
    """Return the day, month or year that a cell means; None for an empty one.

    Args:
        cell: As the file gives it.
        latest: The last year that two digits may stand for; later ones belong to the century before.
        year: Of the log, for days written without one.

    >>> str(day_of("27.3.2024", latest=2026)), str(day_of("27/3/24", latest=2026)), str(day_of(45378.0, latest=2026))
    ('27/03/2024', '27/03/2024', '27/03/2024')
    >>> str(day_of("tháng 3/2024", latest=2026)), str(day_of(2015.0, latest=2026))
    ('03/2024', '2015')
    >>> str(day_of("2024-03-27", latest=2026)), str(day_of("27/3", latest=2026, year=2024))
    ('27/03/2024', '27/03/2024')

    Raises:
        Unreadable: It is no day, or no calendar has it.
    """
    if isinstance(cell, date):
        return PartialDate(year=cell.year, month=cell.month, day=cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _by_number(float(cell))
    said = fold(text_of(cell)).strip(" .")
    if not said:
        return None
    if said.isdecimal() and len(said) in (4, 5):
        return _by_number(float(said))
    for shape, names in ((_YMD, "ymd"), (_WORDS, "dmy"), (_DMY, "dmy"), (_MY, "my")):
        found = shape.search(said)
        if found is not None:
            parts = dict(zip(names, map(int, found.groups()), strict=True))
            return _dated(_full_year(parts["y"], latest), parts["m"], parts.get("d"))
    short = _DM.fullmatch(said)
    if short is not None and year is not None:
        return _dated(year, int(short[2]), int(short[1]))
    raise Unreadable("day_unreadable")


def _by_number(number: float) -> PartialDate:
    if not isfinite(number):
        raise Unreadable("day_unreadable")
    if int(number) in _SERIAL:
        found = date(1899, 12, 30) + timedelta(days=int(number))
        return PartialDate(year=found.year, month=found.month, day=found.day)
    if number.is_integer() and int(number) in _YEARS:
        return PartialDate(year=int(number))
    raise Unreadable("day_unreadable")


def _full_year(year: int, latest: int) -> int:
    if year >= 100:
        return year
    century = latest - latest % 100
    return century + year if century + year <= latest else century - 100 + year


def _dated(year: int, month: int, day: int | None) -> PartialDate:
    try:
        return PartialDate(year=year, month=month, day=day)
    except ValueError:
        raise Unreadable("no_such_day") from None


def clock_of(cell: Cell) -> time | None:
    """Return the time of day that is written in a cell, beside a day perhaps; None where there is none.

    >>> [str(clock_of(said)) for said in ("27.3.2024 lúc 8h30", "14 giờ", "27.3.2024", "9:05")]
    ['08:30:00', '14:00:00', 'None', '09:05:00']
    """
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0) if cell.time() != time() else None
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        return time(cell.seconds // 3600, cell.seconds // 60 % 60)
    if isinstance(cell, float) and cell % 1 > 0 and cell < _SERIAL.stop:
        seconds = round(cell % 1 * 86400)
        return time(seconds // 3600 % 24, seconds // 60 % 60)
    found = _CLOCK.search(fold(text_of(cell)))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise Unreadable("no_such_time")
    return time(hour, minute)


def moment_of(day: PartialDate, clock: time | None) -> datetime:
    """Return the moment in Viet Nam; the first of the day where no time is known."""
    at = clock or time()
    return datetime(day.year, day.month or 1, day.day or 1, at.hour, at.minute, tzinfo=VIETNAM)


def phone_of(cell: Cell) -> tuple[str, bool]:
    """Return a telephone number as it is dialled, with the zero that a spreadsheet ate, and whether it looks like one.

    >>> phone_of(912345678.0), phone_of("+84 912.345.678"), phone_of("0912 345 678 (mẹ)"), phone_of("không có")
    (('0912345678', True), ('0912345678', True), ('0912 345 678 (mẹ)', True), ('không có', False))
    """
    said = text_of(cell)
    digits = "".join(filter(str.isdigit, said))
    if len(digits) == 9 and digits[0] in "35789" and len(said) <= 13:
        return f"0{digits}", True
    numbers = phone_numbers(said)
    looks = bool(numbers) and all(map(is_vietnamese_number, numbers))
    if looks and len(numbers) == 1 and not any(map(str.isalpha, said)):
        return numbers[0], True
    return said, looks


def identity_number_of(cell: Cell) -> tuple[str, bool]:
    """Return an identity number with the zeros that a spreadsheet ate, and whether it has the length of one.

    >>> identity_number_of(24212001234.0), identity_number_of("121 234 567"), identity_number_of("12345")
    (('024212001234', True), ('121234567', True), ('12345', False))
    """
    said = text_of(cell)
    digits = "".join(filter(str.isdigit, said))
    if not digits or any(map(str.isalpha, said)):
        return said, not said
    if len(digits) in (10, 11):
        digits = digits.zfill(12)
    return digits, len(digits) in (9, 12)


_AGE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*(thang|tuan|ngay)?")


def age_of(cell: Cell) -> str:
    """Return an age in full years as digits; as it was written where that cannot be told.

    >>> age_of(12.0), age_of("khoảng 8 tuổi"), age_of("7 tháng"), age_of("không rõ")
    ('12', '8', '0', '')
    """
    said = fold(text_of(cell))
    found = _AGE.search(said)
    if found is None:
        return "" if said in _NOT_KNOWN else said
    return str(int(found[1]) // 12 if found[2] == "thang" else 0) if found[2] else found[1]


_NOT_KNOWN = frozenset(
    {"", "khong ro", "khong biet", "chua ro", "chua biet", "chua hoi", "?", "-", "k ro", "ko ro"}
)


def is_not_known(cell: Cell) -> bool:
    """Whether a cell says that something is not known, which is a complete answer (DESIGN, section 3, rule 7)."""
    return fold(text_of(cell)).strip(" .") in _NOT_KNOWN
