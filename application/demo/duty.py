"""Invented duty numbers of the fictional year, listed by the provincial supervisor as offices "gave" them.

Subscriber numbers that begin with 0 are allotted to nobody, so 0204 0… rings at no one's; the note says so as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from application.demo.entries import wish
from application.demo.moments import BEFORE_WORK
from application.demo.stage import Deed, Story
from application.demo.territory import COMMUNES, commune
from application.directory import ListNumber, WithdrawNumber, list_number, withdraw_number
from domain.duty_numbers import DutyBody, DutyNumber
from domain.units import BEFORE_THE_DATA, TWO_TIERS_SINCE, Unit, register

KEEPER = "giamsat.tinh"
NOTE = "số giả lập, không gọi được"
_BODIES = (DutyBody.CHILD_PROTECTION, DutyBody.POLICE, DutyBody.HEALTH_STATION)


def province_before_july() -> Story:
    """List the province's number in January, and withdraw it when the province becomes another."""
    at = BEFORE_WORK + timedelta(hours=3)
    yield from _until_june(_province(BEFORE_THE_DATA), at)


def _until_june(province: Unit, at: datetime) -> Story:
    number = _number(province, DutyBody.CHILD_PROTECTION, 1, at.date())
    done = yield Deed(at, KEEPER, wish(list_number, ListNumber(number=number)))
    if done.made is not None:
        ended = WithdrawNumber(unit=number.unit, entry=done.made, last_day=date(2025, 6, 30))
        yield Deed(_july(), KEEPER, wish(withdraw_number, ended))


def numbers_since_july() -> Story:
    """List the numbers of the new province and of each commune that has an association."""
    at = _july()
    for count, number in enumerate(_since_july(), start=2):
        at += timedelta(minutes=2)
        listed = number.model_copy(update={"number": _digits(count)})
        yield Deed(at, KEEPER, wish(list_number, ListNumber(number=listed)))


def _since_july() -> Iterator[DutyNumber]:
    yield _number(_province(TWO_TIERS_SINCE), DutyBody.CHILD_PROTECTION, 0, TWO_TIERS_SINCE)
    for code in sorted(COMMUNES.values()):
        for body in _BODIES:
            yield _number(commune(code), body, 0, TWO_TIERS_SINCE)


def _july() -> datetime:
    return datetime.combine(TWO_TIERS_SINCE + timedelta(days=1), BEFORE_WORK.timetz())


def _province(since: date) -> Unit:
    unit = register().find("24", since)
    if unit is None:
        raise LookupError("24")
    return unit


def _digits(count: int) -> str:
    return f"0204{count:07}"


def _number(unit: Unit, body: DutyBody, count: int, since: date) -> DutyNumber:
    is_own = body is DutyBody.CHILD_PROTECTION and unit.parent is not None
    return DutyNumber(
        unit=unit.as_written,
        body=body,
        number=_digits(count),
        note=NOTE,
        valid_from=since,
        is_private=is_own,
    )
