"""A tie that is found later: who took part, every decision and every read that it touched, and deciding anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.history import LookLine
from application.ledger import Recorded
from application.referral import AboutReferral
from application.referral.ties import ReferralTies
from application.work import Question, Work
from domain.kernel import Actor, Event, FieldClass, Legal, Said
from domain.referral import Referral
from domain.referral.facts import (
    DeclaredUnsure,
    NoConflictDeclared,
    OpinionApproved,
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.request import ReferralStage
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused
from domain.referral.tie import TieFound, find_tie

log = structlog.get_logger()
MOST_READS = 500
"""Reads of one person that the page lists; what is older stands in the access log."""


class TieReads(Protocol):
    """What one person looked at of the matter of a request, from the access log."""

    def reads(self, account: UUID, referral_id: UUID, most: int) -> Sequence[LookLine]:
        """Return the entries about the request, its case or consultation and what belongs to them, oldest first."""


class SeeTie(Question):
    """See what somebody decided and read of a request, after a tie of theirs was found."""

    ACTION: ClassVar[Action] = Action.REVIEW_TIE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    referral_id: UUID
    account: UUID | None = None

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class NoteTie(AboutReferral):
    """Note that somebody who took part has a tie; what they decided is decided anew."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    account: UUID
    reason: Legal[Said]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class TookPart:
    """Somebody who was chosen, declared, wrote or approved."""

    account: UUID
    reviewed: bool
    approved: bool
    tied: bool
    """Whether the keyed check, or a conflict that stands, has them now."""
    noted: bool
    """Whether they are recused, or the tie was noted already."""

    @property
    def can_be_noted(self) -> bool:
        """Whether there is something of theirs to decide anew."""
        return (self.reviewed or self.approved) and not self.noted


@dataclass(frozen=True, slots=True)
class TiePage:
    """Who took part; of one of them, each decision and each read."""

    referral_id: UUID
    version: int
    stage: ReferralStage
    is_anew: bool
    people: tuple[TookPart, ...]
    account: UUID | None
    decisions: tuple[Recorded, ...]
    reads: tuple[LookLine, ...]
    reasons: tuple[Recorded, ...] | None
    """Recusals and ties with their reason, for auditors; None for everybody else."""
    may_note: bool


def note_tie(cmd: NoteTie, work: Work) -> None:
    """Note a tie that was found later.

    Raises:
        OwnTie: It is the reader's own.
        TookNoPart: They neither reviewed nor approved.
        ReferralIsElsewhere: It ended without an opinion.
        Stale: It went on since the page was opened.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(TieFound, ReviewerRecused, OpinionApproved))
    approvers = _actors(work.history(referral.id), (OpinionApproved,))
    work.append(referral, find_tie(referral, cmd.account, cmd.reason or "", work.act, approvers=approvers))
    log.info("tie_found", referral_id=str(cmd.referral_id))


def see_tie(question: SeeTie, work: Work) -> TiePage:
    """Return who took part in a request, and what one of them decided and read."""
    work.allow(question)
    referral = work.read(Referral, question.referral_id)
    history = work.history(referral.id)
    people = _people(referral, history, work)
    account = question.account if question.account in {one.account for one in people} else None
    seen = work.view(TieReads).reads(account, referral.id, MOST_READS) if account else ()  # type: ignore[type-abstract]
    by = str(Actor.account(account)) if account else ""
    reasons = (TieFound, ReviewerRecused, SecondLookRecused, DeclaredUnsure)
    return TiePage(
        referral_id=referral.id,
        version=referral.version,
        stage=referral.stage,
        is_anew=referral.is_anew,
        people=people,
        account=account,
        decisions=tuple(one for one in history if one.envelope.actor == by),
        reads=tuple(seen),
        reasons=tuple(one for one in history if isinstance(one.fact, reasons))
        if work.may(Action.SEE_HISTORY)
        else None,
        may_note=work.may(Action.ASSIGN_REVIEWER, referral.id),
    )


def _people(referral: Referral, history: Sequence[Recorded], work: Work) -> tuple[TookPart, ...]:
    approved = _actors(history, (OpinionApproved,))
    chosen = {one.fact.reviewer: None for one in history if isinstance(one.fact, ReviewerProposed)}
    chosen |= {one.fact.reader: None for one in history if isinstance(one.fact, SecondLookAsked)}
    declared = (NoConflictDeclared, DeclaredUnsure, ReviewerRecused, SecondLookOpened, SecondLookRecused)
    acted = _actors(history, (ReviewerProposed, *declared, OpinionApproved))
    tied = work.view(ReferralTies).tied(referral.id)  # type: ignore[type-abstract]
    return tuple(
        TookPart(
            account=one,
            reviewed=one in referral.reviewed,
            approved=one in approved,
            tied=one in tied,
            noted=one in referral.recused | referral.barred,
        )
        for one in dict.fromkeys([*chosen, *sorted(acted)])
    )


def _actors(history: Iterable[Recorded], kinds: tuple[type[Event], ...]) -> frozenset[UUID]:
    """Return the accounts that did what facts of these kinds say."""
    actors = (one.envelope.actor.partition(":") for one in history if isinstance(one.fact, kinds))
    return frozenset(UUID(name) for kind, _, name in actors if kind == "account")
