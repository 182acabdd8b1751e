"""Findings of the inspection board: opened by auditors, answered and remedied by the unit, verified and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.history import Histories
from application.ledger import Recorded
from application.same_person import accounts_of_reader
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.inspection import (
    TO_REMEDY,
    FindingAbout,
    FindingAnswer,
    FindingCheck,
    FindingKind,
    FindingRemedy,
    FindingSaid,
    FindingStage,
    InspectionFinding,
    RemedyReported,
)
from domain.kernel import FieldClass, Legal, Line, Text, Unknown, Value

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a list shows it: codes and days."""

    finding: UUID
    record_no: int
    kind: FindingKind
    unit: UUID
    account: UUID | None
    case_id: UUID | None
    code: str
    stage: FindingStage
    due_on: date
    opened_at: datetime

    def is_late(self, today: date) -> bool:
        """Whether the unit's turn is over."""
        return self.stage in TO_REMEDY and self.due_on < today


class InspectionFindings(Protocol):
    """Findings, straight from the fact rows."""

    def all(self) -> Sequence[FindingRow]:
        """Return those of the reader's scope: open ones first, the earliest term first."""

    def of(self, finding: UUID) -> FindingRow | None:
        """Return one of them."""


class FindingAsked(Value):
    """A finding as it is entered: the case by its file code."""

    unit: UUID
    account: UUID | None = None
    code: Line = ""
    said: FindingSaid


class OpenFinding(Command):
    """Open a finding."""

    ACTION: ClassVar[Action] = Action.WRITE_FINDING
    asked: FindingAsked


class AboutFinding(Command):
    """A command about one finding."""

    finding: UUID

    def record(self) -> UUID | None:
        """The finding."""
        return self.finding


class AnswerFinding(AboutFinding):
    """Answer as the unit."""

    ACTION: ClassVar[Action] = Action.ANSWER_FINDING
    answer: FindingAnswer


class ReportRemedy(AboutFinding):
    """Say as the unit that it is remedied."""

    ACTION: ClassVar[Action] = Action.ANSWER_FINDING
    remedy: FindingRemedy


class VerifyFinding(AboutFinding):
    """Say as the board what was seen."""

    ACTION: ClassVar[Action] = Action.WRITE_FINDING
    check: FindingCheck


class CloseFinding(AboutFinding):
    """End it as the board."""

    ACTION: ClassVar[Action] = Action.WRITE_FINDING
    words: Legal[Text] = ""


class SeeFindings(Question):
    """See the findings."""

    ACTION: ClassVar[Action] = Action.SEE_FINDINGS


class ReadFinding(Question):
    """Read one finding."""

    ACTION: ClassVar[Action] = Action.SEE_FINDINGS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    finding: UUID

    def record(self) -> UUID | None:
        """The finding."""
        return self.finding


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding with its facts."""

    row: FindingRow
    history: tuple[Recorded, ...]
    may_answer: bool
    may_write: bool


def open_finding(cmd: OpenFinding, work: Work) -> UUID:
    """Open a finding.

    Raises:
        Unknown: There is no such unit or file code, or it is not for this reader.
        FindingOnOneself: It concerns whoever opens it.
    """
    work.allow(cmd)
    asked = cmd.asked
    work.view(Units).of(asked.unit)  # type: ignore[type-abstract]
    about = FindingAbout(unit=asked.unit, account=asked.account, case_id=_case(asked.code, work))
    finding = work.new_id()
    fact = InspectionFinding.open(about, asked.said, accounts_of_reader(work), work.act)
    work.open(finding, fact)
    log.info("finding_opened", stream_id=str(finding))
    return finding


def _case(code: str, work: Work) -> UUID | None:
    if not code:
        return None
    case = work.view(Histories).by_code(code.upper())  # type: ignore[type-abstract]
    if case is None:
        raise Unknown
    return case.case_id


def answer_finding(cmd: AnswerFinding, work: Work) -> None:
    """Answer as the unit."""
    work.allow(cmd)
    finding = work.read(InspectionFinding, cmd.finding)
    _of_own_units(finding, work)
    work.append(finding, finding.answer(cmd.answer, work.act))
    log.info("finding_answered", stream_id=str(cmd.finding))


def report_remedy(cmd: ReportRemedy, work: Work) -> None:
    """Say as the unit that it is remedied."""
    work.allow(cmd)
    finding = work.read(InspectionFinding, cmd.finding)
    _of_own_units(finding, work)
    work.append(finding, finding.report(cmd.remedy, work.act))
    log.info("finding_remedied", stream_id=str(cmd.finding))


def verify_finding(cmd: VerifyFinding, work: Work) -> None:
    """Say as the board what was seen.

    Raises:
        FindingOnOneself: It concerns whoever looked, or was reported by them.
    """
    work.allow(cmd)
    finding = work.read(InspectionFinding, cmd.finding)
    own = accounts_of_reader(work)
    work.append(finding, finding.verify(cmd.check, own, _reported_by(cmd.finding, work), work.act))
    log.info("finding_verified", stream_id=str(cmd.finding))


def close_finding(cmd: CloseFinding, work: Work) -> None:
    """End it as the board."""
    work.allow(cmd)
    finding = work.read(InspectionFinding, cmd.finding)
    work.append(finding, finding.close(cmd.words or "", accounts_of_reader(work), work.act))
    log.info("finding_closed", stream_id=str(cmd.finding))


def _of_own_units(finding: InspectionFinding, work: Work) -> None:
    """Let nobody answer for a unit that is neither their own nor below it, whatever they may see."""
    if not _answers_for(finding.about.unit, work):
        raise Unknown


def _answers_for(unit: UUID, work: Work) -> bool:
    return unit in work.reader.units | work.reader.own_units


def _reported_by(finding: UUID, work: Work) -> UUID | None:
    reports = (one.envelope.actor for one in work.history(finding) if isinstance(one.fact, RemedyReported))
    kind, _, name = next(reversed(list(reports)), "").partition(":")
    return UUID(name) if kind == "account" else None


def see_findings(question: SeeFindings, work: Work) -> Sequence[FindingRow]:
    """Return the findings of the reader's scope."""
    work.allow(question)
    rows = work.view(InspectionFindings).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def read_finding(question: ReadFinding, work: Work) -> FindingPage:
    """Return one finding.

    Raises:
        Unknown: There is no such finding.
    """
    work.allow(question)
    row = work.view(InspectionFindings).of(question.finding)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    may_answer = work.may(Action.ANSWER_FINDING, row.finding) and _answers_for(row.unit, work)
    history = tuple(work.history(question.finding))
    return FindingPage(row, history, may_answer, work.may(Action.WRITE_FINDING, row.finding))


@dataclass(frozen=True, slots=True)
class FindingsWaiting:
    """How many findings wait for this person, and how many of those are late."""

    to_remedy: int = 0
    late: int = 0
    to_verify: int = 0


def findings_waiting(work: Work) -> FindingsWaiting:
    """Return what waits for the reader: as the unit to remedy, as the board to verify or close."""
    rows, today = work.view(InspectionFindings).all(), vietnam_day(work.now())  # type: ignore[type-abstract]
    answers, writes = work.may(Action.ANSWER_FINDING), work.may(Action.WRITE_FINDING)
    own = [row for row in rows if answers and row.stage in TO_REMEDY and _answers_for(row.unit, work)]
    after = (FindingStage.REPORTED, FindingStage.VERIFIED)
    return FindingsWaiting(
        to_remedy=len(own),
        late=sum(row.is_late(today) for row in own),
        to_verify=sum(row.stage in after for row in rows) if writes else 0,
    )
