"""All work in one move: offered, accepted or declined record by record, and taken back after an absence.

An offer moves nothing: until somebody accepts a record, whoever had it has it still; a decline leaves it there and goes
to the supervisor (DESIGN, section 3, rule 9). What of the cases themselves changes is said by their own facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from domain.codes import Code
from domain.identity import Day
from domain.kernel import Act, Event, Line, Narrative, Refused, Said, State, Text, Unknown, Value

ACCEPT_WITHIN = timedelta(days=2)
"""After so many days an offer nobody answered is shown to the supervisor. Source: quy ước nội bộ."""
MOST_AT_ONCE = 2_000
"""Records in one move. Source: quy ước nội bộ."""


class TransferKind(Code, name="transfer-kind"):
    """Why somebody's work is handed over. Source: practice of the association."""

    AWAY = "away", "Nghỉ, vắng mặt một thời gian", "Away for a time"
    LEAVES = "leaves", "Thôi việc", "Leaves"
    MOVES = "moves", "Chuyển đơn vị, đổi nhiệm vụ", "Changes unit or duties"


class ItemStage(Code, name="transfer-stage"):
    """How far one record of a move has come."""

    OFFERED = "offered", "Chờ nhận", "Waiting to be accepted"
    ACCEPTED = "accepted", "Đã nhận", "Accepted"
    DECLINED = "declined", "Từ chối nhận", "Declined"
    CALLED_BACK = "called-back", "Đã rút lại", "Called back"
    RETURNED = "returned", "Đã nhận lại", "Given back"
    LAPSED = "lapsed", "Không còn cần bàn giao", "No longer to be handed over"


class Given(Value):
    """One record, and to whom it is offered."""

    record: UUID
    receiver: UUID


class Absence(Value):
    """From which day until which; the last day may be open."""

    first: Day | None = None
    last: Day | None = None


class WorkOffered(Event):
    """All open work of one person was offered to one or several others."""

    TOPIC: ClassVar[str] = "transfer.offered.1"
    of: UUID
    unit: UUID
    kind: TransferKind
    absence: Absence = Absence()
    given: tuple[Given, ...]
    reason: Narrative[Line] = ""
    note: Narrative[Text] = ""


class WorkAccepted(Event):
    """A receiver accepted records; those in `lapsed` were no longer to be handed over."""

    TOPIC: ClassVar[str] = "transfer.accepted.1"
    receiver: UUID
    records: tuple[UUID, ...]
    lapsed: tuple[UUID, ...] = ()


class WorkDeclined(Event):
    """A receiver declined records; whoever had them has them still."""

    TOPIC: ClassVar[str] = "transfer.declined.1"
    receiver: UUID
    records: tuple[UUID, ...]
    reason: Narrative[Said]


class WorkCalledBack(Event):
    """What nobody had accepted is no longer offered."""

    TOPIC: ClassVar[str] = "transfer.called-back.1"
    records: tuple[UUID, ...]


class WorkReturned(Event):
    """Whoever was away took records back; those in `lapsed` are in other hands, or closed to them."""

    TOPIC: ClassVar[str] = "transfer.returned.1"
    records: tuple[UUID, ...]
    lapsed: tuple[UUID, ...] = ()


class NothingToHandOver(Refused):
    """Nothing of this person's work can be offered so."""

    vi = "Không có việc đang mở nào của người này để giao như vậy, hoặc đã giao và đang chờ nhận."
    en = "There is no open work of this person to hand over so, or it is offered already."


class OnlyForAnAbsence(Refused):
    """One's own work is handed over by oneself for an absence alone; otherwise the supervisor does it."""

    vi = (
        "Tự bàn giao chỉ dành cho khi vắng mặt; khi thôi việc hay chuyển đơn vị thì người phụ trách bàn giao."
    )
    en = "You hand over your own work for an absence; when you leave or move, the supervisor does it."
    source = "Quy ước nội bộ"


class AbsenceBackwards(Refused):
    """The absence ends before it begins."""

    vi = "Ngày trở lại sớm hơn ngày bắt đầu nghỉ; hãy xem lại."
    en = "The absence ends before it begins; look again."


class NothingToGiveBack(Refused):
    """Nothing of this move can be taken back."""

    vi = "Không còn việc nào trong lần bàn giao này để nhận lại."
    en = "Nothing of this move is left to take back."


class NothingOffered(Refused):
    """Nothing of this move waits any more."""

    vi = "Không còn việc nào trong lần bàn giao này chờ nhận; có thể đã rút lại hoặc đã có người nhận."
    en = "Nothing of this move waits to be accepted; it may have been called back or accepted."


class Item(Value):
    """One record of the move."""

    record: UUID
    receiver: UUID
    stage: ItemStage = ItemStage.OFFERED


Further = WorkAccepted | WorkDeclined | WorkCalledBack | WorkReturned


class WorkTransfer(State[WorkOffered, Further]):
    """One move of somebody's work."""

    of: UUID
    unit: UUID
    kind: TransferKind
    absence: Absence
    items: tuple[Item, ...]

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def offer(
        cls,
        of: UUID,
        unit: UUID,
        kind: TransferKind,
        absence: Absence,
        given: tuple[Given, ...],
        act: Act,
        *,
        reason: str = "",
        note: str = "",
    ) -> WorkOffered:
        """Offer somebody's work; it moves when it is accepted.

        Args:
            of: Whose work it is.
            unit: In which that person works; its supervisor sees how the move goes.
            kind: Why it is handed over.
            absence: Of an absence: from when until when.
            given: Each record with its receiver.
            act: Who offers, and when.

        Raises:
            OnlyForAnAbsence: One's own work, and not for an absence.
            AbsenceBackwards: The last day lies before the first.
            NothingToHandOver: No record is given.
        """
        if act.account == of and kind is not TransferKind.AWAY:
            raise OnlyForAnAbsence
        if absence.first and absence.last and absence.last < absence.first:
            raise AbsenceBackwards
        if not given:
            raise NothingToHandOver
        held = absence if kind is TransferKind.AWAY else Absence()
        return WorkOffered(
            occurred_at=act.at,
            of=of,
            unit=unit,
            kind=kind,
            absence=held,
            given=given,
            reason=reason,
            note=note,
        )

    def accept(
        self, receiver: UUID, taken: tuple[UUID, ...], lapsed: tuple[UUID, ...], act: Act
    ) -> WorkAccepted:
        """Take records over.

        Raises:
            NothingOffered: None of them is offered to this person.
        """
        self._offered(receiver, (*taken, *lapsed))
        return WorkAccepted(occurred_at=act.at, receiver=receiver, records=taken, lapsed=lapsed)

    def decline(self, receiver: UUID, records: tuple[UUID, ...], reason: str, act: Act) -> WorkDeclined:
        """Refuse records, with a reason.

        Raises:
            NothingOffered: None of them is offered to this person.
        """
        self._offered(receiver, records)
        return WorkDeclined(occurred_at=act.at, receiver=receiver, records=records, reason=reason)

    def call_back(self, act: Act) -> WorkCalledBack:
        """Offer no longer what nobody accepted, or what was declined.

        Raises:
            NothingOffered: Everything was accepted, or called back already.
        """
        open_stages = (ItemStage.OFFERED, ItemStage.DECLINED)
        records = tuple(one.record for one in self.items if one.stage in open_stages)
        if not records:
            raise NothingOffered
        return WorkCalledBack(occurred_at=act.at, records=records)

    def give_back(self, returned: tuple[UUID, ...], lapsed: tuple[UUID, ...], act: Act) -> WorkReturned:
        """Take work back after an absence; before the last day too, when somebody returns early.

        Raises:
            NothingToGiveBack: It was no absence, or nothing was accepted.
        """
        held = {one.record for one in self.to_give_back}
        if not (returned or lapsed) or not held.issuperset((*returned, *lapsed)):
            raise NothingToGiveBack
        return WorkReturned(occurred_at=act.at, records=returned, lapsed=lapsed)

    def _offered(self, receiver: UUID, records: tuple[UUID, ...]) -> None:
        if not records:
            raise NothingOffered
        if not set(self.offered_to(receiver)).issuperset(records):
            raise Unknown

    # -- what the rules ask --------------------------------------------------------------------------------------

    def offered_to(self, receiver: UUID) -> tuple[UUID, ...]:
        """Return what waits for this person's answer."""
        waiting = (one for one in self.items if one.stage is ItemStage.OFFERED)
        return tuple(one.record for one in waiting if one.receiver == receiver)

    @property
    def to_give_back(self) -> tuple[Item, ...]:
        """What somebody who was away can take back."""
        if self.kind is not TransferKind.AWAY:
            return ()
        return tuple(one for one in self.items if one.stage is ItemStage.ACCEPTED)

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: WorkOffered) -> WorkTransfer:
        """Return the state after the first fact."""
        items = tuple(Item(record=one.record, receiver=one.receiver) for one in fact.given)
        return cls(
            id=stream,
            version=0,
            of=fact.of,
            unit=fact.unit,
            kind=fact.kind,
            absence=fact.absence,
            items=items,
        )

    def apply(self, fact: Further) -> WorkTransfer:
        """Return the state after one more fact."""
        match fact:
            case WorkAccepted():
                return self._at(fact.records, ItemStage.ACCEPTED)._at(fact.lapsed, ItemStage.LAPSED)
            case WorkDeclined():
                return self._at(fact.records, ItemStage.DECLINED)
            case WorkCalledBack():
                return self._at(fact.records, ItemStage.CALLED_BACK)
            case WorkReturned():
                return self._at(fact.records, ItemStage.RETURNED)._at(fact.lapsed, ItemStage.LAPSED)

    def _at(self, records: Iterable[UUID], stage: ItemStage) -> WorkTransfer:
        moved = frozenset(records)
        items = (
            one.model_copy(update={"stage": stage}) if one.record in moved else one for one in self.items
        )
        return self.but(items=tuple(items))
