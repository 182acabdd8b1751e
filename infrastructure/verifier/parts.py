"""Some thousand entries at a time: leaves compared, order looked at, the tree over them grown as far as it goes alone.

Whatever an export is written as, an entry comes here as its leaf's input: the bytes whose SHA-256 is the leaf. What is
computed of a part needs nothing but the part, so another process can do it; the heads of its complete subtrees are
all that has to come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from infrastructure.verifier.leaves import is_whole, moment_of, position_of

LEAF_BYTES = 32
Inputs = tuple[list[bytes], bytes]
"""Inputs of leaves, and the leaves that are stored, one after another."""
Subtree = tuple[int, bytes]
"""Height and head of a complete subtree."""


@dataclass(frozen=True)
class Place:
    """Where something lies in a file that is not packed."""

    file: Path
    start: int
    length: int

    def read(self) -> bytes:
        """Return it."""
        with self.file.open("rb") as raw:
            raw.seek(self.start)
            return raw.read(self.length)


class Part(Protocol):
    """Some entries of one log, one after another; small enough to be handed to another process."""

    def inputs(self, log: str) -> Inputs:
        """Return their leaves' inputs and their stored leaves.

        Raises:
            ValueError: Something in it is no entry.
        """


@dataclass(frozen=True)
class Checked:
    """What was computed of a part."""

    count: int
    wrong: list[int]
    """Positions of entries that do not fit their stored leaf."""
    breaks: list[tuple[int, int]]
    """Neighbours whose positions do not follow each other."""
    runs_backwards: bool
    first: tuple[int, int]
    """Position and time of recording."""
    last: tuple[int, int]
    grown: list[tuple[int, list[Subtree]]]
    """The tree's size, and the complete subtrees that take it there from the size before."""


def check(log: str, part: Part, first: int, sizes: Sequence[int]) -> Checked:
    """Check some entries.

    Args:
        log: Which log.
        part: The entries; at least one.
        first: How many entries of this log come before.
        sizes: Sizes of signed heads, ascending, after `first`.

    Raises:
        ValueError: Something in it is no entry.
    """
    inputs, stored = part.inputs(log)
    leaves = [stored[at : at + LEAF_BYTES] for at in range(0, len(stored), LEAF_BYTES)]
    if len(leaves) != len(inputs) or not all(is_whole(log, one) for one in inputs):
        raise ValueError(log)
    places = [position_of(log, one) for one in inputs]
    times = [moment_of(log, one) for one in inputs]
    wrong = [at for at, one, leaf in zip(places, inputs, leaves, strict=True) if sha256(one).digest() != leaf]
    breaks = [(one, other) for one, other in pairwise(places) if other != one + 1]
    runs_backwards = any(other < one for one, other in pairwise(times))
    ends = (places[0], times[0]), (places[-1], times[-1])
    return Checked(len(leaves), wrong, breaks, runs_backwards, *ends, grown_over(stored, first, sizes))


def grown_over(leaves: bytes, first: int, sizes: Sequence[int]) -> list[tuple[int, list[Subtree]]]:
    """Return the complete subtrees over these leaves, with a stop at each size that is asked for."""
    end = first + len(leaves) // LEAF_BYTES
    stops = [*(size for size in sizes if first < size < end), end]
    grown, at = [], first
    for stop in stops:
        subtrees = []
        while at < stop:
            height = min((at & -at).bit_length() - 1 if at else 63, (stop - at).bit_length() - 1)
            low, high = at - first, at - first + (1 << height)
            subtrees.append((height, _head(leaves[low * LEAF_BYTES : high * LEAF_BYTES])))
            at += 1 << height
        grown.append((stop, subtrees))
    return grown


def _head(level: bytes) -> bytes:
    """Return the head of as many leaves as a power of two."""
    while len(level) > LEAF_BYTES:
        pairs = range(0, len(level), 2 * LEAF_BYTES)
        level = b"".join([sha256(b"\x01" + level[at : at + 2 * LEAF_BYTES]).digest() for at in pairs])
    return level
