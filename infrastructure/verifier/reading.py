"""Reads an export: one file, a JSON value a line (docs/seal-format.md). Nothing in it is trusted yet."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

FORMAT = "lachan/export/1"
LOGS = ("events", "access")


class NotAnExport(ValueError):
    """The file is missing, unreadable, or of another format."""


@dataclass
class Begun:
    """What stands before the entries."""

    made_at: str
    keys: list[str] = field(default_factory=list)
    witnesses: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """Checkpoints, as signed notes."""


class Lines:
    """The lines of a file, with the place reached, so that another process can read a part of it by itself."""

    def __init__(self, file: Path) -> None:
        """Open an export, compressed or not.

        Raises:
            NotAnExport: It cannot be read.
        """
        self.file, self.offset = file, 0
        try:
            with file.open("rb") as begin:
                self.is_packed = begin.read(2) == b"\x1f\x8b"
            opened = gzip.open if self.is_packed else open
            self._raw = cast("IO[bytes]", opened(file, "rb"))
        except OSError as error:
            raise NotAnExport(f"{file}: {error.strerror}") from None

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *failure: object) -> None:
        self._raw.close()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            line = next(self._raw)
        except (OSError, EOFError) as error:
            raise NotAnExport(f"{self.file}: {error}") from None
        self.offset += len(line)
        return line


def begun(lines: Iterator[bytes]) -> Begun:
    """Read up to the first entries.

    Raises:
        NotAnExport: The first line is of another format.
    """
    first = _object(next(lines, b""))
    if first.get("format") != FORMAT:
        raise NotAnExport(FORMAT)
    head = Begun(str(first.get("made_at", "")))
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
