"""Coarser tables: which steps there are, and that each has fewer figures of the same days."""

from __future__ import annotations

from datetime import date

import pytest

from application.releasing import Shape
from domain.disclosure.overlap import Checked
from domain.disclosure.released import Area, Cut, ReleasedTable
from domain.release import is_safe
from domain.release_detail import Detail, TableKind, coarser, days_of_year


@pytest.mark.parametrize("kind", TableKind)
def test_each_step_down_has_no_more_figures_and_tells_of_the_same_year(kind: TableKind) -> None:
    shapes = [Shape.of_year(kind, 2025, detail) for detail in (Detail.FULL, *coarser(kind))]
    for shape in shapes:
        assert (shape.spans[0].first, shape.spans[0].last) == (date(2025, 1, 1), date(2025, 12, 31))
        parts = shape.spans[1:]
        days = sum((one.last - one.first).days + 1 for one in parts)
        assert not parts or days == 365, "parts fill the year, and none stands twice"
    assert len({shape.title for shape in shapes}) == len(shapes), "each is a table of its own"
    assert [shape.by_unit for shape in shapes] == sorted((shape.by_unit for shape in shapes), reverse=True)
    for unit_rows in (True, False):
        sizes = [len(shape.spans) for shape in shapes if shape.by_unit is unit_rows]
        assert sizes == sorted(sizes, reverse=True)


def test_what_is_coarser_than_a_step_is_what_comes_after_it() -> None:
    assert coarser(TableKind.LOG, Detail.QUARTERS) == (Detail.HALVES, Detail.YEAR)
    assert coarser(TableKind.COMMUNE) == () == coarser(TableKind.SITUATION, Detail.MONTHS)
    assert len(days_of_year(2024, 3)) == 5 and len(days_of_year(2024, None)) == 1


def test_a_table_that_narrows_what_is_hidden_is_not_safe() -> None:
    table = ReleasedTable(cut=Cut(rows=(), spans=(), areas=(Area(name="Toàn Hội"),)), counts=())
    safe, short = (Checked(table, 1, 0, 5, 0, short) for short in (0, 1))
    told = Checked(table, 1, 0, 5, 2)
    for kind in TableKind:
        assert is_safe(kind, safe) and not is_safe(kind, short)
        assert is_safe(kind, told) is (kind is TableKind.FIGURES)
