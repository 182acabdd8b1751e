"""Fact rows of erasures and holds; from the decision on, the record's own state says that it is erased."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.erasure import (
    ErasureConfirmed,
    ErasureDecided,
    ErasureNoticeGiven,
    ErasureRefused,
    ErasureRequested,
    ErasureStage,
    ErasureWithdrawn,
    KeyDestroyed,
)
from domain.legal_hold import HoldLifted, HoldPlaced
from infrastructure.facts import Statement, account_of, record, rows_of


def _stage(recorded: Recorded, stage: ErasureStage) -> Statement:
    return "UPDATE facts.erasures SET stage = %s WHERE erasure = %s", (stage.value, recorded.stream)


@rows_of.register
def _requested(fact: ErasureRequested, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "erasure", fact.unit, "open")
    yield (
        "INSERT INTO facts.erasures (erasure, record, unit, stage, part, basis, requested_at, requested_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.record,
            fact.unit,
            ErasureStage.REQUESTED.value,
            fact.reason.part.value,
            fact.reason.basis.value,
            fact.occurred_at,
            account_of(recorded),
        ),
    )


@rows_of.register
def _refused(fact: ErasureRefused, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ErasureStage.REFUSED)
    yield (
        "UPDATE facts.erasures SET ground = %s, notice = NULL WHERE erasure = %s",
        (fact.ground.value, recorded.stream),
    )


@rows_of.register
def _told(fact: ErasureNoticeGiven, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.erasures SET notice = %s WHERE erasure = %s", (fact.way.value, recorded.stream)


@rows_of.register
def _confirmed(fact: ErasureConfirmed, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ErasureStage.CONFIRMED)
    yield (
        "UPDATE facts.erasures SET may_run_from = %s WHERE erasure = %s",
        (fact.may_run_from, recorded.stream),
    )


@rows_of.register
def _withdrawn(fact: ErasureWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ErasureStage.WITHDRAWN)


@rows_of.register
def _decided(fact: ErasureDecided, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ErasureStage.DECIDED)
    erased_at = fact.occurred_at if fact.records else None
    yield "UPDATE facts.erasures SET erased_at = %s WHERE erasure = %s", (erased_at, recorded.stream)
    yield "UPDATE facts.records SET state = 'erased' WHERE record = ANY(%s)", (list(fact.records),)


@rows_of.register
def _destroyed(fact: KeyDestroyed, recorded: Recorded) -> Iterator[Statement]:
    yield _stage(recorded, ErasureStage.DONE)
    yield (
        "INSERT INTO facts.keys_destroyed SELECT 1, position FROM es.events WHERE stream_id = %s AND version = %s"
        " ON CONFLICT (one) DO UPDATE SET position = excluded.position",
        (recorded.stream, recorded.version),
    )


@rows_of.register
def _placed(fact: HoldPlaced, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "hold", fact.unit, "open")
    yield (
        "INSERT INTO facts.holds (hold, record, unit, ground, placed_at, active) VALUES (%s, %s, %s, %s, %s, true)",
        (recorded.stream, fact.record, fact.unit, fact.ground.value, fact.occurred_at),
    )


@rows_of.register
def _lifted(fact: HoldLifted, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.holds SET active = false WHERE hold = %s", (recorded.stream,)
