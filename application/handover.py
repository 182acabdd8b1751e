"""Handing over: cases and consultations whose counsellor is no longer there, and giving them to somebody else.

Losing access never orphans a child: a supervisor gets a hand-over task at once (DESIGN, section 3, rule 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.accounts import AccountList
from application.work import Command, Question, Work
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.handover import HandOver
from domain.kernel import Line, Narrative, Refused

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Orphan:
    """A case or a consultation that nobody answers for any more; the name only for whoever may open it."""

    record: UUID
    record_no: int
    kind: str
    """A case, a consultation, or a request to a chapter of which nobody would read the opinion."""
    code: str
    """File code of the case; empty for a consultation that stands alone."""
    name: str
    unit: UUID
    of: UUID | None
    """Who answered for it, or was to do its step."""
    due_on: date | None
    """The earliest open step."""
    may_assign: bool

    @property
    def path(self) -> str:
        """Where it is handed over; a request goes with all the work of whoever asked."""
        if self.is_request:
            return f"/ban-giao/cua/{self.of}"
        return f"/{'ho-so' if self.kind == 'case' else 'tu-van'}/{self.record}/ban-giao"

    @property
    def is_request(self) -> bool:
        """Whether it is a request to a chapter."""
        return self.kind == "referral"


@dataclass(frozen=True, slots=True)
class Orphans:
    """The first of them, and how many there are."""

    rows: tuple[Orphan, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An open case, or a consultation that stands alone with something to do, and who answers is known."""

    record: UUID
    is_case: bool
    code: str
    due_on: date | None
    """The earliest open step."""

    @property
    def name(self) -> str:
        """How an operator names it: the file code, or the id of a consultation."""
        return self.code or str(self.record)


class HandOvers(Protocol):
    """What waits for a hand-over, and whom a record's steps wait for in vain."""

    def waiting(self, most: int) -> Orphans:
        """Return what this reader is to hand over: of units for which no supervisor stands nearer."""

    def kept_by(self, account: UUID) -> Sequence[Kept]:
        """Return what an account answers for and is not done, the most urgent first; no name is opened."""

    def unattended(self) -> Sequence[tuple[UUID, int]]:
        """Return units without any supervisor, also above them, and how much waits there; for administrators."""

    def supervisors_of(self, unit: UUID) -> frozenset[UUID]:
        """Return the supervisors of the nearest unit, from a unit upwards, that has one."""

    def gone_from(self, record: UUID) -> tuple[UUID, ...]:
        """Return who was to do an open step of a record, or of what belongs to it, and cannot do it any more."""

    def closed_to(self, record: UUID) -> frozenset[UUID]:
        """Return the accounts with a conflict of interest that is not lifted, which can do nothing on the record."""


class NotACounsellor(Refused):
    """The account chosen cannot keep a case: closed, or without the role."""

    vi = "Người được chọn không có tài khoản đang dùng với vai trò theo dõi hồ sơ; hãy chọn người khác."
    en = "The person chosen has no account in use that may keep cases; choose someone else."


class CannotKeep(Refused):
    """The account chosen could not open the record."""

    vi = "Người được chọn không theo dõi được hồ sơ này; hãy chọn người khác."
    en = "The person chosen cannot keep this record; choose someone else."


class AssignCase(Command):
    """Hand a case over to a counsellor, with its open steps."""

    ACTION: ClassVar[Action] = Action.HAND_OVER
    case_id: UUID
    counsellor: UUID
    reason: Narrative[Line] = ""

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class AssignMatter(Command):
    """Hand a consultation matter over to a counsellor, with its open steps."""

    ACTION: ClassVar[Action] = Action.HAND_OVER
    matter_id: UUID
    counsellor: UUID
    reason: Narrative[Line] = ""

    def record(self) -> UUID | None:
        """The matter."""
        return self.matter_id


class BeginHandOver(Question):
    """Open the form of a hand-over; nothing of the record is shown but its code."""

    ACTION: ClassVar[Action] = Action.HAND_OVER
    of: UUID

    def record(self) -> UUID | None:
        """The case or the matter."""
        return self.of


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """What the form needs: who answers now, and who could."""

    now: UUID | None
    candidates: tuple[UUID, ...]
    """Those of the record's unit first."""


def assign_case(cmd: AssignCase, work: Work) -> None:
    """Hand a case over; open in every state.

    Raises:
        NotACounsellor: The account cannot keep a case.
        CannotKeep: The account could not open it.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.assign(_to(cmd.counsellor, cmd.case_id, cmd.reason or "", work), work.act))
    log.info("case_assigned", case_id=str(cmd.case_id))


def assign_matter(cmd: AssignMatter, work: Work) -> None:
    """Hand a consultation matter over.

    Raises:
        NotACounsellor: The account cannot keep a case.
        CannotKeep: The account could not open it.
    """
    work.allow(cmd)
    matter = work.read(Counselling, cmd.matter_id)
    work.append(matter, matter.assign(_to(cmd.counsellor, cmd.matter_id, cmd.reason or "", work), work.act))
    log.info("consultation_assigned", counselling_id=str(cmd.matter_id))


def _to(counsellor: UUID, record: UUID, reason: str, work: Work) -> HandOver:
    unit = work.view(AccountList).works_on_cases().get(counsellor)  # type: ignore[type-abstract]
    if unit is None:
        raise NotACounsellor
    handing = work.view(HandOvers)  # type: ignore[type-abstract]
    if counsellor in handing.closed_to(record):
        raise CannotKeep
    released = handing.gone_from(record)
    return HandOver(counsellor=counsellor, unit=unit, released=released, reason=reason)


def begin_case(question: BeginHandOver, work: Work) -> HandOverForm:
    """Return what the form of handing a case over needs."""
    work.allow(question)
    case = work.read(ChildCase, question.of)
    return _form(question.of, case.counsellor, case.unit, work)


def begin_matter(question: BeginHandOver, work: Work) -> HandOverForm:
    """Return what the form of handing a consultation over needs."""
    work.allow(question)
    matter = work.read(Counselling, question.of)
    return _form(question.of, matter.counsellor, matter.unit, work)


def _form(record: UUID, now: UUID | None, unit: UUID, work: Work) -> HandOverForm:
    """Return the form with everyone of the reader's reach who may keep the record, those of its unit first."""
    people = work.view(AccountList).works_on_cases()  # type: ignore[type-abstract]
    closed = work.view(HandOvers).closed_to(record)  # type: ignore[type-abstract]
    near = [one for one, of in people.items() if of in work.reader.units | {unit} and one not in closed]
    return HandOverForm(now, tuple(sorted(near, key=lambda one: (people[one] != unit, one))))
