"""The Merkle tree of RFC 6962, written apart from the service's own: recursive where that one goes step by step."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


class Unfit(ValueError):
    """A proof has too many or too few hashes for its sizes."""


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two others."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the head, level by level; a last node without a neighbour goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)] + odd
    return level[0] if level else EMPTY


class Growing:
    """A tree that takes one leaf after another and knows its head at any size it has had last."""

    def __init__(self) -> None:
        self.size = 0
        self._waiting: list[bytes | None] = []
        """For each height, the complete subtree that waits for its neighbour."""

    def take(self, leaf: bytes) -> None:
        """Take the next leaf."""
        self.put(0, leaf)

    def put(self, height: int, head: bytes) -> None:
        """Take the next complete subtree; what is there must be a multiple of its leaves."""
        self.size += 1 << height
        while True:
            while len(self._waiting) <= height:
                self._waiting.append(None)
            left = self._waiting[height]
            if left is None:
                self._waiting[height] = head
                return
            head = sha256(b"\x01" + left + head).digest()
            self._waiting[height] = None
            height += 1

    def root(self) -> bytes:
        """Return the head of what was taken."""
        head: bytes | None = None
        for waiting in self._waiting:
            if waiting is not None:
                head = waiting if head is None else node(waiting, head)
        return EMPTY if head is None else head


def _left(size: int) -> int:
    """Return how many leaves are left of the middle: the largest power of two below the size."""
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether the path leads from the leaf to the head."""
    try:
        return 0 <= index < size and _head(leaf, index, size, list(path)) == root
    except Unfit:
        return False


def _head(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    if size == 1:
        if path:
            raise Unfit
        return leaf
    if not path:
        raise Unfit
    middle, beside = _left(size), path[-1]
    if index < middle:
        return node(_head(leaf, index, middle, path[:-1]), beside)
    return node(beside, _head(leaf, index - middle, size - middle, path[:-1]))


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the smaller tree is shown to be a prefix of the larger."""
    if old == 0:
        return size >= 0 and not path and old_root == EMPTY
    try:
        return 0 < old <= size and _heads(old, size, list(path), old_root) == (old_root, root)
    except Unfit:
        return False


def _heads(old: int, size: int, path: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Return both heads; `known` is the head of the smaller tree as long as it is a subtree by itself."""
    if old == size:
        if known is not None and not path:
            return known, known
        if known is None and len(path) == 1:
            return path[0], path[0]
        raise Unfit
    if not path:
        raise Unfit
    middle, beside = _left(size), path[-1]
    if old <= middle:
        smaller, larger = _heads(old, middle, path[:-1], known)
        return smaller, node(larger, beside)
    smaller, larger = _heads(old - middle, size - middle, path[:-1], None)
    return node(beside, smaller), node(beside, larger)
