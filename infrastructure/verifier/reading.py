"""Reads an export (docs/seal-format.md), of either format. Nothing in it is trusted yet."""

from __future__ import annotations

import gzip
import json
import struct
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from infrastructure.verifier.leaves import INPUT, Entry
from infrastructure.verifier.parts import LEAF_BYTES, Inputs, Part, Place

LINES, BLOCKS = "lachan/export/1", "lachan/export/2"
LOGS = ("events", "access")
AT_ONCE = 4_000
BLOCK = struct.Struct(">IQ")
"""Before each block: how many entries, and how many bytes they are."""


class NotAnExport(ValueError):
    """The file is missing, unreadable, or of another format."""


@dataclass
class Begun:
    """What stands before the entries."""

    made_at: str = ""
    keys: list[str] = field(default_factory=list)
    witnesses: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """Checkpoints, as signed notes."""
    format: str = LINES


@dataclass(frozen=True)
class JsonPart:
    """Entries as JSON arrays, a line each."""

    lines: list[bytes] | Place

    def inputs(self, log: str) -> Inputs:
        """Return their leaves' inputs and their stored leaves."""
        lines = self.lines.read().splitlines() if isinstance(self.lines, Place) else self.lines
        entries: list[Entry] = json.loads(b"[" + b",".join(lines) + b"]")
        input_of = INPUT[log]
        return [input_of(entry) for entry in entries], unhexlify("".join([entry[-1] for entry in entries]))


@dataclass(frozen=True)
class BlockPart:
    """Entries as the inputs of their leaves: stored leaves, lengths, inputs."""

    count: int
    block: bytes | Place

    def inputs(self, log: str) -> Inputs:
        """Return their leaves' inputs and their stored leaves."""
        block = self.block.read() if isinstance(self.block, Place) else self.block
        at = self.count * LEAF_BYTES
        lengths = struct.unpack_from(f">{self.count}I", block, at)
        found, start = [], at + 4 * self.count
        for length in lengths:
            found.append(block[start : start + length])
            start += length
        if start != len(block):
            raise ValueError(log)
        return found, block[:at]


class Export:
    """An export, compressed or not, read from its beginning to its end."""

    def __init__(self, file: Path) -> None:
        """Open it and read up to the first entries.

        Raises:
            NotAnExport: It cannot be read.
        """
        self.file, self._offset, self._ended = file, 0, b""
        try:
            with file.open("rb") as begin:
                self._is_packed = begin.read(2) == b"\x1f\x8b"
            self._raw = cast("IO[bytes]", (gzip.open if self._is_packed else open)(file, "rb"))
        except OSError as error:
            raise NotAnExport(f"{file}: {error.strerror}") from None
        try:
            self.begun = begun(self._lines())
        except BaseException:
            self._raw.close()
            raise

    def __enter__(self) -> Export:
        return self

    def __exit__(self, *failure: object) -> None:
        self._raw.close()

    def parts(self, log: str, *, elsewhere: bool) -> Iterator[tuple[int, Part]]:
        """Yield the entries of a log, some thousand at a time, with their number; the logs in their order.

        Args:
            log: Which log; the next one in the file.
            elsewhere: Whether they go to another process: then only where they lie, unless they are packed.

        Raises:
            NotAnExport: The file is cut off.
        """
        by_place = elsewhere and not self._is_packed
        if self.begun.format == BLOCKS:
            yield from self._blocks(by_place)
            after = next(self._lines(), b"")
        else:
            yield from self._arrays(by_place)
            after = self._ended
        said = _object(after)
        if "end" not in said if log == LOGS[1] else said.get("entries") != LOGS[1]:
            raise NotAnExport("line")

    def _lines(self) -> Iterator[bytes]:
        try:
            for line in iter(self._raw.readline, b""):
                self._offset += len(line)
                yield line
        except (OSError, EOFError) as error:
            raise NotAnExport(f"{self.file}: {error}") from None

    def _arrays(self, by_place: bool) -> Iterator[tuple[int, Part]]:
        entries = self._entries()
        while True:
            start = self._offset
            lines = list(islice(entries, AT_ONCE))
            if not lines:
                return
            place = Place(self.file, start, sum(map(len, lines)))
            yield len(lines), JsonPart(place if by_place else lines)

    def _entries(self) -> Iterator[bytes]:
        """Yield the lines of entries up to the line that ends them, which stays for who comes next."""
        for line in self._lines():
            if line[:1] != b"[":
                self._ended = line
                return
            yield line
        raise NotAnExport("cut off")

    def _blocks(self, by_place: bool) -> Iterator[tuple[int, Part]]:
        while True:
            count, length = BLOCK.unpack(self._exactly(BLOCK.size))
            if count == 0:
                return
            place = Place(self.file, self._offset, length)
            if by_place:
                self._raw.seek(length, 1)
                self._offset += length
            yield count, BlockPart(count, place if by_place else self._exactly(length))

    def _exactly(self, length: int) -> bytes:
        try:
            found = self._raw.read(length)
        except (OSError, EOFError) as error:
            raise NotAnExport(f"{self.file}: {error}") from None
        if len(found) < length:
            raise NotAnExport("cut off")
        self._offset += length
        return found


def begun(lines: Iterator[bytes]) -> Begun:
    """Read up to the first entries.

    Raises:
        NotAnExport: The first line is of another format.
    """
    first = _object(next(lines, b""))
    if first.get("format") not in (LINES, BLOCKS):
        raise NotAnExport(BLOCKS)
    head = Begun(str(first.get("made_at", "")), format=str(first["format"]))
    for line in lines:
        said = _object(line)
        if "key" in said:
            head.keys.append(str(said["key"]))
        elif "witness" in said:
            head.witnesses.append(str(said["witness"]))
        elif "checkpoint" in said:
            head.heads.append(str(said["checkpoint"]))
        elif said.get("entries") == LOGS[0]:
            return head
        else:
            raise NotAnExport("line")
    raise NotAnExport("no entries")


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        raise NotAnExport("line") from None
    if not isinstance(said, dict):
        raise NotAnExport("line")
    return said
