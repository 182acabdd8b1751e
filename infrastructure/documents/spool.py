"""A file that waits for its commit: on the disk as ciphertext under a key that is in this process's memory alone.

The file has no name from its first byte on, so nothing is left of it when it was given out, or when the process ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from io import RawIOBase
from tempfile import TemporaryFile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE_BYTES = 64 * 1024
"""As much as is encrypted at once, and in memory."""
_TAG_BYTES = 16


class Spool(RawIOBase):
    """Written once from front to back, read once; keeps `application.export.Kept`."""

    def __init__(self) -> None:
        self._cipher = AESGCM(os.urandom(32))
        self._file = TemporaryFile(buffering=PIECE_BYTES)  # noqa: SIM115 - closed when the last piece was read
        self._piece = bytearray()
        self._sizes: list[int] = []
        self._hash = sha256()
        self.size = 0
        self.digest = b""

    def writable(self) -> bool:
        """Whether it can be written: until it is sealed."""
        return not self.digest

    def write(self, given: bytes) -> int:  # type: ignore[override] # bytes alone are given here
        """Take some more bytes."""
        self._piece += given
        self._hash.update(given)
        self.size += len(given)
        while len(self._piece) >= PIECE_BYTES:
            self._put(bytes(self._piece[:PIECE_BYTES]))
            del self._piece[:PIECE_BYTES]
        return len(given)

    def sealed(self) -> Spool:
        """Return itself, complete: with the digest, and nothing more to be written."""
        if self._piece:
            self._put(bytes(self._piece))
            self._piece.clear()
        self._file.seek(0)
        self.digest = self._hash.digest()
        return self

    def __iter__(self) -> Iterator[bytes]:
        """Give out the bytes piece by piece; the disk has nothing of them afterwards."""
        with self._file:
            for number, size in enumerate(self._sizes):
                yield self._cipher.decrypt(_nonce(number), self._file.read(size), None)

    def close(self) -> None:
        """Forget it unread, when the request failed; called when nobody holds it any more, too."""
        if not self.closed and not self.digest:
            self._file.close()
        super().close()

    def _put(self, piece: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(len(self._sizes)), piece, None)
        self._sizes.append(len(sealed))
        self._file.write(sealed)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
