"""A machine whose power can be cut: a file system in a file, of which a copy is taken at one instant.

The file lies on an outer file system of its own. Frozen, that one takes no more writes, so the copy holds exactly what
had left the inner file system's memory for its disk by then; pages that it had not written yet are not in it, as after
a power cut. What a disk does with writes that it was given and not told to flush is not tried: they are all kept.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

OUTER_MEGABYTES, INNER_MEGABYTES = 4096, 1536
NEEDED = ("mkfs.ext4", "losetup", "fsfreeze", "mount", "umount")
NOT_HERE = "a power cut needs root, loop devices and mkfs.ext4: no power was cut here"


@dataclass(frozen=True)
class Machine:
    """What it writes lies below `disk`; `cut` gives a folder with what its disk held at that moment."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk"

    @contextmanager
    def cut(self) -> Iterator[Path]:
        """Take the copy, and mount it where another machine would find it after the power is back."""
        copy, found = self.folder / "copy.img", self.folder / "found"
        outer = self.folder / "outer"
        _run("fsfreeze", "--freeze", str(outer))
        try:
            _run("cp", "--sparse=always", str(outer / "disk.img"), str(copy))
        finally:
            _run("fsfreeze", "--unfreeze", str(outer))
        try:
            with _mounted(copy, found):
                yield found
        finally:
            copy.unlink()


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Make such a machine; where that is not possible the test is skipped in so many words."""
    if any(shutil.which(program) is None for program in NEEDED):
        pytest.skip(NOT_HERE)
    with ExitStack() as stack:
        outer = folder / "outer"
        try:
            stack.enter_context(_mounted(_made(folder / "outer.img", OUTER_MEGABYTES), outer))
            image = _made(outer / "disk.img", INNER_MEGABYTES)
            stack.enter_context(_mounted(image, folder / "disk"))
        except subprocess.CalledProcessError:
            pytest.skip(NOT_HERE)
        yield Machine(folder)


def _made(image: Path, megabytes: int) -> Path:
    _run("truncate", "-s", f"{megabytes}M", str(image))
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image))
    return image


@contextmanager
def _mounted(image: Path, at: Path) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    _run("mount", "-o", "loop,noatime", str(image), str(at))
    try:
        at.chmod(0o711)
        yield
    finally:
        _run("umount", str(at))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
