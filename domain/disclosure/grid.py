"""A table of rows and columns with its sums, each cell shown or hidden: what a page or a report asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.disclosure.solving import Solver
from domain.disclosure.suppression import Figure, Protection, protect

SMALLEST_SHOWN = 5
"""A figure about children below it is not shown to whoever sees no case. Source: quy ước nội bộ (LAW 1.2, rule c)."""


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """A table as it may be shown; None stands where a figure is hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int | None, ...]
    column_sums: tuple[int | None, ...]
    group_sums: Mapping[str, tuple[int | None, ...]]
    """Sums of groups of rows by column; the last is the sum of the whole group."""
    total: int | None
    protection: Protection


def protect_grid(
    counts: Sequence[Sequence[int]],
    solver: Solver,
    *,
    smallest: int = SMALLEST_SHOWN,
    groups: Mapping[str, Sequence[int]] | None = None,
) -> ShownGrid:
    """Return a table of counts with what may be shown of it.

    Rows and columns must exclude each other, so that the sums that are printed are sums: what can stand in two rows (a
    child in two groups) is a table for itself per row. A nought is shown unless that would reveal another figure. The
    same counts always give the same answer. What readers see on two days can be subtracted: call it for fixed cut-offs
    alone, or release the table (`application.release`), which looks at everything released before.

    Args:
        counts: Rows of equal length, no count negative.
        solver: `work.view(Solver)`.
        smallest: From which count on a figure may be shown.
        groups: Names of groups of rows, with the numbers of their rows: parent units, quarters.

    Raises:
        ValueError: Rows of different length, or a negative count.
    """
    height, width = len(counts), len(counts[0]) if counts else 0
    if any(len(row) != width for row in counts) or any(count < 0 for row in counts for count in row):
        raise ValueError("a grid has rows of equal length and no negative count")
    rows, columns = range(height), range(width)
    sums = [[(row, column)] for row in rows for column in columns]
    sums += [[(row, column) for column in columns] for row in rows]
    sums += [[(row, column) for row in rows] for column in columns]
    for of in (groups or {}).values():
        sums += [[(row, column) for row in of] for column in columns]
        sums.append([(row, column) for row in of for column in columns])
    sums.append([(row, column) for row in rows for column in columns])
    figures = [Figure(frozenset(row * width + column for row, column in one), smallest) for one in sums]
    flat = [count for row in counts for count in row]
    found = protect(flat, figures, solver)
    shown = iter(
        None if number in found.hidden else sum(flat[part] for part in figure.parts)
        for number, figure in enumerate(figures)
    )
    return ShownGrid(
        cells=tuple(tuple(next(shown) for _ in columns) for _ in rows),
        row_sums=tuple(next(shown) for _ in rows),
        column_sums=tuple(next(shown) for _ in columns),
        group_sums={name: tuple(next(shown) for _ in range(width + 1)) for name in groups or {}},
        total=next(shown),
        protection=found,
    )
