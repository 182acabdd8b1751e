"""Random tables: no hidden figure, and no small difference, is told too narrowly by any of them together.

The reader (`tests.disclosure.auditor`) has the printed tables alone and an equation for each sum that stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product

import pytest

from domain.disclosure.overlap import Checked, check
from domain.disclosure.released import ReleasedTable
from infrastructure.linear import HighsSolver
from tests.disclosure.auditor import Name
from tests.disclosure.random_tables import (
    SHAPES,
    SMALLEST,
    Told,
    paper,
    small_differences,
    told,
)

SOLVER = HighsSolver()
ALL_TABLES = 500
Plan = tuple[int, str, int]


def plans() -> Iterable[Plan]:
    """Yield seed, shape and how often it is given out: each shape once, twice and three times, again and again."""
    for seed in range(ALL_TABLES):
        for shape, stages in product(SHAPES, (1, 2, 3)):
            yield seed, shape, stages


def told_too_much(one: Told, tables: tuple[ReleasedTable, ...] | None = None) -> Mapping[Name, object]:
    """Return what a reader of all tables can say more of than is right."""
    read = paper(one, one.tables if tables is None else tables)
    hidden = [name for name, shown in read.figures.items() if shown is None]
    return read.narrower(5, [*hidden, *small_differences(one)])


def with_small_hidden_alone(one: Told) -> tuple[ReleasedTable, ...]:
    """Return the tables as they would be with nothing but the small figures hidden."""
    return tuple(
        ReleasedTable(
            cut=one.cut,
            counts=tuple(
                None if 0 < (count := one.real(stage, place)) < SMALLEST else count
                for place in one.cut.places()
            ),
        )
        for stage in range(len(one.checked))
    )


def held(number: int, plan: Plan) -> Told:
    """Check one table, however often it is given out."""
    one = told(*plan, SOLVER)
    for stage, checked in enumerate(one.checked):
        assert checked.given_away == 0, (number, plan, stage)
        for place, count in checked.table.figures():
            assert count is None or count == one.real(stage, place), (number, plan, place)
            assert count is None or not 0 < count < SMALLEST, (number, plan, place)
    assert told_too_much(one) == {}, (number, plan)
    return one


def test_a_slice_of_the_random_tables_tells_nothing() -> None:
    told_alone = 0
    for number, plan in enumerate(islice(plans(), len(SHAPES) * 3)):
        if plan[2] < {"one way": 3, "two ways": 3, "of which": 2}.get(plan[1], 0):
            one = held(number, plan)
            told_alone += len(told_too_much(one, with_small_hidden_alone(one)))
    assert told_alone > 3, "hiding the small figures alone must be caught"


@pytest.mark.long
def test_500_random_tables_tell_nothing() -> None:
    told_alone = figures = hidden = added = checks = 0
    for number, plan in enumerate(islice(plans(), ALL_TABLES)):
        one = held(number, plan)
        for checked in one.checked:
            checks += 1
            figures += len(checked.table.counts)
            hidden += checked.hidden
            added += checked.added
        if number % 10 == 0:
            told_alone += len(told_too_much(one, with_small_hidden_alone(one)))
    print(
        f"{ALL_TABLES} tables given out {checks} times: {figures} figures, {hidden} hidden ({added} not small),"
    )
    print(f"narrower than 5: 0; in every tenth with the small ones hidden alone: {told_alone}")
    assert told_alone > 100


def test_a_fault_that_forgets_earlier_releases_is_seen() -> None:
    def forgetful(cut, stage, counted, earlier, *more) -> Checked:  # type: ignore[no-untyped-def]
        return check(cut, stage, counted, (), *more)

    seen = sum(bool(told_too_much(told(seed, "two ways", 2, SOLVER, forgetful))) for seed in range(3))
    assert seen > 0


def test_a_fault_that_hides_one_figure_less_is_seen() -> None:
    seen = 0
    for seed in range(2):
        one = told(seed, "two ways", 1, SOLVER)
        [table] = one.tables
        for number, (place, count) in enumerate(table.figures()):
            real = one.real(0, place)
            if count is None and real >= SMALLEST:
                counts = (*table.counts[:number], real, *table.counts[number + 1 :])
                seen += bool(told_too_much(one, (ReleasedTable(cut=one.cut, counts=counts),)))
    assert seen > 0
