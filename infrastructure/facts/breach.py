"""Fact rows of breaches of personal data."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.breach import BreachClosed, BreachNoted, BreachNotified
from infrastructure.facts import Statement, record, rows_of


@rows_of.register
def _noted(fact: BreachNoted, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "breach", fact.unit, "open")
    yield (
        "INSERT INTO facts.breaches (breach, found_at, people) VALUES (%s, %s, %s)",
        (recorded.stream, fact.occurred_at, fact.breach.people),
    )


@rows_of.register
def _notified(fact: BreachNotified, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.breaches SET notified_at = least(notified_at, %s) WHERE breach = %s",
        (fact.occurred_at, recorded.stream),
    )


@rows_of.register
def _closed(fact: BreachClosed, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.breaches SET closed = true WHERE breach = %s", (recorded.stream,)
