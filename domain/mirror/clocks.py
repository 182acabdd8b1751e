"""Clocks C03 to C07 of Decree 56/2017/NĐ-CP as observations: how long, since when, and what the association was told.

Never a finding of fault: the association sees only what it is told. Worked out when asked, never stored. The rules are
data with a version (domain/reference/statutory-clocks.json); where the text gives no start it is said so, with the
moment observed from. Source: LAW 3.2.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from domain.calendar import HolidayCalendar, end_of_day, holidays, vietnam_day
from domain.codes import Code
from domain.directory import RecipientKind
from domain.mirror.codes import MirrorStep
from domain.mirror.state import Mark, in_order, this_cycle


class Clock(Code, name="statutory-clock"):
    """A term of the statutory process, by its number in LAW 3.2."""

    C03 = "C03", "Can thiệp khẩn cấp", "Emergency intervention"
    C04 = "C04", "Quyết định tạm thời cách ly, nơi tạm trú an toàn", "Separation decision and safe place"
    C05 = "C05", "Thời gian tạm thời cách ly", "Length of the separation"
    C06 = "C06", "Xây dựng kế hoạch, trình phê duyệt", "Drafting the plan and submitting it"
    C07 = "C07", "Phê duyệt kế hoạch", "Approving the plan"


class Unit(Code, name="term-unit"):
    """In what a term is counted."""

    HOURS = "hours", "giờ", "hours"
    DAYS = "days", "ngày", "days"
    WORKING_DAYS = "working_days", "ngày làm việc", "working days"


class Start(Code, name="observed-from"):
    """From where the association observes."""

    COMMUNE_TOLD = "commune_told", "xã, phường nhận tin", "the commune received the information"
    AUTHORITY_TOLD = (
        "authority_told",
        "cơ quan có trách nhiệm nhận tin",
        "a competent body received the information",
    )
    RECEIVED_HERE = (
        "received_here",
        "Hội tiếp nhận tin (chưa ghi lần chuyển tới cơ quan)",
        "the association received it (no forwarding is recorded yet)",
    )
    SEPARATION = "separation", "quyết định tạm thời cách ly có hiệu lực", "the separation took effect"
    SPECIFIC = "specific", "đánh giá cụ thể (Mẫu 03)", "the specific assessment (form 03)"
    INITIAL = "initial", "đánh giá ban đầu (Mẫu 02)", "the initial assessment (form 02)"
    NEW_CYCLE = "new_cycle", "cơ quan mở vòng kế hoạch mới", "the new cycle began"
    PLAN = "plan", "kế hoạch được lập, trình", "the plan was drafted and submitted"


class Standing(Code, name="observation"):
    """What is seen; none of it says that anybody is at fault."""

    RUNNING = "running", "Đang trong thời hạn", "Within the term"
    PASSED = "passed", "Đã qua, Hội chưa được báo", "Passed, nothing told to the association"
    WITHIN = "within", "Được báo, trong thời hạn", "Told, within the term"
    AFTER = "after", "Được báo, sau thời hạn", "Told, after the term"
    UNCLEAR = "unclear", "Được báo, không rõ lúc có hiệu lực", "Told, the moment of effect is not known"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a term."""

    clock: Clock
    version: str
    valid_from: date
    limit: int
    unit: Unit
    start_stated: bool
    """Whether the text says from when it runs."""
    text: tuple[str, str]
    """The start in the words of the text, in Vietnamese and English; empty where it gives none."""
    source: tuple[str, str]

    def until(self, start: datetime, calendar: HolidayCalendar) -> datetime:
        """Return the last moment of the term; hours run through nights, working days end with the day.

        >>> from domain.calendar import start_of_day, vietnam_time
        >>> evening = start_of_day(date(2025, 3, 8)) + timedelta(hours=20)
        >>> f"{vietnam_time(rule(Clock.C03, date(2025, 3, 8)).until(evening, holidays())):%d/%m %H:%M}"
        '09/03 08:00'
        >>> before_tet = start_of_day(date(2025, 1, 24))
        >>> f"{vietnam_time(rule(Clock.C06, date(2025, 1, 24)).until(before_tet, holidays())):%d/%m}"
        '07/02'
        """
        match self.unit:
            case Unit.HOURS:
                return start + timedelta(hours=self.limit)
            case Unit.DAYS:
                return _end_of(vietnam_day(start) + timedelta(days=self.limit))
            case Unit.WORKING_DAYS:
                return _end_of(calendar.add_working_days(vietnam_day(start), self.limit))


def _end_of(day: date) -> datetime:
    return end_of_day(day) - timedelta(microseconds=1)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    rows = json.loads(files("domain.reference").joinpath("statutory-clocks.json").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            clock=Clock(row["clock"]),
            version=row["version"],
            valid_from=date.fromisoformat(row["valid_from"]),
            limit=row["limit"],
            unit=Unit(row["unit"]),
            start_stated=row["start_stated"],
            text=(row["text_vi"], row["text_en"]),
            source=(row["source_vi"], row["source_en"]),
        )
        for row in rows["rules"]
    )


def rule(clock: Clock, day: date, rules: Sequence[Rule] | None = None) -> Rule:
    """Return the version of a term that held on a day; before the first version, that one."""
    versions = sorted((r for r in rules or _rules() if r.clock is clock), key=lambda r: r.valid_from)
    return next((r for r in reversed(versions) if r.valid_from <= day), versions[0])


@dataclass(frozen=True, slots=True)
class Observation:
    """One clock as it is seen now."""

    rule: Rule
    start: Start
    since: datetime
    until: datetime
    standing: Standing
    elapsed: int
    """In the unit of the term, until what was told, else until now."""
    told: Mark | None = None
    """The report that answers it."""
    urgent: bool = False
    """Working-day terms do not hold in an urgent case, and one was reported."""
    goes_on: bool = False
    """A separation goes on because a competent body requires it, as told."""
    unannounced: tuple[int, ...] = ()
    """Years within the term of which no announcement of days off is entered."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the association knows besides the reports: when it received the information, whom it told, what it fears."""

    received_at: datetime
    told: tuple[tuple[RecipientKind, datetime], ...] = ()
    """Bodies that received the information, and when."""
    serious: bool = False
    """Whether serious harm or a caregiver as its source is suspected, or a form 02 says High."""
    by_caregiver: bool = False


def observe(
    marks: Iterable[Mark], seen: Seen, now: datetime, calendar: HolidayCalendar | None = None
) -> list[Observation]:
    """Return the clocks that there is something to observe of, in their order."""
    days_off = calendar or holidays()
    known = in_order(marks)
    cycle = this_cycle(known)
    looked = _Look(known, now, days_off)
    steps = {mark.step for mark in known}
    start, since = _information(seen)
    found: list[Observation | None] = []
    if seen.serious or steps & {MirrorStep.EMERGENCY, MirrorStep.SEPARATION}:
        measures = looked.first(known, MirrorStep.EMERGENCY, MirrorStep.SEPARATION)
        found.append(looked.at(Clock.C03, start, since, measures))
    if seen.by_caregiver or MirrorStep.SEPARATION in steps:
        found.append(looked.at(Clock.C04, start, since, looked.first(known, MirrorStep.SEPARATION)))
    found.append(_separation(looked, known))
    found.append(_plan(looked, cycle))
    drafted = looked.last(cycle, MirrorStep.PLAN)
    if drafted:
        approved = looked.first(cycle, MirrorStep.APPROVAL, after=drafted)
        found.append(looked.at(Clock.C07, Start.PLAN, drafted.first, approved))
    return [one for one in found if one is not None]


def _information(seen: Seen) -> tuple[Start, datetime]:
    """Return from where the 12 hours are observed: the commune's own receipt, as far as the association knows it."""
    communes = [at for kind, at in seen.told if kind is RecipientKind.COMMUNE_PEOPLES_COMMITTEE]
    bodies = [at for kind, at in seen.told if kind.satisfies_forwarding_duty]
    if communes:
        return Start.COMMUNE_TOLD, min(communes)
    if bodies:
        return Start.AUTHORITY_TOLD, min(bodies)
    return Start.RECEIVED_HERE, seen.received_at


def _separation(looked: _Look, known: Sequence[Mark]) -> Observation | None:
    began = looked.last(known, MirrorStep.SEPARATION)
    if began is None:
        return None
    ended = looked.first(known, MirrorStep.SEPARATION_ENDED, after=began)
    later = known[known.index(began) :]
    seen = looked.at(Clock.C05, Start.SEPARATION, began.first, ended)
    return replace(seen, goes_on=any(mark.on_request for mark in later))


def _plan(looked: _Look, cycle: Sequence[Mark]) -> Observation | None:
    """Observe the drafting from the specific assessment, else the new cycle, else the initial assessment."""
    starts = (
        (Start.SPECIFIC, MirrorStep.SPECIFIC_ASSESSMENT),
        (Start.NEW_CYCLE, MirrorStep.NEW_CYCLE),
        (Start.INITIAL, MirrorStep.INITIAL_ASSESSMENT),
    )
    for start, step in starts:
        began = looked.last(cycle, step)
        if began is not None:
            return looked.at(Clock.C06, start, began.first, looked.first(cycle, MirrorStep.PLAN))
    return None


@dataclass(frozen=True, slots=True)
class _Look:
    known: Sequence[Mark]
    now: datetime
    calendar: HolidayCalendar

    def first(self, among: Sequence[Mark], *steps: MirrorStep, after: Mark | None = None) -> Mark | None:
        later = among[among.index(after) + 1 :] if after is not None else among
        return next((mark for mark in later if mark.step in steps), None)

    def last(self, among: Sequence[Mark], step: MirrorStep) -> Mark | None:
        return next((mark for mark in reversed(among) if mark.step is step), None)

    def at(self, clock: Clock, start: Start, since: datetime, told: Mark | None) -> Observation:
        held = rule(clock, vietnam_day(since))
        until = held.until(since, self.calendar)
        working = held.unit is Unit.WORKING_DAYS
        end = told.last if told else self.now
        return Observation(
            rule=held,
            start=start,
            since=since,
            until=until,
            standing=_standing(told, until, self.now),
            elapsed=self._elapsed(held.unit, since, end),
            told=told,
            urgent=working and any(mark.step is MirrorStep.EMERGENCY for mark in self.known),
            unannounced=self._unannounced(since, max(until, min(end, self.now))) if working else (),
        )

    def _elapsed(self, unit: Unit, since: datetime, end: datetime) -> int:
        if unit is Unit.HOURS:
            return max(0, int((end - since).total_seconds() // 3600))
        first, last = vietnam_day(since), vietnam_day(end)
        if unit is Unit.DAYS:
            return max(0, (last - first).days)
        return self.calendar.working_days_between(first, last)

    def _unannounced(self, since: datetime, until: datetime) -> tuple[int, ...]:
        announced = self.calendar.years_announced()
        years = range(vietnam_day(since).year, vietnam_day(until).year + 1)
        return tuple(year for year in years if year not in announced)


def _standing(told: Mark | None, until: datetime, now: datetime) -> Standing:
    if told is None:
        return Standing.RUNNING if now <= until else Standing.PASSED
    if told.last <= until:
        return Standing.WITHIN
    if not told.is_dated:
        return Standing.UNCLEAR
    return Standing.AFTER if told.first > until else Standing.UNCLEAR
