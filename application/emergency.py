"""*Khẩn cấp*: recorded from any state, by anyone signed in, also for a file that they may not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.child_case import CaseReopened
from domain.child_case.entries import TiedElsewhere
from domain.correction import Belonging
from domain.emergency import Emergency, EmergencyCall
from domain.kernel import FieldClass, Line, Unknown
from domain.lists import ReopenReason

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CaseInBrief:
    """Just enough to add to a case blind: that it is there, and whether it is closed."""

    case_id: UUID
    closed: bool


@dataclass(frozen=True, slots=True)
class OpenEmergency:
    """One emergency that nobody has taken up yet."""

    emergency_id: UUID
    record_no: int
    what: str
    told: str
    recorded_at: datetime
    by: UUID | None
    case_id: UUID | None = None
    code: str = ""
    """File code of the case that it named, if any."""
    written_code: str = ""
    """What was written as a file code, whether or not there is such a case."""


@dataclass(frozen=True, slots=True)
class WaitingEmergencies:
    """One page of what nobody has taken up yet, and how many there are."""

    rows: tuple[OpenEmergency, ...] = ()
    total: int = 0
    next: UUID | None = None
    """The last one shown, when more follow."""


class Emergencies(Protocol):
    """Where emergencies are found, straight from the fact rows."""

    def case_by_code(self, code: str) -> CaseInBrief | None:
        """Return the case with this file code."""

    def case_by_id(self, case_id: UUID) -> CaseInBrief | None:
        """Return the case with this id."""

    def waiting(self, most: int, after: UUID | None = None) -> WaitingEmergencies:
        """Return emergencies of the reader's scope that nobody has taken up yet, oldest first, after this one."""

    def of_case(self, case_id: UUID) -> Sequence[UUID]:
        """Return the emergencies that belong to a case."""


class RecordEmergency(Command):
    """A child is in danger now."""

    ACTION: ClassVar[Action] = Action.RECORD_EMERGENCY
    emergency: Emergency
    case_id: UUID | None = None


class TakeUpEmergency(Command):
    """Answer for an emergency, in the case with this file code."""

    ACTION: ClassVar[Action] = Action.TAKE_UP_EMERGENCY
    emergency_id: UUID
    code: Line

    def record(self) -> UUID | None:
        """The emergency."""
        return self.emergency_id


class _AddToCase(Question):
    """May the reader add to the case that the emergency goes into?"""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeEmergencies(Question):
    """See emergencies that nobody has taken up yet."""

    ACTION: ClassVar[Action] = Action.SEE_EMERGENCIES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE


def record_emergency(cmd: RecordEmergency, work: Work) -> UUID:
    """Save it as a stream of its own; a closed case that it names is reopened by the same act."""
    work.allow(cmd)
    found = work.view(Emergencies)  # type: ignore[type-abstract]
    code = (cmd.emergency.file_code or "").strip().upper()
    case = found.case_by_id(cmd.case_id) if cmd.case_id else found.case_by_code(code) if code else None
    emergency_id = work.new_id()
    case_id = case.case_id if case else None
    work.open(emergency_id, EmergencyCall.note(cmd.emergency, work.reader.unit, case_id, work.act))
    if case and case.closed:
        work.append_next(case.case_id, CaseReopened(occurred_at=work.act.at, because=ReopenReason.EMERGENCY))
    log.info("emergency_recorded", emergency_id=str(emergency_id))
    return emergency_id


def left_for_another(call: EmergencyCall, case_id: UUID, work: Work) -> None:
    """Note in the case that an emergency named, if it is taken up in another, that it has left."""
    if call.case_id not in (None, case_id):
        left = TiedElsewhere(occurred_at=work.act.at, what=Belonging.EMERGENCY)
        work.append_next(call.case_id, left)


def take_up_emergency(cmd: TakeUpEmergency, work: Work) -> UUID:
    """Answer for an emergency in a case and return the case; both must be open to the reader.

    Raises:
        Unknown: There is no such case, or the reader may not add to it; both look the same.
    """
    work.allow(cmd)
    case = work.view(Emergencies).case_by_code((cmd.code or "").strip().upper())  # type: ignore[type-abstract]
    if case is None:
        raise Unknown
    work.allow(_AddToCase(case_id=case.case_id))
    call = work.read(EmergencyCall, cmd.emergency_id)
    work.append(call, call.take_up(case.case_id, work.act))
    left_for_another(call, case.case_id, work)
    log.info("emergency_taken_up", emergency_id=str(cmd.emergency_id), case_id=str(case.case_id))
    return case.case_id
