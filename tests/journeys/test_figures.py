"""Figures that say the same wherever they stand: the follow-up log, Article 92 and the rule in the domain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from application.article92 import SeeArticle92, see_article_92
from application.child_case import ForwardCase, forward_case
from application.counselling import (
    LinkConsultation,
    LogConsultation,
    StartConsultation,
    link_consultation,
    log_consultation,
    start_consultation,
)
from application.follow_up_log import FollowUpLog, SeeLog, see_log
from domain.article92 import Measure
from domain.calendar import CLOCK_SLACK, ENTRY_LIMIT, vietnam_day
from domain.child_case.follow_up import Forwarding
from domain.counselling import Consultation
from domain.directory import Recipient, RecipientKind
from domain.follow_up_log import IN_TIME_WITHIN, is_in_time
from domain.lists import Allegation
from infrastructure.follow_up_log import IN_TIME
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import acting, do, followed, taken_in
from tests.journeys.test_referral import asked, assigned, declared, drafted, pages
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


# -- for which unit --------------------------------------------------------------------------------------------------


def _counts(world: World, unit: str, year: int, as_of: str = "") -> dict[str, int]:
    browser = world.sign_in("auditor")
    table = browser.api("GET", f"/api/v1/article-92?year={year}&as_of={as_of}").json()
    row = next((row for row in table["units"] if row["unit"] == str(world.units[unit])), None)
    return (
        {}
        if row is None
        else {name: row[name] for name in ("received", "forwarded", "consultations", "opinions")}
    )


def _mark(world: World) -> str:
    return str(world.sign_in("auditor").api("GET", "/api/v1/article-92").json()["mark"])


def test_what_the_province_does_for_a_case_of_a_commune_counts_for_the_commune(world: World) -> None:
    case_id = taken_in(world, "Chu Thị Lê", who="elsewhere", allegation=Allegation.RISK)
    sent = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
    do(world, "supervisor", partial(forward_case, ForwardCase(case_id=case_id, forwarding=sent)))
    said = Consultation(narrative="Nói với mẹ cháu")
    do(
        world,
        "supervisor",
        partial(start_consultation, StartConsultation(case_id=case_id, consultation=said)),
    )
    year = vietnam_day(datetime.now(UTC)).year
    assert _counts(world, "commune", year) == {
        "received": 1,
        "forwarded": 1,
        "consultations": 1,
        "opinions": 0,
    }
    assert _counts(world, "province", year) == {}


def test_sessions_go_to_the_unit_of_the_case_when_their_matter_is_tied_to_it(
    world: World, database: Database
) -> None:
    held = [
        datetime(2025, 2, 3, 4, tzinfo=UTC),
        datetime(2025, 2, 5, 4, tzinfo=UTC),
        datetime(2025, 4, 5, 4, tzinfo=UTC),
    ]
    said = [Consultation(narrative="Gọi đến", held_at=at) for at in held]
    wish = StartConsultation(consultation=said[0])
    matter = do(world, "counsellor", partial(start_consultation, wish))
    for one in said[1:]:
        do(
            world,
            "counsellor",
            partial(log_consultation, LogConsultation(matter_id=matter, consultation=one)),
        )
    case_id = taken_in(world, "Chu Văn Tài", who="elsewhere")
    before = _mark(world)
    with acting(world, "supervisor") as work:
        code = work.view(FollowUpLog).of([case_id])[case_id].code  # type: ignore[type-abstract]
    assert _counts(world, "province", 2025)["consultations"] == 3
    do(world, "supervisor", partial(link_consultation, LinkConsultation(matter_id=matter, code=code)))
    assert _counts(world, "province", 2025)["consultations"] == 0
    assert _counts(world, "commune", 2025)["consultations"] == 3
    assert _counts(world, "province", 2025, before)["consultations"] == 3
    again = Consultation(narrative="Gọi lại", held_at=held[2])
    do(world, "supervisor", partial(log_consultation, LogConsultation(matter_id=matter, consultation=again)))
    assert _counts(world, "commune", 2025)["consultations"] == 4

    unit = world.units["commune"]
    asked = f"measure=consultations&year=2025&unit={unit}"
    figure = world.sign_in("auditor").api("GET", f"/api/v1/article-92/events?{asked}").json()
    assert [event["delta"] for event in figure["events"]] == [1, 1, 1, 1] and figure["count"] == 4
    page = world.sign_in("auditor").get(f"/dieu-92/mo?{asked}").text
    assert "Gắn vụ tư vấn vào hồ sơ" in page and "cộng 1" in page and "Tính cho đơn vị nào" in page
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def test_a_tie_within_one_unit_moves_nothing(world: World, database: Database) -> None:
    wish = StartConsultation(consultation=Consultation(narrative="Gọi đến"))
    matter = do(world, "counsellor", partial(start_consultation, wish))
    case_id = taken_in(world, "Chu Thị Hoa")
    with acting(world, "counsellor") as work:
        code = work.view(FollowUpLog).of([case_id])[case_id].code  # type: ignore[type-abstract]
    do(world, "counsellor", partial(link_consultation, LinkConsultation(matter_id=matter, code=code)))
    with psycopg.connect(database.follower_dsn) as connection:
        rows = connection.execute(
            "SELECT delta FROM v_article92.facts WHERE stream_id = %s", (matter,)
        ).fetchall()
    assert rows == [(1,)]


def test_an_opinion_counts_for_the_unit_of_the_case_that_asked(world: World) -> None:
    case_id = str(taken_in(world, "Chu Văn Lộc", who="elsewhere"))
    referral = asked(world, case_id, who="elsewhere")
    assigned(world, referral)
    declared(world, referral)
    drafted(world, referral)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("approve")
    followed(world)
    year = vietnam_day(datetime.now(UTC)).year
    assert _counts(world, "commune", year)["opinions"] == 1
    assert _counts(world, "chapter", year) == {}
