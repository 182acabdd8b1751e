"""Fact rows of periods of figures."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.figure_period import FigurePeriodClosed, FigurePeriodSet
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _set(fact: FigurePeriodSet, recorded: Recorded) -> Iterator[Statement]:
    span = fact.span
    yield (
        "INSERT INTO facts.figure_periods (period, name, first, last, cut_off) VALUES (%s, %s, %s, %s, %s)",
        (recorded.stream, span.name, span.first, span.last, span.cut_off),
    )


@rows_of.register
def _closed(fact: FigurePeriodClosed, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.figure_periods SET upto = %s, since = %s, rules = %s, closed_at = %s WHERE period = %s",
        (fact.upto, fact.since, fact.rules, fact.occurred_at, recorded.stream),
    )
