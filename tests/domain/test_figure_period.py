"""Periods of figures: closed once, after their cut-off, in the order of their cut-offs."""

from __future__ import annotations

from datetime import date
from functools import partial

from domain.article92 import RULE_VERSION, Measure
from domain.figure_period import (
    CutOffNotPassed,
    EarlierCutOff,
    FigurePeriod,
    FigurePeriodClosed,
    FigurePeriodSet,
    FiguresAreFrozen,
    Frozen,
    PeriodRunsBackwards,
    Span,
)
from tests.spec import at, given, when

SPAN = Span(
    name="6 tháng đầu năm 2024", first=date(2024, 1, 1), last=date(2024, 6, 30), cut_off=date(2024, 7, 5)
)
AFTER = at("2024-07-06", role="office")
SET = FigurePeriodSet(occurred_at=AFTER.at, span=SPAN)
CLOSED = FigurePeriodClosed(
    occurred_at=AFTER.at,
    upto=40,
    since=None,
    figures=(Frozen(measure=Measure.RECEIVED, count=3),),
    rules=RULE_VERSION,
)


def test_a_period_has_its_days_in_order() -> None:
    when(lambda: FigurePeriod.plan(SPAN, AFTER)).then(SET)
    for wrong in ({"last": date(2023, 12, 31)}, {"cut_off": date(2024, 6, 29)}):
        span = SPAN.model_copy(update=wrong)
        when(partial(FigurePeriod.plan, span, AFTER)).then_refused(PeriodRunsBackwards)


def test_it_is_closed_once_after_its_cut_off_with_what_counts() -> None:
    counts = {Measure.RECEIVED: 3, Measure.FORWARDED: 0}
    given(FigurePeriod, SET).when(lambda one: one.close(40, None, counts, AFTER)).then(CLOSED)
    on_the_day = at("2024-07-05T23:59", role="office")
    given(FigurePeriod, SET).when(lambda one: one.close(40, None, counts, on_the_day)).then_refused(
        CutOffNotPassed
    )
    given(FigurePeriod, SET, CLOSED).when(lambda one: one.close(41, 40, counts, AFTER)).then_refused(
        FiguresAreFrozen
    )


def test_none_is_closed_behind_a_later_cut_off() -> None:
    given(FigurePeriod, SET).when(lambda one: one.close(40, 41, {}, AFTER)).then_refused(EarlierCutOff)
