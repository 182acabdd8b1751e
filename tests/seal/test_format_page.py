"""The page of formats is what the programs do: its vectors are computed again."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.seal import tree
from infrastructure.seal.entries import entry_of
from infrastructure.verifier import notes
from infrastructure.verifier.leaves import FIELDS, access_leaf, event_leaf
from tests.seal.sealed import Sealed

PAGE = (Path(__file__).parent.parent.parent / "docs" / "seal-format.md").read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    return re.findall(rf"^```{name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_head_of_the_page_is_signed_as_it_says() -> None:
    leaves = [bytes.fromhex(block) for block in blocks("leaf")]
    (note,), (keys,) = blocks("head"), blocks("keys")
    head = notes.parse(note)
    log, witness = (notes.key_of(line) for line in keys.splitlines())
    assert (head.size, head.root) == (2, tree.root_of(leaves))
    assert notes.is_signed(head, log) and notes.cosigned_at(head, witness) == 1_790_000_000
    assert notes.public_of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), head.origin, 1) == log


def test_the_access_entry_of_the_page_has_its_leaf() -> None:
    (entry,), (leaf,) = blocks("access-entry"), blocks("access-leaf")
    assert access_leaf([*json.loads(entry), ""]).hex() == leaf.strip()


def test_the_database_and_the_verifier_compute_the_same_leaves(house: Sealed) -> None:
    house.town.case(key="k-1")
    for log, leaf in (("events", event_leaf), ("access", access_leaf)):
        entries = [e for e in map(json.loads, house.export().read_text().splitlines()) if isinstance(e, list)]
        ours = [e for e in entries if len(e) == len(FIELDS[log])]
        assert ours and [leaf(e).hex() for e in ours] == [e[-1] for e in ours]
    assert entry_of((1, None, b"\x01", b"\xff")) == [1, None, "AQ==", "ff"]
