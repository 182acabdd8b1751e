"""Fact rows of broken glass: which case is open to whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.glass import GlassBroken, GlassExplained, GlassReviewed
from infrastructure.facts import Statement, record, rows_of


@rows_of.register
def _broken(fact: GlassBroken, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "glass", recorded.envelope.unit, "open")
    yield (
        "INSERT INTO facts.glass VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NULL)",
        (
            recorded.stream,
            fact.account,
            fact.case_id,
            recorded.envelope.role,
            fact.breaking.ground.value,
            fact.occurred_at,
            fact.until,
            fact.has_reason,
        ),
    )


@rows_of.register
def _explained(fact: GlassExplained, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.glass SET explained = true WHERE stream = %s", (recorded.stream,)


@rows_of.register
def _reviewed(fact: GlassReviewed, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.glass SET finding = %s WHERE stream = %s",
        (fact.review.finding.value, recorded.stream),
    )
