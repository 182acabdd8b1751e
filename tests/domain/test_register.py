"""Registers are closed by month, half-year and year, in order, once, and after the last day."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import Period, PeriodKind
from domain.kernel import Act
from domain.register import (
    LAYOUT,
    RULES,
    PeriodClosed,
    PeriodIsClosed,
    PeriodNotOver,
    Register,
    RegisterOpened,
    Sealed,
    code_of,
    period_of,
    periods_of,
)
from tests.spec import UNIT, at, given, when

SUPERVISOR = at("2026-04-03", role="supervisor")
OPENED = RegisterOpened(occurred_at=SUPERVISOR.at, unit=UNIT, year=2026, begins=date(2010, 1, 1))
SEALED = Sealed(upto=40, since=None, entries=3, sessions=2, later=0, digest="ab" * 32)


def period(code: str) -> Period:
    found = period_of(2026, code)
    assert found is not None
    return found


def closed(code: str, act: Act = SUPERVISOR) -> PeriodClosed:
    one = period(code)
    return PeriodClosed(
        occurred_at=act.at, kind=one.kind, first=one.first, sealed=SEALED, layout=LAYOUT, rules=RULES
    )


def tried(register: Register, code: str, act: Act) -> tuple[PeriodClosed, ...]:
    return tuple(register.close(one, SEALED, act) for one in register.to_close(period(code), act))


def codes(register: Register, code: str, act: Act) -> list[str]:
    return [code_of(one) for one in register.to_close(period(code), act)]


def test_a_register_is_opened_for_its_first_closing() -> None:
    when(lambda: Register.open(UNIT, 2026, date(2010, 1, 1), SUPERVISOR)).then(OPENED)


def test_a_month_is_closed_with_what_the_book_came_to() -> None:
    given(Register, OPENED).when(lambda register: register.close(period("01"), SEALED, SUPERVISOR)).then(
        closed("01")
    )


@pytest.mark.parametrize(
    ("moment", "refused"),
    [
        ("2026-03-31T23:59:59", True),
        ("2026-03-31T16:59:59+00:00", True),
        ("2026-03-31T17:00:00+00:00", False),
        ("2026-04-01T00:00:00", False),
    ],
)
def test_a_period_is_closed_after_its_last_day_in_viet_nam(moment: str, refused: bool) -> None:
    known = given(Register, OPENED, closed("01"), closed("02"))
    if refused:
        known.when(lambda register: tried(register, "03", at(moment))).then_refused(PeriodNotOver)
    else:
        assert codes(known.state, "03", at(moment)) == ["03"]


def test_nothing_is_closed_twice() -> None:
    known = given(Register, OPENED, closed("01"))
    known.when(lambda register: tried(register, "01", SUPERVISOR)).then_refused(PeriodIsClosed)


def test_what_is_open_before_its_end_is_closed_with_it_months_first() -> None:
    after, opened = at("2027-01-04"), given(Register, OPENED).state
    assert codes(opened, "03", after) == ["01", "02", "03"]
    assert codes(opened, "h1", after) == ["01", "02", "03", "04", "05", "06", "h1"]
    partly = given(Register, OPENED, closed("01"), closed("02"), closed("h1")).state
    months = [f"{month:02d}" for month in range(3, 13)]
    assert codes(partly, "h2", after) == [*months, "h2"]
    assert codes(partly, "y", after) == [*months, "h2", "y"]


def test_what_ended_before_the_unit_was_founded_is_taken_along_by_nothing_and_closed_when_asked_for() -> None:
    founded = given(Register, OPENED.model_copy(update={"begins": date(2026, 7, 1)})).state
    after = at("2027-01-04")
    assert codes(founded, "08", after) == ["07", "08"]
    assert codes(founded, "y", after) == ["07", "08", "09", "10", "11", "12", "h2", "y"]
    assert codes(founded, "06", after) == ["06"]


def test_a_half_year_is_not_closed_by_its_last_month_nor_a_year_by_its_last_half() -> None:
    known = given(Register, OPENED, *(closed(f"{month:02d}") for month in range(1, 7)))
    known.then_state(lambda register: not register.is_closed(period("h1")))
    known.then_state(lambda register: register.is_closed(period("06")))


def test_each_day_of_a_year_lies_in_one_month_one_half_and_the_year() -> None:
    periods = periods_of(2026)
    assert [code_of(one) for one in periods][-4:] == ["11", "12", "h2", "y"]
    assert [code_of(one) for one in periods].index("h1") == 6
    for day in (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)):
        kinds = [one.kind for one in periods if one.first <= day <= one.last]
        assert sorted(kinds) == sorted(PeriodKind)
    assert all(period_of(2026, code_of(one)) == one for one in periods)


@pytest.mark.parametrize("code", ["", "0", "00", "13", "1", "h0", "h3", "H1", "Y", "01 ", "٠١"])
def test_other_texts_name_no_period(code: str) -> None:
    assert period_of(2026, code) is None
