"""Figures of recommendations as of any moment: every cell opens and adds up, and the difference to today is told."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
import pytest

import application.recommendation.figures
import infrastructure.recommendation_figures
from domain.calendar import vietnam_day
from domain.recommendation.figures import RecommendationCount
from infrastructure.follower import compare
from infrastructure.ledger import EventRecorder, Ledger
from infrastructure.postgres import Database
from tests.api.given import Program, program
from tests.journeys.acts import followed
from tests.journeys.test_recommendation import LETTER, collected, ok
from tests.journeys.test_referral import pages
from tests.journeys.world import World
from tests.naive_recommendations import differing, table

LINK = re.compile(r'<a href="(/kien-nghi/so-lieu/mo\?[^"]+)">([^<]+)<span class="unseen">')
ABOVE = {"agency": {"kind": "department"}, "on": "2025-09-02", "why": "Chưa trả lời"}


def entered(world: World, path: str, **entry: Any) -> None:
    ok(world.sign_in("office").api("POST", f"{path}/entries", json=entry))


def sent(world: World, path: str, *bodies: tuple[str, str]) -> str:
    """Approve the letter of one and send it to bodies, from version 3 on."""
    ok(world.sign_in("office").api("PUT", f"{path}/letter", json=LETTER), 200)
    ok(world.sign_in("supervisor").api("POST", f"{path}/approval", json={}))
    for kind, on in bodies:
        entered(world, path, what="conveyance", agency={"kind": kind}, on=on)
    return path


def told(world: World) -> tuple[str, str]:
    """Recommendations of every stage; return that of a child, and that of a member which waits."""
    child = sent(world, collected(world), ("commune_committee", "2025-08-10"), ("school", "2025-08-11"))
    entered(world, child, what="reply", conveyed=3, on="2025-08-20", verdict="accepted")
    entered(world, child, what="escalation", conveyed=4, **ABOVE)
    member = collected(world, who="office", origin="member", collected_on="2024-12-30", title="Đèn đường")
    sent(world, member, ("police", "2025-01-06"))
    collected(world, who="elsewhere", origin="social_org", title="Thư viện xã")
    position = collected(world, who="office", origin="member", kind="position", title="Góp ý dự thảo")
    sent(world, position, ("provincial_council", "2025-08-12"))
    entered(world, position, what="closing", how="stated")
    withdrawn = collected(world, who="office", origin="member", title="Rút lại")
    entered(world, withdrawn, what="withdrawal", why="settled")
    followed(world)
    return child, member


def read(by: Program, query: str) -> dict[str, Any]:
    answer = by.ask("GET", f"/recommendations/figures{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def crawled(world: World, who: str, query: str) -> dict[str, str]:
    """Return the number of every link; a rate and a middle age open what they are of, and come after it."""
    page = pages(world, who).get(f"/kien-nghi/so-lieu{query}").html
    found: dict[str, str] = {}
    for address, number in LINK.findall(page):
        found.setdefault(html.unescape(address), number.removesuffix("\u00a0%"))
    assert len(LINK.findall(page)) > len(found)
    return found


def summed(by: Program, address: str) -> tuple[int, int]:
    """Return the figure behind an address, and what its events come to, read page by page."""
    query, total, page, more = dict(parse_qsl(urlsplit(address).query)), 0, 0, True
    while more:
        page += 1
        answer = read(by, f"/events?{urlencode(query | {'page': page})}")
        total, more = total + sum(one["delta"] for one in answer["events"]), answer["has_more"]
    return int(answer["count"]), total


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three events a page, so that there are several."""
    for module in (application.recommendation.figures, infrastructure.recommendation_figures):
        monkeypatch.setattr(module, "EVENTS_PAGE", 3)
    yield


def test_each_cell_opens_and_is_what_was_known_at_every_position(
    world: World, database: Database, small_pages: None
) -> None:
    child, member = told(world)
    auditor = program(world, "auditor")
    before = read(auditor, "?year=2025")
    cells = crawled(world, "auditor", "?year=2025")
    _each_is_what_its_events_come_to(world, auditor, cells)
    _what_changes_later_is_told(world, auditor, before, child, member)
    again = crawled(world, "auditor", f"?year=2025&as_of={before['mark']}&known_on={before['day']}")
    assert {address: again[address] for address in cells} == cells, "what was known then stays"
    assert set(again.values()) >= {"0"}, "as of an earlier moment, what was 0 opens too"
    _only_what_the_reader_may_open(world)
    _as_counted_anew(auditor, database)
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE v_recommendation.figures SET delta = 2 WHERE what = 'open' AND delta = 1")
    assert differing(database.follower_dsn) != [], "a wrong number is found"


def _each_is_what_its_events_come_to(world: World, by: Program, cells: dict[str, str]) -> None:
    wrong = {
        address: (number, came)
        for address, number in cells.items()
        if (came := summed(by, address)) != (int(number), int(number))
    }
    assert wrong == {}
    asked = [dict(parse_qsl(urlsplit(address).query)) for address in cells]
    assert len(cells) > 30 and {one["count"] for one in asked} == {
        *(count.value for count in RecommendationCount),
    }
    for column in ("agency", "unit", "duty", "verdict", "age"):
        assert any(column in one for one in asked), column
    page = pages(world, "auditor")
    for address, number in cells.items():
        shown = page.get(address)
        assert f"<dd>{number}</dd>" in shown.html, address
    assert (
        "Phiên bản quy tắc tính" in shown.text
        and "Version of the rule" in page.get(f"{address}&lang=en").text
    )
    page.get("/kien-nghi/so-lieu/mo?count=wrong", status=422)
    for wrong_mark in ("as_of=zzz", "known_on=9999-12-31", "known_on=0001-01-01"):
        page.get(f"/kien-nghi/so-lieu?{wrong_mark}", status=422)


def _what_changes_later_is_told(
    world: World, by: Program, before: dict[str, Any], child: str, member: str
) -> None:
    """A reply that was there already, one that is new, a day put right, one that never was; one is closed."""
    today = before["day"]
    entered(world, member, what="reply", conveyed=3, on="2025-01-20", verdict="refused")
    entered(world, child, what="reply", conveyed=6, on=today, verdict="partly")
    right = {"what": "conveyance", "agency": {"kind": "police"}, "on": "2024-12-31"}
    office = world.sign_in("office")
    ok(office.api("PUT", f"{member}/entries/3", json={"value": right, "reason": "Nhầm năm"}), 200)
    entered(world, child, what="feedback", on=today, way="in_person")
    entered(world, child, what="closing", how="answered")
    followed(world)
    as_of = f"as_of={before['mark']}&known_on={before['day']}"
    for query, difference, why in (
        ("count=replied&year=2025", 1, ["recorded", "recorded", "corrected"]),
        ("count=conveyed&year=2025", -1, ["corrected"]),
        ("count=conveyed&year=2024", 1, ["corrected"]),
        ("count=overdue", -2, ["recorded", "recorded"]),
        ("count=open&age=longer", -1, ["recorded"]),
    ):
        then = read(by, f"/events?{query}&{as_of}")
        assert then["difference"] == difference == sum(one["delta"] for one in then["later"]), query
        assert sorted(one["why"].rpartition("/")[2] for one in then["later"]) == sorted(why), query
        now = read(by, f"/events?{query}&known_on={before['day']}")
        assert (now["count"] - then["count"], now["difference"], now["later"]) == (difference, 0, []), query
    page = pages(world, "auditor").get(f"/kien-nghi/so-lieu/mo?count=overdue&{as_of}")
    assert "Khác với hôm nay" in page.text and "vẫn tính vào ngày" in page.text
    assert any(one.startswith("/kien-nghi/") and one.endswith(member.rsplit("/", 1)[1]) for one in page.links)


def _only_what_the_reader_may_open(world: World) -> None:
    mine = read(program(world, "elsewhere"), "?year=2025")
    assert (mine["collected"], mine["conveyed"], mine["open"]) == (1, 0, 1)
    assert not mine["mark"].isdecimal(), "positions are for whoever sees the whole association"
    unit = world.units["province"]
    none = read(program(world, "elsewhere"), f"?year=2025&unit={unit}")
    assert (none["collected"], none["open"]) == (0, 0)


def _as_counted_anew(by: Program, database: Database) -> None:
    """All that the page says, at 20 positions, against a naive count straight from the log."""
    with psycopg.connect(database.follower_dsn) as connection:
        facts = Ledger(keys=None).recorded(EventRecorder(connection).after(0, 1_000_000))
    last = facts[-1].position
    assert differing(database.follower_dsn) == []
    for upto in sorted({last, *random.Random(7).sample(range(1, last), 20)}):
        day = vietnam_day(next(one for one in facts if one.position == upto).recorded_at)
        found = read(by, f"?year=2025&as_of={upto}")
        expected = table(facts, upto, 2025, day)
        said = found | {
            "refused": found["verdicts"]["refused"],
            "open_a_month": found["open_ages"]["month"],
            "open_longest": found["open_ages"]["longer"],
        }
        assert {name: said[name] for name in expected} == expected, upto
