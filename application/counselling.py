"""Consultations: a matter begun, a session logged, a matter tied to a case, a step done; its page and the list."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.child_case import someone_responsible
from application.corrections import cover
from application.erasure import told_about
from application.files import is_closely_held, without_exposed
from application.ledger import Recorded
from application.work import Command, Question, Work
from domain.child_case import ChildCase
from domain.counselling import Consultation, ConsultationLogged, Counselling, Sides
from domain.kernel import Erased, FieldClass, Line, Refused
from domain.lists import ReopenReason
from domain.text import fold as folded

log = structlog.get_logger()

PAGE_ROWS = 30
"""Rows of one page of the list."""


class NoSuchCase(Refused):
    """No case within reach has this file code."""

    vi = "Không có hồ sơ nào mang mã này trong phạm vi của bạn."
    en = "No case within your scope has this file code."


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of the list begins: after this matter; an opaque token outside."""

    last_at: datetime
    matter_id: UUID

    @property
    def token(self) -> str:
        """The token of this place."""
        return urlsafe_b64encode(f"{self.last_at.isoformat()}|{self.matter_id}".encode()).decode()

    @classmethod
    def parse(cls, token: str) -> After | None:
        """Return the place of a token; None when it is none of ours, so that the list begins at the top."""
        try:
            moment, _, matter = urlsafe_b64decode(token).decode().partition("|")
            last_at, matter_id = datetime.fromisoformat(moment), UUID(matter)
        except ValueError:
            return None
        return cls(last_at, matter_id) if last_at.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter of the list: codes and days, no names and no notes. Codes are short codes of their lists."""

    matter_id: UUID
    record_no: int
    unit: UUID
    counsellor: UUID | None
    case_id: UUID | None
    case_code: str
    kind: str
    channel: str
    client: str
    last_at: datetime
    sessions: int
    minutes: int
    warned: bool
    next_due_on: date | None
    """The earliest agreed step that is not done."""


@dataclass(frozen=True, slots=True)
class MattersPage:
    """One page of the list; `after` is where the next one begins, None on the last."""

    rows: tuple[MatterRow, ...]
    after: After | None


class Counsellings(Protocol):
    """The matters of the reader's scope."""

    def recent(self, after: After | None, limit: int, *, mine: bool = False) -> Sequence[MatterRow]:
        """Return matters whose last session is the most recent, from a place on."""

    def with_names(self, case_id: UUID | None) -> Sequence[int]:
        """Return the positions of the latest sessions in scope that name someone on a side; those of a case first."""

    def case_code(self, case_id: UUID) -> str:
        """Return the file code of a case, or nothing."""

    def case_of(self, code: str) -> UUID | None:
        """Return the case with this file code, whoever may see it."""


class StartConsultation(Command):
    """Open a matter with its first session, with a case or standing alone."""

    ACTION: ClassVar[Action] = Action.START_CONSULTATION
    consultation: Consultation
    case_id: UUID | None = None

    def record(self) -> UUID | None:
        """The case, when there is one."""
        return self.case_id


class BeginConsultation(Question):
    """Open the form of a consultation."""

    ACTION: ClassVar[Action] = Action.START_CONSULTATION
    case_id: UUID | None = None

    def record(self) -> UUID | None:
        """The case, when there is one."""
        return self.case_id


class AboutMatter(Command):
    """A command about one matter."""

    matter_id: UUID

    def record(self) -> UUID | None:
        """The matter."""
        return self.matter_id


class LogConsultation(AboutMatter):
    """Add a session; `done` are the versions of sessions whose agreed steps were done by it."""

    ACTION: ClassVar[Action] = Action.LOG_CONSULTATION
    consultation: Consultation
    done: tuple[int, ...] = ()


class LinkConsultation(AboutMatter):
    """Tie a matter to the case with this file code."""

    ACTION: ClassVar[Action] = Action.LINK_CONSULTATION
    code: Line


class FinishConsultationStep(AboutMatter):
    """Tick off the step that a session agreed; `step` is that session's version."""

    ACTION: ClassVar[Action] = Action.LOG_CONSULTATION
    step: int


class OpenMatter(Question):
    """Open the page of a matter."""

    ACTION: ClassVar[Action] = Action.OPEN_CONSULTATION
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH
    matter_id: UUID

    def record(self) -> UUID | None:
        """The matter."""
        return self.matter_id


class ListMatters(Question):
    """See the matters of the reader's scope."""

    ACTION: ClassVar[Action] = Action.OPEN_CONSULTATION
    mine: bool = False


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything that the page of a matter shows."""

    matter: Counselling
    history: tuple[Recorded, ...]
    case_code: str


def start_consultation(cmd: StartConsultation, work: Work) -> UUID:
    """Open a matter with its first session and return its id; a closed case is reopened by the same act."""
    work.allow(cmd)
    someone_responsible(cmd.consultation.next, work)
    matter_id = work.new_id()
    case = work.read(ChildCase, cmd.case_id) if cmd.case_id else None
    opposing = opposing_sides(cmd.consultation, matter_id, case, work)
    unit = case.unit if case else work.reader.unit
    facts = Counselling.begin(unit, cmd.case_id, cmd.consultation, work.act, opposing)
    work.open(matter_id, *facts, correlation=cmd.case_id)
    reopened(case, work)
    log.info("consultation_logged", counselling_id=str(matter_id), outcome=_outcome(opposing))
    return matter_id


def log_consultation(cmd: LogConsultation, work: Work) -> None:
    """Add a session, in every state; a closed case is reopened by the same act.

    Raises:
        NoSuchStep: A step that was ticked off was never agreed.
    """
    work.allow(cmd)
    someone_responsible(cmd.consultation.next, work)
    matter = work.read(Counselling, cmd.matter_id)
    case = work.read(ChildCase, matter.case_id) if matter.case_id else None
    opposing = opposing_sides(cmd.consultation, matter.id, case, work)
    done = (matter.step_done(step, work.act) for step in dict.fromkeys(cmd.done))
    session = matter.log(cmd.consultation, work.act, opposing)
    work.append(matter, session, *(fact for fact in done if fact is not None))
    reopened(case, work)
    log.info("consultation_logged", counselling_id=str(matter.id), outcome=_outcome(opposing))


def link_consultation(cmd: LinkConsultation, work: Work) -> None:
    """Tie a matter to a case. A closed case stays closed: the sessions were before.

    Raises:
        NoSuchCase: There is none with this file code, or not for this person.
        IsLinkedAlready: The matter belongs to another case.
    """
    work.allow(cmd)
    case_id = work.view(Counsellings).case_of((cmd.code or "").upper())  # type: ignore[type-abstract]
    if case_id is None or not work.may(Action.ADD_TO_CASE, case_id):
        raise NoSuchCase
    matter = work.read(Counselling, cmd.matter_id)
    linked = matter.link(case_id, work.act)
    if linked is not None:
        work.append(matter, linked)
    log.info("consultation_linked", counselling_id=str(matter.id))


def finish_consultation_step(cmd: FinishConsultationStep, work: Work) -> None:
    """Tick off an agreed step; nothing happens when that was done already.

    Raises:
        NoSuchStep: No session agreed it.
    """
    work.allow(cmd)
    matter = work.read(Counselling, cmd.matter_id)
    done = matter.step_done(cmd.step, work.act)
    if done is not None:
        work.append(matter, done)
    log.info("consultation_step_done", counselling_id=str(matter.id))


def open_matter(question: OpenMatter, work: Work) -> MatterPage:
    """Return a matter with its facts, oldest first, as far as the reader may see."""
    work.allow(question)
    hidden = frozenset(
        one for one in FieldClass if not work.may(Action.OPEN_CONSULTATION, question.matter_id, one)
    )
    own = work.history(question.matter_id)
    matter = work.read(Counselling, question.matter_id)  # folded from what was just opened
    seen = matter.case_id is not None and work.may(Action.OPEN_CASE, matter.case_id)
    code = work.view(Counsellings).case_code(matter.case_id) if seen and matter.case_id else ""  # type: ignore[type-abstract]
    history = tuple(without_exposed([*own, *told_about(matter.id, work)]))
    if FieldClass.HEALTH in hidden and is_closely_held(history):
        hidden |= {FieldClass.EVIDENCE}
    if hidden:
        history = tuple(cover(one, hidden) for one in history)
    return MatterPage(
        matter=matter, history=tuple(sorted(history, key=lambda one: one.position)), case_code=code
    )


def list_matters(question: ListMatters, work: Work, after: After | None = None) -> MattersPage:
    """Return a page of the matters in the reader's scope, the latest first."""
    work.allow(question)
    found = work.view(Counsellings).recent(after, PAGE_ROWS + 1, mine=question.mine)  # type: ignore[type-abstract]
    rows = tuple(found[:PAGE_ROWS])
    work.showed(row.record_no for row in rows)
    more = len(found) > PAGE_ROWS
    return MattersPage(rows, After(rows[-1].last_at, rows[-1].matter_id) if more else None)


def case_code(question: BeginConsultation, work: Work) -> str:
    """Return the file code that the form of a consultation is headed with; nothing when it stands alone."""
    work.allow(question)
    return work.view(Counsellings).case_code(question.case_id) if question.case_id else ""  # type: ignore[type-abstract]


def _outcome(opposing: tuple[UUID, ...]) -> str:
    return "warned" if opposing else "clear"


def reopened(case: ChildCase | None, work: Work) -> None:
    """Take the follow-up of a closed case up again: something was logged."""
    if case is not None and case.closed:
        work.append(case, case.reopen(ReopenReason.NEW_ENTRY, work.act))


def opposing_sides(
    said: Consultation,
    matter_id: UUID,
    case: ChildCase | None,
    work: Work,
    without: tuple[UUID, int] | None = None,
) -> tuple[UUID, ...]:
    """Return the matters in the reader's scope, and the case itself, that have someone named here on the other side.

    Args:
        without: Stream and version of a session that says something else now, or somewhere else.
    """
    sides = said.names()
    if not sides:
        return ()
    positions = work.view(Counsellings).with_names(case.id if case else None)  # type: ignore[type-abstract]
    others = (one for one in work.at(positions) if (one.stream, one.version) != without)
    found = dict.fromkeys(_matters_against(sides, others))
    if sides.against(sides):
        found[matter_id] = None
    if case is not None and sides.against(_sides_of(case)):
        found[case.id] = None
    return tuple(found)


def _matters_against(sides: Sides, sessions: Iterable[Recorded]) -> Iterable[UUID]:
    for recorded in sessions:
        if isinstance(recorded.fact, ConsultationLogged) and sides.against(
            recorded.fact.consultation.names()
        ):
            yield recorded.stream


def _sides_of(case: ChildCase) -> Sides:
    """Return the child and the person suspected as the two sides of a case."""
    child, suspected = case.details.child.name, case.details.suspected.name
    return Sides(_one(child), _one(suspected))


def _one(name: str | Erased | None) -> frozenset[str]:
    return frozenset({folded(name)}) if name and not isinstance(name, Erased) else frozenset()
