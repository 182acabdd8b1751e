from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.identity import (
    CHILD_UNTIL_AGE,
    SEXUAL_ABUSE_DUTY_UNTIL_AGE,
    AgeBand,
    AgeRange,
    DateWarning,
    Day,
    MaybeDate,
    PartialDate,
    Phone,
    age_band,
    age_on,
    born_between,
    is_vietnamese_number,
    may_be_under,
    phone_numbers,
    surely_under,
    warnings_of_birth,
    warnings_of_moment,
)
from domain.kernel import STORED, Contact, Identity, Value, join, split

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)


class Form(Value):
    due: Day | None = None
    birth: Identity[MaybeDate] = None
    phone: Contact[Phone] = ""


def codes(form: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(form)
    return [error["msg"].removeprefix("Value error, ") for error in refused.value.errors()]


dates = st.dates(date(1930, 1, 1), date(2030, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(dates)
    known = draw(st.integers(1, 3))
    return PartialDate(
        year=day.year, month=day.month if known > 1 else None, day=day.day if known > 2 else None
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2015", PartialDate(year=2015)),
        ("3/2015", PartialDate(year=2015, month=3)),
        ("21/3/2015", PartialDate(year=2015, month=3, day=21)),
        ("21-03-2015", PartialDate(year=2015, month=3, day=21)),
        ("2015-03-21", PartialDate(year=2015, month=3, day=21)),
        ({"year": "2015", "month": "", "day": ""}, PartialDate(year=2015)),
        ({"year": "", "month": "", "day": ""}, None),
        ("", None),
    ],
)
def test_a_date_is_taken_as_people_write_it(written: object, meant: PartialDate | None) -> None:
    assert Form.model_validate({"birth": written}).birth == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"year": 2015, "month": 2, "day": 30}, "no_such_day"),
        ("29/2/2015", "no_such_day"),
        ({"year": 2015, "day": 3}, "month_expected"),
        ("hôm qua", "date_expected"),
        ({"month": 2}, "Field required"),
    ],
)
def test_a_day_no_calendar_has_is_refused(written: object, code: str) -> None:
    assert codes({"birth": written}) == [code]


@given(partial_dates())
def test_a_partial_date_comes_back_from_the_ledger_and_from_its_own_writing(birth: PartialDate) -> None:
    form = Form(birth=birth)
    assert join(Form, *split(form)) == form
    assert PartialDate.model_validate(str(birth)) == birth
    assert birth.span.earliest <= birth.span.latest


@given(partial_dates(), dates)
def test_the_age_lies_in_the_range_whatever_the_day_of_birth_turns_out_to_be(
    birth: PartialDate, day: date
) -> None:
    low, high = age_on(birth, day)
    assert 0 <= low <= high <= low + 1 or birth.span.latest > day
    month = birth.month or 7
    real = date(birth.year, month, birth.day or min(17, monthrange(birth.year, month)[1]))
    exact = PartialDate(year=real.year, month=real.month, day=real.day)
    assert low <= age_on(exact, day).low <= high


@given(st.integers(0, 90), dates)
def test_an_estimated_age_is_that_age_on_the_day_of_the_estimate(years: int, day: date) -> None:
    span = born_between(None, years, day)
    assert span is not None
    low, high = age_on(span, day)
    assert low == years and high in (years, years + (day.month == 2 and day.day == 29))


def test_ages_turn_on_the_birthday() -> None:
    birth = PartialDate(year=2010, month=3, day=10)
    assert age_on(birth, date(2026, 3, 9)) == AgeRange(15, 15)
    assert age_on(birth, date(2026, 3, 10)) == AgeRange(16, 16)
    assert age_on(PartialDate(year=2010), TODAY) == AgeRange(15, 16)
    leap = PartialDate(year=2008, month=2, day=29)
    assert age_on(leap, date(2026, 2, 28)).low == 17 and age_on(leap, date(2026, 3, 1)).low == 18
    assert age_on(PartialDate(year=2030), TODAY) == AgeRange(0, 0)


def test_unknown_age_counts_as_under_eighteen() -> None:
    assert may_be_under(SEXUAL_ABUSE_DUTY_UNTIL_AGE, None, TODAY)
    assert not surely_under(SEXUAL_ABUSE_DUTY_UNTIL_AGE, None, TODAY)
    assert may_be_under(CHILD_UNTIL_AGE, PartialDate(year=2010).span, TODAY)
    assert not surely_under(CHILD_UNTIL_AGE, PartialDate(year=2010).span, TODAY)
    assert not may_be_under(CHILD_UNTIL_AGE, PartialDate(year=2009).span, TODAY)


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, AgeBand.UNDER_6),
        (5, AgeBand.UNDER_6),
        (6, AgeBand.FROM_6),
        (11, AgeBand.FROM_11),
        (14, AgeBand.FROM_14),
        (16, AgeBand.FROM_16),
        (18, AgeBand.ADULT),
    ],
)
def test_bands_begin_at_their_thresholds(years: int, band: AgeBand) -> None:
    assert age_band(born_between(None, years, TODAY), TODAY) is band
    assert age_band(None, TODAY) is AgeBand.UNKNOWN


def test_impossible_dates_warn_and_are_kept() -> None:
    assert warnings_of_birth(PartialDate(year=2027), None, TODAY) == (DateWarning.BIRTH_IN_FUTURE,)
    assert warnings_of_birth(PartialDate(year=1926), None, TODAY) == (DateWarning.UNLIKELY_AGE,)
    assert warnings_of_birth(None, 17, TODAY) == (DateWarning.NOT_A_CHILD,)
    assert warnings_of_birth(PartialDate(year=2016), 4, TODAY) == (DateWarning.AGES_DIFFER,)
    assert warnings_of_birth(PartialDate(year=2016), 10, TODAY) == ()
    assert warnings_of_birth(None, None, TODAY) == ()
    span = PartialDate(year=2016).span
    assert warnings_of_moment(datetime(2015, 12, 31, tzinfo=UTC), span, NOON) == (DateWarning.BEFORE_BIRTH,)
    assert warnings_of_moment(NOON + timedelta(minutes=6), span, NOON) == (DateWarning.IN_FUTURE,)
    assert warnings_of_moment(NOON + timedelta(minutes=5), None, NOON) == ()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (20250701, "day_expected"),
        (1.5, "day_expected"),
        (True, "day_expected"),
        ("2025-7-1", "day_expected"),
        ("20250701", "day_expected"),
        ("2025-07-01T00:00:00Z", "day_expected"),
        ("٢٠٢٥-٠٧-٠١", "day_expected"),
        ("2025-02-29", "no_such_day"),
    ],
)
def test_a_day_is_ten_characters_and_in_the_calendar(written: object, code: str) -> None:
    assert codes({"due": written}) == [code]


def test_a_day_comes_back_from_the_ledger() -> None:
    form = Form.model_validate({"due": "2025-07-01"})
    assert form.due == date(2025, 7, 1)
    assert join(Form, *split(form)) == form


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("0912 345 678", ("0912345678",)),
        ("+84 (0) 912.345.678", ("0912345678",)),
        ("84912345678", ("0912345678",)),
        ("mẹ: 0912345678, cô giáo 0240-3-855-123", ("0912345678", "02403855123")),
        ("111", ("111",)),
        ("không có", ()),
    ],
)
def test_numbers_are_read_out_of_what_was_written(written: str, numbers: tuple[str, ...]) -> None:
    assert phone_numbers(written) == numbers
    assert all(is_vietnamese_number(number) for number in numbers)


def test_a_telephone_is_kept_as_written_and_refused_only_without_a_number() -> None:
    assert (
        Form.model_validate({"phone": " 0912 345 678 (gọi sau 17 giờ) "}).phone
        == "0912 345 678 (gọi sau 17 giờ)"
    )
    assert Form.model_validate({"phone": ""}).phone == ""
    assert codes({"phone": "hỏi bác trưởng thôn"}) == ["phone_expected"]
    assert Form.model_validate({"phone": "hỏi bác"}, context=STORED).phone == "hỏi bác"
    assert not is_vietnamese_number("12345")
