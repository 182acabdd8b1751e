"""Completeness, timeliness and days agreed: numbers of our own (quy ước nội bộ)."""

from datetime import date, timedelta

import pytest

from domain.calendar import Timeliness
from domain.follow_up_log import (
    Blank,
    Due,
    EntryState,
    Filled,
    Quality,
    completeness,
    completeness_percent,
    due,
    entered,
    percent,
)
from tests.spec import at

TODAY = date(2025, 7, 10)


def entry(state: EntryState = EntryState.OPEN, *has: Blank, **marks: bool) -> Filled:
    given = {"is_alleged": False, "is_abuse": False, "is_accident": False} | marks
    return Filled(state=state, has=frozenset(has), **given)


def test_a_new_entry_asks_for_no_more_than_where() -> None:
    assert completeness(entry()).missing == (Blank.INCIDENT_UNIT,)
    assert completeness(entry(EntryState.OPEN, Blank.INCIDENT_UNIT)).missing == ()


def test_a_risk_of_abuse_asks_for_a_forwarding_from_the_first_second() -> None:
    missing = completeness(entry(EntryState.OPEN, Blank.INCIDENT_UNIT, is_alleged=True)).missing
    assert Blank.FORWARDED in missing
    assert Blank.ABUSE_TYPE not in missing


def test_an_accident_asks_for_cause_place_severity_and_care() -> None:
    assert len(completeness(entry(is_accident=True)).missing) == 5


@pytest.mark.parametrize("state", [EntryState.FOLLOWING, EntryState.REOPENED])
def test_a_followed_entry_asks_for_the_first_look_and_the_next_step(state: EntryState) -> None:
    found = completeness(entry(state, Blank.INCIDENT_UNIT, Blank.TRIAGE))
    assert found.missing == (Blank.NEXT_STEP,)
    assert found.filled == 2


def test_a_closed_entry_asks_for_its_outcome_and_for_no_next_step() -> None:
    assert completeness(entry(EntryState.CLOSED, Blank.INCIDENT_UNIT)).missing == (Blank.OUTCOME,)


def test_a_rate_without_a_denominator_is_not_applicable() -> None:
    assert percent(0, 0) is None
    assert Quality.sum([]).complete_percent is None
    assert Quality.sum([]).in_time_percent is None


def test_quality_of_units_adds_up() -> None:
    both = Quality.sum([Quality(1, 1, 1, 1), Quality(3, 3, 9, 0)])
    assert both == Quality(4, 4, 10, 1)
    assert both.in_time_percent == 25
    assert both.complete_percent == completeness_percent(4 + 12, 10 + 12)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, Due.OVERDUE), (0, Due.TODAY), (1, Due.SOON), (7, Due.SOON), (8, Due.LATER)],
)
def test_a_day_agreed_is_looked_at_from_today(days: int, expected: Due) -> None:
    assert due(TODAY + timedelta(days=days), TODAY) is expected


def test_an_entry_is_in_time_within_a_day_of_receipt() -> None:
    received = at("2025-07-10T08:00").at
    assert entered(received, received + timedelta(hours=24)).timeliness is Timeliness.IN_TIME
    assert entered(received, received + timedelta(hours=25)).timeliness is Timeliness.LATE
