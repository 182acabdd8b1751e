"""Fact rows of authorisation: pure functions of one event, executed in that event's transaction.

`views compare` recomputes them from the log with the same functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from application.ledger import Recorded
from domain.account import AccountClosed, AccountOpened, AccountRolesSet
from domain.chapter import UnitEnded, UnitFounded, UnitMoved
from domain.kernel import Event

Statement = tuple[str, Sequence[object]]

TABLES = ("units", "accounts", "records", "assignments")
"""The tables of the schema `facts` that are functions of the log."""


def rows(recorded: Recorded) -> list[Statement]:
    """Return the statements that one event adds; most events add none."""
    return list(_rows(recorded.fact, recorded))


@singledispatch
def _rows(fact: Event, recorded: Recorded) -> Iterator[Statement]:
    yield from ()


_ = _rows.register


@_
def _unit_founded(fact: UnitFounded, recorded: Recorded) -> Iterator[Statement]:
    founding = fact.founding
    yield (
        "INSERT INTO facts.units (unit, level, code, name, parent, founded_on) VALUES (%s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            founding.level.value,
            founding.code,
            founding.name,
            founding.parent,
            founding.founded_on,
        ),
    )


@_
def _unit_moved(fact: UnitMoved, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.units SET parent = %s WHERE unit = %s", (fact.parent, recorded.stream)


@_
def _unit_ended(fact: UnitEnded, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.units SET ended_on = %s, successor = %s WHERE unit = %s",
        (fact.ended_on, fact.successor, recorded.stream),
    )


@_
def _account_opened(fact: AccountOpened, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.accounts (account, state, roles, unit, valid_until) VALUES (%s, 'active', %s, %s, %s)",
        (recorded.stream, [role.value for role in fact.roles], fact.unit, fact.valid_until),
    )


@_
def _account_roles_set(fact: AccountRolesSet, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.accounts SET roles = %s, unit = %s WHERE account = %s",
        ([role.value for role in fact.roles], fact.unit, recorded.stream),
    )


@_
def _account_closed(fact: AccountClosed, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.accounts SET state = 'closed' WHERE account = %s", (recorded.stream,)


def record(recorded: Recorded, kind: str, unit: object, state: str, **more: object) -> Statement:
    """Return the row that makes a stream a record with a unit, so that access can be decided on it."""
    return (
        "INSERT INTO facts.records (record, record_no, kind, unit, state, case_id, code)"
        " SELECT %s, position, %s, %s, %s, %s, %s FROM es.events WHERE stream_id = %s AND version = 0",
        (recorded.stream, kind, unit, state, more.get("case_id"), more.get("code"), recorded.stream),
    )


def assigned(recorded: Recorded, account: object, relation: str) -> Statement:
    """Return the row that ties an account to the record."""
    return (
        "INSERT INTO facts.assignments (record, account, relation, active) VALUES (%s, %s, %s, true)"
        " ON CONFLICT (record, account, relation) DO UPDATE SET active = true",
        (recorded.stream, account, relation),
    )


def unassigned(recorded: Recorded, account: object, relation: str) -> Statement:
    """Return the row that ends such a tie."""
    return (
        "UPDATE facts.assignments SET active = false WHERE record = %s AND account = %s AND relation = %s",
        (recorded.stream, account, relation),
    )


def state(recorded: Recorded, value: str) -> Statement:
    """Return the change of the record's state."""
    return "UPDATE facts.records SET state = %s WHERE record = %s", (value, recorded.stream)
