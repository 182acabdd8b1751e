"""Every figure of the small fictional year equals what is counted anew from the log, today and at 20 positions."""

from __future__ import annotations

from collections import Counter

from application.demo.figures import HALF
from domain.figure_period import FigurePeriodClosed
from domain.report.facts import ReportDrafted, ReportIssued
from domain.situation import Cut
from infrastructure.views.counted import FED
from tests import naive_log, naive_recommendations, naive_situation
from tests.demo.conftest import Played
from tests.naive_figures import differing, known

POSITIONS = 20


def every_figure_is_as_counted(played: Played, positions: int = POSITIONS) -> Counter[str]:
    """Compare today and so many positions; return how much was counted of each measure today."""
    assert differing(played.database.follower_dsn, positions) == []
    last = played.recorded[-1].position
    totals: Counter[str] = Counter()
    for (_, _, measure, _), count in known(played.recorded, last).figures().items():
        totals[measure] += count
    return totals


def test_every_figure_is_as_counted_from_the_log(played: Played) -> None:
    totals = every_figure_is_as_counted(played)
    assert totals["received"] and totals["forwarded"] and totals["consultations"] and totals["units_founded"]
    assert set(totals) <= {measure.value for measure in FED}


def test_the_situation_of_children_is_as_counted_from_the_log(played: Played) -> None:
    assert naive_situation.differing(played.database.follower_dsn, POSITIONS) == []
    cells = naive_situation.counted(played.recorded, played.recorded[-1].position)
    assert {cut for _, _, cut, _ in cells} == {cut.value for cut in Cut}, "the year has something in each cut"


def test_recommendations_are_as_counted_from_the_log(played: Played) -> None:
    assert naive_recommendations.differing(played.database.follower_dsn, POSITIONS) == []
    cells = naive_recommendations.counted(played.recorded, played.recorded[-1].position)
    assert {what for _, what, *_ in cells} >= {"collected", "conveyed", "replied", "fed_back", "open"}


def test_the_follow_up_log_by_unit_is_as_counted_from_the_log(played: Played) -> None:
    assert naive_log.differing(played.database.follower_dsn, POSITIONS) == []
    cells = naive_log.counted(played.recorded, played.recorded[-1].position)
    assert {what for _, _, what in cells} == {
        *("entries", "filled", "required", "incomplete", "imported", "in_time", "open", "due"),
    }


def test_a_closed_period_of_the_year_is_as_counted_from_the_log(played: Played) -> None:
    [closed] = [one.fact for one in played.recorded if isinstance(one.fact, FigurePeriodClosed)]
    counted: Counter[str] = Counter()
    for (_, day, measure, _), count in known(played.recorded, closed.upto).figures().items():
        if HALF.first <= day <= HALF.last:
            counted[measure] += count
    assert {one.measure.value: one.count for one in closed.figures} == counted


def test_the_report_of_the_half_year_went_out_with_what_is_counted_from_the_log(played: Played) -> None:
    """Each of its figures is as counted anew from the log, or kept back because it is small."""
    facts = [one.fact for one in played.recorded]
    [drafted] = [one for one in facts if isinstance(one, ReportDrafted)]
    [issued] = [one for one in facts if isinstance(one, ReportIssued)]
    assert (issued.upto, issued.digest) == (drafted.figures.upto, drafted.figures.digest)
    counted: Counter[str] = Counter()
    for (_, day, measure, _), count in known(played.recorded, issued.upto).figures().items():
        if HALF.first <= day <= HALF.last:
            counted[measure] += count
    said = {one.measure.value: one.count for one in drafted.figures.counts}
    shown = {measure: count for measure, count in said.items() if count is not None}
    assert shown == {measure: counted[measure] for measure in shown}
    assert len(shown) > len(said) / 2, "most of it can be shown"
    assert drafted.figures.annex.activities > 0
