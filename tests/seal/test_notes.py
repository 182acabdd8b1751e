"""Notes, keys and requests that no honest program writes are refused as malformed, never by a failure of the reader.

Found by `make test-fuzz`: sizes of thousands of digits, halves of letters out of JSON.
"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.verifier import notes, witness

KEY = notes.public_of(Ed25519PrivateKey.from_private_bytes(bytes(32)), "hoi/events", notes.LOG_KIND)


def note(size: str = "7", origin: str = "hoi/events") -> str:
    text = notes.text_of(origin, 0, bytes(32)).replace("\n0\n", f"\n{size}\n")
    return f"{text}\n{notes.line_of(origin, KEY.id + bytes(64))}"


def test_a_plain_size_is_read() -> None:
    assert notes.parse(note("0")).size == 0
    assert notes.parse(note("120")).size == 120


@pytest.mark.parametrize("size", ["9" * 5000, "07", "-1", "", "1.0", "١٢", "1e3"])
def test_what_is_no_size_is_malformed(size: str) -> None:
    with pytest.raises(notes.Malformed):
        notes.parse(note(size))
    with pytest.raises(notes.Malformed):
        witness.asked_by(witness.request_of(0, [], note()).replace("old 0", f"old {size}"))


def test_half_a_letter_is_malformed() -> None:
    with pytest.raises(notes.Malformed):
        notes.parse(note(origin="hoi/\ud83d"))
    with pytest.raises(notes.Malformed):
        notes.key_of(KEY.vkey().replace("hoi", "hoi\ud83d"))
