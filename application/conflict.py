"""Conflicts of interest: declared by whoever has one, judged by two people of other units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.account import Role
from domain.conflict import (
    ConflictOfInterest,
    Declaration,
    Judgement,
    MatchKind,
    Standing,
)
from domain.kernel import FieldClass, Line, Unknown

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered among us about the person of a conflict: by whom and when, never what."""

    member: int | None
    """Record number of the member; None for what the person declared themselves."""
    by: UUID | None
    at: datetime
    changed_by: UUID | None
    changed_at: datetime
    led: bool
    """Whether this very entry closed the file: the file named the person before."""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict for those who judge: whose, about which file; nothing of its content."""

    stream: UUID
    record_no: int
    account: UUID
    unit_name: str
    code: str
    standing: Standing
    kinds: tuple[str, ...]
    """`declared`, or what was the same on both sides."""
    judges: int
    awaits_reader: bool = False
    """Whether the reader's own verdict is still asked for."""
    entered: tuple[Entered, ...] = ()
    """What was entered about the person, for a match; nothing where they only declared it."""


class Conflicts(Protocol):
    """Conflicts of interest, straight from the fact rows."""

    def record_by_code(self, code: str) -> UUID | None:
        """Return the case with a file code, whoever asks."""

    def of(self, account: UUID, record: UUID) -> UUID | None:
        """Return the stream about this person and this record, if there is one."""

    def to_judge(self, *, all_of_them: bool) -> Sequence[ConflictRow]:
        """Return the open ones of people of other units, or all, the open first; never one about the reader."""

    def one(self, stream: UUID) -> ConflictRow | None:
        """Return one, unless it is about the reader."""

    def entered(self, conflict: UUID) -> Sequence[Entered]:
        """Return what was entered about the person of a conflict, first and last, the earliest first."""


class DeclareInterest(Command):
    """Say that one must not see a file; its code is enough, and it need not be open to the person."""

    ACTION: ClassVar[Action] = Action.DECLARE_INTEREST
    code: Line
    declaration: Declaration


class BeginInterest(Question):
    """Open the form of a declaration."""

    ACTION: ClassVar[Action] = Action.DECLARE_INTEREST


class SeeConflicts(Question):
    """See the conflicts that one may judge."""

    ACTION: ClassVar[Action] = Action.SEE_CONFLICTS


class JudgeConflict(Command):
    """Confirm or lift one, as one of two people."""

    ACTION: ClassVar[Action] = Action.JUDGE_CONFLICT
    conflict_id: UUID
    judgement: Judgement

    def record(self) -> UUID | None:
        """The conflict."""
        return self.conflict_id


class OpenConflict(Question):
    """Open one conflict to judge it: what the person said, and what others judged."""

    ACTION: ClassVar[Action] = Action.JUDGE_CONFLICT
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    conflict_id: UUID

    def record(self) -> UUID | None:
        """The conflict."""
        return self.conflict_id


def declare_interest(cmd: DeclareInterest, work: Work) -> None:
    """Close the file to oneself at once. The answer is the same whether or not there is such a file."""
    work.allow(cmd)
    conflicts = work.view(Conflicts)  # type: ignore[type-abstract]
    record = conflicts.record_by_code(cmd.code.strip().upper())
    if record is None:
        return
    account, unit = work.reader.account, work.reader.unit
    fact = ConflictOfInterest.declare(account, record, unit, cmd.declaration, work.act)
    stream = conflicts.of(account, record)
    if stream is None:
        work.open(work.new_id(), fact, correlation=record)
    else:
        work.append(work.read(ConflictOfInterest, stream), fact)
    log.info("conflict_declared")


def see_conflicts(question: SeeConflicts, work: Work) -> tuple[ConflictRow, ...]:
    """Return what the reader may judge."""
    work.allow(question)
    rows = to_judge(work)
    work.showed(row.record_no for row in rows)
    return rows


def to_judge(work: Work) -> tuple[ConflictRow, ...]:
    """Return what the reader may see as a judge, marked where their verdict is still asked for."""
    rows = work.view(Conflicts).to_judge(all_of_them=_oversees(work))  # type: ignore[type-abstract]
    return tuple(replace(row, awaits_reader=_awaits_reader(row, work)) for row in rows)


def _oversees(work: Work) -> bool:
    """Whether the reader sees settled ones, and those of the own unit, as well: the data-protection officer does."""
    return Role.DATA_PROTECTION_OFFICER in work.reader.roles


def _awaits_reader(row: ConflictRow, work: Work) -> bool:
    """Return what the rule says; settled ones are not even read."""
    if row.standing is not Standing.PROVISIONAL:
        return False
    conflict = _seen(work.read(ConflictOfInterest, row.stream), work)
    return conflict.awaits(work.reader.account, work.reader.unit)


def _seen(conflict: ConflictOfInterest, work: Work) -> ConflictOfInterest:
    """Return it as it stands to the reader's person: whatever another account of theirs is or said counts as theirs."""
    reader = work.reader.account
    said = tuple((as_one(judge, reader, work) or judge, verdict) for judge, verdict in conflict.said)
    return conflict.but(account=as_one(conflict.account, reader, work) or conflict.account, said=said)


def open_conflict(question: OpenConflict, work: Work) -> ConflictRow:
    """Return one conflict for a judge.

    Raises:
        Unknown: There is none, it is about the reader, or it is not the reader's to judge and never was.
    """
    work.allow(question)
    row = work.view(Conflicts).one(question.conflict_id)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    conflict, reader = _seen(work.read(ConflictOfInterest, row.stream), work), work.reader
    awaits = _awaits_reader(row, work)
    if not (awaits or _oversees(work) or reader.account in dict(conflict.said)):
        raise Unknown
    entered = tuple(work.view(Conflicts).entered(row.stream)) if _matched(row) else ()  # type: ignore[type-abstract]
    return replace(row, awaits_reader=awaits, entered=entered)


def _matched(row: ConflictRow) -> bool:
    return any(kind in set(MatchKind) for kind in row.kinds)


def judge_conflict(cmd: JudgeConflict, work: Work) -> None:
    """Confirm or lift it; it is settled when two agree.

    Raises:
        ConcernsYou: It is about the judge.
        IsSettled: Two judges agreed already.
        JudgeOfTheSameUnit: The judge works where the person works.
        JudgedAlready: The judge has said so before.
    """
    work.allow(cmd)
    conflict = work.read(ConflictOfInterest, cmd.conflict_id)
    judged = _seen(conflict, work).judge(cmd.judgement, work.reader.unit, work.act)
    work.append(conflict, judged)
    log.info("conflict_judged", verdict=cmd.judgement.verdict.value)
