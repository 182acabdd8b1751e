"""One member of a unit: entered so that a file which names them, or a relative, is held closely and closed to them.

Members of the lawyers-and-jurors chapter need no account. Collaborators and volunteers stand beside, never counted.
Source: DESIGN, section 3, rule 9; LAW 6.2 (reviewers are no relatives of a party), LAW 6.4.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.chapter_refusals import UnitHasEnded
from domain.courts import CourtEntered, JurorCourt
from domain.kernel import Act, Event, Identity, Refused, State
from domain.kin import Kin, weakens
from domain.lists import MemberKind
from domain.matter_code import short_code


class MemberAdmitted(Event):
    """A member was entered."""

    TOPIC: ClassVar[str] = "member.admitted.1"
    unit: UUID
    kind: MemberKind
    account: UUID | None = None
    """With which the member signs in, if at all."""
    person: Identity[Kin]
    """Who it is, and the relatives whom they declared; only compared."""
    admitted_on: date | None = None
    """None: entered before it was asked; then the day of the entry."""
    court: CourtEntered | None = None
    """Of a people's juror."""


class MemberChanged(Event):
    """What is known of a member was completed or corrected; the whole of it is kept each time."""

    TOPIC: ClassVar[str] = "member.changed.1"
    unit: UUID
    kind: MemberKind
    account: UUID | None = None
    person: Identity[Kin]


class MemberLeft(Event):
    """The member left the unit; files are not compared with them any more."""

    TOPIC: ClassVar[str] = "member.left.1"
    left_on: date | None = None
    """None: entered before it was asked; then the day of the entry."""


class MemberMoved(Event):
    """The member goes on in another unit: the successor of an ended one."""

    TOPIC: ClassVar[str] = "member.moved.1"
    unit: UUID
    moved_on: date


class JurorCourtSet(Event):
    """From a day on the juror sits at this court; what was entered before stays for the days before."""

    TOPIC: ClassVar[str] = "member.court-set.1"
    court: CourtEntered


class MemberImported(Event):
    """The member was entered from a row of a list.

    `row_key` is a keyed hash of the unit and of what tells the person in the row; its key is in the key store.
    """

    TOPIC: ClassVar[str] = "member.imported.1"
    import_id: UUID
    row: int
    """Number of the row in the sheet, as a spreadsheet shows it."""
    row_key: str
    admitted_on: date


def member_code(member: UUID) -> str:
    """Return what a member's record is called where names must not stand.

    >>> member_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'HV-0123-ABCD-4567'
    """
    return short_code("HV", member)


class MemberStillThere(Refused):
    """Only who left is erased: of who is there, files are to be compared with them."""

    vi = "Hội viên còn trong đơn vị: chưa thể xóa. Hãy ghi là đã ra trước."
    en = "The member is still in the unit and cannot be erased. Note first that they left."
    source = "Luật 91/2025/QH15, Điều 14(1), 19(1)"


class ConflictIsOpen(Refused):
    """What may have closed a file is kept until two people have settled it."""

    vi = "Còn xung đột lợi ích chưa có kết luận: chưa thể xóa hội viên này."
    en = "A conflict of interest is not settled yet; this member cannot be erased."
    source = "Luật 91/2025/QH15, Điều 19(1); LAW 6.2"


class MemberNeedsName(Refused):
    """A member is entered by name."""

    vi = "Hãy ghi họ và tên của hội viên."
    en = "Enter the member's full name."


class OnlyJurorsHaveCourts(Refused):
    """A court is entered for people's jurors alone."""

    vi = "Chỉ hội thẩm nhân dân mới ghi tòa án."
    en = "A court is entered for people's jurors only."


class MemberDayAhead(Refused):
    """Somebody is admitted, or leaves, on a day that has come."""

    vi = "Ngày này chưa đến, hoặc ngày ra trước ngày vào."
    en = "That day has not come, or is before the day of admission."


class MemberHasLeft(Refused):
    """The member left already."""

    vi = "Hội viên này đã ra khỏi đơn vị."
    en = "This member has left the unit."


class MemberIsOneself(Refused):
    """Nobody takes away what would find themselves."""

    vi = "Hội viên này có liên quan đến bạn: bạn chỉ được bổ sung. Việc sửa, bỏ bớt hay ghi là đã ra do người khác làm."
    en = "This member has to do with you: you may only add. Somebody else corrects, takes out or notes that they left."
    source = "Quy ước nội bộ (hai người); LAW 6.2"


def unit_takes(ended_on: date | None, day: date) -> None:
    """Refuse a member from the day on which the unit ended.

    A day before its founding is in order: members of the units before it keep their day of admission.

    Raises:
        UnitHasEnded: It had ended on that day.
    """
    if ended_on is not None and day >= ended_on:
        raise UnitHasEnded


Further = MemberChanged | MemberLeft | MemberMoved | JurorCourtSet | MemberImported


class Member(State[MemberAdmitted, Further]):
    """One member of a unit."""

    unit: UUID
    kind: MemberKind
    account: UUID | None
    admitted_on: date | None = None
    left: bool = False
    courts: tuple[JurorCourt, ...] = ()

    @classmethod
    def admit(
        cls,
        unit: UUID,
        kind: MemberKind,
        account: UUID | None,
        person: Kin,
        act: Act,
        *,
        admitted_on: date | None = None,
        court: JurorCourt | None = None,
    ) -> MemberAdmitted:
        """Enter a member."""
        if not person.name:
            raise MemberNeedsName
        if court is not None and kind is not MemberKind.JUROR:
            raise OnlyJurorsHaveCourts
        if admitted_on is not None and admitted_on > vietnam_day(act.at):
            raise MemberDayAhead
        return MemberAdmitted(
            occurred_at=act.at,
            unit=unit,
            kind=kind,
            account=account,
            person=person,
            admitted_on=admitted_on,
            court=court,
        )

    @classmethod
    def began(cls, stream: UUID, fact: MemberAdmitted) -> Member:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            unit=fact.unit,
            kind=fact.kind,
            account=fact.account,
            admitted_on=fact.admitted_on,
            courts=(fact.court,) if fact.court else (),
        )

    def apply(self, fact: Further) -> Member:
        """Return the state after one more fact."""
        match fact:
            case MemberChanged():
                return self.but(kind=fact.kind, account=fact.account)
            case MemberLeft():
                return self.but(left=True)
            case MemberMoved():
                return self.but(unit=fact.unit)
            case JurorCourtSet():
                return self.but(courts=(*self.courts, fact.court))
            case MemberImported():
                return self

    def change(
        self, kind: MemberKind, account: UUID | None, person: Kin, act: Act, *, own: Kin | None = None
    ) -> MemberChanged:
        """Complete or correct what is known of them.

        Args:
            own: What was known of them, when it has to do with whoever changes it; None when it has not.

        Raises:
            MemberHasLeft: They left.
            MemberNeedsName: Entered by name.
            MemberIsOneself: It would take away what finds whoever changes it.
        """
        if self.left:
            raise MemberHasLeft
        if not person.name:
            raise MemberNeedsName
        untied = self.account is not None and account != self.account
        if own is not None and (untied or weakens(own, person)):
            raise MemberIsOneself
        return MemberChanged(occurred_at=act.at, unit=self.unit, kind=kind, account=account, person=person)

    def leave(self, act: Act, *, own: bool = False, left_on: date | None = None) -> MemberLeft:
        """Note that they left; somebody whom it does not concern does."""
        if self.left:
            raise MemberHasLeft
        if own:
            raise MemberIsOneself
        if left_on is not None and not (self.admitted_on or left_on) <= left_on <= vietnam_day(act.at):
            raise MemberDayAhead
        return MemberLeft(occurred_at=act.at, left_on=left_on)

    def move(self, unit: UUID, moved_on: date, act: Act) -> MemberMoved:
        """Go on in the successor of the unit."""
        if self.left:
            raise MemberHasLeft
        return MemberMoved(occurred_at=act.at, unit=unit, moved_on=moved_on)

    def set_court(self, court: JurorCourt, act: Act) -> JurorCourtSet:
        """Enter at which court they sit from a day on; it only adds, so it may be one's own."""
        if self.left:
            raise MemberHasLeft
        if self.kind is not MemberKind.JUROR:
            raise OnlyJurorsHaveCourts
        return JurorCourtSet(occurred_at=act.at, court=court)
