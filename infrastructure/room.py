"""Whether there is room to write where an installation writes: its home, its cluster, the cluster's write-ahead log.

A look costs a few microseconds: the file system knows how much is free.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LEAST_BYTES = 32 << 20
"""Less is full: PostgreSQL takes its write-ahead log in pieces of 16 MB, and a table grows meanwhile."""


@dataclass(frozen=True, slots=True)
class Room:
    """The places of one installation, by the name that an operator reads; empty where nobody looks."""

    places: Mapping[str, Path]

    def free(self) -> dict[str, int]:
        """Return the free bytes of each place that is here and that this user may look at."""
        found = {}
        for name, place in self.places.items():
            try:
                found[name] = shutil.disk_usage(place).free
            except OSError:
                continue
        return found

    def full(self) -> list[str]:
        """Return the places where nothing more can be kept."""
        return sorted(name for name, free in self.free().items() if free < LEAST_BYTES)


def room_of(home: Path, cluster: Path | None) -> Room:
    """Return where an installation writes; `cluster` is the embedded server's folder, None for a server elsewhere."""
    places = {"home": home}
    if cluster is not None:
        places |= {"database": cluster, "wal": cluster / "data" / "pg_wal"}
    return Room(places)
