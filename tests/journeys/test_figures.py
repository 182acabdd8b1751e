"""Figures that say the same wherever they stand: the follow-up log, Article 92 and the rule in the domain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from application.article92 import SeeArticle92, see_article_92
from application.follow_up_log import SeeLog, see_log
from domain.article92 import Measure
from domain.calendar import CLOCK_SLACK, ENTRY_LIMIT, vietnam_day
from domain.follow_up_log import IN_TIME_WITHIN, is_in_time
from infrastructure.follow_up_log import IN_TIME
from infrastructure.postgres import Database
from tests.journeys.acts import acting, taken_in
from tests.journeys.world import World

TICK = timedelta(microseconds=1)
RECORDED = datetime(2025, 3, 4, 5, 6, 7, 8, UTC)
TOOK = (
    timedelta(0),
    ENTRY_LIMIT,
    ENTRY_LIMIT + TICK,
    -TICK,
    -CLOCK_SLACK,
    -CLOCK_SLACK - TICK,
    timedelta(days=-3),
)


@pytest.mark.parametrize("took", TOOK, ids=str)
def test_a_list_and_the_rule_agree_on_what_is_in_time(database: Database, took: timedelta) -> None:
    received = RECORDED - took
    with psycopg.connect(database.app_dsn) as connection:
        query = (
            f"SELECT {IN_TIME} FROM (SELECT %s::timestamptz AS recorded_at, %s::timestamptz AS received_at) e"
        )
        row = connection.execute(query, [*IN_TIME_WITHIN, RECORDED, received]).fetchone()
    assert row == (is_in_time(received, RECORDED),)
    assert is_in_time(received, RECORDED) is (-CLOCK_SLACK <= took <= ENTRY_LIMIT)


def test_a_receipt_after_the_entry_is_no_proof_of_timeliness(world: World) -> None:
    now = datetime.now(UTC)
    for number, ago in enumerate((timedelta(hours=1), timedelta(hours=25), -timedelta(minutes=30))):
        taken_in(world, f"Trẻ {number}", received_at=now - ago)
    with acting(world, "counsellor") as work:
        quality = see_log(SeeLog(), work).quality
        years = {vietnam_day(now - timedelta(hours=25)).year, vietnam_day(now).year}
        totals = [see_article_92(SeeArticle92(year=year), work).total for year in years]
    assert (quality.entries, quality.in_time) == (3, 1)
    assert sum(total[Measure.RECEIVED] for total in totals) == 3
    assert sum(total[Measure.IN_TIME] for total in totals) == 1
    browser = world.sign_in("counsellor")
    assert "ghi sau giờ vào sổ" in browser.get("/so-theo-doi").text
    assert "thì không tính là kịp thời" in browser.get("/dieu-92").text
