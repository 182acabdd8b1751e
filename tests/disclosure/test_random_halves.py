"""The year after a closed half: it goes out, if need be with noughts hidden, and nothing is told too narrowly."""

from __future__ import annotations

import pytest

from infrastructure.linear import HighsSolver
from tests.disclosure.random_halves import SMALLEST, Halves, halves, paper

SOLVER = HighsSolver()
SEEDS = 200


def held(seed: int) -> Halves:
    """Give out a half and the year, and read both."""
    one = halves(seed, SOLVER)
    for stage, checked in one.checked:
        for place, count in checked.table.figures():
            assert count is None or count == one.real(stage, place), (seed, place)
            assert count is None or not 0 < count < SMALLEST, (seed, place)
            assert count is not None or one.real(stage, place) or checked.noughts, (seed, place)
    read, asked = paper(one)
    assert not asked or read.narrower(SMALLEST, asked) == {}, seed
    return one


def noughts_used(one: Halves) -> bool:
    """Return whether a table hides noughts."""
    return any(checked.noughts for _, checked in one.checked)


@pytest.mark.long
def test_200_years_after_a_closed_half_tell_nothing() -> None:
    told = [held(seed) for seed in range(SEEDS)]
    used, refused = sum(map(noughts_used, told)), sum(one.refused for one in told)
    print(
        f"{SEEDS} years after a half: {used} only with noughts in doubt, {refused} refused; narrower than 5: 0"
    )
    assert used > SEEDS / 20


def test_a_year_that_was_refused_before_goes_out_and_says_that_hidden_may_be_nought() -> None:
    for seed in (3, 10):
        one = held(seed)
        assert noughts_used(one) and not one.refused
        read, asked = paper(one)
        read.least |= {name: 1 for name, count in read.figures.items() if count is None}
        assert read.narrower(SMALLEST, asked), "were noughts in sight, it would tell too much"
