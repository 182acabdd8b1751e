"""The upgrade as an operator runs it, from an earlier commit with data in it; and the way back when a step fails.

There is no tag yet: the commit that merged the seal stands for the previous release (migrations up to 0130).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backup.given import rows_of, running, told
from tests.faults.report import report
from tests.startup.running import ROOT, Serving, environment, lachan

pytestmark = pytest.mark.faults
BEFORE = "b0f36b7ece945c4ddcf9bacba9cbec22e82f967b"
SCALE = "0.02"


@dataclass(frozen=True)
class Place:
    """Two releases, a home that the former one filled, and the command that goes from one to the other."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "var"

    @property
    def current(self) -> Path:
        return self.folder / "current"

    def release(self, name: str, source: Path, before: str = "") -> Path:
        program = self.folder / name / "bin" / "lachan"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\ncd {source}\n{before}\nexec {sys.executable} -m api.cli "$@"\n')
        program.chmod(0o755)
        return program.parent.parent

    def run(self, release: Path, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            [str(release / "bin" / "lachan"), *command],
            env=environment(self.home, LACHAN_LOG_LEVEL="warning"),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def upgraded(self, to: Path) -> subprocess.CompletedProcess[str]:
        settings = {
            "CURRENT": self.current,
            "BACKUPS": self.folder / "backups",
            "STOP": "true",
            "START": "true",
        }
        given = environment(self.home, RECIPIENTS=str(self.folder / "me.pub"))
        return subprocess.run(
            [str(ROOT / "deploy" / "upgrade.sh"), str(to)],
            env=given | {name: str(value) for name, value in settings.items()},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def rows(self) -> dict[str, object]:
        with running(self.home) as (database, _):
            found = rows_of(database)
        return {table: found[table] for table in ("es.events", "trail.entries", "public.schema_migrations")}


@pytest.fixture
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-upgrade-"))
    folder.chmod(0o711)
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--detach", str(folder / "source"), BEFORE], check=True, capture_output=True)
    (folder / "me.pub").write_text(
        told(lachan("keys", "identity", str(folder / "me.txt"), home=folder / "x"))
    )
    try:
        yield Place(folder)
    finally:
        subprocess.run([*git, "remove", "--force", str(folder / "source")], check=True, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_the_former_release_is_upgraded_with_its_records_and_a_failed_upgrade_goes_back(place: Place) -> None:
    old = place.release("old", place.folder / "source")
    doctor = 'if [ "$1" = doctor ]; then exit 0; fi'  # looks at a running service; nothing is started here
    broken = place.release("broken", ROOT, 'if [ "$1" = doctor ]; then echo "SAI / WRONG: x"; exit 1; fi')
    new = place.release("new", ROOT, doctor)
    os.symlink(old, place.current)
    place.run(old, "demo", "--scale", SCALE, code=1)  # that version ends at a table it cannot release
    before = place.rows()

    failed = place.upgraded(broken)
    assert failed.returncode == 1, failed.stderr
    assert place.current.resolve() == old
    assert place.rows() == before
    place.run(place.current, "migrate")
    assert "sample events" in place.run(place.current, "keys", "drill")

    done = place.upgraded(new)
    assert done.returncode == 0, done.stderr
    assert place.current.resolve() == new
    after = place.rows()
    with Serving(place.home) as serving:
        assert serving.is_healthy()
        assert lachan("doctor", "--full", home=place.home).returncode == 0
    report(
        "Upgraded, and gone back",
        {
            "from commit (no tag yet)": BEFORE[:7],
            "events": str(before["es.events"]).strip("(").split(",")[0],
            "migrations run": _count(after) - _count(before),
            "rows of both logs that differ after the upgrade": int(_logs(after) != _logs(before)),
            "after a failed upgrade: release in use": "the former",
            "after a failed upgrade: rows that differ, migrations left": 0,
        },
    )
    assert _logs(after) == _logs(before)
    assert _count(after) > _count(before)


def _logs(rows: dict[str, object]) -> list[object]:
    return [rows["es.events"], rows["trail.entries"]]


def _count(rows: dict[str, object]) -> int:
    return int(str(rows["public.schema_migrations"]).strip("(").split(",")[0])
