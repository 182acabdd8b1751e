"""Cases held closely: placed by whoever works on them or by the service itself, lifted by two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.one_child import files_of_child
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.kernel import Legal, Said, Unknown
from domain.restriction import Placing, Restriction, RestrictionPlaced

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class HeldClosely:
    """A restriction as whoever may lift it sees it: the file code, no word of the case."""

    case_id: UUID
    code: str
    active: bool
    asked_by: UUID | None
    """Who asked for it to be lifted, while a second person is awaited."""


class Restrictions(Protocol):
    """Restrictions, straight from the fact rows."""

    def of_case(self, case_id: UUID) -> UUID | None:
        """Return the stream about a case, if it was ever restricted."""

    def held(self, case_id: UUID) -> HeldClosely | None:
        """Return how closely a case is held; None when it never was."""

    def awaiting(self) -> Sequence[HeldClosely]:
        """Return the restrictions that the reader could lift as the second person."""


class RestrictCase(Command):
    """Hold a case closely: those assigned and the supervisor who answers see it, nobody else."""

    ACTION: ClassVar[Action] = Action.RESTRICT_CASE
    case_id: UUID
    placing: Placing

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class UnrestrictCase(Command):
    """Ask for it to be held as any other, or agree to what another asked."""

    ACTION: ClassVar[Action] = Action.UNRESTRICT_CASE
    case_id: UUID
    reason: Legal[Said]

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeRestriction(Question):
    """See what is to be lifted, without seeing the case."""

    ACTION: ClassVar[Action] = Action.UNRESTRICT_CASE
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


def see_restriction(question: SeeRestriction, work: Work) -> HeldClosely:
    """Return how closely a case is held.

    Raises:
        Unknown: It is not the reader's to lift, or was never restricted.
    """
    work.allow(question)
    held = work.view(Restrictions).held(question.case_id)  # type: ignore[type-abstract]
    if held is None:
        raise Unknown
    return held


def restrict_case(cmd: RestrictCase, work: Work) -> None:
    """Hold a case closely, with every file of the child that hangs together with it; never refused."""
    work.allow(cmd)
    place(cmd.case_id, Restriction.place(cmd.case_id, cmd.placing, work.act), work)
    for other in files_of_child(cmd.case_id, work):
        if not work.is_restricted(other):
            staying = cmd.placing.model_copy(update={"answers": None})
            place(other, Restriction.place(other, staying, work.act), work)
    log.info("case_restricted", case_id=str(cmd.case_id), ground=cmd.placing.ground.value)


def place(case_id: UUID, fact: RestrictionPlaced, work: Work) -> None:
    """Note the fact on the stream of the case's restriction, a new one the first time."""
    stream = work.view(Restrictions).of_case(case_id)  # type: ignore[type-abstract]
    if stream is None:
        work.open(work.new_id(), fact, correlation=case_id)
    else:
        work.append(work.read(Restriction, stream), fact)


def unrestrict_case(cmd: UnrestrictCase, work: Work) -> None:
    """Ask, or agree as the second person.

    Raises:
        NotRestricted: It is not restricted.
        SecondPersonNeeded: The same person asked before.
    """
    work.allow(cmd)
    stream = work.view(Restrictions).of_case(cmd.case_id)  # type: ignore[type-abstract]
    if stream is None:
        raise Unknown
    restriction = work.read(Restriction, stream)
    asked_by = as_one(restriction.asked_by, work.reader.account, work)
    work.append(restriction, restriction.but(asked_by=asked_by).lift(cmd.reason or "", work.act))
    log.info("case_restriction_lift", case_id=str(cmd.case_id))
