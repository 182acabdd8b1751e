"""Fact rows of tables given out."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.release import TableReleased
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _released(fact: TableReleased, recorded: Recorded) -> Iterator[Statement]:
    spans = fact.table.cut.spans
    yield (
        "INSERT INTO facts.releases (release, kind, title, first, last, cut_off, upto, digest, hidden,"
        " released_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.kind.value,
            fact.title,
            min(days.first for days in spans),
            max(days.last for days in spans),
            fact.cut_off,
            fact.upto,
            fact.digest,
            fact.hidden,
            fact.occurred_at,
        ),
    )
