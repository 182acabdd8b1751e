"""Fact rows of rules on how long records are kept."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.retention import ProposalStage, RuleConfirmed, RuleProposed, RuleRejected, RuleWithdrawn
from infrastructure.facts import Statement, account_of, record, rows_of


def _stage(recorded: Recorded, stage: ProposalStage) -> Statement:
    return "UPDATE facts.retention SET stage = %s WHERE proposal = %s", (stage.value, recorded.stream)


@rows_of.register
def _proposed(fact: RuleProposed, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "policy", fact.unit, "open")
    rule = fact.rule
    yield (
        "INSERT INTO facts.retention (proposal, kind, length, unit, counted_from, source, effective_from, stage,"
        " proposed_at, proposed_by) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            rule.kind.value,
            rule.term.length,
            rule.term.unit.value,
            rule.term.counted_from.value,
            rule.source,
            rule.effective_from,
            ProposalStage.PROPOSED.value,
            fact.occurred_at,
            account_of(recorded),
        ),
    )


@rows_of.register
def _confirmed(fact: RuleConfirmed, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.retention SET stage = %s, confirmed_at = %s, in_force_from = %s WHERE proposal = %s",
        (ProposalStage.CONFIRMED.value, fact.occurred_at, fact.in_force_from, recorded.stream),
    )


@rows_of.register
def _rejected(fact: RuleRejected, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ProposalStage.REJECTED)


@rows_of.register
def _withdrawn(fact: RuleWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ProposalStage.WITHDRAWN)
