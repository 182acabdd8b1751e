"""Disks of a chosen size, filled to the last byte and freed again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

FILM = "film"


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system of this size; where that is not possible the test is skipped in so many words."""
    at.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "tmpfs", str(at)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(
            "a small disk can only be mounted by root: that a full disk loses nothing was not tried here"
        )
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def fill(disk: Path) -> None:
    """Leave no room: as when somebody copies a film."""
    for size in (1 << 20, 4096):
        with suppress(OSError), (disk / FILM).open("ab", buffering=0) as film:
            while True:
                film.write(bytes(size))


def free(disk: Path) -> None:
    """Take the film away again."""
    (disk / FILM).unlink()


def own_disk_for_wal(data: Path, disk: Path) -> None:
    """Move the write-ahead log of a stopped cluster to another disk, as an operator does."""
    moved = disk / "pg_wal"
    subprocess.run(["cp", "-a", str(data / "pg_wal"), str(moved)], check=True)
    subprocess.run(["rm", "-r", str(data / "pg_wal")], check=True)
    (data / "pg_wal").symlink_to(moved)
