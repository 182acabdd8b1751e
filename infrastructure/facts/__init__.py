"""Fact rows of authorisation: pure functions of one event, executed in that event's transaction.

`views compare` recomputes them from the log with the same functions.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import singledispatch
from uuid import UUID

from application.ledger import Recorded
from domain.handover import HandOver
from domain.kernel import Event

Statement = tuple[str, Sequence[object]]

TABLES = (
    *("units", "accounts", "records", "assignments", "conflicts", "restrictions", "glass"),
    *("erasures", "holds", "keys_destroyed"),
    *("data_requests", "breaches", "members", "retention", "exports"),
    "corrections",
    *("look_verdicts", "look_samples", "decoys", "decoy_touches", "decoy_reviews"),
    *("registers", "closings"),
    *("programmes", "figure_periods", "releases"),
    *("reports", "report_numbers"),
    *("imports", "import_rows"),
    *("member_lists", "member_list_rows"),
    *("transfers", "transfer_items", "reassignments"),
    "merges",
    "referrals",
    *("unit_dated", "unit_bodies", "unit_officers", "unit_tasks", "unit_awards", "member_dated"),
    *("recommendations", "recommendations_sent", "recommendations_answered"),
    *("support_needs", "support_deliveries", "support_lists", "funds"),
    *("findings", "extracts"),
)
"""The tables of the schema `facts` that are functions of the log."""


def rows(recorded: Recorded) -> list[Statement]:
    """Return the statements that one event adds; most events add none."""
    return list(rows_of(recorded.fact, recorded))


@singledispatch
def rows_of(fact: Event, recorded: Recorded) -> Iterator[Statement]:
    """Yield the statements of one fact; subjects register theirs, other facts add none."""
    yield from ()


def record(recorded: Recorded, kind: str, unit: object, state: str, **more: object) -> Statement:
    """Return the row that makes a stream a record with a unit, so that access can be decided on it.

    What belongs to a case is held as closely as the case.
    """
    case_id = more.get("case_id")
    return (
        "INSERT INTO facts.records (record, record_no, kind, unit, state, case_id, code, sensitivity)"
        " SELECT %s, position, %s, %s, %s, %s, %s,"
        " coalesce((SELECT c.sensitivity FROM facts.records c WHERE c.record = %s), 'ordinary')"
        " FROM es.events WHERE stream_id = %s AND version = 0",
        (recorded.stream, kind, unit, state, case_id, more.get("code"), case_id, recorded.stream),
    )


def account_of(recorded: Recorded) -> UUID | None:
    """Return the account that acted, or None where none did."""
    kind, _, name = recorded.envelope.actor.partition(":")
    return UUID(name) if kind == "account" else None


def of_case(recorded: Recorded, case_id: object) -> Statement:
    """Return the change that makes a record belong to a case, held as closely as the case."""
    return (
        "UPDATE facts.records SET case_id = %s, sensitivity = coalesce((SELECT c.sensitivity FROM facts.records c"
        " WHERE c.record = %s), facts.records.sensitivity) WHERE record = %s",
        (case_id, case_id, recorded.stream),
    )


def assigned(recorded: Recorded, account: object, relation: str, unit: object = None) -> Statement:
    """Return the row that ties an account to the record; of counsellors with the unit in which they work."""
    return (
        "INSERT INTO facts.assignments (record, account, relation, active, unit) VALUES (%s, %s, %s, true, %s)"
        " ON CONFLICT (record, account, relation) DO UPDATE SET active = true, unit = excluded.unit",
        (recorded.stream, account, relation, unit),
    )


def unassigned(recorded: Recorded, account: object, relation: str) -> Statement:
    """Return the row that ends such a tie."""
    return (
        "UPDATE facts.assignments SET active = false WHERE record = %s AND account = %s AND relation = %s",
        (recorded.stream, account, relation),
    )


def handed_over(given: HandOver, recorded: Recorded) -> Iterator[Statement]:
    """Yield the rows that tie the record to its new counsellor, and to no other."""
    yield (
        "UPDATE facts.assignments SET active = false"
        " WHERE record = %s AND relation = 'counsellor' AND account <> %s AND active",
        (recorded.stream, given.counsellor),
    )
    yield assigned(recorded, given.counsellor, "counsellor", given.unit)


def state(recorded: Recorded, value: str) -> Statement:
    """Return the change of the record's state; what is erased stays so."""
    return (
        "UPDATE facts.records SET state = %s WHERE record = %s AND state <> 'erased'",
        (value, recorded.stream),
    )


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
