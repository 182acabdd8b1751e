"""A record that must be kept, whoever asks for its erasure.

Source: LAW 5.4 (criminal proceedings; the child's majority); the rest quy ước nội bộ (internal convention).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Legal, Line, Refused, State


class HoldGround(Code, name="hold-ground"):
    """Why a record must be kept. Source: LAW 5.4 (criminal proceedings; the child's majority); the rest internal."""

    PROCEEDINGS = "proceedings", "Vụ án, vụ việc đang được giải quyết", "Proceedings are under way"
    COMPLAINT = "complaint", "Đang có khiếu nại, tố cáo", "A complaint is being handled"
    AUTHORITY = "authority", "Cơ quan có thẩm quyền yêu cầu giữ", "An authority asked to keep it"
    MAJORITY = "majority", "Giữ đến khi trẻ thành niên", "Kept until the child is of age"


class HoldPlaced(Event):
    """A record must be kept, whoever asks for its erasure."""

    TOPIC: ClassVar[str] = "hold.placed.1"
    record: UUID
    unit: UUID
    ground: HoldGround
    note: Legal[Line] = ""


class HoldLifted(Event):
    """The record need not be kept any more."""

    TOPIC: ClassVar[str] = "hold.lifted.1"


class UnderHold(Refused):
    """A legal hold keeps the record."""

    vi = "Hồ sơ đang được giữ lại nên không xóa được. Phải bỏ lệnh giữ trước."
    en = "A legal hold keeps this record; it must be lifted before an erasure."
    source = "Quy ước nội bộ"


class LiftedAlready(Refused):
    """The hold was lifted."""

    vi = "Lệnh giữ này đã được bỏ."
    en = "This hold was lifted already."


class LegalHold(State[HoldPlaced, HoldLifted]):
    """One reason to keep a record."""

    record: UUID
    lifted: bool = False

    @classmethod
    def place(cls, record: UUID, unit: UUID, ground: HoldGround, note: str, act: Act) -> HoldPlaced:
        """Keep the record."""
        return HoldPlaced(occurred_at=act.at, record=record, unit=unit, ground=ground, note=note)

    @classmethod
    def began(cls, stream: UUID, fact: HoldPlaced) -> LegalHold:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, record=fact.record)

    def apply(self, fact: HoldLifted) -> LegalHold:
        """Return the state after one more fact."""
        return self.but(lifted=True)

    def lift(self, act: Act) -> HoldLifted:
        """Let go of the record."""
        if self.lifted:
            raise LiftedAlready
        return HoldLifted(occurred_at=act.at)
