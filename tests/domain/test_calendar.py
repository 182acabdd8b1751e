from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    ENTRY_LIMIT,
    Period,
    PeriodKind,
    Timeliness,
    holidays,
    lateness,
    start_of_day,
    vietnam_day,
    vietnam_time,
)

RECEIVED = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)
HOLIDAYS = holidays()


def test_a_day_in_viet_nam_begins_seven_hours_before_utc() -> None:
    assert vietnam_day(datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC)) == date(2025, 6, 30)
    assert vietnam_day(datetime(2025, 6, 30, 17, 0, tzinfo=UTC)) == date(2025, 7, 1)
    assert start_of_day(date(2025, 7, 1)) == datetime(2025, 6, 30, 17, 0, tzinfo=UTC)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_viet_nam_has_no_summer_time(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    there = aware.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert vietnam_time(aware).replace(tzinfo=None) == there.replace(tzinfo=None)


def test_lateness_is_measured_against_a_limit_of_our_own() -> None:
    assert lateness(RECEIVED, RECEIVED + ENTRY_LIMIT).timeliness is Timeliness.IN_TIME
    late = lateness(RECEIVED, RECEIVED + ENTRY_LIMIT + timedelta(seconds=1))
    assert late.is_late and late.LIMIT_IS[0] == "quy ước nội bộ"
    assert lateness(RECEIVED, RECEIVED - timedelta(minutes=6)).timeliness is Timeliness.BEFORE_RECEIPT
    assert lateness(RECEIVED, RECEIVED - timedelta(minutes=5)).timeliness is Timeliness.IN_TIME


def test_terms_of_working_days_pass_over_weekends_and_holidays() -> None:
    assert HOLIDAYS.add_working_days(date(2025, 7, 4), 1) == date(2025, 7, 7)
    assert HOLIDAYS.add_working_days(date(2025, 1, 24), 1) == date(2025, 2, 3)
    assert HOLIDAYS.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert HOLIDAYS.add_working_days(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert HOLIDAYS.working_days_between(date(2025, 8, 29), date(2025, 9, 3)) == 1
    assert HOLIDAYS.working_days_between(date(2025, 9, 3), date(2025, 9, 3)) == 0
    assert HOLIDAYS.next_working_day(date(2025, 9, 2)) == date(2025, 9, 3)


def test_every_holiday_has_a_name_in_both_languages_and_a_source() -> None:
    found = [HOLIDAYS.holiday(date(2024, 1, 1) + timedelta(days=n)) for n in range(3 * 365)]
    named = [row for row in found if row is not None]
    assert len(named) > 30
    assert all(row.vi and row.en and row.source for row in named)
    assert HOLIDAYS.holiday(date(2020, 9, 2)) is None


def test_periods_are_named_and_follow_each_other() -> None:
    first_half = Period.of(date(2025, 6, 30), PeriodKind.HALF_YEAR)
    assert first_half.label() == "6 tháng đầu năm 2025"
    assert first_half.next.label("en") == "Second half of 2025"
    assert Period.of(date(2025, 12, 9), PeriodKind.MONTH).next.label() == "Tháng 1/2026"
    assert Period.of(date(2025, 12, 9), PeriodKind.MONTH).label("en") == "12/2025"
    assert Period.of(date(2025, 12, 9), PeriodKind.YEAR).label() == "Năm 2025"
    assert Period.of(date(2025, 12, 9), PeriodKind.YEAR).label("en") == "2025"


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(PeriodKind))
def test_a_day_lies_in_its_period_and_periods_leave_no_gap(day: date, kind: PeriodKind) -> None:
    period = Period.of(day, kind)
    assert period.first <= day <= period.last
    assert period.ends_before == period.next.starts_at
    months = list(period.months())
    assert months[0].first == period.first and months[-1].last == period.last
    assert len(months) == {"month": 1, "half_year": 6, "year": 12}[kind]
