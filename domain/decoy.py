"""`Decoy`: an invented file that nobody has a reason to touch; whoever does is brought to the inspectors' notice.

It is entered and closed by ordinary acts of someone who is let in on it, so it looks like any other; only the mark
is new. The mark is sealed: a keyed hash of the case, and its code under the key of the mark's own stream.

Source: SECURITY 2.3; the figures are quy ước nội bộ (internal conventions).
"""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from domain.kernel import Act, Event, Legal, Line, Refused, State

MOST = 5
"""Decoys at a time. Source: SECURITY 2.3 (3 to 5)."""


class DecoyPlaced(Event):
    """A closed, invented file was marked."""

    TOPIC: ClassVar[str] = "decoy.placed.1"
    mark: str
    """A keyed hash of the case; without the key it names nothing."""
    case_id: Legal[Line]
    code: Legal[Line]


class DecoyTouched(Event):
    """Someone opened it, or did something with it."""

    TOPIC: ClassVar[str] = "decoy.touched.1"
    account: UUID
    role: str
    action: str


class DecoyWithdrawn(Event):
    """It is an ordinary file from here on."""

    TOPIC: ClassVar[str] = "decoy.withdrawn.1"


class DecoyIsOpen(Refused):
    """A file that is followed up would draw real work."""

    vi = "Chỉ đánh dấu hồ sơ đã kết thúc theo dõi và không bị hạn chế, để không ai phải làm việc trên đó."
    en = "Only a file whose follow-up has ended and that is not restricted can be marked, so that nobody works on it."
    source = "Quy ước nội bộ"


class DecoyThere(Refused):
    """It is marked already."""

    vi = "Hồ sơ này đã được đánh dấu."
    en = "This file is marked already."


class DecoysEnough(Refused):
    """There are enough of them."""

    vi = "Đã có 5 hồ sơ mồi; hãy bỏ bớt một hồ sơ trước."
    en = "There are 5 decoys; withdraw one first."
    source = "Quy ước nội bộ"


class DecoyGone(Refused):
    """It was withdrawn."""

    vi = "Hồ sơ này không còn là hồ sơ mồi."
    en = "This file is no longer a decoy."


Further = DecoyTouched | DecoyWithdrawn


class Decoy(State[DecoyPlaced, Further]):
    """One mark."""

    withdrawn: bool = False

    @classmethod
    def placed(
        cls, case_id: UUID, code: str, mark: str, act: Act, *, closed: bool, there: bool, others: int
    ) -> DecoyPlaced:
        """Mark a file.

        Args:
            case_id: The file.
            code: Its number.
            mark: Its keyed hash.
            act: Who marks it, and when.
            closed: Whether its follow-up has ended and it is not restricted.
            there: Whether it is marked already.
            others: How many decoys there are.

        Raises:
            DecoyIsOpen: Someone may have to work on it.
            DecoyThere: It is marked already.
            DecoysEnough: There are as many as there may be.
        """
        if there:
            raise DecoyThere
        if not closed:
            raise DecoyIsOpen
        if others >= MOST:
            raise DecoysEnough
        return DecoyPlaced(occurred_at=act.at, mark=mark, case_id=str(case_id), code=code)

    def withdraw(self, act: Act) -> DecoyWithdrawn:
        """Make it an ordinary file again.

        Raises:
            DecoyGone: It is one already.
        """
        if self.withdrawn:
            raise DecoyGone
        return DecoyWithdrawn(occurred_at=act.at)

    @classmethod
    def began(cls, stream: UUID, fact: DecoyPlaced) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0)

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case DecoyTouched():
                return self
            case DecoyWithdrawn():
                return self.but(withdrawn=True)
