"""Every figure of the small fictional year equals what is counted anew from the log, today and at 20 positions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from uuid import UUID

import psycopg

from application.demo.figures import HALF
from domain.figure_period import FigurePeriodClosed
from infrastructure.views.counted import FED
from tests.demo.conftest import Played
from tests.naive_figures import Figure, known

POSITIONS = 20
_SUMS = """
SELECT unit, day, measure, sum(delta) FROM v_article92.facts WHERE position <= %s
 GROUP BY unit, day, measure HAVING sum(delta) <> 0
"""


def seen(played: Played, upto: int) -> dict[Figure, int]:
    with psycopg.connect(played.database.follower_dsn) as connection:
        rows: list[tuple[UUID | None, date, str, int]] = connection.execute(_SUMS, (upto,)).fetchall()
    return {(unit, day, measure): int(count) for unit, day, measure, count in rows}


def every_figure_is_as_counted(played: Played, positions: int = POSITIONS) -> Counter[str]:
    """Compare today and so many positions; return how much was counted of each measure today."""
    last = played.recorded[-1].position
    chosen = [last, *random.Random(92).sample(range(1, last), positions)]
    for upto in chosen:
        counted = known(played.recorded, upto).figures()
        assert seen(played, upto) == {figure: count for figure, count in counted.items() if count}, upto
    totals: Counter[str] = Counter()
    for (_, _, measure), count in known(played.recorded, last).figures().items():
        totals[measure] += count
    return totals


def test_every_figure_is_as_counted_from_the_log(played: Played) -> None:
    totals = every_figure_is_as_counted(played)
    assert totals["received"] and totals["forwarded"] and totals["consultations"] and totals["units_founded"]
    assert set(totals) <= {measure.value for measure in FED}


def test_a_closed_period_of_the_year_is_as_counted_from_the_log(played: Played) -> None:
    [closed] = [one.fact for one in played.recorded if isinstance(one.fact, FigurePeriodClosed)]
    counted: Counter[str] = Counter()
    for (_, day, measure), count in known(played.recorded, closed.upto).figures().items():
        if HALF.first <= day <= HALF.last:
            counted[measure] += count
    assert {one.measure.value: one.count for one in closed.figures} == counted
