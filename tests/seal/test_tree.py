"""The tree against known heads, and every proof of every size up to 128, right and with each bit position spoilt.

Known leaves, heads and proofs: the test data of Certificate Transparency's own implementation (merkletree tests of
google/certificate-transparency, kept since by transparency-dev/merkle).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256

import pytest

from infrastructure.seal import tree
from infrastructure.verifier import tree as second

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
KNOWN_CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LARGEST = 128
Included = Callable[[bytes, int, int, list[bytes], bytes], bool]
Consistent = Callable[[int, int, bytes, bytes, list[bytes]], bool]
Accepts = Callable[[list[bytes]], bool]


def _included(how: Included, leaf: bytes, index: int, size: int, root: bytes, path: list[bytes]) -> bool:
    return how(leaf, index, size, path, root)


def grown(size: int) -> list[bytes]:
    return [tree.leaf_hash(f"entry {number}".encode()) for number in range(size)]


def spoilt(path: list[bytes]) -> Iterator[list[bytes]]:
    """The path with one bit of one of its hashes turned, for each of them."""
    for place, node in enumerate(path):
        bit = place * 37 % 256
        other = bytes(b ^ (1 << bit % 8) if at == bit // 8 else b for at, b in enumerate(node))
        yield [*path[:place], other, *path[place + 1 :]]


def exhausted(
    included: Included, consistent: Consistent, largest: int = LARGEST
) -> tuple[int, int, int, int]:
    """Return how many proofs were accepted and refused, and how many spoilt ones were refused and accepted."""
    leaves = grown(LARGEST)
    levels = tree.Levels(b"".join(leaves))
    roots = [tree.root_of(leaves[:size]) for size in range(LARGEST + 1)]
    good, bad, found, missed = 0, 0, 0, 0
    for size in range(1, largest + 1):
        for one in range(1, size + 1):
            way = tree.inclusion_proof(one - 1, size, levels.subtree)
            both = tree.consistency_proof(one, size, levels.subtree)
            asked: tuple[tuple[list[bytes], Accepts], ...] = (
                (way, partial(_included, included, leaves[one - 1], one - 1, size, roots[size])),
                (both, partial(consistent, one, size, roots[one], roots[size])),
            )
            for path, accepts in asked:
                good, bad = (good + 1, bad) if accepts(path) else (good, bad + 1)
                for other in spoilt(path):
                    found, missed = (found, missed + 1) if accepts(other) else (found + 1, missed)
    return good, bad, found, missed


def test_eight_heads_are_those_of_certificate_transparency() -> None:
    hashed = [tree.leaf_hash(leaf) for leaf in LEAVES]
    assert [tree.root_of(hashed[:size]).hex() for size in range(1, 9)] == ROOTS
    assert [second.root_of(hashed[:size]).hex() for size in range(1, 9)] == ROOTS
    assert tree.root_of([]) == second.root_of([]) == tree.EMPTY


@pytest.mark.parametrize("sizes", KNOWN_CONSISTENCY, ids=str)
def test_proofs_are_those_of_certificate_transparency(sizes: tuple[int, int]) -> None:
    levels = tree.Levels(b"".join(tree.leaf_hash(leaf) for leaf in LEAVES))
    assert [h.hex() for h in tree.consistency_proof(*sizes, levels.subtree)] == KNOWN_CONSISTENCY[sizes]


@pytest.mark.bar
def test_every_proof_of_every_size_is_accepted_and_no_spoilt_one() -> None:
    accepted, refused, found, missed = exhausted(tree.is_included, tree.is_consistent)
    print(f"\nI-1: 8 of 8 known heads; sizes 1 to {LARGEST}: {accepted:,} accepted, {found:,} spoilt refused")
    assert (accepted, refused, found, missed) == (16_512, 0, 106_239, 0)


def test_the_verifier_s_own_tree_accepts_and_refuses_the_same() -> None:
    accepted, refused, found, missed = exhausted(second.is_included, second.is_consistent, 48)
    assert (accepted, refused, missed) == (48 * 49, 0, 0) and found > 10_000


@pytest.mark.security
def test_the_verifier_s_own_tree_at_every_size() -> None:
    accepted, refused, found, missed = exhausted(second.is_included, second.is_consistent)
    print(f"\nI-1, the verifier's own tree: {accepted:,} accepted, {found:,} spoilt refused")
    assert (accepted, refused, found, missed) == (16_512, 0, 106_239, 0)


@pytest.mark.parametrize(
    "consistent", [tree.is_consistent, second.is_consistent], ids=["service", "verifier"]
)
def test_a_proof_that_is_too_long_or_too_short_is_refused(consistent: Consistent) -> None:
    leaves = grown(30)
    levels, roots = tree.Levels(b"".join(leaves)), [tree.root_of(leaves[:size]) for size in range(31)]
    for old in range(1, 31):
        path = tree.consistency_proof(old, 30, levels.subtree)
        for other in ([*path, leaves[0]], path[:-1] if path else [leaves[0]]):
            assert not consistent(old, 30, roots[old], roots[30], other)
        assert not consistent(old, 30, leaves[3], roots[30], path)


def test_control_with_the_prefixes_swapped_no_head_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = {b"\x00": b"\x01", b"\x01": b"\x00"}
    right = sha256
    monkeypatch.setattr(tree, "sha256", lambda data: right(swapped[data[:1]] + data[1:]))
    hashed = [tree.leaf_hash(leaf) for leaf in LEAVES]
    assert not {tree.root_of(hashed[:size]).hex() for size in range(1, 9)} & set(ROOTS)


def test_a_frontier_is_enough_to_grow_and_to_prove() -> None:
    leaves = grown(70)
    for old in range(1, 70):
        frontier = tree.Frontier().grown(leaves[:old])
        whole = frontier.grown(leaves[old:])
        assert whole == tree.Frontier().grown(leaves)
        path = tree.consistency_proof(old, 70, tree.after(frontier, leaves[old:]))
        assert tree.is_consistent(old, 70, frontier.root(), whole.root(), path)
        assert path == tree.consistency_proof(old, 70, tree.Levels(b"".join(leaves)).subtree)
