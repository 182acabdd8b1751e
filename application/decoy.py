"""Decoys: closed, invented files that the inspectors watch. Nobody else can ask which they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import BY_ROLE, Action
from application.same_person import accounts_of_reader, as_one
from application.work import Command, Question, Work
from domain.account import Role
from domain.decoy import Decoy, DecoyStage, DecoyTouched
from domain.kernel import Act, Actor, FieldClass, Instant, Line, Unknown

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
    """Whether it is marked or proposed already."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Who touched a decoy, and how."""

    account: UUID
    role: str
    action: str
    at: datetime
    reviewed: bool
    """Whether an inspector other than whoever it was looked into it."""


@dataclass(frozen=True, slots=True)
class DecoyRow:
    """One decoy or proposal, with what happened to it, the latest first."""

    stream: UUID
    case_id: UUID
    code: str
    stage: DecoyStage
    proposed_at: datetime
    proposed_by: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    """The second person."""
    touches: tuple[Touch, ...]

    def awaits(self, mine: Collection[UUID]) -> bool:
        """Return whether it waits for the person of these accounts as the second person."""
        return self.stage is DecoyStage.PROPOSED and self.proposed_by not in mine

    def to_review(self, mine: Collection[UUID]) -> Sequence[Touch]:
        """Return the touches of others than the person of these accounts that nobody looked into, the latest first."""
        return [touch for touch in self.touches if not touch.reviewed and touch.account not in mine]


@dataclass(frozen=True, slots=True)
class DecoysPage:
    """The decoys and proposals, and whether two people are there to mark one."""

    rows: tuple[DecoyRow, ...]
    proposer_missing: bool
    """No account in use may propose."""
    second_missing: bool
    """Whoever may propose, nobody else may confirm."""


class Decoys(Protocol):
    """The marks, opened with their own keys."""

    def candidate(self, code: str) -> Candidate | None:
        """Return the case with a file code, unless a conflict of interest closes it to the reader."""

    def all(self) -> Sequence[DecoyRow]:
        """Return the decoys and proposals, the latest first."""

    def accounts_with(self, roles: Collection[Role]) -> frozenset[UUID]:
        """Return the accounts in use that have one of these roles."""


class ProposeDecoy(Command):
    """Propose to mark a closed, invented file."""

    ACTION: ClassVar[Action] = Action.PROPOSE_DECOY
    code: Line


class ConfirmDecoy(Command):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.CONFIRM_DECOY
    decoy_id: UUID


class RejectDecoy(Command):
    """Do not agree."""

    ACTION: ClassVar[Action] = Action.CONFIRM_DECOY
    decoy_id: UUID


class ReviewTouches(Command):
    """Say that one looked into what others did with it, until the latest touch that was shown."""

    ACTION: ClassVar[Action] = Action.JUDGE_LOOKS
    decoy_id: UUID
    until: Instant


class WithdrawDecoy(Command):
    """Take a proposal back, or make a decoy an ordinary file again."""

    ACTION: ClassVar[Action] = Action.PROPOSE_DECOY
    decoy_id: UUID


class SeeDecoys(Question):
    """See the decoys and who touched them."""

    ACTION: ClassVar[Action] = Action.SEE_DECOYS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL


def propose_decoy(cmd: ProposeDecoy, work: Work) -> UUID:
    """Propose to mark a file; the access log notes that one was proposed, and not which.

    Raises:
        Unknown: There is no such file, or a conflict of interest closes it.
        DecoyIsOpen: Someone may have to work on it.
        DecoyThere: It is marked or proposed already.
        DecoysEnough: There are as many as there may be.
    """
    work.allow(cmd)
    code = cmd.code.upper()
    found = _candidate(code, work)
    fact = Decoy.propose(
        found.case_id,
        code,
        found.mark,
        work.act,
        closed=found.closed,
        there=found.there,
        others=_marked(work),
    )
    stream = work.new_id()
    work.open(stream, fact)
    log.info("decoy_proposed", decoy_id=str(stream))
    return stream


def confirm_decoy(cmd: ConfirmDecoy, work: Work) -> None:
    """Agree as the second person: from here on the file is a decoy.

    Raises:
        Unknown: There is no such proposal, or a conflict of interest closes its file.
        SecondPersonNeeded: It is the same person who proposed.
        ProposalIsOver: It was decided already.
        DecoyIsOpen: Someone may have to work on it by now.
        DecoysEnough: There are as many as there may be by now.
    """
    work.allow(cmd)
    row = _row(cmd.decoy_id, work)
    decoy = work.read(Decoy, cmd.decoy_id)
    closed = _candidate(row.code, work).closed
    work.append(decoy, decoy.confirm(_proposer(row, work), work.act, closed=closed, others=_marked(work)))
    log.info("decoy_confirmed", decoy_id=str(cmd.decoy_id))


def reject_decoy(cmd: RejectDecoy, work: Work) -> None:
    """Do not agree.

    Raises:
        Unknown: There is no such proposal, or a conflict of interest closes its file.
        SecondPersonNeeded: It is the same person who proposed.
        ProposalIsOver: It was decided already.
    """
    work.allow(cmd)
    row = _row(cmd.decoy_id, work)
    decoy = work.read(Decoy, cmd.decoy_id)
    work.append(decoy, decoy.reject(_proposer(row, work), work.act))
    log.info("decoy_rejected", decoy_id=str(cmd.decoy_id))


def review_touches(cmd: ReviewTouches, work: Work) -> None:
    """Note that somebody looked into what others did with it; then it waits for nobody any more.

    Raises:
        Unknown: There is no such decoy, or a conflict of interest closes its file.
        DecoyUntouched: Nobody had touched it by then.
    """
    work.allow(cmd)
    _row(cmd.decoy_id, work)
    decoy = work.read(Decoy, cmd.decoy_id)
    work.append(decoy, decoy.review(work.reader.account, cmd.until, work.act))
    log.info("decoy_touches_reviewed", decoy_id=str(cmd.decoy_id))


def withdraw_decoy(cmd: WithdrawDecoy, work: Work) -> None:
    """Take a proposal back, or make a decoy an ordinary file again.

    Raises:
        Unknown: There is no such decoy, or a conflict of interest closes its file.
        DecoyGone: It is neither.
    """
    work.allow(cmd)
    _row(cmd.decoy_id, work)
    decoy = work.read(Decoy, cmd.decoy_id)
    work.append(decoy, decoy.withdraw(work.act))
    log.info("decoy_withdrawn", decoy_id=str(cmd.decoy_id))


def see_decoys(question: SeeDecoys, work: Work) -> DecoysPage:
    """Return the decoys and proposals, the latest first, and who is missing to mark one."""
    work.allow(question)
    decoys = work.view(Decoys)  # type: ignore[type-abstract]
    propose, confirm = (
        decoys.accounts_with(BY_ROLE[action]) for action in (Action.PROPOSE_DECOY, Action.CONFIRM_DECOY)
    )
    return DecoysPage(
        tuple(decoys.all()),
        proposer_missing=not propose,
        second_missing=len(propose | confirm) < 2,
    )


def to_confirm(work: Work) -> int:
    """Return how many proposals wait for the reader as the second person."""
    rows, mine = work.view(Decoys).all(), accounts_of_reader(work)  # type: ignore[type-abstract]
    return sum(row.awaits(mine) for row in rows)


def touches_to_review(work: Work) -> int:
    """Return how many touches of others wait for an inspector, of those decoys whose file is open to the reader."""
    rows, mine = work.view(Decoys).all(), accounts_of_reader(work)  # type: ignore[type-abstract]
    return sum(len(row.to_review(mine)) for row in rows)


def when_a_decoy_is_touched_then_note(account: UUID, role: str, action: str, act: Act) -> DecoyTouched:
    """Return the notice to the inspectors."""
    return DecoyTouched(occurred_at=act.at, account=account, role=role, action=action)


def noted_by_the_service(at: datetime) -> Act:
    """Return the act of the service itself at that moment."""
    return Act(Actor.system(REACTION), at, role="system")


def _proposer(row: DecoyRow, work: Work) -> UUID | None:
    return as_one(row.proposed_by, work.reader.account, work)


def _candidate(code: str, work: Work) -> Candidate:
    found = work.view(Decoys).candidate(code)  # type: ignore[type-abstract]
    if found is None:
        raise Unknown
    return found


def _row(decoy_id: UUID, work: Work) -> DecoyRow:
    for row in work.view(Decoys).all():  # type: ignore[type-abstract]
        if row.stream == decoy_id:
            return row
    raise Unknown


def _marked(work: Work) -> int:
    return sum(row.stage is DecoyStage.MARKED for row in work.view(Decoys).all())  # type: ignore[type-abstract]
