"""Members of a unit, kept by its chapter head or supervisor so that no file about them is worked on by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.same_person import SamePeople, as_one
from application.scope import lists_hold
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.courts import CourtEntered
from domain.kernel import Erased, FieldClass, Identity, Line, Refused, Unknown
from domain.kin import Kin
from domain.lists import MemberKind
from domain.member import Member, MemberAdmitted, MemberChanged, unit_takes
from domain.text import matches

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as the list shows them; relatives and numbers stand on the member's own page."""

    member: UUID
    record_no: int
    unit: UUID
    unit_name: str
    kind: MemberKind
    name: str
    has_account: bool


NAMES_AT_ONCE = 10_000
"""So many names are opened for one list or search. Source: DESIGN, section 6."""


class TooManyMembers(Refused):
    """More members than names are opened at once."""

    vi = "Quá {most} hội viên. Hãy chọn một đơn vị trước."
    en = "More than {most} members. Choose a unit first."


class Members(Protocol):
    """Members, straight from the fact rows; names are opened."""

    def on(self, day: date, unit: UUID | None, kind: MemberKind | None) -> Sequence[MemberRow]:
        """Return the members of the reader's scope on a day, by name.

        Raises:
            TooManyMembers: More than are opened at once; a unit narrows it.
        """

    def account_is_of(self, account: UUID, unit: UUID) -> bool:
        """Return whether there is such an account in use in this unit."""


class AdmitMember(Command):
    """Enter a member of a unit."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    unit: UUID
    kind: MemberKind
    account: UUID | None = None
    person: Identity[Kin]
    admitted_on: date | None = None
    court: CourtEntered | None = None


class AboutMember(Command):
    """A command about one member."""

    member: UUID

    def record(self) -> UUID | None:
        """The member."""
        return self.member


class ChangeMember(AboutMember):
    """Complete or correct what is known of a member; the whole of it is kept each time."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    kind: MemberKind
    account: UUID | None = None
    person: Identity[Kin]


class LeaveUnit(AboutMember):
    """Note that a member left."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    left_on: date | None = None


class SetCourt(AboutMember):
    """Enter at which court a juror sits from a day on."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    court: CourtEntered


class SeeMembers(Question):
    """See the members of one's scope."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    unit: UUID | None = None
    kind: MemberKind | None = None
    day: date | None = None
    words: Identity[Line] = ""
    """Of a name, with or without marks; kept in the access log as a keyed hash only."""


class OpenMember(Question):
    """Open what is known of one member, to complete or correct it."""

    ACTION: ClassVar[Action] = Action.MANAGE_MEMBERS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    member: UUID

    def record(self) -> UUID | None:
        """The member."""
        return self.member


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One member with what is known of them."""

    state: Member
    person: Kin


def admit_member(cmd: AdmitMember, work: Work) -> UUID:
    """Enter a member; a file that names them, or a relative, is held closely at once, and nothing is said about it.

    Raises:
        Unknown: The unit is not the reader's to answer for, or has no such account.
        UnitHasEnded: The unit had ended on that day.
    """
    work.allow(cmd)
    if not lists_hold(work.reader, cmd.unit, cmd.ACTION):
        raise Unknown
    _is_of(cmd.account, cmd.unit, work)
    unit = work.view(Units).of(cmd.unit)  # type: ignore[type-abstract]
    unit_takes(unit.ended_on, cmd.admitted_on or vietnam_day(work.now()))
    member = work.new_id()
    admitted = Member.admit(
        cmd.unit,
        cmd.kind,
        cmd.account,
        _said(cmd.person),
        work.act,
        admitted_on=cmd.admitted_on,
        court=cmd.court,
    )
    work.open(member, admitted)
    log.info("member_admitted", stream_id=str(member))
    return member


def change_member(cmd: ChangeMember, work: Work) -> None:
    """Complete or correct what is known of a member; files are compared with it at once.

    Raises:
        Unknown: The unit has no such account.
        MemberHasLeft: They left.
        MemberIsOneself: It has to do with the reader, and would find less.
    """
    work.allow(cmd)
    member = work.read(Member, cmd.member)
    if cmd.account != member.account:
        _is_of(cmd.account, member.unit, work)
    own = _last_said(cmd.member, work) if _concerns_reader(member, work) else None
    person = _said(cmd.person)
    work.append(member, member.change(cmd.kind, cmd.account, person, work.act, own=own))
    log.info("member_changed", stream_id=str(cmd.member))


def leave_unit(cmd: LeaveUnit, work: Work) -> None:
    """Note that a member left."""
    work.allow(cmd)
    member = work.read(Member, cmd.member)
    work.append(member, member.leave(work.act, own=_concerns_reader(member, work), left_on=cmd.left_on))
    log.info("member_left", stream_id=str(cmd.member))


def set_court(cmd: SetCourt, work: Work) -> None:
    """Enter at which court a juror sits from a day on; what was entered before stays for the days before."""
    work.allow(cmd)
    member = work.read(Member, cmd.member)
    work.append(member, member.set_court(cmd.court, work.act))
    log.info("member_court_set", stream_id=str(cmd.member))


def see_members(question: SeeMembers, work: Work) -> Sequence[MemberRow]:
    """Return the members of the reader's scope on a day, all or those whose name has the words."""
    work.allow(question)
    day = question.day or vietnam_day(work.now())
    rows = work.view(Members).on(day, question.unit, question.kind)  # type: ignore[type-abstract]
    words = question.words if isinstance(question.words, str) else ""
    if words:
        rows = [row for row in rows if matches(words, row.name)]
    work.showed((row.record_no for row in rows), query=words or None)
    return rows


def open_member(question: OpenMember, work: Work) -> MemberPage:
    """Return one member with what was last said of them."""
    work.allow(question)
    state = work.read(Member, question.member)
    return MemberPage(state=state, person=_last_said(question.member, work))


def _last_said(member: UUID, work: Work) -> Kin:
    facts = (one.fact for one in work.history(member))
    said = [fact.person for fact in facts if isinstance(fact, MemberAdmitted | MemberChanged)]
    return _said(said[-1])


def _concerns_reader(member: Member, work: Work) -> bool:
    """Return whether a member is the reader, by account or by what was declared, or shares a relative with them."""
    reader = work.reader.account
    same = work.view(SamePeople)  # type: ignore[type-abstract]
    return as_one(member.account, reader, work) == reader or same.is_of(member.id, reader)


def _said(person: Kin | Erased) -> Kin:
    return Kin() if isinstance(person, Erased) else person


def _is_of(account: UUID | None, unit: UUID, work: Work) -> None:
    members = work.view(Members)  # type: ignore[type-abstract]
    if account is not None and not members.account_is_of(account, unit):
        raise Unknown
