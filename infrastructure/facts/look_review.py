"""Fact rows of the weekly review: which lines of the access log have a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.look_review import LooksJudged, SampleDrawn
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _judged(fact: LooksJudged, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.look_verdicts (position, verdict, event, judge, judged_at)"
        " SELECT unnest(%s::bigint[]), %s, e.position, %s, e.recorded_at"
        " FROM es.events e WHERE e.stream_id = %s AND e.version = 0",
        (
            list(fact.positions),
            fact.judgement.verdict.value,
            recorded.envelope.actor,
            recorded.stream,
        ),
    )


@rows_of.register
def _drawn(fact: SampleDrawn, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.look_samples (first, seed, positions, drawn_at) VALUES (%s, %s, %s, %s)",
        (fact.first, fact.seed, list(fact.positions), fact.occurred_at),
    )
