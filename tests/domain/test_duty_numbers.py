"""Duty numbers of one administrative unit: listed, withdrawn, shown on the days they answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest
from pydantic import ValidationError

from application.directory import DutyBook
from domain.covering import covered
from domain.duty_numbers import (
    DutyBody,
    DutyNumber,
    DutyNumberIsListed,
    DutyNumberIsWithdrawn,
    DutyNumberListed,
    DutyNumbers,
    DutyNumberWithdrawn,
    Listing,
    UnitNotThereThen,
    stream_of,
)
from domain.kernel import ERASED, Act, Actor, FieldClass, split
from domain.units import AdminUnit
from tests.spec import given

COMMUNE, OTHER, PROVINCE = "07282@2025-07-01", "07210@2025-07-01", "24@2025-07-01"
JULY, TODAY = date(2025, 7, 1), date(2025, 9, 1)
ACT = Act(Actor.system("test"), datetime(2025, 9, 1, tzinfo=UTC))
HERE, US = UUID(int=1), UUID(int=9)


def number(
    unit: str = COMMUNE, body: str = "police", written: str = "0204 000 00 12", **more: object
) -> DutyNumber:
    fields = {"unit": unit, "body": body, "number": written, "valid_from": str(JULY)} | more
    return DutyNumber.model_validate(fields)


def entry(name: str) -> UUID:
    return uuid5(HERE, name)


def listed(name: str, what: DutyNumber) -> DutyNumberListed:
    return DutyNumberListed(occurred_at=ACT.at, entry=entry(name), listed=what)


FIRST = listed("a", number())


def test_a_number_is_listed_withdrawn_and_listed_again() -> None:
    second = number(body="health_station", written="02040000013")
    given(DutyNumbers, FIRST).when(lambda all_: all_.add(entry("b"), second, ACT)).then(listed("b", second))
    ended = DutyNumberWithdrawn(occurred_at=ACT.at, entry=entry("a"), last_day=TODAY)
    given(DutyNumbers, FIRST).when(lambda all_: all_.withdraw(entry("a"), TODAY, ACT)).then(ended)
    given(DutyNumbers, FIRST, ended).when(lambda all_: all_.add(entry("c"), number(), ACT)).then(
        listed("c", number())
    )


def test_what_is_there_is_not_listed_twice_however_it_is_written() -> None:
    same = number(written="+84 204 0000012")
    given(DutyNumbers, FIRST).when(lambda all_: all_.add(entry("b"), same, ACT)).then_refused(
        DutyNumberIsListed
    )


@pytest.mark.parametrize("which", ["a", "z"])
def test_what_is_not_there_is_not_withdrawn(which: str) -> None:
    ended = DutyNumberWithdrawn(occurred_at=ACT.at, entry=entry("a"), last_day=TODAY)
    given(DutyNumbers, FIRST, ended).when(lambda all_: all_.withdraw(entry(which), TODAY, ACT)).then_refused(
        DutyNumberIsWithdrawn
    )


def test_a_unit_that_was_not_there_on_the_first_day_has_no_number() -> None:
    with pytest.raises(UnitNotThereThen):
        DutyNumbers.first(entry("a"), number(valid_from="2025-06-30"), ACT)
    with pytest.raises(UnitNotThereThen):
        DutyNumbers.first(entry("a"), number(unit="07282@1900-01-01"), ACT)


@pytest.mark.parametrize("written", ["", "gọi sau", "12345", "0912 345 678 hoặc 0912 345 679", "0204"])
def test_only_one_number_that_can_be_called_is_taken(written: str) -> None:
    with pytest.raises(ValidationError):
        number(written=written)


def test_number_and_note_are_contact_data_and_an_erased_one_is_not_shown() -> None:
    fact = listed("a", number(note="ông A."))
    coded, personal = split(fact)
    assert set(personal) == {FieldClass.CONTACT}
    assert "number" not in coded["listed"] and "note" not in coded["listed"]
    erased = covered(fact).listed
    assert erased.number is ERASED
    assert DutyBook((Listing(entry=fact.entry, listed=erased),)).of([erased.unit], TODAY) == ()


def test_each_unit_has_a_stream_that_is_found_without_asking() -> None:
    assert stream_of(AdminUnit.model_validate(COMMUNE)) == stream_of(number().unit)
    assert stream_of(AdminUnit.model_validate("07282@1900-01-01")) != stream_of(number().unit)


def book(*numbers: DutyNumber, last_day: date | None = None) -> DutyBook:
    listings = tuple(
        Listing(entry=entry(str(n)), listed=one, last_day=last_day) for n, one in enumerate(numbers)
    )
    return DutyBook(listings, {US: (AdminUnit.model_validate(COMMUNE),)}, (US,))


def dialled(found: object) -> list[str]:
    return [one.number for one in found]  # type: ignore[attr-defined]


def test_numbers_follow_a_commune_through_the_first_of_july() -> None:
    old = AdminUnit.model_validate("07282@1900-01-01")
    there = book(number())
    assert dialled(there.of([old], TODAY)) == ["02040000012"]
    assert there.of([old], date(2025, 6, 30)) == ()
    assert there.of([AdminUnit.model_validate(OTHER), None], TODAY) == ()
    assert dialled(book(number(), last_day=TODAY).of([old], TODAY)) == ["02040000012"]
    assert book(number(), last_day=TODAY).of([old], date(2025, 9, 2)) == ()


def test_the_banner_shows_the_own_commune_then_the_province_and_strangers_nothing_private() -> None:
    there = book(
        number(unit=OTHER, written="02040000001"),
        number(unit=PROVINCE, written="02040000002"),
        number(body="health_station", written="02040000003", note="bà B."),
        number(body="child_protection", written="02040000004", is_private=True),
    )
    assert dialled(there.banner(US, TODAY)) == ["02040000004", "02040000003", "02040000002"]
    assert dialled(there.banner(None, TODAY)) == ["02040000003", "02040000002"]
    assert dialled(there.banner(HERE, TODAY)) == ["02040000002"]
    assert "bà B." in there.banner(US, TODAY)[1].vi
    assert all("bà B." not in one.vi + one.en for one in there.banner(None, TODAY))


def test_every_body_has_a_short_name_in_both_languages() -> None:
    for body in DutyBody:
        shown = Listing(entry=HERE, listed=number(body=body.value)).to_call(with_note=True)
        assert shown.short_vi and shown.short_en and shown.vi != shown.en
