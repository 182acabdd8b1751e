"""Registers closed by month, half-year and year; what comes later is a correction in the next book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from application.register import Book, ClosePeriod, OpenBook, close_period, open_book
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.register import code_of
from tests.journeys.acts import NOW, do, taken_in
from tests.journeys.world import World

TODAY = vietnam_day(NOW)
THIS_MONTH = Period.of(TODAY, PeriodKind.MONTH)
LAST_MONTH = Period.of(THIS_MONTH.first - timedelta(days=1), PeriodKind.MONTH)
BEFORE = Period.of(LAST_MONTH.first - timedelta(days=1), PeriodKind.MONTH)


def in_month(period: Period, day: int = 10) -> datetime:
    return datetime(period.first.year, period.first.month, day, 3, tzinfo=UTC)


def closed(world: World, period: Period, who: str = "supervisor", unit: str = "province") -> UUID:
    wish = ClosePeriod(unit=world.units[unit], year=period.first.year, period=code_of(period))
    return do(world, who, partial(close_period, wish))


def book(world: World, period: Period, who: str = "supervisor", unit: str = "province") -> Book:
    wish = OpenBook(unit=world.units[unit], year=period.first.year, period=code_of(period))
    return do(world, who, partial(open_book, wish))


def test_a_closed_month_shows_what_was_received_in_it_and_later_entries_wait_for_the_next(
    world: World,
) -> None:
    first = taken_in(world, "Vi Thị Một", received_at=in_month(BEFORE))
    closed(world, BEFORE)
    shown = book(world, BEFORE)
    assert [one.entry.case_id for one in shown.entries] == [first]
    assert shown.matches and shown.later.count == 0
    late = taken_in(world, "Vi Thị Hai", received_at=in_month(BEFORE, 11))
    taken_in(world, "Vi Thị Ba", received_at=in_month(LAST_MONTH))
    assert book(world, BEFORE) == shown
    closed(world, LAST_MONTH)
    following = book(world, LAST_MONTH)
    assert [one.entry.name for one in following.entries] == ["Vi Thị Ba"]
    assert [(one.now.entry.case_id, one.before) for one in following.later.entries] == [(late, None)]
    assert following.matches
