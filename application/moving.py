"""What was entered in the wrong file goes to the right one: an entry, an answer, a session, a matter, an emergency.

Both files change in one transaction, or neither. The file that is left says that something left it, never where to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.child_case import AboutCase
from application.corrections import MattersByCode
from application.counselling import AboutMatter, Counsellings, NoSuchCase, opposing_sides, reopened
from application.ledger import Recorded
from application.work import Question, Work
from domain.child_case import CaseReopened, ChildCase, correcting
from domain.child_case.entries import TiedElsewhere
from domain.correction import Belonging, NoSuchEntry, SameFile
from domain.counselling import ConsultationLogged, Counselling, CounsellingOpened
from domain.counselling_correcting import move, relink
from domain.emergency import EmergencyCall
from domain.kernel import FieldClass, Line, Refused
from domain.lists import ReopenReason

log = structlog.get_logger()


class NoSuchPlace(Refused):
    """No case and no matter within reach has this code."""

    vi = "Không có hồ sơ hay vụ tư vấn nào mang mã này trong phạm vi của bạn."
    en = "No case and no consultation matter within your scope has this code."


class MoveEntry(AboutCase):
    """Move an entry to the file with this code, where it belongs."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    entry: int
    code: Line
    forwarding: int | None = None
    """Of that file, which an answer that is moved alone belongs to."""


class MoveEmergency(AboutCase):
    """Move an emergency that was placed in the wrong case to the file with this code."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    emergency_id: UUID
    code: Line


class MoveSession(AboutMatter):
    """Move one session to the matter with this code, or to a new matter in the case with this code."""

    ACTION: ClassVar[Action] = Action.CORRECT_CONSULTATION
    entry: int
    code: Line


class RelinkConsultation(AboutMatter):
    """Tie a matter that is in the wrong file to another, or to none (no code)."""

    ACTION: ClassVar[Action] = Action.LINK_CONSULTATION
    code: Line = ""


class OpenEmergencyToMove(Question):
    """Open the form that moves an emergency out of a case."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE
    case_id: UUID
    emergency_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeForwardings(Question):
    """See the forwardings of the file that an answer comes to: bodies and times."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class _AddToFile(Question):
    """May the reader add to the file that something is moved to?"""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class _AddToMatter(Question):
    """May the reader add to the matter that a session is moved to?"""

    ACTION: ClassVar[Action] = Action.LOG_CONSULTATION
    matter_id: UUID

    def record(self) -> UUID | None:
        """The matter."""
        return self.matter_id


def _target(code: str, work: Work) -> UUID:
    """Return the case with a code to which the reader may add.

    Raises:
        NoSuchCase: There is none, or not for this person; both look the same.
    """
    found = work.view(Counsellings).case_of(code.upper())  # type: ignore[type-abstract]
    if found is None or not work.may(Action.ADD_TO_CASE, found):
        raise NoSuchCase
    return found


def move_entry(cmd: MoveEntry, work: Work) -> None:
    """Move an entry, with the answers to it, to the file where it belongs; both files change, or neither.

    Raises:
        NoSuchCase: There is none with this code, or not for this person.
        NoSuchEntry: The entry is not there.
        SameFile: It is in that file already.
        NothingToAnswer: It is an answer, and that file has no forwarding.
        WhichForwarding: It has several, and none was chosen.
    """
    work.allow(cmd)
    target = _target(cmd.code or "", work)
    if target == cmd.case_id:
        raise SameFile
    work.allow(_AddToFile(case_id=target))
    read = {one: work.read(ChildCase, one) for one in sorted((cmd.case_id, target))}
    made = {one.version or 0: (one.fact, *_entered(one)) for one in work.history(cmd.case_id)}
    case, into = read[cmd.case_id], read[target]
    gone, come = correcting.move(case, into, cmd.entry, made, work.act, cmd.forwarding)
    work.append(case, *gone)
    work.append(into, *come)
    log.info("case_entry_moved", case_id=str(cmd.case_id))


def forwardings_of(code: str, work: Work) -> Sequence[Recorded]:
    """Return the forwardings of the case with a code, for whoever may open it, so that one can be chosen."""
    target = _target(code, work)
    if not work.may(Action.OPEN_CASE, target):
        return ()
    work.allow(SeeForwardings(case_id=target))
    known = correcting.forwardings(work.read(ChildCase, target))
    return [one for one in work.history(target) if one.version in known]


def _entered(recorded: Recorded) -> tuple[datetime, UUID | None]:
    """Return when an entry was entered first, and by whom, however often it was moved."""
    if recorded.moved_in is not None:
        return recorded.moved_in.entered_at, recorded.moved_in.entered_by
    kind, _, name = recorded.envelope.actor.partition(":")
    return recorded.recorded_at, UUID(name) if kind == "account" else None


def emergency_to_move(question: OpenEmergencyToMove, work: Work) -> Recorded:
    """Return an emergency of a case.

    Raises:
        NoSuchEntry: It is not, or no longer, in this case, or the case is not the reader's to change.
    """
    work.allow(question)
    if not work.may(Action.CHANGE_CASE, question.case_id):
        raise NoSuchEntry
    _call_of(question.case_id, question.emergency_id, work)
    return next(iter(work.history(question.emergency_id)))


def _call_of(case_id: UUID, emergency_id: UUID, work: Work) -> EmergencyCall:
    call = work.read(EmergencyCall, emergency_id)
    if call.case_id != case_id:
        raise NoSuchEntry
    return call


def move_emergency(cmd: MoveEmergency, work: Work) -> None:
    """Move an emergency to the right case, as a whole: its stream and its key go along, nothing is copied.

    It waits there for whoever answers; a closed case is reopened by the same act.

    Raises:
        NoSuchCase: There is none with this code, or not for this person.
        NoSuchEntry: The emergency is not in this case.
        SameFile: It is in that file already.
    """
    work.allow(cmd)
    target = _target(cmd.code or "", work)
    if target == cmd.case_id:
        raise SameFile
    work.allow(_AddToFile(case_id=target))
    call = _call_of(cmd.case_id, cmd.emergency_id, work)
    into = work.read(ChildCase, target)
    work.append(call, call.relink(target, work.act))
    left_behind(cmd.case_id, Belonging.EMERGENCY, work)
    if into.closed:
        work.append(into, CaseReopened(occurred_at=work.act.at, because=ReopenReason.EMERGENCY))
    log.info("emergency_relinked", emergency_id=str(cmd.emergency_id))


def left_behind(case_id: UUID, what: Belonging, work: Work) -> None:
    """Note in the file that something left that it was tied there by mistake; never where it is now."""
    work.append_next(case_id, TiedElsewhere(occurred_at=work.act.at, what=what))


def move_session(cmd: MoveSession, work: Work) -> UUID:
    """Move one session to the matter where it belongs, and return that matter; a closed case is reopened.

    Raises:
        NoSuchPlace: No case and no matter within reach has this code.
        NoSuchEntry: There is no such session.
        SameFile: It is in that matter already.
    """
    work.allow(cmd)
    matter_id, case_id = _place(cmd.code or "", work)
    if matter_id == cmd.matter_id:
        raise SameFile
    if matter_id is not None:
        work.allow(_AddToMatter(matter_id=matter_id))
    elif case_id is not None:
        work.allow(_AddToFile(case_id=case_id))
    streams = sorted(one for one in (cmd.matter_id, matter_id) if one is not None)
    read = {one: work.read(Counselling, one) for one in streams}
    matter, into = read[cmd.matter_id], read[matter_id] if matter_id else None
    case_id = into.case_id if into else case_id
    case = work.read(ChildCase, case_id) if case_id else None
    session, made = _session(cmd, work)
    to = into.id if into else work.new_id()
    opposing = opposing_sides(session.consultation, to, case, work, (matter.id, cmd.entry))
    gone, come = move(matter, into, cmd.entry, (session, *made), work.act, opposing)
    work.append(matter, gone)
    if into is not None:
        work.append(into, *come)
    elif case is not None:
        opened = CounsellingOpened(
            occurred_at=session.occurred_at,
            unit=case.unit,
            counsellor=case.counsellor or work.act.account,
            case_id=case.id,
        )
        work.open(to, opened, *come, correlation=case.id)
    reopened(case, work)
    log.info("session_moved", counselling_id=str(matter.id))
    return to


def _place(code: str, work: Work) -> tuple[UUID | None, UUID | None]:
    """Return the matter, or else the case, with a code to which the reader may add."""
    matter = work.view(MattersByCode).matter_of(code.strip().upper())  # type: ignore[type-abstract]
    if matter is not None and work.may(Action.LOG_CONSULTATION, matter):
        return matter, None
    try:
        return None, _target(code, work)
    except NoSuchCase:
        raise NoSuchPlace from None


def _session(cmd: MoveSession, work: Work) -> tuple[ConsultationLogged, tuple[datetime, UUID | None]]:
    found = next((one for one in work.history(cmd.matter_id) if one.version == cmd.entry), None)
    if found is None or not isinstance(found.fact, ConsultationLogged):
        raise NoSuchEntry
    return found.fact, _entered(found)


def relink_consultation(cmd: RelinkConsultation, work: Work) -> None:
    """Take a matter out of the wrong file, and tie it to the right one when a code says which.

    Raises:
        NoSuchCase: There is none with this code, or not for this person.
    """
    work.allow(cmd)
    target = _target(cmd.code, work) if cmd.code else None
    matter = work.read(Counselling, cmd.matter_id)
    relinked = relink(matter, target, work.act)
    if relinked is not None:
        work.append(matter, relinked)
        if matter.case_id is not None:
            left_behind(matter.case_id, Belonging.MATTER, work)
    log.info("consultation_relinked", counselling_id=str(cmd.matter_id))
