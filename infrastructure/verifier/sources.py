"""What the verifier can read: an export of either format, or a dump of the database. It looks into the file itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from infrastructure.verifier import notes
from infrastructure.verifier.dump import Dump, is_dump
from infrastructure.verifier.parts import Part
from infrastructure.verifier.reading import Begun, Export, NotAnExport


class Source(Protocol):
    """Both logs, with their signed heads."""

    begun: Begun

    def parts(self, log: str, *, elsewhere: bool) -> Iterator[tuple[int, Part]]:
        """Yield the entries of a log, some thousand at a time, with their number; events first, then the access log."""


def opened(file: Path, keys: Sequence[notes.Key] = ()) -> AbstractContextManager[Source]:
    """Open a file.

    Args:
        file: The export or the dump.
        keys: Public keys that were brought along; a dump has none of the logs.

    Raises:
        NotAnExport: It cannot be read, or is neither; or a dump without keys, of which it says nothing.
    """
    if not is_dump(file):
        return Export(file)
    if not keys:
        raise NotAnExport("--key")
    return Dump(file)
