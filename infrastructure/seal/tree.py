"""The Merkle tree of RFC 6962: heads, proofs and their verification, over leaves that are already hashed.

Pure: bytes in, bytes out. `infrastructure/verifier/tree.py` holds a second implementation, written apart; a test
holds the two against each other.

Source: RFC 6962, section 2.1; RFC 9162, sections 2.1.3.2 and 2.1.4.2 (the same tree; verification step by step).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

Hash = bytes
Subtree = Callable[[int, int], Hash]
"""Returns the head of the leaves from the first index up to, not including, the second."""
EMPTY = sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(data: bytes) -> Hash:
    """Return the leaf of an entry (prefix 0x00)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the node above two others (prefix 0x01)."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The complete subtrees of a tree, largest first: all that is needed to let it grow."""

    size: int = 0
    nodes: tuple[Hash, ...] = ()

    def grown(self, leaves: Iterable[Hash]) -> Frontier:
        """Return the frontier after more leaves."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            node, full = leaf, size
            while full & 1:
                node = node_hash(nodes.pop(), node)
                full >>= 1
            nodes.append(node)
            size += 1
        return Frontier(size, tuple(nodes))

    def root(self) -> Hash:
        """Return the head of the tree."""
        if not self.nodes:
            return EMPTY
        *larger, head = self.nodes
        for node in reversed(larger):
            head = node_hash(node, head)
        return head

    def places(self) -> dict[tuple[int, int], Hash]:
        """Return the subtrees by the leaves they span."""
        found, low = {}, 0
        for node in self.nodes:
            high = low + (1 << ((self.size - low).bit_length() - 1))
            found[low, high] = node
            low = high
        return found


def root_of(leaves: Iterable[Hash]) -> Hash:
    """Return the head over these leaves."""
    return Frontier().grown(leaves).root()


class Levels:
    """Every complete subtree over some leaves, 64 bytes a leaf: for many proofs of one tree."""

    def __init__(self, leaves: bytes) -> None:
        """Take the leaves one after another in one piece, 32 bytes each."""
        self.size = len(leaves) // HASH_BYTES
        self._levels = [leaves]
        while len(self._levels[-1]) >= 2 * HASH_BYTES:
            below, step = self._levels[-1], 2 * HASH_BYTES
            full = len(below) // step * step
            self._levels.append(
                b"".join(sha256(b"\x01" + below[at : at + step]).digest() for at in range(0, full, step))
            )

    def subtree(self, low: int, high: int) -> Hash:
        """Return the head of some leaves, as the recursion of a proof asks for them."""
        span = high - low
        if span & (span - 1) == 0 and low % span == 0:
            place = low // span * HASH_BYTES
            return self._levels[span.bit_length() - 1][place : place + HASH_BYTES]
        middle = low + _split(span)
        return node_hash(self.subtree(low, middle), self.subtree(middle, high))


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[Hash]:
    """Return the path from a leaf to the head (RFC 6962, section 2.1.1)."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def consistency_proof(old: int, size: int, subtree: Subtree) -> list[Hash]:
    """Return the proof that the tree of `old` leaves is a prefix of that of `size` (RFC 6962, section 2.1.2)."""
    low, high, whole, path = 0, size, True, []
    while high != old and old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low, whole = middle, False
    return path[::-1] if whole or not old else [subtree(low, high), *path[::-1]]


def after(frontier: Frontier, leaves: Sequence[Hash]) -> Subtree:
    """Return what a consistency proof from this frontier asks for: its own subtrees, and those of what came later."""
    places = frontier.places()

    def subtree(low: int, high: int) -> Hash:
        if high <= frontier.size:
            return places[low, high]
        return root_of(leaves[low - frontier.size : high - frontier.size])

    return subtree


def is_included(leaf: Hash, index: int, size: int, path: Sequence[Hash], root: Hash) -> bool:
    """Return whether the path leads from the leaf to the head (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, head = index, size - 1, leaf
    for node in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            head = node_hash(node, head)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            head = node_hash(head, node)
        at, last = at >> 1, last >> 1
    return last == 0 and head == root


def is_consistent(old: int, size: int, old_root: Hash, root: Hash, path: Sequence[Hash]) -> bool:
    """Return whether the smaller tree is shown to be a prefix of the larger (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not path and (old_root == root if old else old_root == EMPTY)
    nodes = list(path) if old & (old - 1) else [old_root, *path]
    if not nodes:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    smaller = larger = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            smaller, larger = node_hash(node, smaller), node_hash(node, larger)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            larger = node_hash(larger, node)
        at, last = at >> 1, last >> 1
    return last == 0 and smaller == old_root and larger == root
