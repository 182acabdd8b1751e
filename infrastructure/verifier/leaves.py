"""Leaves computed from exported entries: the bytes of docs/seal-format.md, written apart from the service's own.

An entry is a JSON array: the fields of its leaf in their order, then the leaf that is stored beside it. Times are
microseconds since 1970, UUIDs and leaves hexadecimal, bytes base64, absent fields null.
"""

from __future__ import annotations

import struct
from binascii import a2b_base64, b2a_base64
from functools import lru_cache
from hashlib import sha256
from typing import Any

Entry = list[Any]
ABSENT = b"\xff\xff\xff\xff"
_EVENT = b"\x00\x00\x00\x00\x0elachan/event/1\x00\x00\x00\x08"
_ACCESS = b"\x00\x00\x00\x00\x0flachan/access/1\x00\x00\x00\x08"
_LENGTH = struct.Struct(">I")
FIELDS = {
    "events": (
        *(
            "position",
            "stream",
            "version",
            "topic",
            "occurred_at",
            "received_at",
            "recorded_at",
            "actor",
            "role",
        ),
        *("unit", "on_behalf_of", "purpose", "legal_basis", "request_id", "correlation_id", "cause_id"),
        *("idempotency_key", "confidentiality", "rule_version", "coded", "personal", "leaf"),
    ),
    "access": (
        *(
            "position",
            "recorded_at",
            "request_id",
            "session_ref",
            "account",
            "role",
            "unit",
            "action",
            "record",
        ),
        *(
            "field_class",
            "records",
            "query_digest",
            "purpose",
            "basis",
            "decision",
            "reason",
            "policy_version",
        ),
        "leaf",
    ),
}
POSITION, STREAM, VERSION, TOPIC, CODED, PERSONAL = 0, 1, 2, 3, 19, 20
"""Places in an entry of the event log; an entry of the access log has its position first too."""


@lru_cache(4096)
def _text(value: str | None) -> bytes:
    if value is None:
        return ABSENT
    raw = value.encode()
    return _LENGTH.pack(len(raw)) + raw


def _uuid(value: str | None) -> bytes:
    return ABSENT if value is None else b"\x00\x00\x00\x10" + bytes.fromhex(value)


def _blob(value: str | None) -> bytes:
    if value is None:
        return ABSENT
    raw = a2b_base64(value, strict_mode=True)
    return _LENGTH.pack(len(raw)) + raw


def _number(value: int | None) -> bytes:
    return ABSENT if value is None else b"\x00\x00\x00\x08" + value.to_bytes(8, "big", signed=True)


def event_input(e: Entry) -> bytes:
    """Return the bytes whose SHA-256 is the leaf of an event."""
    fields = (
        _EVENT + e[0].to_bytes(8, "big", signed=True),
        *(_uuid(e[1]), _number(e[2]), _text(e[3]), _number(e[4]), _number(e[5]), _number(e[6])),
        *(_text(e[7]), _text(e[8]), _uuid(e[9]), _text(e[10]), _text(e[11]), _text(e[12])),
        *(_uuid(e[13]), _uuid(e[14]), _uuid(e[15]), _text(e[16]), _text(e[17]), _text(e[18])),
        *(_blob(e[19]), _blob(e[20])),
    )
    return b"".join(fields)


def access_input(e: Entry) -> bytes:
    """Return the bytes whose SHA-256 is the leaf of an entry of the access log."""
    fields = (
        _ACCESS + e[0].to_bytes(8, "big", signed=True),
        *(_number(e[1]), _uuid(e[2]), _blob(e[3]), _uuid(e[4]), _text(e[5]), _uuid(e[6]), _text(e[7])),
        *(_uuid(e[8]), _text(e[9]), _text(e[10]), _blob(e[11]), _text(e[12]), _text(e[13]), _text(e[14])),
        *(_text(e[15]), _text(e[16])),
    )
    return b"".join(fields)


INPUT = {"events": event_input, "access": access_input}


def event_leaf(e: Entry) -> bytes:
    """Return the leaf of an event."""
    return sha256(event_input(e)).digest()


def access_leaf(e: Entry) -> bytes:
    """Return the leaf of an entry of the access log."""
    return sha256(access_input(e)).digest()


LEAF = {"events": event_leaf, "access": access_leaf}

# -- the way back: from the input of a leaf to what is in it ----------------------------------------------------------

BEGIN = {"events": _EVENT, "access": _ACCESS}
"""What the input of a leaf begins with: the prefix, the format name, the length of the position."""
_COUNT = {log: len(fields) - 2 for log, fields in FIELDS.items()}
"""Fields after the position and before the stored leaf."""
_TOPIC_AT = len(_EVENT) + 8 + 20 + 12
NUMBERS = {"position", "version", "occurred_at", "received_at", "recorded_at"}
UUIDS = {"stream", "unit", "request_id", "correlation_id", "cause_id", "account", "record"}
BYTES = {"coded", "personal", "session_ref", "query_digest"}


def is_whole(log: str, raw: bytes) -> bool:
    """Return whether these bytes are as many fields as a leaf has, and nothing after them."""
    begin = BEGIN[log]
    if not raw.startswith(begin):
        return False
    at, end, length_at = len(begin) + 8, len(raw), _LENGTH.unpack_from
    for _ in range(_COUNT[log]):
        if at + 4 > end:
            return False
        length = length_at(raw, at)[0]
        at += 4 if length == 0xFFFFFFFF else 4 + length
    return at == end


def position_of(log: str, raw: bytes) -> int:
    """Return the position in the input of a leaf."""
    begin = len(BEGIN[log])
    return int.from_bytes(raw[begin : begin + 8], "big", signed=True)


def moment_of(log: str, raw: bytes) -> int:
    """Return the time of recording in the input of a leaf."""
    if log == "access":
        at = len(_ACCESS) + 8
    else:
        at = _TOPIC_AT + 4 + int(_LENGTH.unpack_from(raw, _TOPIC_AT)[0]) + 12
        at += 4 if raw[at : at + 4] == ABSENT else 12
    return int.from_bytes(raw[at + 4 : at + 12], "big", signed=True)


def entry_of(log: str, raw: bytes, leaf: bytes) -> Entry:
    """Return an entry as an array.

    Raises:
        ValueError: The bytes are not the input of a leaf.
    """
    if not is_whole(log, raw):
        raise ValueError(log)
    at = len(BEGIN[log]) - 4
    entry: Entry = []
    for name in FIELDS[log][:-1]:
        (length,) = _LENGTH.unpack_from(raw, at)
        at += 4
        if length == 0xFFFFFFFF:
            entry.append(None)
            continue
        entry.append(_said(name, raw[at : at + length]))
        at += length
    return [*entry, leaf.hex()]


def _said(name: str, value: bytes) -> object:
    if name in NUMBERS:
        return int.from_bytes(value, "big", signed=True)
    if name in UUIDS:
        return value.hex()
    return b2a_base64(value, newline=False).decode() if name in BYTES else value.decode()
