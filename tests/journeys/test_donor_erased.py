"""A donor named in a contribution is erased like any record: two people, a delay, a notice; what was given stays."""

from __future__ import annotations

import html
from collections.abc import Iterator
from uuid import UUID

import pytest

from domain.activity import activity_code
from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.acts import followed
from tests.journeys.test_erasure import carried_out, follower_settled
from tests.journeys.world import World

DONOR = "Ông Vi Văn Thưởng"


@pytest.fixture
def later(world: World) -> Iterator[World]:
    """The same association after the delay."""
    with world.after(10) as then:
        yield then


def test_a_donor_is_erased_and_what_was_given_stays_counted(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    held = {
        "kind": "contribution",
        "held_on": "2025-10-01",
        "topic": "Ủng hộ xe đạp",
        "detail": {"donor_kind": "person", "donor": DONOR},
        "worth": {"money_vnd": 3_000_000},
    }
    unit = str(world.units["province"])
    one = last(program(world, "office").made("/activities", {"unit": unit, "held": held}))
    code = activity_code(UUID(one))
    followed(world)
    assert DONOR in html.unescape(world.sign_in("office").get(f"/hoat-dong/{one}").text)
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    page = officer.submit("request", code=code, basis="requested", requester="subject", requester_name=DONOR)
    assert "Chờ người thứ hai xác nhận" in page.text and code in page.text
    carried_out(world, later)
    follower_settled(follower, database)
    office = later.sign_in("office")
    for path in (f"/hoat-dong/{one}", f"/api/v1/activities/{one}"):
        answer = office.client.get(path)
        assert answer.status_code == 409 and DONOR not in html.unescape(answer.text), path
    for path in ("/hoat-dong", "/hoat-dong?kind=contribution"):
        answer = office.get(path)
        assert answer.status_code == 200 and DONOR not in html.unescape(answer.text), path
    listed = program(later, "office").ask("GET", "/activities").json()["activities"]
    assert [one["worth_vnd"] for one in listed] in ([3_000_000], [])
    table = program(later, "office").ask("GET", "/article-92?year=2025").json()
    counts = {one["measure"].rpartition("/")[2]: one["count"] for one in table["measures"]}
    assert counts["contributions"] == 3_000_000, "what was counted stays counted"
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))
