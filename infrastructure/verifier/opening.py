"""Opens what a proof of a case hands the key of: the sealed bytes themselves are decrypted, nobody's word is taken.

Each ciphertext of a personal part has a key of its own (docs/seal-format.md, personal part, format 2); it says nothing
about any other ciphertext. The leaf covers the sealed bytes, and the commitment in them covers the key: so a text that
opens is what was recorded.
"""

from __future__ import annotations

import base64
import hmac
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infrastructure.verifier.leaves import PERSONAL, STREAM, TOPIC, VERSION, Entry

CLASSES = {
    1: "summary",
    2: "narrative",
    3: "health",
    4: "identity",
    5: "contact",
    6: "reporter_identity",
    7: "evidence",
    8: "legal",
}
OWN_KEYED = 2
_HEAD = struct.Struct(">B16s12s16sI")


class DoesNotOpen(ValueError):
    """The key is not that of the sealed bytes, or they are of another format."""


@dataclass(frozen=True)
class Opened:
    """What one class of one entry says, decrypted from the sealed bytes."""

    position: int
    field_class: str
    text: str


def opened_of(event: dict[str, Any]) -> Iterator[Opened]:
    """Yield what the keys of a proven entry open.

    Raises:
        DoesNotOpen: A key does not open what it is given for.
    """
    entry, given = event["entry"], event.get("opened") or {}
    for field_class in given:
        if entry is None:
            raise DoesNotOpen(field_class)
        said = _opened(entry, field_class, base64.b64decode(given[field_class], validate=True))
        text = json.dumps(json.loads(said), ensure_ascii=False)
        yield Opened(int(event["position"]), field_class, text)


def _opened(entry: Entry, field_class: str, key: bytes) -> bytes:
    nonce, commitment, ciphertext = _sealed(entry, field_class)
    if not hmac.compare_digest(hmac.digest(key, b"lachan/commitment", "sha256")[:16], commitment):
        raise DoesNotOpen(field_class)
    topic, name = str(entry[TOPIC]).encode(), field_class.encode()
    place = bytes.fromhex(entry[STREAM]) + struct.pack(">qI", entry[VERSION], len(topic)) + topic
    associated = b"lachan/2" + place + struct.pack(">I", len(name)) + name
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError):
        raise DoesNotOpen(field_class) from None


def _sealed(entry: Entry, field_class: str) -> tuple[bytes, bytes, bytes]:
    """Return nonce, commitment and ciphertext of one class of a personal part."""
    stored = base64.b64decode(entry[PERSONAL] or "")
    if not stored or stored[0] != OWN_KEYED:
        raise DoesNotOpen(field_class)
    at = 2
    for _ in range(stored[1]):
        number, _, nonce, commitment, length = _HEAD.unpack_from(stored, at)
        at += _HEAD.size
        if CLASSES.get(number) == field_class:
            return nonce, commitment, stored[at : at + length]
        at += length
    raise DoesNotOpen(field_class)
