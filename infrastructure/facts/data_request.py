"""Fact rows of requests of data subjects.

A request is a record of its own, not a part of its case: it is handled to its end when the case was erased.
"""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.data_request import (
    DataRequestAcknowledged,
    DataRequestAnswered,
    DataRequestExtended,
    DataRequestJudged,
    DataRequestPlaced,
    DataRequestReceived,
    DataRequestRefused,
    RequestStage,
)
from infrastructure.facts import Statement, record, rows_of


def _set(recorded: Recorded, change: str, *values: object) -> Statement:
    query = f"UPDATE facts.data_requests SET {change} WHERE request = %s"  # noqa: S608 - changes are constants
    return query, (*values, recorded.stream)


@rows_of.register
def _received(fact: DataRequestReceived, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "data_request", fact.unit, "open")
    yield (
        "INSERT INTO facts.data_requests (request, case_id, kind, who, stage, likeness, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.case_id,
            fact.asked.kind.value,
            fact.asked.who.value,
            RequestStage.OPEN.value,
            fact.likeness.value if fact.likeness else None,
            fact.occurred_at,
        ),
    )


@rows_of.register
def _acknowledged(fact: DataRequestAcknowledged, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "acknowledged = true")


@rows_of.register
def _placed(fact: DataRequestPlaced, recorded: Recorded) -> Iterator[Statement]:
    like = fact.likeness.value if fact.likeness else None
    yield _set(recorded, "case_id = %s, likeness = %s", fact.case_id, like)


@rows_of.register
def _judged(fact: DataRequestJudged, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "verdict = %s", fact.verdict.value)


@rows_of.register
def _extended(fact: DataRequestExtended, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "extended = true")


@rows_of.register
def _answered(fact: DataRequestAnswered, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "stage = %s", RequestStage.ANSWERED.value)


@rows_of.register
def _refused(fact: DataRequestRefused, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "stage = %s, ground = %s", RequestStage.REFUSED.value, fact.ground.value)
