"""What tests share is made once: their files are handed to one process."""

from __future__ import annotations

import re
from pathlib import Path

from tests.together import TOGETHER, Together

ROOT = Path(__file__).parent.parent
SHARED = re.compile(r'@pytest\.fixture\(.*scope="(module|class)"')


def test_files_that_share_a_fixture_are_handed_out_whole() -> None:
    sharing = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("tests/**/test_*.py")
        if SHARED.search(file.read_text())
    }
    assert sharing
    assert sharing <= set(TOGETHER)
    assert all((ROOT / file).exists() for file in TOGETHER)


def test_the_fictional_year_is_played_in_one_process() -> None:
    asking = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("tests/demo/test_*.py")
        if "(played: Played" in (text := file.read_text()) and not SHARED.search(text)
    }
    assert asking
    assert {TOGETHER.get(file) for file in asking} == {"demo"}


def test_the_scheduler_goes_by_the_file() -> None:
    split = Together._split_scope
    scheduler = object.__new__(Together)
    matrix = {split(scheduler, f"tests/access/test_matrix.py::test_{one}") for one in ("a", "b[x::y@z]")}
    assert matrix == {"matrix"}
    assert split(scheduler, "tests/journeys/test_desk.py::test_a") != split(
        scheduler, "tests/journeys/test_desk.py::test_b"
    )
