"""How far an indicator is: its result against its target, the part of the year that has passed, and what is late.

Nothing is read into a number: without an invitation a share of invitations is not applicable, what no figure counts has
no result, and late is only what missed a milestone that somebody entered (DESIGN, section 3, rule 11).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.article92 import Measure
from domain.codes import Code
from domain.programme import Comparison, Indicator, Milestone


class Standing(Code, name="indicator-standing"):
    """What can be said of an indicator."""

    REACHED = "reached", "Đạt", "Reached"
    OPEN = "open", "Đang thực hiện", "Under way"
    LATE = "late", "Chậm so với mốc đã đặt", "Late against the milestone"
    MISSED = "missed", "Không đạt", "Not reached"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng", "Not applicable"
    IN_WORDS = "in_words", "Đánh giá bằng lời", "Judged in words"
    NOT_RECORDED = "not_recorded", "Chưa có nguồn ghi", "Nothing records it yet"


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator on a day."""

    indicator: Indicator
    result: int | None
    """None: nothing counts it."""
    most: int | None
    """What the result is held against: the target, or how many invitations there were."""
    standing: Standing
    missed: Milestone | None = None
    """The milestone that it is late against."""

    @property
    def is_share(self) -> bool:
        """Whether it is held against what was counted itself: the invitations whose day has come."""
        return self.indicator.comparison is Comparison.ALL_INVITED and self.indicator.invited is not None

    @property
    def percent(self) -> int | None:
        """The result in percent of what it is held against, rounded down, so never 100 before all is there."""
        if self.result is None or not self.most:
            return None
        return self.result * 100 // self.most


def year_passed(year: int, day: date) -> int:
    """Return how much of a year has passed at the end of a day, in percent, rounded down.

    >>> [year_passed(2024, day) for day in (date(2023, 5, 1), date(2024, 7, 1), date(2024, 12, 31), date(2025, 1, 1))]
    [0, 50, 100, 100]
    """
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return max(0, min(days, (day - first).days + 1)) * 100 // days


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the year that indicators are held against."""

    year: Mapping[Measure, int]
    recorded: Collection[Measure]
    """Measures that something is recorded for; a target on others says so instead of 0."""
    by: Mapping[str, int] = field(default_factory=dict)
    """Of indicators with a last day or a share of invitations, by code: what was there at the end of that day."""
    invited: Mapping[str, int] = field(default_factory=dict)
    """Of a share of invitations, by code: those whose day has come; none said: all of the year."""


def progress_of(
    indicator: Indicator, counts: Counts, milestones: Iterable[Milestone], year: int, day: date
) -> Progress:
    """Return how far an indicator of a year's programme is on a day."""
    if indicator.measure is not None and indicator.measure not in counts.recorded:
        return Progress(indicator, None, None, Standing.NOT_RECORDED)
    result = None if indicator.measure is None else counts.year.get(indicator.measure, 0)
    if indicator.comparison is Comparison.MAINTAIN:
        return Progress(indicator, result, None, Standing.IN_WORDS)
    most = _held_against(indicator, counts)
    if most == 0:
        return Progress(indicator, result, 0, Standing.NOT_APPLICABLE)
    done = counts.by.get(indicator.code, result or 0)
    if done >= most:
        return Progress(indicator, result, most, Standing.REACHED)
    missed = _missed(indicator, milestones, done, day)
    if day > (indicator.by or date(year, 12, 31)):
        return Progress(indicator, result, most, Standing.MISSED, missed)
    return Progress(indicator, result, most, Standing.LATE if missed else Standing.OPEN, missed)


def _held_against(indicator: Indicator, counts: Counts) -> int:
    """Return the target; of a share the invitations whose day has come; of what is to be done at all, once."""
    if indicator.comparison is Comparison.ALL_INVITED and indicator.invited is not None:
        return counts.invited.get(indicator.code, counts.year.get(indicator.invited, 0))
    return indicator.target or 1


def _missed(indicator: Indicator, milestones: Iterable[Milestone], done: int, day: date) -> Milestone | None:
    """Return the latest milestone whose day has passed and whose amount is not there."""
    passed = [
        one for one in milestones if one.indicator == indicator.code and one.until < day and done < one.amount
    ]
    return max(passed, key=lambda one: one.until, default=None)
