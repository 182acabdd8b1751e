"""`docs/asvs.md`: every requirement of levels 1 and 2 once, decided; every test that it names is in the tree."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "asvs.md"
PAGES_WITH_TESTS = (PAGE, ROOT / "docs" / "walk-through.md")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
STATES = ("met", "not applicable", "open")


class Row(NamedTuple):
    id: str
    level: str
    words: str
    state: str
    shown: str


def rows() -> list[Row]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        Row(*(cell.strip() for cell in line.strip("|").split("|")))
        for line in lines
        if line.startswith("| V")
    ]


def required() -> list[tuple[str, str]]:
    lines = (ROOT / "tests" / "asvs-ids.txt").read_text(encoding="utf-8").splitlines()
    return [(number, level) for number, level in (line.split() for line in lines)]


def unknown(text: str) -> list[str]:
    """Tests named in a text that are not in the tree."""
    return [
        f"{file}::{test}"
        for file, test in TEST.findall(text)
        if not (ROOT / file).exists() or not re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.M)
    ]


def test_there_are_seventy_and_a_hundred_and_eighty_three() -> None:
    assert Counter(level for _, level in required()) == {"L1": 70, "L2": 183}
    assert len({number for number, _ in required()}) == 253


def test_each_requirement_stands_there_once_with_its_level() -> None:
    assert [(row.id, row.level) for row in rows()] == required()


@pytest.mark.bar
def test_each_row_is_decided_in_words() -> None:
    states = Counter(row.state for row in rows())
    print(
        f"\nN-8: {sum(states.values())} rows of ASVS 5.0, L1 and L2: "
        + ", ".join(f"{n} {s}" for s, n in states.items())
    )
    for row in rows():
        assert row.state in STATES, row
        assert row.words and row.shown, row


def test_what_is_met_names_tests_and_nothing_else_in_their_place() -> None:
    for row in rows():
        if row.state == "met":
            assert TEST.findall(row.shown), row
            assert TEST.sub("", row.shown).strip(", ") == "", row
        else:
            assert not TEST.findall(row.shown), row


def test_each_test_that_is_named_is_there() -> None:
    named = [name for page in PAGES_WITH_TESTS for name in TEST.findall(page.read_text(encoding="utf-8"))]
    assert len(named) > 150
    assert [name for page in PAGES_WITH_TESTS for name in unknown(page.read_text(encoding="utf-8"))] == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert unknown("`tests/test_asvs.py::test_nowhere` and `tests/nowhere.py::test_x`") == [
        "tests/test_asvs.py::test_nowhere",
        "tests/nowhere.py::test_x",
    ]


def test_the_head_counts_what_the_table_holds() -> None:
    counted = Counter((row.state, row.level) for row in rows())
    text = PAGE.read_text(encoding="utf-8")
    for state in STATES:
        one, two = counted[state, "L1"], counted[state, "L2"]
        assert f"| {state} | {one} | {two} | {one + two} |" in text


def test_every_library_that_is_asked_for_has_its_version_and_its_reason() -> None:
    """ASVS V15.1.1: what is installed is written down, with why (`docs/dependencies.md`)."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    asked = [
        found
        for line in lines
        if (found := re.match(r'    "([\w.-]+)(?:\[\w+\])?[><=!~]+[^"]*",\s*(#.*)?$', line))
    ]
    held = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    versions = {one.partition("==")[0].lower().replace("_", "-") for one in held if "==" in one}
    assert len(asked) > 30
    assert [name for name, reason in (found.groups() for found in asked) if not reason] == []
    assert {found[1].lower().replace("_", "-") for found in asked} - versions == set()
