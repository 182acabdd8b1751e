import re
from pathlib import Path

import pytest

import domain

ROOM = Path(domain.__path__[0])
ROWS = [
    line.strip("|").split("|")
    for line in (ROOM / "README.md").read_text(encoding="utf-8").split("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| Tiếng Việt")
]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip())
def test_a_term_has_both_languages_and_its_names_exist(row: list[str]) -> None:
    vietnamese, english, meaning, mark, names = (cell.strip() for cell in row)
    assert vietnamese and english and meaning and mark in ("L", "A", "D")
    for name in re.findall(r"`(\w+)`", names):
        assert re.search(rf"^(class|def) {name}\b|^{name}\b", SOURCE, re.MULTILINE), name
