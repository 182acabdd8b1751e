"""Totals of the register open: definition, position, the events with what each changed, as known on any day."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import psycopg

from api.screens.article92 import TOPICS
from domain.activity.figures import RULE_VERSION, ActivityCount
from domain.calendar import vietnam_day
from infrastructure.activity_totals import COUNTED
from infrastructure.postgres import Database
from tests.api.given import program
from tests.figures.cells import Cell, is_opening, number, opened, plain, read, wrong
from tests.journeys.acts import followed
from tests.journeys.test_activities import ATTENDED, GIFT, OUTREACH, entered, invited
from tests.journeys.world import World


def numbers(world: World, who: str = "office", query: str = "") -> list[Cell]:
    """The totals on the page of the register, and nothing in that table that does not open."""
    followed(world)
    page = world.sign_in(who).get(f"/hoat-dong{query}").text
    table = next(
        one for one in re.findall(r"<table.*?</table>", page, re.S) if "Cộng theo loại" in plain(one)
    )
    found = read("/hoat-dong", table)
    assert found.shut == []
    return [one for one in found.cells if is_opening(one.address)]


def said(world: World, count: ActivityCount, kind: str) -> Cell:
    found = [one for one in numbers(world) if f"count={count.value}" in one.address]
    return next(one for one in found if f"kind={kind}&" in one.address)


def test_every_total_opens_and_its_events_add_up(world: World, database: Database) -> None:
    office = program(world, "office")
    talk, gift = entered(world, OUTREACH), entered(world, GIFT)
    entered(world, OUTREACH | {"held_on": "2024-02-01"}, "commune_supervisor", "commune")
    first, second = invited(world), invited(world)
    invited(world, for_day="2199-01-01")
    assert office.ask("POST", f"/activities/{first}/attendance", ATTENDED).status_code == 201
    assert office.ask("POST", f"/activities/{second}/refusal", {"because": "nobody_free"}).status_code == 201
    right = {"held": OUTREACH | {"participants": {"children": 150}}, "because": "counted_again"}
    supervisor = program(world, "supervisor")
    assert supervisor.ask("PUT", f"/activities/{talk}", right, If_Match='"0"').status_code == 200
    twice = {"because": "twice", "note": "Đã ghi ở Hội huyện"}
    assert supervisor.ask("POST", f"/activities/{gift}/cancellation", twice).status_code == 201
    reader = world.sign_in("office").client.get
    for query in ("", "?year=2025", "?year=2025&month=9&standing=held"):
        cells = numbers(world, query=query)
        assert len(cells) >= 6
        assert [why for one in cells if (why := wrong(one, opened(reader, one.address)))] == []
    assert number(said(world, ActivityCount.CHILDREN, "outreach").said) == 330
    page = html.unescape(reader(said(world, ActivityCount.CHILDREN, "outreach").address).text)
    for words in ("Sửa hoạt động", "trừ đi 30", RULE_VERSION, "Trẻ em tham gia"):
        assert words in page, words
    of_invitations = [
        said(world, one, "supervision").said for one in (ActivityCount.ATTENDED, ActivityCount.INVITED)
    ]
    assert of_invitations == ["1", "2"]
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE v_activity.activities SET children = children + 1 WHERE valid_to IS NULL")
    spoilt = said(world, ActivityCount.CHILDREN, "outreach")
    assert number(spoilt.said) == 332, (
        "what is shown is what stands; a row that was changed moves its figure too"
    )


def test_a_total_as_known_before_and_why_it_is_another_today(world: World) -> None:
    talk, today = entered(world, OUTREACH), vietnam_day(world.house.clock())
    invited(world, for_day=f"{today + timedelta(days=3)}")
    before = said(world, ActivityCount.CHILDREN, "outreach")
    right = {"held": OUTREACH | {"participants": {"children": 150}}, "because": "counted_again"}
    supervisor = program(world, "supervisor")
    assert supervisor.ask("PUT", f"/activities/{talk}", right, If_Match='"0"').status_code == 200
    entered(world, OUTREACH | {"participants": {"children": 7}})
    reader = world.sign_in("office").client.get
    now = said(world, ActivityCount.CHILDREN, "outreach")
    assert (number(now.said), opened(reader, now.address).difference) == (157, 0)
    figure = opened(reader, before.address)
    assert (figure.count, figure.comes_to, figure.difference, figure.later) == (180, 180, -23, -23)
    page = plain(reader(before.address).text)
    for words in ("Khác với hôm nay", "Đã sửa", "Vào sổ muộn"):
        assert words in page, words
    path = "/hoat-dong/so-lieu/mo?kind={}&count={}&known_on={}"
    yesterday = path.format("outreach", "children", today - timedelta(days=1))
    assert opened(reader, yesterday).count == 0
    assert f'value="{today - timedelta(days=1)}"' in reader(yesterday).text, "the form keeps the day"
    ahead = [
        opened(reader, path.format("supervision", "ahead", today + timedelta(days=n))).count for n in (0, 8)
    ]
    come = [
        opened(reader, path.format("supervision", "invited", today + timedelta(days=n))).count for n in (0, 8)
    ]
    assert (ahead, come) == ([1, 0], [0, 1]), "its day comes by itself, without an event"


def test_whoever_sees_no_register_opens_no_total(world: World) -> None:
    entered(world, OUTREACH)
    followed(world)
    path = "/hoat-dong/so-lieu/mo?count=people&kind=outreach"
    assert opened(world.sign_in("elsewhere").client.get, path).count == 0, "of another unit"
    assert opened(world.sign_in("counsellor").client.get, path).count == 186
    assert world.sign_in("officer").client.get(path).status_code == 404
    assert world.sign_in("office").client.get("/hoat-dong/so-lieu/mo?count=wrong").status_code == 404


def test_each_total_has_its_rule_and_each_event_its_name() -> None:
    assert set(COUNTED) == set(ActivityCount)
    assert all(all(one.rule) for one in ActivityCount)
    topics = {
        f"activity.{name}.1"
        for name in ("recorded", "invited", "attended", "declined", "corrected", "cancelled")
    }
    assert topics <= TOPICS.keys()
