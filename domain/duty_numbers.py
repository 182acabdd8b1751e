"""Duty numbers: whom to call in one commune or province, from which day; the association's own directory.

There is no public source of these numbers, so none is shipped: supervisors and administrators list what an office told
them, and withdraw it when it no longer answers. A number may be an officer's own telephone, so number and note are
personal data of the class `contact`; what is marked private is shown to people who are signed in only.
Source: DESIGN, section 3, rule 1; Decree 56/2017/NĐ-CP, art. 25(1) (police, commune People's Committee, health).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID, uuid5

from pydantic import BeforeValidator

from domain.codes import Code
from domain.directory import EmergencyNumber
from domain.identity import Day, is_vietnamese_number, phone_numbers
from domain.kernel import (
    Act,
    Contact,
    Erased,
    Event,
    Line,
    Refused,
    State,
    Value,
    at_most,
    cleaned,
    on_the_way_in,
)
from domain.units import AdminUnit, Unit

_STREAMS = UUID("6c616368-616e-4000-8000-000000000002")
"""Namespace of the streams: one for each administrative unit, found without asking."""


class DutyBody(Code, name="duty-body"):
    """Who answers."""

    CHILD_PROTECTION = (
        "child_protection",
        "Người làm công tác bảo vệ trẻ em của Ủy ban nhân dân",
        "Child-protection officer of the People's Committee",
    )
    POLICE = "police", "Công an (trực ban)", "Police (duty desk)"
    HEALTH_STATION = "health_station", "Trạm y tế, cơ sở y tế", "Health station or clinic"
    OTHER = "other", "Đường dây trực khác", "Other duty line"


_SHORT = {
    DutyBody.CHILD_PROTECTION: ("UBND – trẻ em", "Child protection"),
    DutyBody.POLICE: ("Công an", "Police"),
    DutyBody.HEALTH_STATION: ("Y tế", "Health"),
    DutyBody.OTHER: ("Trực", "Duty line"),
}


def _one_can_call(written: str) -> str:
    found = phone_numbers(written)
    if len(found) != 1 or not is_vietnamese_number(found[0]):
        raise ValueError("phone_expected")
    return written


CallableNumber = Annotated[str, BeforeValidator(cleaned), at_most(30), on_the_way_in(_one_can_call)]
"""Exactly one number that can be called in Viet Nam, as written."""


class DutyNumber(Value):
    """One number of one body in one unit, from a day on."""

    unit: AdminUnit
    body: DutyBody
    number: Contact[CallableNumber]
    note: Contact[Line] = ""
    valid_from: Day
    is_private: bool = False
    """An officer's own telephone: shown to people who are signed in only."""


class DutyNumberListed(Event):
    """A number was put into the directory."""

    TOPIC: ClassVar[str] = "directory.number-listed.1"
    entry: UUID
    listed: DutyNumber


class DutyNumberWithdrawn(Event):
    """A number no longer answers."""

    TOPIC: ClassVar[str] = "directory.number-withdrawn.1"
    entry: UUID
    last_day: date


class DutyNumberIsListed(Refused):
    """The same number of the same body is there already."""

    vi = "Số này của cơ quan này đã có trong danh bạ."
    en = "This number of this body is in the directory already."


class DutyNumberIsWithdrawn(Refused):
    """The number is not in the directory, or was withdrawn before."""

    vi = "Số này không có trong danh bạ, hoặc đã thôi dùng từ trước."
    en = "This number is not in the directory, or was withdrawn before."


class UnitNotThereThen(Refused):
    """The unit did not exist on the first day of the number."""

    vi = "Ngày bắt đầu không nằm trong thời gian đơn vị hành chính này tồn tại; hãy chọn đơn vị kế thừa hoặc ngày khác."
    en = "The administrative unit did not exist on the first day; choose its successor or another day."


class Listing(Value):
    """A number with its last day, if it has one."""

    entry: UUID
    listed: DutyNumber
    last_day: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the number answers on a day."""
        return self.listed.valid_from <= day and (self.last_day is None or day <= self.last_day)

    @property
    def digits(self) -> str:
        """The number to dial; empty when it cannot be read."""
        written = self.listed.number
        found = () if isinstance(written, Erased) else phone_numbers(written)
        return found[0] if found else ""

    def to_call(self, *, with_note: bool) -> EmergencyNumber:
        """Return the number as pages show it beside 111, 113 and 115."""
        listed, (short_vi, short_en) = self.listed, _SHORT[self.listed.body]
        said = f" ({listed.note})" if with_note and listed.note else ""
        place = listed.unit.name_as_written
        return EmergencyNumber(
            number=self.digits,
            vi=f"{listed.body.vi}, {place}{said}",
            en=f"{listed.body.en}, {place}{said}",
            short_vi=f"{short_vi} {place}",
            short_en=f"{short_en} {place}",
            valid_from=listed.valid_from,
            valid_until=self.last_day,
            source="",
            unit=listed.unit.key,
        )


def stream_of(unit: AdminUnit | Unit) -> UUID:
    """Return the stream of a unit's duty numbers."""
    return uuid5(_STREAMS, unit.key)


class DutyNumbers(State[DutyNumberListed, DutyNumberListed | DutyNumberWithdrawn]):
    """The duty numbers of one administrative unit."""

    listings: tuple[Listing, ...] = ()

    @classmethod
    def began(cls, stream: UUID, fact: DutyNumberListed) -> DutyNumbers:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, listings=(Listing(entry=fact.entry, listed=fact.listed),))

    def apply(self, fact: DutyNumberListed | DutyNumberWithdrawn) -> DutyNumbers:
        """Return the state after one more fact."""
        match fact:
            case DutyNumberListed():
                new = Listing(entry=fact.entry, listed=fact.listed)
                return self.but(listings=(*self.listings, new))
            case DutyNumberWithdrawn():
                ended = {"last_day": fact.last_day}
                return self.but(
                    listings=tuple(
                        one.model_copy(update=ended) if one.entry == fact.entry else one
                        for one in self.listings
                    )
                )

    @classmethod
    def first(cls, entry: UUID, number: DutyNumber, act: Act) -> DutyNumberListed:
        """List the first number of a unit."""
        unit = number.unit.unit
        if unit is not None and not unit.valid_on(number.valid_from):
            raise UnitNotThereThen
        return DutyNumberListed(occurred_at=act.at, entry=entry, listed=number)

    def add(self, entry: UUID, number: DutyNumber, act: Act) -> DutyNumberListed:
        """List one more number."""
        new = Listing(entry=entry, listed=number)
        there = (one for one in self.listings if one.last_day is None and one.listed.body is number.body)
        if any(one.digits == new.digits for one in there):
            raise DutyNumberIsListed
        return self.first(entry, number, act)

    def withdraw(self, entry: UUID, last_day: date, act: Act) -> DutyNumberWithdrawn:
        """Withdraw a number after its last day."""
        if not any(one.entry == entry and one.last_day is None for one in self.listings):
            raise DutyNumberIsWithdrawn
        return DutyNumberWithdrawn(occurred_at=act.at, entry=entry, last_day=last_day)
