"""The verifier runs where nothing of the service is: a bare Python with `cryptography` and what that needs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import infrastructure.verifier
from infrastructure.seal.kit import write_kit
from infrastructure.verifier import notes
from tests.seal.sealed import Sealed

NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser", "typing_extensions")
SOURCES = sorted(Path(infrastructure.verifier.__path__[0]).glob("*.py"))


@pytest.fixture
def laptop(tmp_path: Path) -> Path:
    """A folder with the verifier in one file, and beside it the packages that `pip install cryptography` brings."""
    packages = tmp_path / "laptop" / "packages"
    packages.mkdir(parents=True)
    for kept in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if kept.name.partition(".")[0].partition("-")[0] in NEEDED:
            (packages / kept.name).symlink_to(kept)
    write_kit(packages.parent / "lachan-verify.pyz")
    return packages.parent


def run(laptop: Path, *arguments: object, start: str = "") -> subprocess.CompletedProcess[str]:
    """Run the file without the environment's packages, without site, far from the project."""
    environment = {"PYTHONPATH": str(laptop / "packages"), "PATH": os.environ["PATH"]}
    program = [sys.executable, "-S", "-s", *(["-c", start] if start else ["lachan-verify.pyz"])]
    command = [*program, *map(str, arguments)]
    return subprocess.run(
        command, cwd=laptop, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_verifier_imports_the_standard_library_and_cryptography_alone() -> None:
    known = {*sys.stdlib_module_names, "cryptography", "__future__"}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [n.name for n in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] in known or name.startswith("infrastructure.verifier"), (
                    source,
                    name,
                )


def test_right_wrong_and_misused_have_their_exit_codes_on_a_bare_python(house: Sealed, laptop: Path) -> None:
    house.town.case()
    house.sign()
    good = house.export()
    bad = house.after(lambda root: root.execute("UPDATE es.events SET role = 'auditor' WHERE position = 5"))
    cut = house.folder / "cut.jsonl"
    cut.write_text(good.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    keys = [part for vkey in house.vkeys() for part in ("--key", vkey)]
    page = laptop / "ket-qua.html"
    right, wrong = run(laptop, good, *keys), run(laptop, bad, *keys, "--page", page)
    assert (right.returncode, wrong.returncode) == (0, 1), right.stderr + wrong.stderr
    assert "RIGHT" in right.stdout and "taken from the file" not in right.stdout
    assert "mục 5" in wrong.stdout and "entry 5" in page.read_text(encoding="utf-8")
    assert [run(laptop, file).returncode for file in (cut, laptop / "none", SOURCES[0])] == [2, 2, 2]
    foreign = notes.Key("lachan/khac/events", notes.LOG_KIND, bytes(32)).vkey()
    assert run(laptop, good, "--key", foreign).returncode == 1


def test_nothing_of_the_service_is_there(laptop: Path) -> None:
    asked = "import sys; sys.path.insert(0, 'lachan-verify.pyz'); import infrastructure.verifier.__main__\n"
    loaded = run(laptop, start=asked + "print(*sorted({name.partition('.')[0] for name in sys.modules}))")
    theirs = {"psycopg", "pydantic", "fastapi", "eventsourcing", "structlog", "application", "domain", "api"}
    assert loaded.returncode == 0, loaded.stderr
    assert not theirs & set(loaded.stdout.split())
    control = run(laptop, start="import sys; sys.path.insert(0, 'lachan-verify.pyz'); import pydantic")
    assert control.returncode == 1, "the control must fail: the service's packages are not there"


def test_the_same_program_is_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.pyz", "b.pyz")]
    for file in files:
        write_kit(file)
    assert files[0].read_bytes() == files[1].read_bytes()
