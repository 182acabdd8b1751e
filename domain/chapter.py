"""One unit of the association: provincial, district (until 30 June 2025), commune, the lawyers-and-jurors chapter.

Members, officers, bodies and tasks come with a later issue; here is what scope, registers and referrals need.
Source: LAW 6.4 (the chapter), DESIGN section 4; districts ended on 1 July 2025 (LAW 3.6).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.kernel import Act, Event, Named, Refused, State, Value
from domain.lists import UnitLevel
from domain.units import AdminUnit


class Founding(Value):
    """What a unit is founded with. `code` opens the file codes of its register (LAW 4.3)."""

    level: UnitLevel
    code: Named
    name: Named
    founded_on: date
    parent: UUID | None = None
    areas: tuple[AdminUnit, ...] = ()
    """Administrative units served."""


class UnitFounded(Event):
    """A unit was founded."""

    TOPIC: ClassVar[str] = "chapter.unit-founded.1"
    founding: Founding


class UnitMoved(Event):
    """A unit answers to another parent."""

    TOPIC: ClassVar[str] = "chapter.unit-moved.1"
    parent: UUID
    effective_on: date


class UnitEnded(Event):
    """A unit was merged or dissolved; its successor answers for what was open."""

    TOPIC: ClassVar[str] = "chapter.unit-ended.1"
    ended_on: date
    successor: UUID


class UnitHasEnded(Refused):
    """The unit no longer exists."""

    vi = "Đơn vị này đã kết thúc; hãy chọn đơn vị kế thừa."
    en = "This unit has ended; choose its successor."


Further = UnitMoved | UnitEnded


class Chapter(State[UnitFounded, Further]):
    """One unit of the association."""

    founding: Founding
    parent: UUID | None
    ended_on: date | None = None

    @classmethod
    def found(cls, founding: Founding, act: Act) -> UnitFounded:
        """Found a unit."""
        return UnitFounded(occurred_at=act.at, founding=founding)

    @classmethod
    def began(cls, stream: UUID, fact: UnitFounded) -> Chapter:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, founding=fact.founding, parent=fact.founding.parent)

    def apply(self, fact: Further) -> Chapter:
        """Return the state after one more fact."""
        match fact:
            case UnitMoved():
                return self.but(parent=fact.parent)
            case UnitEnded():
                return self.but(ended_on=fact.ended_on)

    def move(self, parent: UUID, effective_on: date, act: Act) -> UnitMoved:
        """Place the unit under another parent."""
        if self.ended_on is not None:
            raise UnitHasEnded
        return UnitMoved(occurred_at=act.at, parent=parent, effective_on=effective_on)

    def end(self, ended_on: date, successor: UUID, act: Act) -> UnitEnded:
        """End the unit, naming who answers for its open work."""
        if self.ended_on is not None:
            raise UnitHasEnded
        return UnitEnded(occurred_at=act.at, ended_on=ended_on, successor=successor)
