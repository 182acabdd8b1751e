"""Fact rows of bulk exports."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.export import (
    ExportApproved,
    ExportDelivered,
    ExportRejected,
    ExportRequested,
    ExportStage,
    ExportWithdrawn,
)
from infrastructure.facts import Statement, account_of, record, rows_of


def _stage(recorded: Recorded, stage: ExportStage) -> Statement:
    return "UPDATE facts.exports SET stage = %s WHERE export = %s", (stage.value, recorded.stream)


@rows_of.register
def _requested(fact: ExportRequested, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "export", fact.unit, "open")
    asked = fact.asked
    yield (
        "INSERT INTO facts.exports (export, unit, purpose, legal_basis, parts, stage, requested_at, requested_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.unit,
            asked.purpose.value,
            asked.legal_basis.value,
            [part.value for part in asked.parts],
            ExportStage.REQUESTED.value,
            fact.occurred_at,
            account_of(recorded),
        ),
    )


@rows_of.register
def _approved(fact: ExportApproved, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.exports SET stage = %s, until = %s, approved_by = %s WHERE export = %s",
        (ExportStage.APPROVED.value, fact.until, account_of(recorded), recorded.stream),
    )


@rows_of.register
def _rejected(fact: ExportRejected, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ExportStage.REJECTED)


@rows_of.register
def _withdrawn(fact: ExportWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ExportStage.WITHDRAWN)


@rows_of.register
def _delivered(fact: ExportDelivered, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.exports SET downloads = downloads + 1 WHERE export = %s", (recorded.stream,)
