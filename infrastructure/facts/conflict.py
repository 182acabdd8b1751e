"""Fact rows of conflicts of interest: whose record is closed to whom."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.conflict import ConflictDeclared, ConflictDetected, ConflictJudged, Standing, Verdict
from infrastructure.facts import Statement, record, rows_of

_CLOSED = (
    "INSERT INTO facts.conflicts (stream, account, record, unit, standing, kinds) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (stream) DO UPDATE SET"
    " standing = CASE facts.conflicts.standing WHEN 'confirmed' THEN 'confirmed' ELSE excluded.standing END,"
    " judges = CASE facts.conflicts.standing WHEN 'confirmed' THEN facts.conflicts.judges ELSE 0 END,"
    " kinds = ARRAY(SELECT DISTINCT unnest(facts.conflicts.kinds || excluded.kinds) ORDER BY 1)"
)


@rows_of.register
def _declared(fact: ConflictDeclared, recorded: Recorded) -> Iterator[Statement]:
    yield from _closed(fact, recorded, ["declared"])


@rows_of.register
def _detected(fact: ConflictDetected, recorded: Recorded) -> Iterator[Statement]:
    yield from _closed(fact, recorded, sorted(kind.value for kind in fact.kinds))


def _closed(
    fact: ConflictDeclared | ConflictDetected, recorded: Recorded, kinds: list[str]
) -> Iterator[Statement]:
    if recorded.version == 0:
        yield record(recorded, "conflict", fact.unit, "open")
    standing = Standing.PROVISIONAL.value
    yield _CLOSED, (recorded.stream, fact.account, fact.record, fact.unit, standing, kinds)


@rows_of.register
def _judged(fact: ConflictJudged, recorded: Recorded) -> Iterator[Statement]:
    upheld = fact.judgement.verdict is Verdict.UPHELD
    settled = Standing.CONFIRMED if upheld else Standing.LIFTED
    if fact.settles:
        yield (
            "UPDATE facts.conflicts SET judges = judges + 1, standing = %s WHERE stream = %s",
            (settled.value, recorded.stream),
        )
    else:
        yield "UPDATE facts.conflicts SET judges = judges + 1 WHERE stream = %s", (recorded.stream,)
