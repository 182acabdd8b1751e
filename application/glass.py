"""Broken glass: a case opened for an hour on the record, seen at once by those who answer for it, and reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.glass import Breaking, Glass, GlassFinding, GlassGround, GlassReview
from domain.kernel import FieldClass, Legal, Said, Unknown

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GlassRow:
    """One use, for the person, for who answers for the case, and for the inspectors."""

    stream: UUID
    record_no: int
    account: UUID
    role: str
    case_id: UUID
    code: str
    ground: GlassGround
    broken_at: datetime
    until: datetime
    explained: bool
    finding: GlassFinding | None
    recent_uses: int
    """Uses by the same person in the last `domain.glass.ALERT_DAYS` days."""
    is_own: bool


class Glasses(Protocol):
    """Uses of broken glass, straight from the fact rows."""

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with a file code."""

    def seen_by_reader(self) -> Sequence[GlassRow]:
        """Return the reader's own uses, those on cases the reader answers for, and for inspectors all.

        What nobody has reviewed yet comes first, the latest of it first.
        """


NOWHERE = UUID(int=0)
"""Stands for a file code that nobody gave out: denied and recorded like any record that is not there."""


class BreakGlass(Command):
    """Open a case for an hour. Denied for a conflict, as if there were no such case."""

    ACTION: ClassVar[Action] = Action.BREAK_GLASS
    case_id: UUID
    breaking: Breaking

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class ExplainGlass(Command):
    """Say afterwards why it was necessary."""

    ACTION: ClassVar[Action] = Action.EXPLAIN_GLASS
    glass_id: UUID
    reason: Legal[Said]

    def record(self) -> UUID | None:
        """The use."""
        return self.glass_id


class SeeGlass(Question):
    """See uses of broken glass."""

    ACTION: ClassVar[Action] = Action.SEE_GLASS


class OpenGlass(Question):
    """Open one use to review it, with its reason."""

    ACTION: ClassVar[Action] = Action.REVIEW_GLASS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    glass_id: UUID

    def record(self) -> UUID | None:
        """The use."""
        return self.glass_id


class ReviewGlass(Command):
    """Say whether a use was right."""

    ACTION: ClassVar[Action] = Action.REVIEW_GLASS
    glass_id: UUID
    review: GlassReview

    def record(self) -> UUID | None:
        """The use."""
        return self.glass_id


def case_behind(code: str, work: Work) -> UUID:
    """Return the case with a file code, or `NOWHERE`, which `break_glass` denies on the record."""
    return work.view(Glasses).case_by_code(code.strip().upper()) or NOWHERE  # type: ignore[type-abstract]


def break_glass(cmd: BreakGlass, work: Work) -> UUID:
    """Open a case for an hour and return its id.

    Raises:
        Unknown: There is no such case, or a conflict of interest closes it; both look the same.
    """
    work.allow(cmd)
    fact = Glass.broken(work.reader.account, cmd.case_id, cmd.breaking, work.act)
    work.open(work.new_id(), fact, correlation=cmd.case_id)
    log.warning("glass_broken", case_id=str(cmd.case_id))
    return cmd.case_id


def explain_glass(cmd: ExplainGlass, work: Work) -> None:
    """Say why; late is kept too.

    Raises:
        NotYours: Someone else broke it.
    """
    work.allow(cmd)
    glass = work.read(Glass, cmd.glass_id)
    work.append(glass, glass.explain(cmd.reason or "", work.act))
    log.info("glass_explained", glass_id=str(cmd.glass_id))


def see_glass(question: SeeGlass, work: Work) -> tuple[GlassRow, ...]:
    """Return the uses that concern the reader."""
    work.allow(question)
    rows = tuple(work.view(Glasses).seen_by_reader())  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_glass(question: OpenGlass, work: Work) -> tuple[GlassRow, tuple[str, ...]]:
    """Return one use with the reasons given, oldest first.

    Raises:
        Unknown: There is no such use.
    """
    work.allow(question)
    rows = {row.stream: row for row in work.view(Glasses).seen_by_reader()}  # type: ignore[type-abstract]
    if question.glass_id not in rows:
        raise Unknown
    facts = (recorded.fact for recorded in work.history(question.glass_id))
    reasons = (_reason(fact) for fact in facts)
    return rows[question.glass_id], tuple(reason for reason in reasons if reason)


def _reason(fact: object) -> str:
    said = getattr(getattr(fact, "breaking", fact), "reason", "")
    return str(said) if said else ""


def review_glass(cmd: ReviewGlass, work: Work) -> None:
    """Say whether it was right.

    Raises:
        ReviewedByOthers: It was the reviewer's own use.
        ReviewedAlready: Someone has said so.
    """
    work.allow(cmd)
    glass = work.read(Glass, cmd.glass_id)
    broken_by = as_one(glass.account, work.reader.account, work) or glass.account
    work.append(glass, glass.but(account=broken_by).review(cmd.review, work.act))
    log.info("glass_reviewed", glass_id=str(cmd.glass_id))
