"""What the code never does: run what it was given, parse XML, call a shell, draw secrets by lot, hash weakly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    file
    for room in ("domain", "application", "infrastructure", "api")
    for file in (ROOT / room).rglob("*.py")
)
SCRIPTS = sorted((ROOT / "api" / "static").glob("*.js"))
TEMPLATES = sorted((ROOT / "api" / "templates").rglob("*.html"))

RUNS_INPUT = {"eval", "exec", "compile", "__import__"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml", "jsonpickle", "xmlrpc"}
ASKS_ELSEWHERE = {
    "urllib.request",
    "http.client",
    "httpx",
    "httpx2",
    "requests",
    "aiohttp",
    "smtplib",
    "ftplib",
    "ldap3",
}
BY_LOT = {"application/demo/chance.py", "infrastructure/keys/reading.py"}
"""A fictional year from a seed, and which events a drill of the key backup opens."""


def names_in(source: str) -> Iterator[tuple[str, int]]:
    """Each module imported and each plain function called, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield f"{node.func.id}()", node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}()", node.lineno
            if isinstance(node.func.value, ast.Name):
                yield f"{node.func.value.id}.{node.func.attr}()", node.lineno
            if any(k.arg == "shell" for k in node.keywords):
                yield "shell=", node.lineno


@cache
def names_of(file: Path) -> tuple[tuple[str, int], ...]:
    """What `names_in` says of one file, read once."""
    return tuple(names_in(file.read_text()))


def found(names: set[str]) -> list[str]:
    """Where one of these is imported (or a part of it) or called."""
    return [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in FILES
        for name, line in names_of(file)
        if any(name == one or name.startswith(f"{one}.") for one in names)
    ]


def test_the_search_finds_what_it_looks_for() -> None:
    planted = "import pickle\nfrom xml.etree import ElementTree\neval(x)\nsubprocess.run(x, shell=True)\nos.system(x)"
    assert {name for name, _ in names_in(planted)} >= {
        "pickle",
        "xml.etree",
        "eval()",
        "shell=",
        "os.system()",
    }


def test_nothing_that_was_given_is_run_as_code() -> None:
    assert found({f"{name}()" for name in RUNS_INPUT} | {".from_string()", ".render_template_string()"}) == []


def test_no_shell_is_called() -> None:
    assert found({"shell=", "os.system", "os.popen", "os.system()", "os.popen()"}) == []


def test_no_objects_and_no_xml_are_read() -> None:
    assert found(READS_OBJECTS) == []


def test_the_service_asks_nothing_of_other_machines_but_its_databases() -> None:
    asking = {place.partition(":")[0] for place in found(ASKS_ELSEWHERE)}
    assert asking <= {"infrastructure/supervisor.py"}, (
        "which asks its own web processes whether they are ready"
    )


def test_what_must_not_be_guessed_is_never_drawn_by_lot() -> None:
    drawn = {place.partition(":")[0] for place in found({"random", "numpy.random"})}
    assert drawn <= BY_LOT


def test_there_is_one_way_of_encrypting_and_no_weak_hash() -> None:
    weak = {f"hashlib.{name}" for name in ("md5", "sha1", "new")} | {".md5()", ".sha1()"}
    modes = {"cryptography.hazmat.primitives.ciphers.modes", "cryptography.hazmat.primitives.ciphers.Cipher"}
    assert found(weak | modes | {"Crypto", "cryptography.hazmat.primitives.asymmetric.padding"}) == []
    ciphers = {place.split()[1] for place in found({"cryptography.hazmat.primitives.ciphers"})}
    assert {name.rpartition(".")[2] for name in ciphers} <= {"aead", "AESGCM"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_write_text_and_never_markup_or_code(script: Path) -> None:
    forbidden = (
        r"(?:inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\b|new Function|postMessage|WebSocket"
    )
    assert re.findall(forbidden, script.read_text()) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_keep_to_themselves(script: Path) -> None:
    text = script.read_text()
    assert text.startswith('"use strict";')
    assert text.rstrip().endswith("})();"), "one function around everything: no name lies on the window"
    assert re.findall(r"__proto__|\bprototype\b|Object\.assign|window\.\w+\s*=[^=]", text) == []


def test_templates_switch_escaping_off_nowhere() -> None:
    loud = [t.name for t in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+false", t.read_text())]
    assert loud == []
