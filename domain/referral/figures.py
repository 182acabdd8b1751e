"""The quarterly figure of a chapter: what it counts, from which events. Source: the measures are quy ước nội bộ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from uuid import UUID

from domain.calendar import HolidayCalendar, vietnam_day
from domain.codes import Code
from domain.referral.deadlines import Kept, Life, Mark, terms_of

RULE_VERSION = "chapter-quarter/1"
"""Version of the rules by which the figures are made."""


class ChapterMeasure(Code, name="chapter-measure"):
    """One number of the quarter. Source: quy ước nội bộ."""

    RECEIVED = "received", "Đề nghị đã nhận", "Requests received"
    RETURNED = "returned", "Ý kiến đã trả", "Opinions given"
    OVERDUE = "overdue", "Lần quá hạn nội bộ", "Internal terms passed"
    RECUSED = "recused", "Lần từ chối vì xung đột", "Recusals"

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_RULES: dict[ChapterMeasure, tuple[str, str]] = {
    ChapterMeasure.RECEIVED: (
        "Mỗi đề nghị gửi đến Chi hội tính một, theo ngày gửi.",
        "Each request to the chapter counts once, on the day it was made.",
    ),
    ChapterMeasure.RETURNED: (
        "Mỗi ý kiến được duyệt tính một, theo ngày duyệt; số ngày tính theo lịch, từ ngày đề nghị đến ngày duyệt.",
        "Each opinion counts once, on the day it was approved; days are those of the calendar, from the request to the "
        "approval.",
    ),
    ChapterMeasure.OVERDUE: (
        "Mỗi hạn nội bộ kết thúc trong quý mà việc chưa xong tính một, theo ngày cuối của hạn (quy ước nội bộ).",
        "Each internal term that ended in the quarter before the work was done counts once, on its last day (internal "
        "convention).",
    ),
    ChapterMeasure.RECUSED: (
        "Mỗi lần một người từ chối xem đề nghị vì xung đột lợi ích tính một, theo ngày từ chối.",
        "Each time somebody declined a request for a conflict of interest counts once, on that day.",
    ),
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of the calendar."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return after - timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)


@dataclass(frozen=True, slots=True)
class Counted:
    """One event behind a figure: of which request, and for opinions how many days they took."""

    referral: UUID
    mark: Mark
    days: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChapterFigures:
    """Figures of a quarter, each as the events behind it."""

    counted: Mapping[ChapterMeasure, tuple[Counted, ...]]

    def __getitem__(self, measure: ChapterMeasure) -> int:
        return len(self.counted[measure])

    @property
    def days(self) -> tuple[int, ...]:
        """How many days each opinion took, from the request to the approval."""
        took = (one.days for one in self.counted[ChapterMeasure.RETURNED])
        return tuple(sorted(days for days in took if days is not None))

    @property
    def median(self) -> float | None:
        """The median of the days; None when no opinion was given."""
        days, half = self.days, len(self.days) // 2
        if not days:
            return None
        return float(days[half]) if len(days) % 2 else (days[half - 1] + days[half]) / 2

    @property
    def ninetieth(self) -> int | None:
        """The 90th percentile of the days, by nearest rank; None when no opinion was given."""
        return self.days[ceil(0.9 * len(self.days)) - 1] if self.days else None


def figures(
    lives: Mapping[UUID, Life], quarter: Quarter, calendar: HolidayCalendar, today: date
) -> ChapterFigures:
    """Return the figures of a quarter.

    Args:
        today: The day as of which they are made: a term that ends later has not been passed.
    """
    found: dict[ChapterMeasure, list[Counted]] = {measure: [] for measure in ChapterMeasure}
    for referral, life in lives.items():
        for measure, counted in _of_one(referral, life, quarter, calendar, today):
            found[measure].append(counted)
    return ChapterFigures(
        {measure: tuple(sorted(rows, key=lambda row: row.mark.position)) for measure, rows in found.items()}
    )


def _of_one(
    referral: UUID, life: Life, quarter: Quarter, calendar: HolidayCalendar, today: date
) -> Iterable[tuple[ChapterMeasure, Counted]]:
    asked = _first(life)
    for mark in life:
        if not quarter.holds(vietnam_day(mark.at)):
            continue
        match mark.kept:
            case Kept.SUBMITTED:
                yield ChapterMeasure.RECEIVED, Counted(referral, mark)
            case Kept.APPROVED:
                took = (vietnam_day(mark.at) - vietnam_day(asked.at)).days if asked else None
                yield ChapterMeasure.RETURNED, Counted(referral, mark, days=took)
            case Kept.RECUSED:
                yield ChapterMeasure.RECUSED, Counted(referral, mark)
            case _:
                pass
    for term in terms_of(life, calendar):
        if quarter.holds(term.due_on) and term.days_late(today):
            yield ChapterMeasure.OVERDUE, Counted(referral, term.mark, due_on=term.due_on)


def _first(life: Sequence[Mark]) -> Mark | None:
    return next((mark for mark in life if mark.kept is Kept.SUBMITTED), None)
