"""Marks of log positions for readers who do not see the whole scope: a count of all events would leak (DESIGN 6).

A mark is deterministic and bound to this installation: 8 bytes of a keyed hash of the position, then the
position masked with a keyed hash of those bytes (the shape of RFC 5297, with HMAC-SHA256).
"""

from __future__ import annotations

import base64
import binascii
import hmac

from infrastructure.keys import KeyStore

_PURPOSE = "position-marks"


def sealed(position: int, keys: KeyStore) -> str:
    """Return the mark of a position."""
    plain = position.to_bytes(8, "big")
    tag = keys.keyed_hash(_PURPOSE, b"tag" + plain)[:8]
    return base64.urlsafe_b64encode(tag + _masked(plain, tag, keys)).decode().rstrip("=")


def opened(mark: str, keys: KeyStore) -> int | None:
    """Return the position of a mark, or None when it is not one of ours."""
    try:
        given = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
    except (ValueError, binascii.Error):
        return None
    tag, plain = given[:8], _masked(given[8:16], given[:8], keys)
    right = keys.keyed_hash(_PURPOSE, b"tag" + plain)[:8]
    return int.from_bytes(plain, "big") if len(given) == 16 and hmac.compare_digest(tag, right) else None


def _masked(text: bytes, tag: bytes, keys: KeyStore) -> bytes:
    mask = keys.keyed_hash(_PURPOSE, b"mask" + tag)[:8]
    return bytes(a ^ b for a, b in zip(text, mask, strict=False))
