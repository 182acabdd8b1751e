from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import pytest

from domain.disclosure.grid import SMALLEST_SHOWN, ShownGrid, protect_grid
from domain.disclosure.solving import LinearSystem
from infrastructure.linear import HighsSolver
from tests.disclosure.auditor import Printed

SOLVER = HighsSolver()
CASES = ((3, 9, 0, 12), (8, 0, 7, 20), (15, 6, 0, 9))
"""One small count among larger ones."""


def printed(grid: ShownGrid) -> Printed:
    """Return a grid as whoever reads it has it before them."""
    paper = Printed()
    height, width = len(grid.cells), len(grid.column_sums)
    for row, line in enumerate(grid.cells):
        paper.figures |= {("cell", row, column): shown for column, shown in enumerate(line)}
        paper.figures["row", row] = grid.row_sums[row]
        paper.sums.append((("row", row), [("cell", row, column) for column in range(width)]))
    for column, shown in enumerate(grid.column_sums):
        paper.figures["column", column] = shown
        paper.sums.append((("column", column), [("cell", row, column) for row in range(height)]))
    paper.figures["total"] = grid.total
    paper.sums.append(("total", [("row", row) for row in range(height)]))
    return paper


def hidden_alone(counts: Sequence[Sequence[int]]) -> Printed:
    """Return the table with only its small cells hidden."""
    paper = printed(protect_grid(counts, SOLVER, smallest=0))
    for name, shown in paper.figures.items():
        if shown is not None and 0 < shown < SMALLEST_SHOWN:
            paper.figures[name] = None
    return paper


def test_a_small_count_is_hidden_with_others_so_that_no_sum_gives_it_away() -> None:
    grid = protect_grid(CASES, SOLVER)

    assert grid.cells[0][0] is None
    assert grid.total == 89
    assert printed(grid).narrower(SMALLEST_SHOWN) == {}


def test_hiding_the_small_count_alone_is_caught() -> None:
    paper = hidden_alone(CASES)

    assert paper.narrower(SMALLEST_SHOWN) == {("cell", 0, 0): (3.0, 3.0)}


def test_noughts_and_large_counts_are_shown_where_nothing_is_small() -> None:
    counts = ((0, 5, 20), (0, 0, 7))

    grid = protect_grid(counts, SOLVER)

    assert grid.cells == counts
    assert (grid.row_sums, grid.column_sums, grid.total) == ((25, 7), (0, 5, 27), 32)


def test_a_nought_is_hidden_where_it_would_tell() -> None:
    grid = protect_grid(((2, 0), (0, 30)), SOLVER)

    assert grid.cells[0] == (None, None) or grid.row_sums[0] is None
    assert printed(grid).narrower(SMALLEST_SHOWN) == {}


def test_sums_of_groups_of_rows_are_kept_as_well() -> None:
    counts = ((9, 12), (3, 14), (11, 10), (20, 8))
    groups = {"north": (0, 1), "south": (2, 3)}

    grid = protect_grid(counts, SOLVER, groups=groups)

    paper = printed(grid)
    for name, of in groups.items():
        for column in range(2):
            paper.figures[name, column] = grid.group_sums[name][column]
            paper.sums.append(((name, column), [("cell", row, column) for row in of]))
        paper.figures[name] = grid.group_sums[name][2]
        paper.sums.append((name, [(name, 0), (name, 1)]))
    assert paper.narrower(SMALLEST_SHOWN) == {}


def test_an_empty_table_and_one_cell_come_out_right() -> None:
    assert protect_grid((), SOLVER).total == 0
    assert protect_grid(((4,),), SOLVER).total is None
    assert protect_grid(((5,),), SOLVER).total == 5


def test_the_threshold_is_what_the_caller_says() -> None:
    grid = protect_grid(((7, 40), (50, 60)), SOLVER, smallest=10)

    assert grid.cells[0][0] is None
    assert printed(grid).narrower(10) == {}


def test_the_same_counts_give_the_same_table() -> None:
    first, again = (protect_grid(CASES, HighsSolver()) for _ in range(2))

    assert first == again


def test_where_the_solver_finds_no_way_everything_is_hidden() -> None:
    class Helpless:
        """Says that no figure can be moved by an amount that is asked for."""

        def system(self, columns: int, rows: Sequence[Mapping[int, float]]) -> LinearSystem:
            system = SOLVER.system(columns, rows)

            class Refusing:
                def best(
                    self, worth: Mapping[int, float], low: Sequence[float], high: Sequence[float]
                ) -> Sequence[float] | None:
                    return None if max(low) > 0 else system.best(worth, low, high)

            return Refusing()

    grid = protect_grid(CASES, Helpless())

    zeros = sum(count == 0 for row in CASES for count in row)
    assert sum(cell is not None for row in grid.cells for cell in row) == zeros
    assert grid.total is None


@pytest.mark.parametrize("counts", [((1, 2), (3,)), ((1, -2), (3, 4))])
def test_what_is_no_table_of_counts_is_turned_away(counts: Sequence[Sequence[int]]) -> None:
    with pytest.raises(ValueError, match="grid"):
        protect_grid(counts, SOLVER)


def test_four_random_tables_give_nothing_away_and_primary_hiding_alone_would() -> None:
    told_alone = 0
    for seed in range(4):
        random = Random(seed)
        counts = [[random.choice((0, 0, 1, 2, 3, 4, 6, 9, 15, 30)) for _ in range(6)] for _ in range(8)]
        assert printed(protect_grid(counts, SOLVER)).narrower(SMALLEST_SHOWN) == {}, seed
        told_alone += len(hidden_alone(counts).narrower(SMALLEST_SHOWN))
    assert told_alone > 4
