"""Which tests run one after another in one process, because they share what is dear to make.

pytest-xdist's own groups (`--dist=loadgroup`) do not hold with pytest 9.2: the mark is written where pytest no longer
looks, each process makes the shared thing again, and nobody is told. A scheduler that goes by the file needs no mark.
"""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = {
    "tests/access/test_decide.py": "policy",
    "tests/access/test_mutants.py": "policy",
    "tests/access/test_matrix.py": "matrix",
    "tests/browser/test_gallery.py": "gallery",
    "tests/checkup/test_checkup.py": "checkup",
    "tests/demo/test_canary.py": "demo",
    "tests/demo/test_desk_crawl.py": "demo",
    "tests/demo/test_each_cell.py": "demo",
    "tests/demo/test_figures.py": "demo",
    "tests/demo/test_growth.py": "demo",
    "tests/demo/test_operator_of_the_year.py": "demo",
    "tests/demo/test_releases_of_the_year.py": "demo",
    "tests/demo/test_units_of_the_year.py": "demo",
    "tests/demo/test_worked_year.py": "demo",
    "tests/demo/test_year.py": "demo",
    "tests/demo/test_closed_books.py": "closed books",
    "tests/demo/test_leaks.py": "leaks",
    "tests/demo/test_whole_year.py": "whole year",
    "tests/fuzz/test_requests.py": "fuzz",
    "tests/fuzz/test_stored_texts.py": "stored texts",
    "tests/ledger/test_early_shapes.py": "early shapes",
    "tests/ledger/test_roundtrip.py": "roundtrip",
    "tests/test_dangerous_calls.py": "dangerous calls",
    "tests/test_house.py": "house",
}
"""Files whose tests share a fixture or the decided space, and one that is two thousand short tests."""


class Together(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    """Hands out the tests of `TOGETHER` as wholes, the largest first, and every other test alone."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)
