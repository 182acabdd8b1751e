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
from domain.log_extract import ExtractRequested
from infrastructure.facts import Statement, account_of, record, rows_of


def _either(change: str, values: tuple[object, ...], recorded: Recorded) -> Iterator[Statement]:
    """Yield the change of the row that the stream has: of an export, or of an extract of a log."""
    for table, key in (("exports", "export"), ("extracts", "extract")):
        yield f"UPDATE facts.{table} SET {change} WHERE {key} = %s", (*values, recorded.stream)  # noqa: S608


def _stage(recorded: Recorded, stage: ExportStage) -> Iterator[Statement]:
    return _either("stage = %s", (stage.value,), recorded)


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
    values = (ExportStage.APPROVED.value, fact.until, account_of(recorded))
    yield from _either("stage = %s, until = %s, approved_by = %s", values, recorded)


@rows_of.register
def _rejected(fact: ExportRejected, recorded: Recorded) -> Iterator[Statement]:
    yield from _stage(recorded, ExportStage.REJECTED)


@rows_of.register
def _withdrawn(fact: ExportWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield from _stage(recorded, ExportStage.WITHDRAWN)


@rows_of.register
def _delivered(fact: ExportDelivered, recorded: Recorded) -> Iterator[Statement]:
    yield from _either("downloads = downloads + 1", (), recorded)


@rows_of.register
def _extract(fact: ExtractRequested, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "extract", fact.unit, "open")
    yield (
        "INSERT INTO facts.extracts (extract, log, stage, requested_at, requested_by) VALUES (%s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.asked.log.value,
            ExportStage.REQUESTED.value,
            fact.occurred_at,
            account_of(recorded),
        ),
    )
