"""One member of a unit: entered so that a file which names them, or a relative, is held closely and closed to them.

Members of the lawyers-and-jurors chapter need no account. Counting members, and what they do, is another subject.
Source: DESIGN, section 3, rule 9; LAW 6.2 (reviewers are no relatives of a party), LAW 6.4.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Act, Event, Identity, Refused, State
from domain.kin import Kin, weakens
from domain.lists import MemberKind


class MemberAdmitted(Event):
    """A member was entered."""

    TOPIC: ClassVar[str] = "member.admitted.1"
    unit: UUID
    kind: MemberKind
    account: UUID | None = None
    """With which the member signs in, if at all."""
    person: Identity[Kin]
    """Who it is, and the relatives whom they declared; only compared."""


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


def member_code(member: UUID) -> str:
    """Return what a member's record is called where names must not stand.

    >>> member_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'HV-0123-ABCD-4567'
    """
    digits = member.hex.upper()
    return f"HV-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


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


class MemberHasLeft(Refused):
    """The member left already."""

    vi = "Hội viên này đã ra khỏi đơn vị."
    en = "This member has left the unit."


class MemberIsOneself(Refused):
    """Nobody takes away what would find themselves."""

    vi = "Hội viên này có liên quan đến bạn: bạn chỉ được bổ sung. Việc sửa, bỏ bớt hay ghi là đã ra do người khác làm."
    en = "This member has to do with you: you may only add. Somebody else corrects, takes out or notes that they left."
    source = "Quy ước nội bộ (hai người); LAW 6.2"


Further = MemberChanged | MemberLeft


class Member(State[MemberAdmitted, Further]):
    """One member of a unit."""

    unit: UUID
    kind: MemberKind
    account: UUID | None
    left: bool = False

    @classmethod
    def admit(
        cls, unit: UUID, kind: MemberKind, account: UUID | None, person: Kin, act: Act
    ) -> MemberAdmitted:
        """Enter a member."""
        if not person.name:
            raise MemberNeedsName
        return MemberAdmitted(occurred_at=act.at, unit=unit, kind=kind, account=account, person=person)

    @classmethod
    def began(cls, stream: UUID, fact: MemberAdmitted) -> Member:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, kind=fact.kind, account=fact.account)

    def apply(self, fact: Further) -> Member:
        """Return the state after one more fact."""
        match fact:
            case MemberChanged():
                return self.but(kind=fact.kind, account=fact.account)
            case MemberLeft():
                return self.but(left=True)

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

    def leave(self, act: Act, *, own: bool = False) -> MemberLeft:
        """Note that they left; somebody whom it does not concern does."""
        if self.left:
            raise MemberHasLeft
        if own:
            raise MemberIsOneself
        return MemberLeft(occurred_at=act.at)
