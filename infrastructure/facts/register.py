"""Fact rows of closed registers."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.register import PeriodClosed, RegisterOpened
from infrastructure.facts import Statement, account_of, rows_of


@rows_of.register
def _opened(fact: RegisterOpened, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.registers (register, unit, year) VALUES (%s, %s, %s)",
        (recorded.stream, fact.unit, fact.year),
    )


@rows_of.register
def _closed(fact: PeriodClosed, recorded: Recorded) -> Iterator[Statement]:
    period, sealed = fact.period, fact.sealed
    yield (
        "INSERT INTO facts.closings (register, unit, year, kind, first, last, upto, since, entries, sessions, later,"
        " digest, layout, rules, closed_at, closed_by, position)"
        " SELECT r.register, r.unit, r.year, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, e.position"
        " FROM facts.registers r JOIN es.events e ON e.stream_id = r.register AND e.version = %s"
        " WHERE r.register = %s",
        (
            period.kind.value,
            period.first,
            period.last,
            sealed.upto,
            sealed.since,
            sealed.entries,
            sealed.sessions,
            sealed.later,
            sealed.digest,
            fact.layout,
            fact.rules,
            fact.occurred_at,
            account_of(recorded),
            recorded.version,
            recorded.stream,
        ),
    )
