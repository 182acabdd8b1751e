"""Import of a list of members: checked as a whole and written nowhere, then admitted row by row, as by hand.

An import begins only after the whole file was checked; each batch is one transaction. Who is a member already, by
whichever import or by hand, is passed over (decision 0096).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.log_import import AboutImport
from application.member_list.checking import CheckedList, known_among, units_within
from application.member_list.promises import ListImportRow, MemberLists
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.kernel import Actor, Event, Line, Unknown
from domain.kin import Kin
from domain.member import Member, MemberImported, unit_takes
from domain.member_list import ListImport
from domain.member_list.rows import ListedMember

log = structlog.get_logger()


class ImportMembers(Command):
    """Begin to enter the rows of a list that was checked."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    unit: UUID | None = None
    accept_good: bool = False
    digest: Line


class EnterMembers(AboutImport):
    """Enter a few rows."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    members: tuple[ListedMember, ...]


class FinishList(AboutImport):
    """Say that every row is entered."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS


class SeeLists(Question):
    """See the imports of one's scope."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS


class OpenList(Question):
    """See how far one import is."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    import_id: UUID

    def record(self) -> UUID | None:
        """The import."""
        return self.import_id


def import_members(cmd: ImportMembers, checked: CheckedList, work: Work) -> UUID:
    """Begin, or take up the import of the same file that was cut; return its id. Nobody is entered yet.

    Raises:
        FileHasFaults: A row has a fault, and good rows alone were not asked for.
        NothingToImport: No row is good.
        AllMembersThere: Every good row is a member already.
    """
    work.allow(cmd)
    if (cmd.unit or work.reader.unit) != checked.unit:
        raise Unknown
    before = work.view(MemberLists).unfinished(checked.unit, checked.digest)  # type: ignore[type-abstract]
    if before is not None:
        return before
    begun = ListImport.begin(
        checked.unit,
        checked.digest,
        rows=len(checked.rows),
        good=checked.good,
        new=len(checked.new),
        faulty=checked.faulty,
        accept_good=cmd.accept_good,
        act=work.act,
    )
    import_id = work.new_id()
    work.open(import_id, begun)
    log.info("member_list_begun", stream_id=str(import_id), entries=checked.good)
    return import_id


def enter_members(cmd: EnterMembers, work: Work) -> int:
    """Enter a few rows, each by the decision that admits a member by hand; return how many are new.

    Raises:
        ImportIsOver: It was finished.
        Unknown: A unit is not the reader's to answer for any longer.
        UnitHasEnded: A unit has ended meanwhile.
    """
    work.allow(cmd)
    work.read(ListImport, cmd.import_id).goes_on()
    units, known, act, new = units_within(work), known_among(cmd.members, work), work.act, 0
    work.acts_as(Actor(kind="import", name=str(cmd.import_id)))
    today = vietnam_day(act.at)
    for one in cmd.members:
        unit = units.of(one.unit)
        if unit is None:
            raise Unknown
        if known.is_there(one):
            continue
        day = one.admitted_on or today
        unit_takes(unit.ended_on, day)
        member = work.new_id()
        admitted = Member.admit(
            *(one.unit, one.kind, None, _said(one), act), admitted_on=one.admitted_on, court=one.court
        )
        imported = MemberImported(
            occurred_at=act.at,
            import_id=cmd.import_id,
            row=one.row,
            row_key=known.keys[one.row],
            admitted_on=day,
        )
        facts: list[Event] = [admitted, imported]
        if one.left_on is not None:
            facts.append(Member.began(member, admitted).leave(act, left_on=one.left_on))
        work.open(member, *facts, correlation=cmd.import_id)
        new += 1
    log.info("member_list_entered", stream_id=str(cmd.import_id), entries=new)
    return new


def _said(one: ListedMember) -> Kin:
    assert isinstance(one.person, Kin)  # noqa: S101 - nothing is erased on the way in
    return one.person


def finish_list(cmd: FinishList, work: Work) -> None:
    """Say that every good row is entered."""
    work.allow(cmd)
    held, row = work.read(ListImport, cmd.import_id), _row(cmd.import_id, work)
    work.append(held, held.finish(row.entered, max(0, row.good - row.entered), work.act))
    log.info("member_list_finished", stream_id=str(cmd.import_id), entries=row.entered)


def see_lists(question: SeeLists, work: Work) -> Sequence[ListImportRow]:
    """Return the imports of the reader's scope."""
    work.allow(question)
    rows = work.view(MemberLists).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_list(question: OpenList, work: Work) -> ListImportRow:
    """Return one import."""
    work.allow(question)
    return _row(question.import_id, work)


def _row(import_id: UUID, work: Work) -> ListImportRow:
    row = work.view(MemberLists).of(import_id)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return row
