"""Fact rows of decoys: keyed hashes, which name nothing without the key, and who touched one."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.decoy import DecoyPlaced, DecoyTouched, DecoyWithdrawn
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _placed(fact: DecoyPlaced, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.decoys (stream, mark, placed_at, active) VALUES (%s, %s, %s, true)",
        (recorded.stream, fact.mark, fact.occurred_at),
    )


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
def _withdrawn(fact: DecoyWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.decoys SET active = false WHERE stream = %s", (recorded.stream,)
