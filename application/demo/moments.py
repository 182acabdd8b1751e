"""Moments of the fictional year, in Vietnam time: office hours mostly, some nights and days off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from application.demo.chance import Chance
from domain.calendar import VIETNAM, holidays, vietnam_time

FIRST_DAY = date(2025, 1, 2)
"""The association moves in on the first working day of the year."""
LAST_DAY = date(2025, 12, 31)
BEFORE_WORK = datetime(2025, 1, 2, 0, 30, tzinfo=UTC)
"""Half past seven in Vietnam: everything is set up before the first person calls."""
END = datetime(2025, 12, 31, 10, 0, tzinfo=UTC)
"""Five in the afternoon of the last day; later deeds stay undone and are the open work."""
BOOKS_CLOSED = END + timedelta(days=10)
"""Until then the books of the year that ended are closed, and nothing else is done."""
_OPEN_WORK_FROM = date(2025, 11, 20)
"""Work that was due before this day is nearly all done."""
_OFFICE = ((7, 30, 240), (13, 30, 210))
"""Morning and afternoon: hour, minute, minutes long."""


def gets_done(chance: Chance, due_on: date) -> bool:
    """Return whether agreed work was done; what was due near the end of the year is often still open."""
    return chance.maybe(0.97 if due_on < _OPEN_WORK_FROM else 0.55)


def in_office(chance: Chance, day: date) -> datetime:
    """Return a moment of office hours on this day, or on the next working day."""
    hour, minute, long = chance.choice(_OFFICE)
    start = datetime.combine(holidays().next_working_day(day), time(hour, minute), VIETNAM)
    return (start + timedelta(seconds=chance.randrange(long * 60))).astimezone(UTC)


def any_time(chance: Chance, day: date) -> datetime:
    """Return a moment between six in the morning and eleven at night."""
    start = datetime.combine(day, time(6), VIETNAM)
    return (start + timedelta(seconds=chance.randrange(17 * 3600))).astimezone(UTC)


def moment(chance: Chance, day: date, *, off_hours: float = 0.12) -> datetime:
    """Return a moment on or after this day; a share of them outside office hours."""
    return any_time(chance, day) if chance.maybe(off_hours) else in_office(chance, day)


def later(chance: Chance, after: datetime, low: float, high: float) -> datetime:
    """Return a moment of office hours between so many days later; never before `after`."""
    days = chance.uniform(low, high)
    if days < 0.2:
        return after + timedelta(minutes=chance.randrange(4, 90), seconds=chance.randrange(60))
    found = in_office(chance, vietnam_time(after + timedelta(days=days)).date())
    return found if found > after else after + timedelta(hours=1, minutes=chance.randrange(50))


def same_hour(chance: Chance, after: datetime, minutes: int = 40) -> datetime:
    """Return a moment a few minutes later."""
    return after + timedelta(minutes=chance.randrange(2, minutes), seconds=chance.randrange(60))
