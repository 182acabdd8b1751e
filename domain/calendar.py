"""Vietnam time, working days, periods of reporting, and how late an entry is.

Instants are kept in UTC and shown in Vietnam time. Days off are data (domain/reference/holidays.json).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from domain.codes import Code

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""UTC+7 all year. Source: Decision 134/2002/QĐ-TTg; no summer time, so no time-zone tables are needed."""

ENTRY_LIMIT = timedelta(hours=24)
"""From receipt to entry in the register. Source: quy ước nội bộ (internal convention); the law has no number."""
FORWARDING_LIMIT = timedelta(hours=2)
"""From receipt to forwarding, for showing only. Source: quy ước nội bộ; the law says *ngay*, at once (D56, 25(1))."""

CLOCK_SLACK = timedelta(minutes=5)
"""How far clocks may differ before a moment counts as in the future. Source: quy ước nội bộ."""


def vietnam_time(moment: datetime) -> datetime:
    """Return a moment in Vietnam time."""
    return moment.astimezone(VIETNAM)


def vietnam_day(moment: datetime) -> date:
    """Return the day in Viet Nam on which a moment falls."""
    return vietnam_time(moment).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Viet Nam, in UTC; of the first day of all, the first moment of all."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment at which a day in Viet Nam is over, in UTC; of the last day of all, the last moment of all.

    >>> end_of_day(date(2025, 6, 30)) == start_of_day(date(2025, 7, 1)), end_of_day(date.max).year
    (True, 9999)
    """
    return datetime.max.replace(tzinfo=UTC) if day == date.max else start_of_day(day + timedelta(days=1))


class Timeliness(Code, name="timeliness"):
    """Whether an entry was made in time, against an internal limit (quy ước nội bộ)."""

    IN_TIME = "in_time", "Kịp thời", "In time"
    LATE = "late", "Vào sổ muộn", "Entered late"
    BEFORE_RECEIPT = "before_receipt", "Thời điểm tiếp nhận sau khi vào sổ", "Received after it was entered"


@dataclass(frozen=True)
class Lateness:
    """How long after receipt something was entered."""

    took: timedelta
    limit: timedelta

    LIMIT_IS = ("quy ước nội bộ", "internal convention")

    @property
    def timeliness(self) -> Timeliness:
        """Whether it was in time; receipt after entry, beyond what clocks may differ, is a slip, shown as such."""
        if self.took < -CLOCK_SLACK:
            return Timeliness.BEFORE_RECEIPT
        return Timeliness.LATE if self.took > self.limit else Timeliness.IN_TIME

    @property
    def is_late(self) -> bool:
        """Whether the limit was passed."""
        return self.timeliness is Timeliness.LATE


def lateness(received_at: datetime, recorded_at: datetime, limit: timedelta = ENTRY_LIMIT) -> Lateness:
    """Return how long after receipt something was entered; hours run on through nights and holidays."""
    return Lateness(recorded_at - received_at, limit)


class Holiday(NamedTuple):
    """One day off, or a Saturday or Sunday worked instead."""

    day: date
    vi: str
    en: str
    source: str
    works: bool = False


@dataclass(frozen=True)
class _Fixed:
    month: int
    day: int
    valid_from: date
    vi: str
    en: str
    source: str


class HolidayCalendar:
    """Days off: Saturdays, Sundays, fixed holidays by law, and single days entered from yearly announcements."""

    def __init__(self, fixed: tuple[_Fixed, ...], days: tuple[Holiday, ...]) -> None:
        self._fixed = fixed
        self._days = {row.day: row for row in days}

    def holiday(self, day: date) -> Holiday | None:
        """Return the holiday, or the exchanged working day, on a day."""
        if day in self._days:
            return self._days[day]
        for row in self._fixed:
            if (row.month, row.day) == (day.month, day.day) and day >= row.valid_from:
                return Holiday(day, row.vi, row.en, row.source)
        return None

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day."""
        found = self.holiday(day)
        return found.works if found is not None else day.weekday() < 5

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day that ends a term of working days; the day of the event is not counted.

        Source: Civil Code 91/2015/QH13, arts. 147 and 148 (to be confirmed by a lawyer; LAW 3.2).
        """
        day = start
        for _ in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def next_working_day(self, day: date) -> date:
        """Return the day itself when offices work, else the next day on which they do."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def years_announced(self) -> frozenset[int]:
        """Return the years of which the announcement of days off is entered; of others only the fixed days count."""
        return frozenset(day.year for day in self._days)

    def working_days_between(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; 0 when `end` is not later."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)


def _read() -> Any:
    return json.loads(files("domain.reference").joinpath("holidays.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def holidays() -> HolidayCalendar:
    """Return the calendar of days off."""
    data = _read()
    fixed = tuple(
        _Fixed(r["month"], r["day"], date.fromisoformat(r["valid_from"]), r["vi"], r["en"], r["source"])
        for r in data["fixed"]
    )
    days = tuple(
        Holiday(date.fromisoformat(r["day"]), r["vi"], r["en"], r["source"], r.get("works", False))
        for r in data["days"]
    )
    return HolidayCalendar(fixed, days)


class PeriodKind(Code, name="period-kind"):
    """Periods in which a register is closed. Source: Circular 12/2018/TT-BTP, art. 7(1)."""

    MONTH = "month", "Tháng", "Month"
    HALF_YEAR = "half_year", "Sáu tháng", "Half-year"
    YEAR = "year", "Năm", "Year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """A month, half-year or year of the calendar."""

    first: date
    last: date
    kind: PeriodKind

    @classmethod
    def of(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period in which a day lies."""
        months = _MONTHS[kind]
        begins = (day.month - 1) // months * months + 1
        first = date(day.year, begins, 1)
        after = date(day.year + 1, 1, 1) if begins + months > 12 else date(day.year, begins + months, 1)
        return cls(first, after - timedelta(days=1), kind)

    @property
    def next(self) -> Period:
        """The period that follows."""
        return Period.of(self.last + timedelta(days=1), self.kind)

    @property
    def starts_at(self) -> datetime:
        """The first moment of the period, in UTC."""
        return start_of_day(self.first)

    @property
    def ends_before(self) -> datetime:
        """The first moment after the period, in UTC."""
        return end_of_day(self.last)

    def months(self) -> Iterator[Period]:
        """Yield the months of the period."""
        month = Period.of(self.first, PeriodKind.MONTH)
        while month.first <= self.last:
            yield month
            month = month.next

    def label(self, language: str = "vi") -> str:
        """Return the period in words: "Tháng 3/2025", "6 tháng đầu năm 2025", "Năm 2025"."""
        year, half = self.first.year, self.first.month == 1
        match self.kind, language:
            case PeriodKind.MONTH, "en":
                return f"{self.first:%m/%Y}"
            case PeriodKind.MONTH, _:
                return f"Tháng {self.first.month}/{year}"
            case PeriodKind.HALF_YEAR, "en":
                return f"{'First' if half else 'Second'} half of {year}"
            case PeriodKind.HALF_YEAR, _:
                return f"6 tháng {'đầu' if half else 'cuối'} năm {year}"
            case _:
                return str(year) if language == "en" else f"Năm {year}"
