"""Fact rows of moves of somebody's whole work.

The receivers are tied to the move as counsellors, whose work it is as whoever asked, until nothing waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from application.ledger import Recorded
from domain.work_transfer import (
    ItemStage,
    WorkAccepted,
    WorkCalledBack,
    WorkDeclined,
    WorkOffered,
    WorkReturned,
)
from infrastructure.facts import Statement, account_of, assigned, record, rows_of


@rows_of.register
def _offered(fact: WorkOffered, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "transfer", fact.unit, "open")
    yield (
        "INSERT INTO facts.transfers (transfer, of, kind, first_day, last_day, offered_by, offered_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.of,
            fact.kind.value,
            fact.absence.first,
            fact.absence.last,
            account_of(recorded),
            fact.occurred_at,
        ),
    )
    yield (
        "INSERT INTO facts.transfer_items (transfer, record, receiver, stage)"
        " SELECT %s, unnest(%s::uuid[]), unnest(%s::uuid[]), %s",
        (
            recorded.stream,
            [one.record for one in fact.given],
            [one.receiver for one in fact.given],
            ItemStage.OFFERED.value,
        ),
    )
    yield assigned(recorded, fact.of, "referrer")
    for receiver in sorted({one.receiver for one in fact.given}):
        yield assigned(recorded, receiver, "counsellor")


def _at(recorded: Recorded, records: Sequence[UUID], stage: ItemStage) -> Statement:
    return (
        "UPDATE facts.transfer_items SET stage = %s WHERE transfer = %s AND record = ANY(%s)",
        (stage.value, recorded.stream, list(records)),
    )


@rows_of.register
def _accepted(fact: WorkAccepted, recorded: Recorded) -> Iterator[Statement]:
    yield _at(recorded, fact.records, ItemStage.ACCEPTED)
    yield _at(recorded, fact.lapsed, ItemStage.LAPSED)


@rows_of.register
def _declined(fact: WorkDeclined, recorded: Recorded) -> Iterator[Statement]:
    yield _at(recorded, fact.records, ItemStage.DECLINED)


@rows_of.register
def _called_back(fact: WorkCalledBack, recorded: Recorded) -> Iterator[Statement]:
    yield _at(recorded, fact.records, ItemStage.CALLED_BACK)


@rows_of.register
def _returned(fact: WorkReturned, recorded: Recorded) -> Iterator[Statement]:
    yield _at(recorded, fact.records, ItemStage.RETURNED)
    yield _at(recorded, fact.lapsed, ItemStage.LAPSED)
