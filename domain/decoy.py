"""`Decoy`: an invented file that nobody has a reason to touch; whoever does is brought to the inspectors' notice.

It is entered and closed by ordinary acts of someone who is let in on it, so it looks like any other; only the mark
is new, and it takes two: one proposes, another confirms, since a marked file leaves the figures of Article 92. The
proposal is sealed as the mark is: a keyed hash of the case, and its code under the key of the stream.

Source: SECURITY 2.3; the figures are quy ước nội bộ (internal conventions).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Instant, Legal, Line, Refused, State
from domain.second_person import ProposalIsOver, by_another

MOST = 5
"""Decoys at a time. Source: SECURITY 2.3 (3 to 5)."""


class DecoyStage(Code, name="decoy-stage"):
    """How far a proposal has come."""

    PROPOSED = "proposed", "Chờ người thứ hai xác nhận", "Waiting for a second person"
    MARKED = "marked", "Đang là hồ sơ mồi", "A decoy"
    REJECTED = "rejected", "Không đồng ý", "Rejected"
    TAKEN_BACK = "taken_back", "Đã rút đề nghị", "Proposal taken back"
    WITHDRAWN = "withdrawn", "Đã bỏ", "Withdrawn"


class DecoyProposed(Event):
    """A closed, invented file is to be marked; nothing changes yet."""

    TOPIC: ClassVar[str] = "decoy.proposed.1"
    mark: str
    """A keyed hash of the case; without the key it names nothing."""
    case_id: Legal[Line]
    code: Legal[Line]


class DecoyPlaced(Event):
    """Marked by one person alone, as it was before two were asked; read, and never written any more."""

    TOPIC: ClassVar[str] = "decoy.placed.1"
    mark: str
    case_id: Legal[Line]
    code: Legal[Line]


class DecoyConfirmed(Event):
    """A second person agrees: from here on it is a decoy, and leaves the figures."""

    TOPIC: ClassVar[str] = "decoy.confirmed.1"


class DecoyRejected(Event):
    """The second person does not agree."""

    TOPIC: ClassVar[str] = "decoy.rejected.1"


class DecoyTakenBack(Event):
    """The proposal was taken back before anybody decided."""

    TOPIC: ClassVar[str] = "decoy.taken-back.1"


class DecoyTouched(Event):
    """Someone opened it, or did something with it."""

    TOPIC: ClassVar[str] = "decoy.touched.1"
    account: UUID
    role: str
    action: str


class TouchesReviewed(Event):
    """An inspector looked into what others did with it until then."""

    TOPIC: ClassVar[str] = "decoy.touches-reviewed.1"
    account: UUID
    until: Instant


class DecoyWithdrawn(Event):
    """It is an ordinary file from here on."""

    TOPIC: ClassVar[str] = "decoy.withdrawn.1"


class DecoyIsOpen(Refused):
    """A file that is followed up would draw real work."""

    vi = "Chỉ đánh dấu hồ sơ đã kết thúc theo dõi và không bị hạn chế, để không ai phải làm việc trên đó."
    en = "Only a file whose follow-up has ended and that is not restricted can be marked, so that nobody works on it."
    source = "Quy ước nội bộ"


class DecoyThere(Refused):
    """It is marked already, or proposed."""

    vi = "Hồ sơ này đã được đánh dấu, hoặc đang chờ xác nhận."
    en = "This file is marked already, or waits for a second person."


class DecoysEnough(Refused):
    """There are enough of them."""

    vi = "Đã có 5 hồ sơ mồi; hãy bỏ bớt một hồ sơ trước."
    en = "There are 5 decoys; withdraw one first."
    source = "Quy ước nội bộ"


class DecoyGone(Refused):
    """It was withdrawn, or never became one."""

    vi = "Hồ sơ này không phải, hoặc không còn là hồ sơ mồi."
    en = "This file is not a decoy, or no longer."


class DecoyUntouched(Refused):
    """There is nothing to look into."""

    vi = "Chưa ai đụng đến hồ sơ này vào lúc đó."
    en = "Nobody had touched this file by then."


Further = DecoyConfirmed | DecoyRejected | DecoyTakenBack | DecoyTouched | TouchesReviewed | DecoyWithdrawn


class Decoy(State[DecoyProposed | DecoyPlaced, Further]):
    """One proposal, and the mark that came of it."""

    stage: DecoyStage = DecoyStage.PROPOSED
    touched_at: Instant | None = None
    """When it was touched for the first time."""

    @classmethod
    def propose(
        cls, case_id: UUID, code: str, mark: str, act: Act, *, closed: bool, there: bool, others: int
    ) -> DecoyProposed:
        """Propose to mark a file.

        Args:
            case_id: The file.
            code: Its number.
            mark: Its keyed hash.
            act: Who proposes it, and when.
            closed: Whether its follow-up has ended and it is not restricted.
            there: Whether it is marked or proposed already.
            others: How many decoys there are.

        Raises:
            DecoyIsOpen: Someone may have to work on it.
            DecoyThere: It is marked or proposed already.
            DecoysEnough: There are as many as there may be.
        """
        if there:
            raise DecoyThere
        _may_be_one(closed, others)
        return DecoyProposed(occurred_at=act.at, mark=mark, case_id=str(case_id), code=code)

    def confirm(self, proposed_by: UUID | None, act: Act, *, closed: bool, others: int) -> DecoyConfirmed:
        """Agree as the second person; what may have changed meanwhile is asked again.

        Raises:
            ProposalIsOver: It was decided already.
            SecondPersonNeeded: It is the same person who proposed.
            DecoyIsOpen: Someone may have to work on it.
            DecoysEnough: There are as many as there may be.
        """
        self._waits()
        by_another(proposed_by, act)
        _may_be_one(closed, others)
        return DecoyConfirmed(occurred_at=act.at)

    def reject(self, proposed_by: UUID | None, act: Act) -> DecoyRejected:
        """Do not agree.

        Raises:
            ProposalIsOver: It was decided already.
            SecondPersonNeeded: It is the same person who proposed.
        """
        self._waits()
        by_another(proposed_by, act)
        return DecoyRejected(occurred_at=act.at)

    def review(self, account: UUID, until: datetime, act: Act) -> TouchesReviewed:
        """Note that somebody looked into what others did with it; one's own touches wait for another inspector.

        Args:
            account: Who looked.
            until: The latest touch that was shown; what came later is not looked into.
            act: Who says so, and when.

        Raises:
            DecoyUntouched: Nobody had touched it by then.
        """
        if self.touched_at is None or until < self.touched_at:
            raise DecoyUntouched
        return TouchesReviewed(occurred_at=act.at, account=account, until=min(until, act.at))

    def withdraw(self, act: Act) -> DecoyTakenBack | DecoyWithdrawn:
        """Take the proposal back, or make the decoy an ordinary file again: it counts again, so one person does.

        Raises:
            DecoyGone: It is neither.
        """
        match self.stage:
            case DecoyStage.PROPOSED:
                return DecoyTakenBack(occurred_at=act.at)
            case DecoyStage.MARKED:
                return DecoyWithdrawn(occurred_at=act.at)
            case _:
                raise DecoyGone

    def _waits(self) -> None:
        if self.stage is not DecoyStage.PROPOSED:
            raise ProposalIsOver

    @classmethod
    def began(cls, stream: UUID, fact: DecoyProposed | DecoyPlaced) -> Self:
        """Return the state after the first fact."""
        marked = isinstance(fact, DecoyPlaced)
        return cls(id=stream, version=0, stage=DecoyStage.MARKED if marked else DecoyStage.PROPOSED)

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case DecoyConfirmed():
                return self.but(stage=DecoyStage.MARKED)
            case DecoyRejected():
                return self.but(stage=DecoyStage.REJECTED)
            case DecoyTakenBack():
                return self.but(stage=DecoyStage.TAKEN_BACK)
            case DecoyTouched():
                return self.but(touched_at=self.touched_at or fact.occurred_at)
            case TouchesReviewed():
                return self
            case DecoyWithdrawn():
                return self.but(stage=DecoyStage.WITHDRAWN)


def _may_be_one(closed: bool, others: int) -> None:
    if not closed:
        raise DecoyIsOpen
    if others >= MOST:
        raise DecoysEnough
