"""Random files in several tables: no figure of any of them is told too narrowly by all of them together.

The reader has the printed tables alone and knows every way in which a file may count (`tests.disclosure.random_files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from domain.disclosure.overlap import Checked, check
from infrastructure.linear import HighsSolver
from tests.disclosure.auditor import Name
from tests.disclosure.random_files import SHAPES, SMALLEST, Given, given, named, paper

SOLVER = HighsSolver()
Plan = tuple[int, tuple[str, ...], int]


def told_too_much(one: Given, stages: int) -> Mapping[Name, object]:
    """Return what a reader of all tables can say more of than is right."""
    read = paper(one, stages)
    asked: list[Name] = []
    for number, (stage, checked) in enumerate(one.tables):
        for place, count in checked.table.figures():
            if count is None and one.real(stage, place):
                asked.append((number, stage, *place))
    for name, parts in named(one, stages).items():
        read.sums.append((name, parts))
        asked.append(name)
    return read.narrower(SMALLEST, asked) if asked else {}


def held(plan: Plan) -> Given:
    """Give one set of tables out, and read it."""
    one = given(*plan, SOLVER)
    for stage, checked in one.tables:
        for place, count in checked.table.figures():
            assert count is None or count == one.real(stage, place), (plan, place)
            assert count is None or not 0 < count < SMALLEST, (plan, place)
    assert told_too_much(one, plan[2]) == {}, plan
    return one


@pytest.mark.long
def test_a_slice_of_the_random_files_tells_nothing_in_any_table() -> None:
    tables = hidden = shown = 0
    for plan in ((1, SHAPES[2], 1), (2, SHAPES[1], 1), (3, SHAPES[3], 1)):
        for _, checked in held(plan).tables:
            tables += 1
            hidden += checked.hidden
            shown += len(checked.table.counts) - checked.hidden
    assert tables > 5 and hidden > 10 and shown > 20


@pytest.mark.long
def test_60_sets_of_random_files_tell_nothing_in_any_table() -> None:
    tables = hidden = figures = refused = 0
    plans = [(1, shape) for shape in SHAPES] + [(2, shape) for shape in SHAPES[:2]]
    for seed, (stages, shape) in product(range(10), plans):
        one = held((seed, shape, stages))
        refused += one.refused
        for _, checked in one.tables:
            tables += 1
            figures += len(checked.table.counts)
            hidden += checked.hidden
    print(
        f"{tables} tables of files, {refused} refused: {figures} figures, {hidden} hidden; narrower than 5: 0"
    )
    assert tables > 80


@pytest.mark.long
def test_a_fault_that_takes_each_table_for_itself_is_seen() -> None:
    def forgetful(cut, stage, counted, earlier, *more) -> Checked:  # type: ignore[no-untyped-def]
        return check(cut, stage, counted, (), *more)

    told = (given(seed, SHAPES[1], 1, SOLVER, forgetful) for seed in range(6))
    assert any(told_too_much(one, 1) for one in told)
