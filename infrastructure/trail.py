"""The access log: one entry for each decision on the record, written last before the commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from application.access import POLICY_VERSION
from infrastructure.durable import UNWAITED

_PATIENCE = "set_config('lock_timeout', '1s', true)"
"""A slow access log lets an ordinary save fail, to be sent again, before it can hold up an emergency."""
_APPEND = (
    f"SELECT {_PATIENCE}, trail.append(%s::uuid, %s::bytea, %s::uuid, %s::text, %s::uuid, %s::text, %s::uuid, %s::text,"
    f" %s::integer[], %s::bytea, %s::text, %s::text, %s::text, %s::text, %s::text, %s::timestamptz), {UNWAITED}"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the access log: ids and codes only, no names, no search words."""

    request_id: UUID
    action: str
    decision: str
    reason: str = ""
    basis: str = ""
    session_ref: bytes | None = None
    account: UUID | None = None
    role: str = ""
    unit: UUID | None = None
    record: UUID | None = None
    field_class: str = ""
    records: tuple[int, ...] = ()
    query_digest: bytes | None = None
    purpose: str | None = None


def append(connection: psycopg.Connection[Any], entry: Entry, simulated: datetime | None = None) -> None:
    """Write one entry; the position and the leaf are made by the database.

    Args:
        connection: Of the application's role.
        entry: What was decided.
        simulated: The moment of a fictional installation; refused by the database in any other.
    """
    values = (
        entry.request_id,
        entry.session_ref,
        entry.account,
        entry.role,
        entry.unit,
        entry.action,
        entry.record,
        entry.field_class,
        list(entry.records),
        entry.query_digest,
        entry.purpose,
        entry.basis,
        entry.decision,
        entry.reason,
        POLICY_VERSION,
        simulated,
    )
    connection.execute(_APPEND, values, prepare=True)
