"""Encryption of the personal part of an event: one ciphertext for each field class.

Stored bytes of a personal part (all integers big-endian):

    format (1 byte, 0x02) | count (1 byte) | count x sealed class
    sealed class = class number (1) | key id (16) | nonce (12) | key commitment (16) | length (4) | ciphertext

The class key is HKDF-SHA256 of the stream's key with the class name as info; each ciphertext has a key of its own, made
from the class key and its associated data. Whoever is given the key of one ciphertext opens that one and nothing else
(decision 0123). The associated data binds a ciphertext to its format, stream, version, topic and class, so it cannot be
moved between them. The key commitment is the first half of HMAC-SHA256 of the ciphertext's key, so one ciphertext
cannot open under two keys. In the older format 0x01, still read, all ciphertexts of a class shared the class key.

Source: docs/seal-format.md; DESIGN, section 7 (AES-256-GCM with associated data and key commitment).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel import FieldClass

FORMAT, CLASS_KEYED = 2, 1
"""Formats of stored bytes: with a key for each ciphertext, and the older one with a key for each class."""
CLASS_NUMBERS: Mapping[FieldClass, int] = {
    FieldClass.SUMMARY: 1,
    FieldClass.NARRATIVE: 2,
    FieldClass.HEALTH: 3,
    FieldClass.IDENTITY: 4,
    FieldClass.CONTACT: 5,
    FieldClass.REPORTER_IDENTITY: 6,
    FieldClass.EVIDENCE: 7,
    FieldClass.LEGAL: 8,
}
"""Numbers of the field classes in stored bytes; never reused."""
_CLASSES = {number: field_class for field_class, number in CLASS_NUMBERS.items()}
_HEAD = struct.Struct(">B16s12s16sI")


class CiphertextRefused(Exception):
    """Stored bytes do not open: moved, changed, or under another key. Carries no content."""


@dataclass(frozen=True, slots=True)
class StreamKey:
    """The 256-bit key of one stream (or one informant), with its id."""

    id: UUID
    secret: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """What a ciphertext is bound to."""

    stream: UUID
    version: int
    topic: str

    def associated_data(self, field_class: FieldClass, stored_as: int = FORMAT) -> bytes:
        """Return the bytes that AES-GCM authenticates beside the ciphertext."""
        topic = self.topic.encode()
        name = field_class.value.encode()
        return (
            b"lachan/%d" % stored_as
            + self.stream.bytes
            + struct.pack(">qI", self.version, len(topic))
            + topic
            + struct.pack(">I", len(name))
            + name
        )


@lru_cache(maxsize=4096)
def _key_id(raw: bytes) -> UUID:
    """Return the id of a key; nearly all facts of a stream are under one."""
    return UUID(bytes=raw)


@lru_cache(maxsize=4096)
def _class_key(secret: bytes, field_class: FieldClass) -> bytes:
    """Return the key of one class; HKDF (RFC 5869) with an empty salt and one block."""
    extracted = hmac.digest(bytes(32), secret, hashlib.sha256)
    return hmac.digest(extracted, b"lachan/class/" + field_class.value.encode() + b"\x01", hashlib.sha256)


def _own_key(class_key: bytes, associated: bytes) -> bytes:
    """Return the key of one ciphertext; HKDF-Expand (RFC 5869) of one block."""
    return hmac.digest(class_key, b"lachan/value" + associated + b"\x01", hashlib.sha256)


def _commitment(key: bytes) -> bytes:
    return hmac.digest(key, b"lachan/commitment", hashlib.sha256)[:16]


@dataclass(frozen=True, slots=True)
class SealedClass:
    """One class of a stored personal part, not opened."""

    field_class: FieldClass
    key_id: UUID
    nonce: bytes
    commitment: bytes
    ciphertext: bytes
    stored_as: int = FORMAT

    def own_key(self, key: StreamKey, place: Place) -> bytes:
        """Return the key that opens this ciphertext and no other; in the older format that of its class.

        Raises:
            CiphertextRefused: It was moved, or the key is another one.
        """
        own = _class_key(key.secret, self.field_class)
        if self.stored_as != CLASS_KEYED:
            own = _own_key(own, place.associated_data(self.field_class, self.stored_as))
        if not hmac.compare_digest(_commitment(own), self.commitment):
            raise CiphertextRefused("commitment")
        return own

    def open(self, key: StreamKey, place: Place) -> dict[str, Any]:
        """Return the fields of this class.

        Raises:
            CiphertextRefused: It was moved or changed, or the key is another one.
        """
        associated = place.associated_data(self.field_class, self.stored_as)
        try:
            plain = AESGCM(self.own_key(key, place)).decrypt(self.nonce, self.ciphertext, associated)
        except InvalidTag:
            raise CiphertextRefused("tag") from None
        opened: dict[str, Any] = orjson.loads(plain)
        return opened


def seal(
    personal: Mapping[FieldClass, Mapping[str, Any]],
    place: Place,
    key_for: Callable[[FieldClass], StreamKey],
) -> bytes | None:
    """Return the stored bytes of a personal part, or None when there is nothing personal in it."""
    if not personal:
        return None
    out = [bytes([FORMAT, len(personal)])]
    for field_class in sorted(personal, key=lambda c: CLASS_NUMBERS[c]):
        key = key_for(field_class)
        associated, nonce = place.associated_data(field_class), os.urandom(12)
        own = _own_key(_class_key(key.secret, field_class), associated)
        ciphertext = AESGCM(own).encrypt(nonce, orjson.dumps(personal[field_class]), associated)
        number = CLASS_NUMBERS[field_class]
        out.append(_HEAD.pack(number, key.id.bytes, nonce, _commitment(own), len(ciphertext)) + ciphertext)
    return b"".join(out)


def parts(stored: bytes | None) -> tuple[SealedClass, ...]:
    """Return the sealed classes of stored bytes without opening them.

    Raises:
        CiphertextRefused: The bytes are not of this format.
    """
    if stored is None:
        return ()
    try:
        return tuple(_parts(stored))
    except (struct.error, KeyError, IndexError):
        raise CiphertextRefused("format") from None


def key_ids(stored: bytes | None) -> Iterator[tuple[FieldClass, UUID]]:
    """Yield which key each class of stored bytes is under, passing over what is sealed.

    Raises:
        CiphertextRefused: The bytes are not of this format.
    """
    if stored is None:
        return
    if not stored or stored[0] not in (FORMAT, CLASS_KEYED):
        raise CiphertextRefused("format")
    at = 2
    try:
        for _ in range(stored[1]):
            number, key_id, _, _, length = _HEAD.unpack_from(stored, at)
            at += _HEAD.size + length
            yield _CLASSES[number], _key_id(key_id)
    except (struct.error, KeyError, IndexError):
        raise CiphertextRefused("format") from None
    if at != len(stored):
        raise CiphertextRefused("length")


def _parts(stored: bytes) -> list[SealedClass]:
    if stored[0] not in (FORMAT, CLASS_KEYED):
        raise CiphertextRefused("format")
    found, at = [], 2
    for _ in range(stored[1]):
        number, key_id, nonce, commitment, length = _HEAD.unpack_from(stored, at)
        at += _HEAD.size
        ciphertext = stored[at : at + length]
        at += length
        sealed = SealedClass(_CLASSES[number], _key_id(key_id), nonce, commitment, ciphertext, stored[0])
        found.append(sealed)
    if at != len(stored) or len(stored[at - length : at]) != length:
        raise CiphertextRefused("length")
    return found


def only(stored: bytes | None, field_class: FieldClass) -> bytes | None:
    """Return a stored personal part with one class of it, its bytes unchanged; None when it has none.

    Views copy what a page will show (names) without what it will not (narratives).
    """
    if stored is None:
        return None
    if not stored or stored[0] not in (FORMAT, CLASS_KEYED):
        raise CiphertextRefused("format")
    at, wanted = 2, CLASS_NUMBERS[field_class]
    try:
        for _ in range(stored[1]):
            number, *_, length = _HEAD.unpack_from(stored, at)
            end = at + _HEAD.size + length
            if number == wanted:
                return bytes([stored[0], 1]) + stored[at:end]
            at = end
    except (struct.error, IndexError):
        raise CiphertextRefused("format") from None
    return None
