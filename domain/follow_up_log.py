"""The follow-up log (*sổ theo dõi*): states of an entry, and what *đầy đủ, kịp thời* means in numbers.

No law gives these numbers: the programme of 2024 asks for a log that is "đầy đủ, kịp thời", so both are
*quy ước nội bộ*, internal conventions (LAW 4.4). They describe entries and units, never people. "Chưa hỏi"
and "không biết" are complete answers (DESIGN, section 3, rule 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import CLOCK_SLACK, ENTRY_LIMIT, Lateness, Timeliness, lateness
from domain.codes import Code

CONVENTION = ("quy ước nội bộ", "internal convention")
"""Stands beside every number of this file, in Vietnamese and English."""
DUE_SOON = timedelta(days=7)
"""How far ahead the day's work looks. Source: quy ước nội bộ (internal convention)."""


class EntryState(Code, name="entry-state"):
    """Where the follow-up stands. Source: DESIGN, section 4, row ChildCase."""

    OPEN = "open", "Mới vào sổ", "Newly entered"
    FOLLOWING = "following", "Đang theo dõi", "Being followed"
    CLOSED = "closed", "Đã kết thúc theo dõi", "Follow-up ended"
    REOPENED = "reopened", "Theo dõi lại", "Taken up again"
    TAKEN_BACK = "taken_back", "Nhập nhầm, đã lấy lại", "Imported by mistake, taken back"

    @classmethod
    def listed(cls) -> tuple[EntryState, ...]:
        """Return the states of entries that stand in the log; the number of one that was taken back stays used."""
        return tuple(state for state in cls if state is not cls.TAKEN_BACK)

    @property
    def is_followed(self) -> bool:
        """Whether someone works on it after the first entry."""
        return self in (EntryState.FOLLOWING, EntryState.REOPENED)


class Blank(Code, name="log-blank"):
    """What an entry still lacks. Source: quy ước nội bộ (internal convention), LAW 4.4."""

    INCIDENT_UNIT = "incident_unit", "Nơi xảy ra vụ việc chưa xác định", "Place of incident not located"
    ABUSE_TYPE = "abuse_type", "Hình thức xâm hại", "Form of abuse"
    ENVIRONMENT = "environment", "Môi trường xảy ra", "Where the abuse took place"
    SUSPECTED_RELATION = (
        "suspected_relation",
        "Quan hệ của người bị nghi xâm hại",
        "Relation of the suspected",
    )
    TRIAGE = "triage", "Nhận định ban đầu của Hội", "The association's first look"
    FORWARDED = "forwarded", "Chuyển thông tin, hoặc cơ quan đã biết", "Forwarding, or an authority knows"
    INJURY_CAUSE = "injury_cause", "Nguyên nhân tai nạn, thương tích", "Cause of the injury"
    INJURY_PLACE = "injury_place", "Nơi xảy ra tai nạn, thương tích", "Place of the injury"
    INJURY_SEVERITY = "injury_severity", "Mức độ thương tích", "Severity of the injury"
    CARE_RECEIVED = "care_received", "Chăm sóc đã nhận", "Care received"
    NEXT_STEP = "next_step", "Việc tiếp theo và hạn", "Next step and its day"
    OUTCOME = "outcome", "Kết quả", "Outcome"


@dataclass(frozen=True, slots=True)
class Filled:
    """What of an entry is filled in, as far as some state asks for it; nothing here is personal."""

    state: EntryState
    is_alleged: bool
    is_abuse: bool
    is_accident: bool
    has: frozenset[Blank]
    """What is answered; "không biết" and "chưa hỏi" count."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what the present state asks for is filled in."""

    required: tuple[Blank, ...]
    missing: tuple[Blank, ...]

    @property
    def filled(self) -> int:
        """How many of the required answers are there."""
        return len(self.required) - len(self.missing)


ALWAYS_ANSWERED = 4
"""Channel, source, danger now and sex have an answer from the first second; they count as filled."""
_ABOUT_ACCIDENTS = (Blank.INJURY_CAUSE, Blank.INJURY_PLACE, Blank.INJURY_SEVERITY, Blank.CARE_RECEIVED)


def required_of(entry: Filled) -> tuple[Blank, ...]:
    """Return what the present state of an entry asks for, besides what is always answered.

    Source: quy ước nội bộ; the fields are those of Decree 56/2017/NĐ-CP, Mẫu 01, and LAW 4.4.
    """
    asked: list[Blank] = [Blank.INCIDENT_UNIT]
    if entry.is_alleged:
        asked += [Blank.ENVIRONMENT, Blank.SUSPECTED_RELATION, Blank.FORWARDED]
    if entry.is_abuse:
        asked.append(Blank.ABUSE_TYPE)
    if entry.is_accident:
        asked += _ABOUT_ACCIDENTS
    if entry.state.is_followed:
        asked += [Blank.TRIAGE, Blank.NEXT_STEP]
    if entry.state is EntryState.CLOSED:
        asked.append(Blank.OUTCOME)
    return tuple(asked)


def completeness(entry: Filled) -> Completeness:
    """Return required and missing answers of an entry in its present state.

    >>> completeness(Filled(EntryState.OPEN, False, False, False, frozenset())).missing
    (<Blank.INCIDENT_UNIT: 'incident_unit'>,)
    """
    required = required_of(entry)
    return Completeness(required, tuple(blank for blank in required if blank not in entry.has))


def percent(part: int, whole: int) -> int | None:
    """Return a share as a whole per cent, rounded down; None ("không áp dụng") when there is nothing to share.

    Source: LAW 1.2, rule (a): a rate with denominator 0 is not applicable, never 100 %.

    >>> percent(2, 3), percent(0, 0)
    (66, None)
    """
    return None if whole == 0 else part * 100 // whole


def completeness_percent(filled: int, required: int) -> int:
    """Return the completeness of an entry: what is always answered counts too.

    >>> completeness_percent(0, 1)
    80
    """
    return (filled + ALWAYS_ANSWERED) * 100 // (required + ALWAYS_ANSWERED)


def entered(received_at: datetime, recorded_at: datetime) -> Lateness:
    """Return how long after receipt an entry stood in the register, against the internal limit of 24 hours."""
    return lateness(received_at, recorded_at, ENTRY_LIMIT)


IN_TIME_WITHIN = (-CLOCK_SLACK, ENTRY_LIMIT)
"""Least and most between receipt and entry of what counts as in time, both included; lists compare with the same two.

A receipt that lies after the entry, further than clocks may differ, is no proof of timeliness: such an entry is
counted as not in time, in every figure. Source: quy ước nội bộ (internal convention).
"""


def is_in_time(received_at: datetime, recorded_at: datetime) -> bool:
    """Return whether an entry counts as made in time; the one rule of every figure that says so."""
    return entered(received_at, recorded_at).timeliness is Timeliness.IN_TIME


class Due(Code, name="due"):
    """How a day agreed lies to today; computed when asked, never stored."""

    OVERDUE = "overdue", "Quá hạn", "Overdue"
    TODAY = "today", "Đến hạn hôm nay", "Due today"
    SOON = "soon", "Sắp đến hạn", "Due soon"
    LATER = "later", "Chưa đến hạn", "Not due yet"
    NONE = "none", "Chưa hẹn", "Nothing agreed"


def due(due_on: date | None, today: date) -> Due:
    """Return how a day agreed lies to today.

    >>> due(date(2025, 3, 1), date(2025, 3, 2)), due(None, date(2025, 3, 2))
    (<Due.OVERDUE: 'overdue'>, <Due.NONE: 'none'>)
    """
    if due_on is None:
        return Due.NONE
    if due_on < today:
        return Due.OVERDUE
    if due_on == today:
        return Due.TODAY
    return Due.SOON if due_on <= today + DUE_SOON else Due.LATER


@dataclass(frozen=True, slots=True)
class Quality:
    """Completeness and timeliness of many entries together: of a unit, never of a person."""

    entries: int
    filled: int
    required: int
    in_time: int
    imported: int = 0
    """Of these copied from an old log: they count in no share of timeliness."""

    @property
    def complete_percent(self) -> int | None:
        """Share of required answers that are there; None without entries."""
        always = self.entries * ALWAYS_ANSWERED
        return percent(self.filled + always, self.required + always)

    @property
    def in_time_percent(self) -> int | None:
        """Share of entries in time (`is_in_time`), of those not imported; None without such entries."""
        return percent(self.in_time, self.entries - self.imported)

    @classmethod
    def sum(cls, parts: Iterable[Quality]) -> Quality:
        """Return several taken together."""
        found = tuple(parts)
        return cls(
            sum(q.entries for q in found),
            sum(q.filled for q in found),
            sum(q.required for q in found),
            sum(q.in_time for q in found),
            sum(q.imported for q in found),
        )
