"""Encryption of files: pieces of a megabyte, each bound to its record, file, part and place among the pieces.

A piece as it is kept:  nonce (12 bytes) | AES-256-GCM ciphertext with its tag

The key of a file is HKDF-SHA256 (RFC 5869, empty salt, one block) of the record's key followed by the file's own key,
with the info "lachan/file/evidence": destroying either destroys the file. The associated data are "lachan/file/1",
record, file, number of the part, number of the piece and how many there are, so a piece cannot be moved, left out or
repeated.

Source: DESIGN, sections 2 (promise 5) and 7; docs/decisions/0084-files.md.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.files import KeptPart
from domain.files.refusals import BytesDamaged
from infrastructure.crypto import StreamKey

PIECE_BYTES = 1 << 20
_NONCE = 12


@dataclass(frozen=True, slots=True)
class FilePlace:
    """What the pieces of one part of a file are bound to."""

    record: UUID
    file: UUID
    part: int

    def associated_data(self, piece: int, pieces: int) -> bytes:
        """Return what AES-GCM authenticates beside a piece."""
        place = struct.pack(">HII", self.part, piece, pieces)
        return b"lachan/file/1" + self.record.bytes + self.file.bytes + place


def file_cipher(record_key: StreamKey, file_key: StreamKey) -> AESGCM:
    """Return the cipher of one file."""
    extracted = hmac.digest(bytes(32), record_key.secret + file_key.secret, hashlib.sha256)
    return AESGCM(hmac.digest(extracted, b"lachan/file/evidence\x01", hashlib.sha256))


def pieces_of(content: bytes) -> int:
    """Return into how many pieces a content goes; at least one."""
    return max(1, -(-len(content) // PIECE_BYTES))


def sealed_pieces(cipher: AESGCM, place: FilePlace, content: bytes) -> Iterator[bytes]:
    """Yield the encrypted pieces of a content, one at a time."""
    pieces = pieces_of(content)
    whole = memoryview(content)
    for number in range(pieces):
        nonce = os.urandom(_NONCE)
        plain = whole[number * PIECE_BYTES : (number + 1) * PIECE_BYTES]
        yield nonce + cipher.encrypt(nonce, plain, place.associated_data(number, pieces))


def opened(cipher: AESGCM, place: FilePlace, kept: KeptPart, stored: Sequence[bytes]) -> bytes:
    """Return the content, if every piece is the one that was kept.

    Raises:
        BytesDamaged: One is missing, moved or changed, or it is not what the sealed fact says.
    """
    digest = hashlib.sha256()
    for piece in stored:
        digest.update(piece)
    if len(stored) != kept.pieces or not hmac.compare_digest(digest.hexdigest(), kept.digest):
        raise BytesDamaged
    try:
        return b"".join(
            cipher.decrypt(piece[:_NONCE], piece[_NONCE:], place.associated_data(number, kept.pieces))
            for number, piece in enumerate(stored)
        )
    except InvalidTag:
        raise BytesDamaged from None
