"""Fact rows of decoys: keyed hashes, which name nothing without the key, and who touched one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from application.ledger import Recorded
from domain.decoy import (
    DecoyConfirmed,
    DecoyPlaced,
    DecoyProposed,
    DecoyRejected,
    DecoyStage,
    DecoyTakenBack,
    DecoyTouched,
    DecoyWithdrawn,
    TouchesReviewed,
)
from infrastructure.facts import Statement, account_of, rows_of


@rows_of.register
def _proposed(fact: DecoyProposed, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.decoys (stream, mark, stage, proposed_at, proposed_by) VALUES (%s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.mark,
            DecoyStage.PROPOSED.value,
            fact.occurred_at,
            account_of(recorded),
        ),
    )


@rows_of.register
def _placed(fact: DecoyPlaced, recorded: Recorded) -> Iterator[Statement]:
    stage = DecoyStage.MARKED.value
    values = (recorded.stream, fact.mark, fact.mark, stage, fact.occurred_at, account_of(recorded))
    yield (
        "INSERT INTO facts.decoys (stream, mark, stage, proposed_at, proposed_by) SELECT %s, %s, CASE WHEN EXISTS"
        " (SELECT FROM facts.decoys WHERE mark = %s AND stage IN ('proposed', 'marked')) THEN 'withdrawn' ELSE %s END,"
        " %s, %s",
        values,
    )


@rows_of.register
def _confirmed(fact: DecoyConfirmed, recorded: Recorded) -> Iterator[Statement]:
    yield _decided(DecoyStage.MARKED, fact.occurred_at, recorded)


@rows_of.register
def _rejected(fact: DecoyRejected, recorded: Recorded) -> Iterator[Statement]:
    yield _decided(DecoyStage.REJECTED, fact.occurred_at, recorded)


def _decided(stage: DecoyStage, at: datetime, recorded: Recorded) -> Statement:
    return (
        "UPDATE facts.decoys SET stage = %s, decided_at = %s, decided_by = %s WHERE stream = %s",
        (stage.value, at, account_of(recorded), recorded.stream),
    )


@rows_of.register
def _taken_back(fact: DecoyTakenBack, recorded: Recorded) -> Iterator[Statement]:
    yield _over(DecoyStage.TAKEN_BACK, recorded)


@rows_of.register
def _touched(fact: DecoyTouched, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.decoy_touches (stream, account, role, action, touched_at, request_id)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            *(recorded.stream, fact.account, fact.role, fact.action, fact.occurred_at),
            recorded.envelope.request_id,
        ),
    )


@rows_of.register
def _reviewed(fact: TouchesReviewed, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.decoy_reviews (stream, account, until) VALUES (%s, %s, %s)"
        " ON CONFLICT (stream, account) DO UPDATE SET until = greatest(facts.decoy_reviews.until, excluded.until)",
        (recorded.stream, fact.account, fact.until),
    )


@rows_of.register
def _withdrawn(fact: DecoyWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield _over(DecoyStage.WITHDRAWN, recorded)


def _over(stage: DecoyStage, recorded: Recorded) -> Statement:
    return "UPDATE facts.decoys SET stage = %s WHERE stream = %s", (stage.value, recorded.stream)
