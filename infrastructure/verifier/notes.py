"""Signed heads: C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519.

Source: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KIND, WITNESS_KIND = 0x01, 0x04
"""Types of signature: a log's own, and a witness's with a time."""
MOST_SIGNATURES = 64
_SIZE = re.compile("0|[1-9][0-9]{0,17}")


class Malformed(ValueError):
    """This is no key, note or head of the known format."""


class Forged(ValueError):
    """A signature of a known key does not fit the text."""


@dataclass(frozen=True)
class Key:
    """A public key with its name; `kind` says whether it signs heads as a log or as a witness."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def vkey(self) -> str:
        """Return the key as one line: name, id, type and key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True)
class Head:
    """One checkpoint: a log's name, its size and the root over that many entries, with signatures."""

    origin: str
    size: int
    root: bytes
    text: str
    """What is signed: everything before the signatures."""
    signatures: tuple[tuple[str, bytes], ...]
    """Name, and key id with signature."""

    def note(self) -> str:
        """Return the note as it was read."""
        return f"{self.text}\n" + "".join(line_of(name, raw) for name, raw in self.signatures)


def line_of(name: str, raw: bytes) -> str:
    """Return a line of a signature; `raw` begins with the id of the key."""
    return f"— {name} {base64.b64encode(raw).decode()}\n"


def _is_text(said: str) -> bool:
    """Whether it has no control character but the end of a line, and no half of a letter that UTF-8 cannot write."""
    return not any((c < " " and c != "\n") or "\ud800" <= c <= "\udfff" for c in said)


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    if base64.b64encode(raw).decode() != text:
        raise Malformed("base64")
    return raw


def key_of(vkey: str) -> Key:
    """Return the key of a line `name+id+base64`.

    Raises:
        Malformed: It is none, or its id is of another key.
    """
    parts = vkey.strip().split("+", 2)
    if len(parts) != 3 or not parts[0] or any(c.isspace() for c in parts[0]) or not _is_text(parts[0]):
        raise Malformed("key")
    raw = _decoded(parts[2])
    if len(raw) != 33 or raw[0] not in {LOG_KIND, WITNESS_KIND}:
        raise Malformed("key")
    key = Key(parts[0], raw[0], raw[1:])
    if key.id.hex() != parts[1]:
        raise Malformed("key id")
    return key


def public_of(private: Ed25519PrivateKey, name: str, kind: int) -> Key:
    """Return the public key of a private one under a name."""
    return Key(name, kind, private.public_key().public_bytes_raw())


def text_of(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def size_of(said: str) -> int:
    """Return the size of a log, as its digits are written: none before the first that counts.

    Raises:
        Malformed: It is no size.
    """
    if not _SIZE.fullmatch(said):
        raise Malformed("size")
    return int(said)


def parse(note: str) -> Head:
    """Return the head that a note holds; nothing is verified yet.

    Raises:
        Malformed: It is no checkpoint.
    """
    text, parted, tail = note.rpartition("\n\n")
    lines = f"{text}\n".split("\n")[:-1]
    if not parted or not tail.endswith("\n") or len(lines) < 3 or not all(lines[:3]):
        raise Malformed("note")
    if not _is_text(note):
        raise Malformed("control character")
    origin, size, root = lines[0], lines[1], _decoded(lines[2])
    if len(root) != 32:
        raise Malformed("checkpoint")
    signatures = tuple(_signature(line) for line in tail[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise Malformed("too many signatures")
    return Head(origin, size_of(size), root, f"{text}\n", signatures)


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1] or "+" in parts[1]:
        raise Malformed("signature")
    raw = _decoded(parts[2])
    if len(raw) < 5:
        raise Malformed("signature")
    return parts[1], raw


def is_signed(head: Head, key: Key) -> bool:
    """Return whether the log's key signed this head; False when it left no signature.

    Raises:
        Forged: There is a signature under its name and id, and it is wrong.
    """
    found = False
    for name, raw in head.signatures:
        if key.kind == LOG_KIND and (name, raw[:4]) == (key.name, key.id):
            verify(key, raw[4:], head.text.encode())
            found = True
    return found


def cosigned_at(head: Head, key: Key) -> int | None:
    """Return when a witness cosigned this head (seconds since 1970), or None when it did not.

    Raises:
        Forged: There is a cosignature under its name and id, and it is wrong.
    """
    latest: int | None = None
    for name, raw in head.signatures:
        if key.kind == WITNESS_KIND and (name, raw[:4]) == (key.name, key.id):
            if len(raw) != 4 + 8 + 64:
                raise Forged
            moment = int(struct.unpack(">Q", raw[4:12])[0])
            verify(key, raw[12:], cosigned_text(head.text, moment))
            latest = moment if latest is None else max(latest, moment)
    return latest


def verify(key: Key, signature: bytes, text: bytes) -> None:
    """Check one signature.

    Raises:
        Forged: It does not fit.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except (InvalidSignature, ValueError):
        raise Forged from None


def cosigned_text(text: str, moment: int) -> bytes:
    """Return what a witness signs."""
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def signed(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """Return the note of a checkpoint that its log has signed."""
    key = public_of(private, name, LOG_KIND)
    return f"{text}\n{line_of(name, key.id + private.sign(text.encode()))}"


def cosigned(text: str, name: str, private: Ed25519PrivateKey, moment: int) -> str:
    """Return the line of a witness's cosignature."""
    key = public_of(private, name, WITNESS_KIND)
    signature = private.sign(cosigned_text(text, moment))
    return line_of(name, key.id + struct.pack(">Q", moment) + signature)
