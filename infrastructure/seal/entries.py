"""Entries of both logs as an auditor gets them: JSON arrays of the fields of their leaves, with the stored bytes."""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from application.seal import SealedLog
from infrastructure.ledger import COLUMNS
from infrastructure.sealing import length_prefixed
from infrastructure.verifier.leaves import Entry

Connection = psycopg.Connection[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ACCESS = (
    "position, recorded_at, request_id, session_ref, account, role, unit, action, record, field_class,"
    " array_to_string(records, ',') AS records, query_digest, purpose, basis, decision, reason, policy_version"
)
_QUERIES = {
    SealedLog.EVENTS: f"SELECT {COLUMNS}, leaf FROM es.events WHERE {{where}} ORDER BY position",  # noqa: S608
    SealedLog.ACCESS: f"SELECT {_ACCESS}, leaf FROM trail.entries WHERE {{where}} ORDER BY position",  # noqa: S608
}
_NAMES = {SealedLog.EVENTS: "lachan/event/1", SealedLog.ACCESS: "lachan/access/1"}
AT_ONCE = 2_000


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return one row of a log as an array."""
    fields: Entry = [plain(value) if (plain := _PLAIN.get(type(value))) else value for value in row[:-1]]
    fields.append(bytes(row[-1]).hex())
    return fields


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


_PLAIN: dict[type, Callable[[Any], object]] = {
    datetime: lambda value: (value - _EPOCH) // timedelta(microseconds=1),
    UUID: lambda value: value.hex,
    bytes: _base64,
    memoryview: _base64,
}
"""How a value of the database is written; every other type is written as it is."""


def entries(connection: Connection, of: SealedLog, after: int, upto: int) -> Iterator[Entry]:
    """Yield the entries of a log after one position and up to another, as they lie there; a gap is left a gap."""
    query = _QUERIES[of].format(where="position > %s AND position <= %s").encode()
    for start in range(after, upto, AT_ONCE):
        for row in connection.execute(query, (start, min(start + AT_ONCE, upto))):
            yield entry_of(row)


def blocks(connection: Connection, of: SealedLog, upto: int) -> Iterator[tuple[int, bytes]]:
    """Yield the entries of a log up to a position as the inputs of their leaves, some thousand at a time.

    Each with how many they are; the bytes are those of a block of docs/seal-format.md.
    """
    query = _QUERIES[of].format(where="position > %s AND position <= %s").encode()
    for start in range(0, upto, AT_ONCE):
        rows = connection.execute(query, (start, min(start + AT_ONCE, upto))).fetchall()
        if rows:
            inputs = [_input(_NAMES[of], row) for row in rows]
            leaves = b"".join(bytes(row[-1]) for row in rows)
            yield len(rows), leaves + struct.pack(f">{len(rows)}I", *map(len, inputs)) + b"".join(inputs)


def _input(name: str, row: tuple[Any, ...]) -> bytes:
    return b"\x00" + b"".join([length_prefixed(field) for field in (name, *row[:-1])])


def entries_of_streams(connection: Connection, streams: list[UUID], upto: int) -> list[Entry]:
    """Return the events of some streams up to a position."""
    query = _QUERIES[SealedLog.EVENTS].format(where="stream_id = ANY(%s) AND position <= %s").encode()
    return [entry_of(row) for row in connection.execute(query, (streams, upto))]
