"""The dry run of a list of members: every row against the rules, the members that are there, and the other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.log_import.promises import ColumnsMissing, Imports, Readings
from application.matches import MatchRole, Named
from application.member_list.promises import Entered, MemberLists, NoListInFile, SamePerson
from application.scope import lists_hold
from application.work import Question, Work
from domain.kernel import FieldClass, Line, Unknown
from domain.kin import Kin
from domain.log_import.columns import MEMBERS, heads_of
from domain.log_import.entry import Remark
from domain.log_import.table import Table, table_of
from domain.member_list.rows import ListedMember, ListedRow, check
from domain.member_list.units import ListUnits

log = structlog.get_logger()


class CheckMembers(Question):
    """Check a list without entering anybody: the dry run."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    unit: UUID | None = None
    """Of rows that name none; one's own where nothing is chosen."""
    sheet: Line = ""


class WouldBe(StrEnum):
    """What would become of a row."""

    NEW = "new"
    THERE = "there"
    """Is in the unit already."""
    ELSEWHERE = "elsewhere"
    """New in this unit; the same person is in another one."""
    TWICE = "twice"
    """Stands twice in the file."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list after its check. It lives in memory alone."""

    unit: UUID
    digest: str
    table: Table
    rows: tuple[ListedRow, ...]
    would_be: Mapping[int, WouldBe]
    """What would become of each row, by its number."""

    @property
    def new(self) -> tuple[ListedMember, ...]:
        """The members that would be added."""
        adds = (WouldBe.NEW, WouldBe.ELSEWHERE)
        return tuple(one.member for one in self.rows if one.member and self.would_be[one.row] in adds)

    @property
    def good(self) -> int:
        """How many rows have no fault, members of today included."""
        return sum(one.member is not None for one in self.rows)

    def count(self, what: WouldBe) -> int:
        """Return of how many rows this would become."""
        return sum(one is what for one in self.would_be.values())

    @property
    def faulty(self) -> int:
        """How many rows have a fault that somebody must see to."""
        return self.count(WouldBe.FAULT)

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many remarks of each code there are."""
        return Counter(remark.code for one in self.rows for remark in one.remarks)


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read, row by row, before the members were asked about."""

    content: bytes
    unit: UUID
    """Of rows that name none."""
    table: Table
    rows: tuple[ListedRow, ...]


def unit_of(question: CheckMembers, units: ListUnits, work: Work) -> UUID:
    """Return the unit of rows that name none.

    Raises:
        Unknown: It is not the reader's to answer for.
    """
    unit = question.unit or work.reader.unit
    if units.of(unit) is None:
        raise Unknown
    return unit


def read_members(
    question: CheckMembers, content: bytes, units: ListUnits, unit: UUID, work: Work
) -> ReadList:
    """Read a list and hold every row against the rules; asks no database, so no lock waits for it.

    Whoever calls it has asked before whether the reader may, and lets go of that transaction meanwhile.

    Raises:
        FileNotRead: It is too large, no table, locked, or dangerous to open.
        NoListInFile: No row looks like the heads of a list.
        ColumnsMissing: The names have no column.
    """
    sheet = work.view(Readings).sheet(content, question.sheet, MEMBERS)  # type: ignore[type-abstract]
    table = table_of(sheet, form=MEMBERS)
    if table is None:
        raise NoListInFile
    if table.missing:
        raise ColumnsMissing(columns=", ".join(heads_of(one, MEMBERS)[0] for one in table.missing))
    return ReadList(content, unit, table, tuple(check(table, work.now(), units, unit)))


def check_members(question: CheckMembers, read: ReadList, work: Work) -> CheckedList:
    """Hold a list against the members; nothing is written but the entry of the access log, with those it named."""
    work.allow(question)
    there = known_among([one.member for one in read.rows if one.member], work)
    units = units_within(work)
    names = {one: found.names[-1] for one in there.units if (found := units.of(one))}
    rows = tuple(_told(one, there, names) for one in read.rows)
    digest = work.view(Imports).digest(read.content)  # type: ignore[type-abstract]
    log.info("member_list_checked", count=len(rows), entries=sum(one.member is not None for one in rows))
    return CheckedList(read.unit, digest, read.table, rows, {one.row: _would_be(one) for one in rows})


def units_within(work: Work) -> ListUnits:
    """Return the units for which the reader admits members by hand."""
    every = work.view(MemberLists).units()  # type: ignore[type-abstract]
    return ListUnits(one for one in every if lists_hold(work.reader, one.unit, Action.MANAGE_MEMBERS))


@dataclass(frozen=True, slots=True)
class Known:
    """Who of a list is known: keys of the rows, who was entered from them, and who is a member today."""

    keys: Mapping[int, str]
    entered: Mapping[str, Sequence[Entered]]
    same: Mapping[int, Sequence[SamePerson]]

    @property
    def units(self) -> frozenset[UUID]:
        """The units of those who are members today."""
        return frozenset(one.unit for several in self.same.values() for one in several)

    def is_there(self, member: ListedMember) -> bool:
        """Return whether a row is in its unit already, or was, for the days that it tells of."""
        if any(one.unit == member.unit for one in self.same.get(member.row, ())):
            return True
        before = self.entered.get(self.keys[member.row], ())
        return any(
            one.left_on is None or member.admitted_on is None or member.admitted_on < one.left_on
            for one in before
        )

    def elsewhere(self, member: ListedMember) -> list[SamePerson]:
        """Return in which other units the same person is."""
        return [one for one in self.same.get(member.row, ()) if one.unit != member.unit]


def known_among(members: Sequence[ListedMember], work: Work) -> Known:
    """Return who of these is known; of others than the reader's units nothing is told."""
    lists = work.view(MemberLists)  # type: ignore[type-abstract]
    hashed = work.view(Imports).keys  # type: ignore[type-abstract]
    keys = {one.row: hashed(one.unit, (f"member|{one.known_by}",))[0] for one in members}
    found = lists.same([(one.row, _named(one)) for one in members])
    seen = {
        row: [one for one in several if lists_hold(work.reader, one.unit, Action.MANAGE_MEMBERS)]
        for row, several in found.items()
    }
    work.showed({one.record_no for several in seen.values() for one in several})
    return Known(keys, lists.entered(list(keys.values())), seen)


def _named(member: ListedMember) -> Named:
    person = member.person
    assert isinstance(person, Kin)  # noqa: S101 - nothing is erased on the way in
    return Named(MatchRole.MEMBER, person.name, person.birth, "", person.identity_number)


def _told(one: ListedRow, there: Known, names: Mapping[UUID, str]) -> ListedRow:
    member = one.member
    if member is None:
        return one
    if there.is_there(member):
        remarks = [Remark(row=one.row, code="member_already", is_fault=False)]
    else:
        remarks = [
            Remark(row=one.row, code="member_elsewhere", limit=names[found.unit][:200], is_fault=False)
            for found in there.elsewhere(member)[:3]
            if found.unit in names
        ]
    return one.model_copy(update={"remarks": (*one.remarks, *remarks)})


def _would_be(one: ListedRow) -> WouldBe:
    codes = {remark.code for remark in one.remarks}
    if one.member is None:
        return WouldBe.TWICE if codes == {"same_person_twice"} else WouldBe.FAULT
    if "member_already" in codes:
        return WouldBe.THERE
    return WouldBe.ELSEWHERE if "member_elsewhere" in codes else WouldBe.NEW
