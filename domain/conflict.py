"""`ConflictOfInterest`: one person and one record that they must not see, from the moment it is said or noticed.

Declared by the person, or detected by an exact match between what staff say about themselves and their relatives
and the people named in a file. It closes the record at once; two people of other units confirm it or lift it.
The person it is about is told nothing.

Source: LAW 6.2 (Legal Aid Law, art. 25(2); Criminal Procedure Code, arts 49 and 53); DESIGN, section 8.
"""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, DomainError, Event, Legal, Refused, Said, State, Text, Unknown, Value


class Interest(Code, name="interest"):
    """Why someone must not see a file. Source: LAW 6.2, the minimum predicate; wording of our own."""

    PARTY = "party", "Là người được nêu trong hồ sơ", "Is named in the file"
    RELATIVE = "relative", "Là người thân của người trong hồ sơ", "Is a relative of someone in the file"
    COUNSEL = "counsel", "Đã hoặc đang giúp bên kia", "Has acted for another side"
    OFFICIAL = (
        "official",
        "Tham gia giải quyết vụ việc với tư cách khác",
        "Decides on the matter in another capacity",
    )
    CLOSE = "close", "Thân quen, thầy cô, láng giềng", "Close acquaintance, teacher, neighbour"
    OTHER = "other", "Lý do khác", "Another reason"


class MatchKind(Code, name="match-kind"):
    """What was the same on both sides; compared as keyed hashes, never shown."""

    NAME_AND_BIRTH = "name-and-birth", "Họ tên và ngày sinh", "Full name and full birth date"
    TELEPHONE = "telephone", "Số điện thoại", "Telephone number"
    IDENTITY_NUMBER = "identity-number", "Số định danh", "Identity number"


class Verdict(Code, name="conflict-verdict"):
    """What a judge says."""

    UPHELD = "upheld", "Có xung đột lợi ích", "There is a conflict"
    LIFTED = "lifted", "Không có xung đột", "There is none"


class Standing(Code, name="conflict-standing"):
    """Where it stands; the record stays closed until it is lifted."""

    PROVISIONAL = (
        "provisional",
        "Tạm chặn, chờ hai người xem xét",
        "Closed provisionally, two people to judge",
    )
    CONFIRMED = "confirmed", "Đã xác nhận", "Confirmed"
    LIFTED = "lifted", "Đã gỡ", "Lifted"


class Declaration(Value):
    """What the person says themselves."""

    interest: Interest
    note: Legal[Text] = ""


class Judgement(Value):
    """What one judge says, and why."""

    verdict: Verdict
    reason: Legal[Said]


class ConflictDeclared(Event):
    """A person said that they must not see a record."""

    TOPIC: ClassVar[str] = "conflict.declared.1"
    account: UUID
    record: UUID
    unit: UUID
    """The unit of the person, which judges nothing about it."""
    declaration: Declaration


class ConflictDetected(Event):
    """Something in the record is the same as what a member of staff says about themselves or a relative."""

    TOPIC: ClassVar[str] = "conflict.detected.1"
    account: UUID
    record: UUID
    unit: UUID
    kinds: tuple[MatchKind, ...]
    through_relative: bool = False


class ConflictJudged(Event):
    """One judge gave a verdict; two that agree settle it."""

    TOPIC: ClassVar[str] = "conflict.judged.1"
    judge: UUID
    judgement: Judgement
    settles: bool = False
    """Whether another judge said the same before."""


class ConcernsYou(Unknown):
    """Whoever it is about does not even learn that it is there."""


class JudgeOfTheSameUnit(Refused):
    """Two people of other units judge."""

    vi = "Người cùng đơn vị không xem xét được; cần hai người của đơn vị khác."
    en = "Someone of the same unit cannot judge this; two people of other units must."
    source = "Quy ước nội bộ (hai người, khác đơn vị); LAW 6.2"


class JudgedAlready(Refused):
    """Nobody judges twice before it is settled."""

    vi = "Bạn đã cho ý kiến; cần một người khác nữa."
    en = "You have judged this already; one more person must."
    source = "Quy ước nội bộ (hai người)"


class IsSettled(Refused):
    """Two judges agreed already."""

    vi = "Việc này đã có kết luận."
    en = "This has been settled already."


Further = ConflictDeclared | ConflictDetected | ConflictJudged


class ConflictOfInterest(State[ConflictDeclared | ConflictDetected, Further]):
    """One person and one record."""

    account: UUID
    record: UUID
    unit: UUID
    standing: Standing = Standing.PROVISIONAL
    said: tuple[tuple[UUID, Verdict], ...] = ()
    """Who judged what since it was last declared or detected."""

    @classmethod
    def declare(
        cls, account: UUID, record: UUID, unit: UUID, declaration: Declaration, act: Act
    ) -> ConflictDeclared:
        """Say that one must not see a record; never refused."""
        return ConflictDeclared(
            occurred_at=act.at, account=account, record=record, unit=unit, declaration=declaration
        )

    def judge(self, judgement: Judgement, unit: UUID, act: Act) -> ConflictJudged:
        """Confirm it or lift it, as one of two people of other units.

        Raises:
            ConcernsYou: It is about the judge.
            IsSettled: Two judges agreed already.
            JudgeOfTheSameUnit: The judge works where the person works.
            JudgedAlready: The judge has said so before.
        """
        if act.account is None:
            raise ConcernsYou
        refusal = self._refuses(act.account, unit)
        if refusal is not None:
            raise refusal
        settles = any(verdict is judgement.verdict for _, verdict in self.said)
        return ConflictJudged(occurred_at=act.at, judge=act.account, judgement=judgement, settles=settles)

    def awaits(self, judge: UUID, unit: UUID) -> bool:
        """Whether a verdict of this person, of this unit, is still asked for."""
        return self._refuses(judge, unit) is None

    def _refuses(self, judge: UUID, unit: UUID) -> type[DomainError] | None:
        if judge == self.account:
            return ConcernsYou
        if self.standing is not Standing.PROVISIONAL:
            return IsSettled
        if unit == self.unit:
            return JudgeOfTheSameUnit
        return JudgedAlready if any(one == judge for one, _ in self.said) else None

    @classmethod
    def began(cls, stream: UUID, fact: ConflictDeclared | ConflictDetected) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, account=fact.account, record=fact.record, unit=fact.unit)

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact; a new match or declaration asks two judges again."""
        match fact:
            case ConflictJudged():
                said = (*self.said, (fact.judge, fact.judgement.verdict))
                if not fact.settles:
                    return self.but(said=said)
                upheld = fact.judgement.verdict is Verdict.UPHELD
                return self.but(said=said, standing=Standing.CONFIRMED if upheld else Standing.LIFTED)
            case ConflictDeclared() | ConflictDetected():
                confirmed = self.standing is Standing.CONFIRMED
                return self if confirmed else self.but(standing=Standing.PROVISIONAL, said=())
