"""The leaf of an event, computed outside the database: what an auditor recomputes without trusting the server.

Source: docs/seal-format.md (the bytes are fixed there); RFC 6962, section 2.1 (the prefix 0x00 of a leaf).
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from infrastructure.ledger import LedgerEvent

FORMAT = "lachan/event/1"
ABSENT = b"\xff\xff\xff\xff"
"""Stands for NULL: a length that no field can have."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Field = str | bytes | int | UUID | datetime | None


def length_prefixed(field: Field) -> bytes:
    """Return a field with its length before it (4 bytes, big-endian), or `ABSENT`."""
    if field is None:
        return ABSENT
    raw = _bytes_of(field)
    return struct.pack(">I", len(raw)) + raw


def _bytes_of(field: str | bytes | int | UUID | datetime) -> bytes:
    if isinstance(field, str):
        return field.encode()
    if isinstance(field, bytes):
        return field
    if isinstance(field, UUID):
        return field.bytes
    if isinstance(field, datetime):
        return struct.pack(">q", (field - _EPOCH) // timedelta(microseconds=1))
    return struct.pack(">q", field)


def fields_of(event: LedgerEvent) -> tuple[Field, ...]:
    """Return the fields of a leaf in their fixed order."""
    envelope = event.envelope
    return (
        FORMAT,
        envelope.position,
        UUID(str(event.originator_id)),
        event.originator_version,
        envelope.topic,
        envelope.occurred_at,
        envelope.received_at,
        envelope.recorded_at,
        envelope.actor,
        envelope.role,
        envelope.unit,
        envelope.on_behalf_of,
        envelope.purpose,
        envelope.legal_basis,
        envelope.request_id,
        envelope.correlation_id,
        envelope.cause_id,
        envelope.idempotency_key,
        envelope.confidentiality,
        envelope.rule_version,
        event.state,
        event.personal,
    )


def leaf_input(event: LedgerEvent) -> bytes:
    """Return the bytes whose SHA-256 is the leaf."""
    return b"\x00" + b"".join(length_prefixed(field) for field in fields_of(event))


def leaf_of(event: LedgerEvent) -> bytes:
    """Return the leaf of an event, as the append function stores it."""
    return sha256(leaf_input(event)).digest()
