"""The check of one row of a list of members: what admitting by hand asks, and a remark for whatever does not fit.

Nothing is guessed: who, where and since when must be plain, or the row waits for whoever corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from pydantic import Field, ValidationError

from domain.calendar import vietnam_day
from domain.courts import JurorCourt, courts_named
from domain.identity import PartialDate, age_on
from domain.kernel import Identity, Line, Value
from domain.kin import Kin
from domain.lists import MemberKind
from domain.log_import.cells import Cell, identity_number_of, is_not_known, phone_of, text_of
from domain.log_import.columns import code_of
from domain.log_import.entry import Remark, RowTold
from domain.log_import.reading import RowReading, code_of_error
from domain.log_import.table import RawRow, Table
from domain.member_list.units import ListUnit, ListUnits
from domain.text import fold

MEMBER_FROM_AGE = 18
"""Nobody younger is entered from a list as a member. Source: quy ước nội bộ."""
_SHOWN_DAY = "%d/%m/%Y"
_FORMULA = re.compile(r"\s*(?:[=@]|[+\-][^\d\s(])")
_BESIDE_LETTERS = " .'’-"


class ListedMember(Value):
    """One row as a member to be entered."""

    row: int = Field(ge=1)
    unit: UUID
    kind: MemberKind
    person: Identity[Kin]
    admitted_on: date | None = None
    left_on: date | None = None
    court: JurorCourt | None = None
    known_by: Identity[Line] = ""
    """By which the same row is known again: name, birth, identity number."""


class ListedRow(RowTold):
    """One row after the check: a member, or what is wrong with it."""

    member: ListedMember | None = None


class MemberReading(RowReading):
    """One row of a list being read."""

    def __init__(
        self, table: Table, raw: RawRow, now: datetime, units: ListUnits, default: UUID | None
    ) -> None:
        super().__init__(table, raw, now)
        self._units, self._default, self._today = units, default, vietnam_day(now)

    def listed(self) -> ListedRow:
        """Return the row with its member, or with what keeps it out."""
        self._no_formulas()
        kind, left_on, admitted_on = self._kind(), self._whole_day("left_on"), self._whole_day("admitted_on")
        self._days_follow(admitted_on, left_on)
        person = self._person(admitted_on or self._today, kind)
        unit = self._unit(admitted_on or self._today, left_on)
        court = self._court(kind, admitted_on or self._today)
        if self.faults or person is None or unit is None or kind is None:
            return ListedRow(row=self._raw.number, remarks=tuple(self.remarks))
        member = ListedMember(
            row=self._raw.number,
            unit=unit.unit,
            kind=kind,
            person=person,
            admitted_on=admitted_on,
            left_on=left_on,
            court=court,
            known_by="|".join((_plain(person.name), str(person.birth or ""), person.identity_number))[:300],
        )
        return ListedRow(row=self._raw.number, member=member, remarks=tuple(self.remarks))

    @property
    def faults(self) -> list[Remark]:
        """What keeps the row out, as far as it was read."""
        return [one for one in self.remarks if one.is_fault]

    def _no_formulas(self) -> None:
        """Refuse cells that a formula filled, or that would be one elsewhere; what stood in them is not read."""
        for at, field in enumerate(self._table.fields):
            if field is None or field not in self._cells:
                continue
            cell = self._cells[field]
            if (self._raw.number, at) in self._table.formulas or _is_formula(cell):
                self._fault(field, "formula_cell")
                self._cells[field] = None

    def _is_faulty(self, field: str) -> bool:
        head = self._heads.get(field)
        return head is not None and any(one.column == head[:300] for one in self.faults)

    def _whole_day(self, field: str) -> date | None:
        day = self._day(field)
        if day is None:
            return None
        if not day.is_exact:
            self._fault(field, "whole_day_needed")
            return None
        found = day.span.earliest
        if found > self._today:
            self._fault(field, "day_in_future")
            return None
        return found

    def _days_follow(self, admitted_on: date | None, left_on: date | None) -> None:
        if left_on is None or self._is_faulty("admitted_on"):
            return
        if admitted_on is None:
            self._fault("left_on", "left_needs_admitted")
        elif left_on < admitted_on:
            self._fault("left_on", "left_before_admitted", f"{admitted_on:{_SHOWN_DAY}}")

    # -- who ------------------------------------------------------------------------------------------------------

    def _kind(self) -> MemberKind | None:
        said = self._text("kind")
        if is_not_known(said):
            if not self._is_faulty("kind"):
                self._fault("kind", "kind_missing", "member-kind")
            return None
        code = code_of("member-kind", said)
        if code is None:
            self._fault("kind", "unknown_word", "member-kind")
            return None
        return MemberKind(code)

    def _person(self, day: date, kind: MemberKind | None) -> Kin | None:
        birth, number = self._birth(day, kind), self._identity_number()
        telephone, looks = phone_of(self._cells.get("telephone"))
        if telephone and not looks:
            self._warn("telephone", "phone_odd")
        name = " ".join(self._text("name").split())
        if is_not_known(name):
            if not self._is_faulty("name"):
                self._fault("name", "name_missing")
            return None
        if not all(letter.isalpha() or letter in _BESIDE_LETTERS for letter in name):
            self._fault("name", "name_odd")
        try:
            return Kin(name=name, birth=birth, telephone=telephone, identity_number=number)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_input=False):
                self._fault(str(error["loc"][0]), *code_of_error(error))
            return None

    def _birth(self, day: date, kind: MemberKind | None) -> PartialDate | None:
        birth = self._day("birth")
        if birth is None:
            return None
        if birth.span.earliest > self._today:
            self._fault("birth", "birth_in_future")
        elif birth.span.earliest > day:
            self._fault("birth", "born_after_admission")
        elif kind is not None and kind.counts_as_member and age_on(birth, day).high < MEMBER_FROM_AGE:
            self._fault("birth", "member_too_young", str(MEMBER_FROM_AGE))
        return birth

    def _identity_number(self) -> str:
        cell = self._cells.get("identity_number")
        if is_not_known(cell):
            return ""
        number, looks = identity_number_of(cell)
        typed = sum(map(str.isdigit, cell)) if isinstance(cell, str) else len(number)
        if not looks or typed != len(number):
            self._fault("identity_number", "identity_wrong")
        return number

    # -- where ----------------------------------------------------------------------------------------------------

    def _unit(self, day: date, left_on: date | None) -> ListUnit | None:
        said = self._text("unit")
        if self._is_faulty("unit"):
            return None
        found = self._units.called(said) if said else ()
        if not said and self._default is not None and (own := self._units.of(self._default)):
            found = (own,)
        if len(found) != 1:
            self._fault("unit", "several_units" if found else "unit_unknown" if said else "unit_missing")
            return None
        return self._on_its_days(found[0], day, left_on)

    def _on_its_days(self, unit: ListUnit, day: date, left_on: date | None) -> ListUnit:
        if unit.ended_on is not None:
            ended = f"{unit.ended_on:{_SHOWN_DAY}} → {unit.successor}"[:200]
            if day >= unit.ended_on:
                self._fault("unit", "unit_ended", ended)
            elif left_on is None or left_on > unit.ended_on:
                self._fault("unit", "unit_ended_since", ended)
        return unit

    def _court(self, kind: MemberKind | None, day: date) -> JurorCourt | None:
        said = self._text("court")
        if kind is None or self._is_faulty("court"):
            return None
        if is_not_known(said):
            if kind is MemberKind.JUROR:
                self._fault("court", "juror_without_court")
            return None
        if kind is not MemberKind.JUROR:
            self._fault("court", "court_of_jurors_only")
            return None
        since = self._whole_day("court_since") or day
        known = courts_named(said)
        there = [court for court in known if court.there_on(since)]
        if known and not there:
            self._fault("court", "court_not_then", f"{since:{_SHOWN_DAY}}")
            return None
        if there:
            return JurorCourt(code=there[0].code, since=since)
        if not fold(said).startswith(("toa an", "tand")):
            self._fault("court", "no_court")
            return None
        if len(said) > 300:
            self._fault("court", "too_long", "300")
            return None
        self._warn("court", "court_by_hand")
        return JurorCourt(said=said, since=since)


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and _FORMULA.match(text_of(cell)) is not None and not is_not_known(cell)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def same_as(member: ListedMember) -> Iterator[str]:
    """Yield what two rows of one person in one unit have in common, as members are found again when they are entered.

    A name alone, or with a year of birth, tells two people apart only where nothing better is known.
    """
    person = member.person
    assert isinstance(person, Kin)  # noqa: S101 - nothing is erased on the way in
    if person.identity_number:
        yield f"{member.unit}|{person.identity_number}"
    if person.birth is not None and person.birth.is_exact:
        yield f"{member.unit}|{fold(person.name)}|{person.birth}"
    elif not person.identity_number:
        yield f"{member.unit}|{_plain(person.name)}|{person.birth or ''}"


def check(table: Table, now: datetime, units: ListUnits, default: UUID | None) -> Iterator[ListedRow]:
    """Yield every row of a list after its check, in order; a person who stood there before is told and left out.

    Args:
        table: With the heads of a list of members.
        now: Of the check.
        units: For which whoever asks may enter members.
        default: The unit of rows that name none.
    """
    seen: dict[str, tuple[int, date | None]] = {}
    for raw in table.rows:
        found = MemberReading(table, raw, now, units, default).listed()
        member = found.member
        if member is not None:
            told = [seen[one] for one in same_as(member) if one in seen]
            first = next((row for row, left in told if not _came_again(member, left)), None)
            if first is not None:
                remark = Remark(row=raw.number, code="same_person_twice", limit=str(first))
                found = ListedRow(row=raw.number, remarks=(*found.remarks, remark))
            else:
                seen.update(dict.fromkeys(same_as(member), (raw.number, member.left_on)))
        yield found


def _came_again(member: ListedMember, left_on: date | None) -> bool:
    return left_on is not None and member.admitted_on is not None and member.admitted_on >= left_on
