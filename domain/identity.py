"""Birth dates known in part, ages as ranges, days and telephone numbers as people write them.

Ages are computed on the day of each act and never stored as a mark.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from domain.calendar import CLOCK_SLACK, vietnam_day
from domain.codes import Code
from domain.kernel import Value, at_most, cleaned, on_the_way_in

CONSENT_AGE = 7
"""From this age the child's own consent is needed to disclose private life. Source: Law 102/2016, art. 6(11)."""
CRIMINAL_LIABILITY_AGE = 14
"""Youngest age of criminal liability. Source: Penal Code 100/2015/QH13, art. 12(2)."""
CHILD_UNTIL_AGE = 16
"""A child is under this age. Source: Law 102/2016/QH13, art. 1."""
SEXUAL_ABUSE_DUTY_UNTIL_AGE = 18
"""Sexual abuse of anyone under this age goes to the police at once. Source: Joint Circular 01/2022, art. 9."""
UNLIKELY_AGE = 25
"""From this age an entry is kept and a slip is suspected. Source: quy ước nội bộ (internal convention)."""

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> object:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value.strip()):
        raise ValueError("day_expected")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("no_such_day") from None


Day = Annotated[
    date,
    BeforeValidator(_iso_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2025-07-01"]}),
]
"""A calendar day written YYYY-MM-DD; numbers, times and other spellings are refused."""


class BirthSpan(NamedTuple):
    """The first and the last day on which someone may have been born."""

    earliest: date
    latest: date


class AgeRange(NamedTuple):
    """The lowest and the highest age in full years that someone may have."""

    low: int
    high: int


_WRITTEN = (
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<day>[0-9]{1,2})[/.-])?(?P<month>[0-9]{1,2})[/.-])(?P<year>[0-9]{4})"),
)


class PartialDate(Value):
    """A date of which the year, the month or all is known.

    Accepts the fields, or text as written: 2015, 3/2015, 21/3/2015, 2015-03-21. A day in the future is
    kept (see `warnings_of_birth`); a day that no calendar has is refused.
    """

    year: int = Field(ge=1000, le=9999)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, value: object) -> object:
        if isinstance(value, str):
            found = next((m for shape in _WRITTEN if (m := shape.fullmatch(value.strip()))), None)
            if found is None:
                raise ValueError("date_expected")
            return found.groupdict()
        if isinstance(value, Mapping):
            return {name: part for name, part in value.items() if part not in ("", None)}
        return value

    @model_validator(mode="after")
    def _in_the_calendar(self) -> Self:
        if self.day is not None and self.month is None:
            raise ValueError("month_expected")
        if (
            self.month is not None
            and self.day is not None
            and self.day > monthrange(self.year, self.month)[1]
        ):
            raise ValueError("no_such_day")
        return self

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    @property
    def span(self) -> BirthSpan:
        """The first and the last day meant."""
        first, last = self.month or 1, self.month or 12
        return BirthSpan(
            date(self.year, first, self.day or 1),
            date(self.year, last, self.day or monthrange(self.year, last)[1]),
        )

    def __str__(self) -> str:
        """Return the date as Vietnamese papers write it: 21/03/2015, 03/2015 or 2015."""
        parts = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, str(self.year)])


def _none_when_nothing_said(value: object) -> Any:
    if isinstance(value, Mapping) and all(part in ("", None) for part in value.values()):
        return None
    return None if isinstance(value, str) and not value.strip() else value


MaybeDate = Annotated[PartialDate | None, BeforeValidator(_none_when_nothing_said)]
"""A date known in part, or None; a form's empty fields count as None."""


class AgeBand(Code, name="age-band"):
    """Bands of age for figures. Source: quy ước nội bộ; those of Circular 13/2021 were not found (LAW 11.3)."""

    UNDER_6 = "under_6", "Dưới 6 tuổi", "Under 6"
    FROM_6 = "from_6", "Từ đủ 6 đến dưới 11 tuổi", "6 to under 11"
    FROM_11 = "from_11", "Từ đủ 11 đến dưới 14 tuổi", "11 to under 14"
    FROM_14 = "from_14", "Từ đủ 14 đến dưới 16 tuổi", "14 to under 16"
    FROM_16 = "from_16", "Từ đủ 16 đến dưới 18 tuổi", "16 to under 18"
    ADULT = "adult", "Từ đủ 18 tuổi", "18 and over"
    UNKNOWN = "unknown", "Không biết tuổi", "Age unknown"


_UPPER = (
    (6, AgeBand.UNDER_6),
    (11, AgeBand.FROM_6),
    (14, AgeBand.FROM_11),
    (16, AgeBand.FROM_14),
    (18, AgeBand.FROM_16),
)


def _full_years(born: date, day: date) -> int:
    """Return completed years; someone born on 29 February completes them on 1 March of a common year."""
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _years_before(day: date, years: int) -> date:
    year = max(1, day.year - years)
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def born_between(
    birth: PartialDate | None, estimated_age: int | None, estimated_on: date
) -> BirthSpan | None:
    """Return when someone may have been born, from a birth date, else from an age estimated on a day, else None.

    >>> born_between(None, 8, date(2025, 5, 1))
    BirthSpan(earliest=datetime.date(2016, 5, 2), latest=datetime.date(2017, 5, 1))
    """
    if birth is not None:
        return birth.span
    if estimated_age is None:
        return None
    before = _years_before(estimated_on, estimated_age + 1)
    return BirthSpan(before + timedelta(days=1), _years_before(estimated_on, estimated_age))


def age_on(birth: PartialDate | BirthSpan, day: date) -> AgeRange:
    """Return the age in full years on a day, as a range; 0 for a birth in the future.

    >>> age_on(PartialDate(year=2010), date(2025, 6, 30))
    AgeRange(low=14, high=15)
    """
    span = birth.span if isinstance(birth, PartialDate) else birth
    return AgeRange(_full_years(span.latest, day), _full_years(span.earliest, day))


def may_be_under(years: int, birth: BirthSpan | None, day: date) -> bool:
    """Whether someone may be under an age on a day; someone of unknown age may.

    Source: DESIGN, section 3.2: age unknown counts as under 18 for the duty to forward.
    """
    return birth is None or age_on(birth, day).low < years


def surely_under(years: int, birth: BirthSpan | None, day: date) -> bool:
    """Whether someone is known to be under an age on a day."""
    return birth is not None and age_on(birth, day).high < years


def age_band(birth: BirthSpan | None, day: date) -> AgeBand:
    """Return the band for figures; where a range touches two bands, the younger (quy ước nội bộ)."""
    if birth is None:
        return AgeBand.UNKNOWN
    low = age_on(birth, day).low
    return next((band for upper, band in _UPPER if low < upper), AgeBand.ADULT)


class DateWarning(Code, name="date-warning"):
    """What looks wrong with a date and is kept all the same (DESIGN, section 3.7)."""

    BIRTH_IN_FUTURE = "birth_in_future", "Ngày sinh ở tương lai", "The birth date is in the future"
    NOT_A_CHILD = "not_a_child", "Đã đủ 16 tuổi", "16 or older"
    UNLIKELY_AGE = "unlikely_age", "Tuổi khó có thể đúng", "The age is unlikely"
    AGES_DIFFER = "ages_differ", "Tuổi ước lượng không khớp ngày sinh", "Estimated age and birth date differ"
    BEFORE_BIRTH = "before_birth", "Sự việc trước ngày sinh của trẻ", "It happened before the child was born"
    IN_FUTURE = "in_future", "Thời điểm ở tương lai", "The time is in the future"


def warnings_of_birth(
    birth: PartialDate | None, estimated_age: int | None, day: date
) -> tuple[DateWarning, ...]:
    """Return what looks wrong with a birth date and an estimated age on the day of an act."""
    span = born_between(birth, estimated_age, day)
    if span is None:
        return ()
    found: list[DateWarning] = []
    age = age_on(span, day)
    if span.earliest > day:
        found.append(DateWarning.BIRTH_IN_FUTURE)
    if age.low >= UNLIKELY_AGE:
        found.append(DateWarning.UNLIKELY_AGE)
    elif age.low >= CHILD_UNTIL_AGE:
        found.append(DateWarning.NOT_A_CHILD)
    if birth is not None and estimated_age is not None and not age.low - 1 <= estimated_age <= age.high + 1:
        found.append(DateWarning.AGES_DIFFER)
    return tuple(found)


def warnings_of_moment(
    happened: datetime, birth: BirthSpan | None, recorded_at: datetime
) -> tuple[DateWarning, ...]:
    """Return what looks wrong with the moment of something that was recorded; it is kept all the same."""
    found: list[DateWarning] = []
    if happened - recorded_at > CLOCK_SLACK:
        found.append(DateWarning.IN_FUTURE)
    if birth is not None and vietnam_day(happened) < birth.earliest:
        found.append(DateWarning.BEFORE_BIRTH)
    return tuple(found)


EMERGENCY_NUMBERS = frozenset({"111", "112", "113", "114", "115"})
"""Short numbers of Viet Nam: child protection, rescue, police, fire, ambulance."""
_NUMBER = re.compile(r"\+?[0-9][0-9 .()\-]*[0-9]")


def phone_numbers(written: str) -> tuple[str, ...]:
    """Return the telephone numbers in what was written, as digits, with 0 for +84.

    >>> phone_numbers("mẹ: +84 912 345 678; hoặc 111")
    ('0912345678', '111')
    """
    return tuple(_domestic(found) for found in _NUMBER.findall(written))


def _domestic(number: str) -> str:
    digits = re.sub(r"[^0-9]", "", number)
    if number.startswith("+84") or digits.startswith("0084"):
        return "0" + digits.removeprefix("00").removeprefix("84").removeprefix("0")
    if digits.startswith("84") and len(digits) in (11, 12):
        return "0" + digits[2:]
    return digits


def is_vietnamese_number(digits: str) -> bool:
    """Whether digits are a number one can call in Viet Nam: a mobile, a fixed line or an emergency number."""
    mobile = len(digits) == 10 and digits[0] == "0" and digits[1] in "35789"
    fixed = len(digits) == 11 and digits.startswith("02")
    return (
        mobile
        or fixed
        or digits in EMERGENCY_NUMBERS
        or (len(digits) in (8, 10) and digits[:4] in ("1800", "1900"))
    )


def _some_number(written: str) -> str:
    if written and not phone_numbers(written):
        raise ValueError("phone_expected")
    return written


Phone = Annotated[str, BeforeValidator(cleaned), at_most(100), on_the_way_in(_some_number)]
"""A telephone number as written, with what was said about it; may be empty; refused only when it holds no number."""
