"""The tables as files: one section a route, one line a role, one cell a column; every cell is written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.access.matrix import ways_activity as activity
from tests.access.matrix import ways_book as book
from tests.access.matrix import ways_cases as cases
from tests.access.matrix import ways_desks as desks
from tests.access.matrix import ways_figures as figures
from tests.access.matrix import ways_files as files
from tests.access.matrix import ways_inspection as inspection
from tests.access.matrix import ways_mirror as mirror
from tests.access.matrix import ways_policy as policy
from tests.access.matrix import ways_recommendation as recommendation
from tests.access.matrix import ways_report as report
from tests.access.matrix import ways_support as support
from tests.access.matrix import ways_transfer as transfer
from tests.access.matrix.columns import COLUMNS, MEANING, ROWS
from tests.access.matrix.ways import Way

TABLES = Path(__file__).parent / "tables"
SUBJECTS: dict[str, tuple[Way, ...]] = {
    "cases": cases.CASE,
    "mirror": mirror.MIRROR,
    "counselling": cases.COUNSELLING,
    "files": files.FILES,
    "in-need": cases.NEED,
    "referrals": cases.REFERRAL,
    "lists": desks.LISTS,
    "protection": desks.PROTECTION,
    "officer": desks.OFFICER,
    "inspection": inspection.INSPECTION,
    "recommendations": recommendation.RECOMMENDATIONS,
    "reports": report.REPORTS,
    "policy": policy.POLICY,
    "books": book.BOOKS,
    "activities": activity.ACTIVITIES,
    "surveys": activity.SURVEYS,
    "support": support.SUPPORT,
    "funds": support.FUNDS,
    "figures": figures.FIGURES,
    "accounts": desks.ACCOUNTS,
    "transfers": transfer.TRANSFER,
    "own": desks.OWN,
    "open": desks.OPEN,
}
WAYS = {way.name: way for ways in SUBJECTS.values() for way in ways}
Written = dict[tuple[str, str, str], str]
"""The answer by route, role and column."""
SHORT = {"404": "."}
"""Most cells: not there, or not yours, which look the same."""
ANSWERS = (
    "# . is 404, login leads to the sign-in page, proof asks who one is, erased is the tombstone (409).",
    "# Written by python -m tests.access.matrix from rules.py; each cell is asked of the running application.",
)
_WIDE = max(map(len, ROWS))


def text(ways: tuple[Way, ...]) -> str:
    """Return the table of a subject as `rules.py` has it."""
    kinds = dict.fromkeys(way.kind for way in ways)
    legend = [f"# {kind} {column}: {said}" for kind in kinds for column, said in MEANING[kind].items()]
    return "\n".join([*ANSWERS, *legend, "", *(_section(way) for way in ways)])


def _section(way: Way) -> str:
    columns = COLUMNS[way.kind]
    wide = [max(len(column), 5) for column in columns]
    lines = [f"== {way.name}", _line(way.kind, columns, wide)]
    for role in ROWS:
        codes = (way.expects(role, column) for column in columns)
        lines.append(_line(role, [SHORT.get(code, code) for code in codes], wide))
    return "\n".join(lines) + "\n"


def _line(first: str, cells: tuple[str, ...] | list[str], wide: list[int]) -> str:
    return " ".join(
        [first.ljust(_WIDE), *(cell.rjust(width) for cell, width in zip(cells, wide, strict=True))]
    )


def written() -> Written:
    """Return every cell of the files."""
    return {cell: code for path in sorted(TABLES.glob("*.txt")) for cell, code in _read(path.read_text())}


def _read(table: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    long = {short: code for code, short in SHORT.items()}
    for section in table.split("== ")[1:]:
        name, head, *lines = section.rstrip("\n").split("\n")
        columns = head.split()[1:]
        for line in filter(None, lines):
            role, *codes = line.split()
            cells = zip(columns, codes, strict=True)
            yield from (((name, role, column), long.get(code, code)) for column, code in cells)
