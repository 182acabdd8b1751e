"""How long records are kept: rules proposed and confirmed, what is in force, and what is past its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.same_person import as_one
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.erasure import ErasureStage
from domain.kernel import Line, Unknown
from domain.retention import InForce, ProposalStage, RecordKind, RetentionRule, Rule, Term, in_force

log = structlog.get_logger()

MOST_PAST = 500
"""The oldest records past their time that one list shows."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal, with what became of it."""

    proposal: UUID
    record_no: int
    kind: RecordKind
    term: Term
    source: str
    effective_from: date
    stage: ProposalStage
    proposed_at: datetime
    proposed_by: UUID | None
    confirmed_at: datetime | None
    in_force_from: date | None


@dataclass(frozen=True, slots=True)
class PastTerm:
    """A record that is kept longer than the rule in force says."""

    record: UUID
    record_no: int
    kind: RecordKind
    code: str
    """File code of a case, or code of a consultation that stands alone; what cannot be erased apart has none."""
    happened_at: datetime
    """What the time is counted from."""
    since: datetime
    """From when it is kept too long."""
    held: bool
    """A legal hold keeps it."""
    erasure: ErasureStage | None
    """The latest request to erase the whole of it."""


class Retentions(Protocol):
    """Rules and records past their time, straight from the fact rows and the log."""

    def all(self) -> Sequence[ProposalRow]:
        """Return the proposals, the newest first."""

    def confirmed(self) -> Sequence[InForce]:
        """Return the confirmed rules, in order of their confirmation."""

    def proposed_by(self, proposal: UUID) -> UUID | None:
        """Return who proposed it."""

    def past(self, rule: InForce, now: datetime) -> Sequence[PastTerm]:
        """Return the records of a kind that are past their time, the oldest first; none that is hidden or erased."""

    def oldest_look(self) -> datetime | None:
        """Return when the first entry of the access log was written."""


class ProposeRule(Command):
    """Propose how long one kind of record is kept."""

    ACTION: ClassVar[Action] = Action.PROPOSE_POLICY
    rule: Rule


class AboutProposal(Command):
    """A command about one proposal."""

    proposal: UUID

    def record(self) -> UUID | None:
        """The proposal."""
        return self.proposal


class ConfirmRule(AboutProposal):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.CONFIRM_POLICY


class RejectRule(AboutProposal):
    """Do not agree."""

    ACTION: ClassVar[Action] = Action.CONFIRM_POLICY
    note: Line = ""


class WithdrawRule(AboutProposal):
    """Take the proposal back."""

    ACTION: ClassVar[Action] = Action.PROPOSE_POLICY


class SeeRules(Question):
    """See the rules in force and what was proposed."""

    ACTION: ClassVar[Action] = Action.SEE_POLICY


class SeePastTerm(Question):
    """See which records are past their time."""

    ACTION: ClassVar[Action] = Action.REQUEST_ERASURE


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules in force on a day, and every proposal."""

    day: date
    in_force: Mapping[RecordKind, InForce]
    proposals: Sequence[ProposalRow]


@dataclass(frozen=True, slots=True)
class PastPage:
    """What is past its time now."""

    records: Sequence[PastTerm]
    log_too_old_before: datetime | None
    """Volumes of the access log written before this are past their time; None: nothing is."""


def propose_rule(cmd: ProposeRule, work: Work) -> UUID:
    """Propose a period; it belongs to the association's own unit, so that its supervisor can be the second person.

    Raises:
        PeriodOutOfBounds: Too short or too long for this kind.
        CountedByYear: Upkeep counts from the moment itself.
        RuleBackdated: It would hold for the past.
    """
    work.allow(cmd)
    proposal = work.new_id()
    work.open(proposal, RetentionRule.propose(cmd.rule, _top(work), work.act))
    log.info("retention_proposed", stream_id=str(proposal))
    return proposal


def confirm_rule(cmd: ConfirmRule, work: Work) -> None:
    """Agree as the second person.

    Raises:
        SecondPersonNeeded: It is the same person who proposed.
        ProposalIsOver: It was decided already.
    """
    work.allow(cmd)
    rule = work.read(RetentionRule, cmd.proposal)
    proposed_by = _first(cmd.proposal, work)
    work.append(rule, rule.confirm(proposed_by, work.act))
    log.info("retention_confirmed", stream_id=str(cmd.proposal))


def reject_rule(cmd: RejectRule, work: Work) -> None:
    """Do not agree."""
    work.allow(cmd)
    rule = work.read(RetentionRule, cmd.proposal)
    proposed_by = _first(cmd.proposal, work)
    work.append(rule, rule.reject(proposed_by, cmd.note, work.act))
    log.info("retention_rejected", stream_id=str(cmd.proposal))


def withdraw_rule(cmd: WithdrawRule, work: Work) -> None:
    """Take the proposal back."""
    work.allow(cmd)
    rule = work.read(RetentionRule, cmd.proposal)
    work.append(rule, rule.withdraw(work.act))
    log.info("retention_withdrawn", stream_id=str(cmd.proposal))


def see_rules(question: SeeRules, work: Work, day: date | None = None) -> RulesPage:
    """Return the rules of a day, today if none is named, and every proposal."""
    work.allow(question)
    retentions = work.view(Retentions)  # type: ignore[type-abstract]
    day = day or vietnam_day(work.now())
    rows = retentions.all()
    work.showed(row.record_no for row in rows)
    return RulesPage(day, in_force(retentions.confirmed(), day), rows)


def see_past_term(question: SeePastTerm, work: Work) -> PastPage:
    """Return what is past its time by the rules of today; asked each time, stored nowhere."""
    work.allow(question)
    retentions, now = work.view(Retentions), work.now()  # type: ignore[type-abstract]
    rules = in_force(retentions.confirmed(), vietnam_day(now))
    records = [
        one
        for kind, rule in rules.items()
        if not kind.is_upkeep and kind is not RecordKind.ACCESS_LOG
        for one in retentions.past(rule, now)
    ]
    work.showed(one.record_no for one in records)
    before, oldest = rules[RecordKind.ACCESS_LOG].term.too_old_before(now), retentions.oldest_look()
    log.info("past_term_seen", entries=len(records))
    return PastPage(records, before if oldest is not None and oldest < before else None)


def draft_hours(work: Work) -> int:
    """Return how many hours a draft may stay in a browser."""
    confirmed = work.view(Retentions).confirmed()  # type: ignore[type-abstract]
    return in_force(confirmed, vietnam_day(work.now()))[RecordKind.DRAFT].term.about_hours


def _top(work: Work) -> UUID:
    units = work.view(Units).all()  # type: ignore[type-abstract]
    top = next((row.unit for row in units if row.parent is None and row.ended_on is None), None)
    if top is None:
        raise Unknown
    return top


def _first(proposal: UUID, work: Work) -> UUID | None:
    retentions = work.view(Retentions)  # type: ignore[type-abstract]
    return as_one(retentions.proposed_by(proposal), work.reader.account, work)
