"""One association for all tests of this folder; each restores into a home of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.given import Kept, kept


@pytest.fixture(scope="package")
def outside() -> Iterator[Kept]:
    """What was kept outside the machine."""
    with kept() as given:
        yield given


@pytest.fixture
def copy(outside: Kept, tmp_path: Path) -> Path:
    """A copy of the newest backup of the records, to be damaged."""
    return Path(shutil.copytree(outside.records(1), tmp_path / "copy"))


@pytest.fixture
def home() -> Iterator[Path]:
    """A home where nothing is."""
    folder = Path(tempfile.mkdtemp(prefix="lachan-restored-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)
