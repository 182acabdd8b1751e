"""Decoys: closed, invented files that the inspectors watch. Nobody else can ask which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.decoy import Decoy, DecoyTouched
from domain.kernel import Act, Actor, FieldClass, Line, Unknown

log = structlog.get_logger()
REACTION = "decoy"
"""Who notes that a decoy was touched."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be marked."""

    case_id: UUID
    mark: str
    closed: bool
    there: bool


@dataclass(frozen=True, slots=True)
class Touch:
    """Who touched a decoy, and how."""

    account: UUID
    role: str
    action: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecoyRow:
    """One decoy, with what happened to it, the latest first."""

    stream: UUID
    case_id: UUID
    code: str
    placed_at: datetime
    active: bool
    touches: tuple[Touch, ...]


class Decoys(Protocol):
    """The marks, opened with their own keys."""

    def candidate(self, code: str) -> Candidate | None:
        """Return the case with a file code, unless a conflict of interest closes it to the reader."""

    def all(self) -> Sequence[DecoyRow]:
        """Return the decoys, the latest first."""


class PlaceDecoy(Command):
    """Mark a closed, invented file."""

    ACTION: ClassVar[Action] = Action.PLACE_DECOY
    code: Line


class WithdrawDecoy(Command):
    """Make a decoy an ordinary file again."""

    ACTION: ClassVar[Action] = Action.PLACE_DECOY
    decoy_id: UUID


class SeeDecoys(Question):
    """See the decoys and who touched them."""

    ACTION: ClassVar[Action] = Action.SEE_DECOYS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL


def place_decoy(cmd: PlaceDecoy, work: Work) -> UUID:
    """Mark a file; the access log notes that a decoy was placed, and not which.

    Raises:
        Unknown: There is no such file, or a conflict of interest closes it.
        DecoyIsOpen: Someone may have to work on it.
        DecoyThere: It is marked already.
        DecoysEnough: There are as many as there may be.
    """
    work.allow(cmd)
    decoys = work.view(Decoys)  # type: ignore[type-abstract]
    code = cmd.code.upper()
    found = decoys.candidate(code)
    if found is None:
        raise Unknown
    others = sum(row.active for row in decoys.all())
    fact = Decoy.placed(
        found.case_id, code, found.mark, work.act, closed=found.closed, there=found.there, others=others
    )
    stream = work.new_id()
    work.open(stream, fact)
    log.info("decoy_placed", decoy_id=str(stream))
    return stream


def withdraw_decoy(cmd: WithdrawDecoy, work: Work) -> None:
    """Make it an ordinary file again.

    Raises:
        Unknown: There is no such decoy, or a conflict of interest closes its file.
        DecoyGone: It was withdrawn.
    """
    work.allow(cmd)
    if all(row.stream != cmd.decoy_id for row in work.view(Decoys).all()):  # type: ignore[type-abstract]
        raise Unknown
    decoy = work.read(Decoy, cmd.decoy_id)
    work.append(decoy, decoy.withdraw(work.act))
    log.info("decoy_withdrawn", decoy_id=str(cmd.decoy_id))


def see_decoys(question: SeeDecoys, work: Work) -> tuple[DecoyRow, ...]:
    """Return the decoys, the latest first."""
    work.allow(question)
    return tuple(work.view(Decoys).all())  # type: ignore[type-abstract]


def when_a_decoy_is_touched_then_note(account: UUID, role: str, action: str, act: Act) -> DecoyTouched:
    """Return the notice to the inspectors."""
    return DecoyTouched(occurred_at=act.at, account=account, role=role, action=action)


def noted_by_the_service(at: datetime) -> Act:
    """Return the act of the service itself at that moment."""
    return Act(Actor.system(REACTION), at, role="system")
