"""A member who left is erased by the officer and a second person; nothing of them can be read or matched afterwards."""

from __future__ import annotations

import html
from collections.abc import Iterator
from uuid import UUID

import pytest

from domain.member import member_code
from infrastructure import matches
from infrastructure.follower import compare
from infrastructure.ledger import EventRecorder, Ledger
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.test_conflicts import taken_in
from tests.journeys.test_members import person
from tests.journeys.test_same_person import LIFTED, entered, refused
from tests.journeys.world import World
from tests.sign_in.given import sql

ERASURES = "/api/v1/erasures"


@pytest.fixture
def later(world: World) -> Iterator[World]:
    """The same world after the delay."""
    with world.after(world.house.erasure_delay_days + 1) as later:
        yield later


def gone(world: World, number: int, account: str | None = None) -> tuple[str, str]:
    """A member who left, and the code of the record."""
    member = entered(world, "head", person(number), account)
    assert program(world, "supervisor").ask("DELETE", f"/members/{member}").status_code == 200
    return member, member_code(UUID(member))


def test_a_member_who_left_is_erased_with_keys_and_match_rows(
    world: World, later: World, database: Database
) -> None:
    member, code = gone(world, 21)
    page = html.unescape(world.sign_in("head").get(f"/hoi-vien/{member}").text)
    assert code in page and person(21)["name"] in page
    officer = world.sign_in("officer")
    made = officer.api("POST", ERASURES, json={"code": code, "basis": "term_over"})
    assert made.status_code == 201, made.text
    [row] = officer.api("GET", ERASURES).json()["requests"]
    path = f"{ERASURES}/{row['erasure']}"
    assert refused(world, "officer", f"{path}/confirmation") == "second-person-needed"
    assert world.sign_in("supervisor").api("POST", f"{path}/confirmation").status_code == 201
    assert refused(world, "officer", f"{path}/run") == "too-early"
    notice = officer.api("POST", f"{path}/notice", json={"way": "nobody"})
    assert notice.status_code == 201, notice.text
    done = later.sign_in("officer").api("POST", f"{path}/run")
    assert done.status_code == 201, done.text
    answer = world.sign_in("head").api("GET", f"/api/v1/members/{member}")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/record-is-erased")
    assert code in world.sign_in("head").get(f"/hoi-vien/{member}").text
    with world.system() as work:
        events = EventRecorder(work.connection).after(0, 100_000)
        read = [one.fact for one in Ledger(world.house.keys).recorded(events) if str(one.stream) == member]
    assert len(read) == 2 and person(21)["name"] not in str(read)
    assert sql(world, "SELECT count(*) FROM facts.matches WHERE record = %s", member) == [(0,)]
    difference = matches.compare(database.app_dsn, world.house.keys)
    assert (difference.only_live, difference.only_rebuilt) == (0, 0)
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_who_is_there_or_held_or_not_settled_is_not_erased(world: World) -> None:
    there = member_code(UUID(entered(world, "head", person(22))))
    ask = {"basis": "term_over"}
    assert refused(world, "officer", ERASURES, ask | {"code": there}) == "member-still-there"
    _, own = gone(world, 25, "officer")
    assert refused(world, "officer", ERASURES, ask | {"code": own}) == "member-is-oneself"
    taken_in(program(world, "counsellor"), {"child": person(23)})
    _, code = gone(world, 23, "reviewer")
    assert refused(world, "officer", ERASURES, ask | {"code": code}) == "conflict-is-open"
    [conflict] = program(world, "commune_supervisor").ask("GET", "/conflicts").json()["conflicts"]
    for judge in ("commune_supervisor", "supervisor"):
        path = f"/conflicts/{conflict['id']}/judgements"
        assert program(world, judge).ask("POST", path, LIFTED).status_code == 201
    made = world.sign_in("officer").api("POST", ERASURES, json=ask | {"code": code})
    assert made.status_code == 201, "settled"
    _, code = gone(world, 26)
    officer = world.sign_in("officer")
    assert officer.api("POST", "/api/v1/holds", json={"code": code, "ground": "complaint"}).status_code == 201
    made = officer.api("POST", ERASURES, json=ask | {"code": code})
    assert made.status_code == 201, made.text
    stages = [one["stage"].rpartition("/")[2] for one in officer.api("GET", ERASURES).json()["requests"]]
    assert stages == ["refused", "requested"]


def test_the_term_of_who_left_is_shown_to_the_officer(world: World) -> None:
    _, code = gone(world, 24)
    with world.after(5 * 366 + 400) as later:
        past = later.sign_in("officer").api("GET", "/api/v1/past-term").text
    assert code in past
    assert code not in world.sign_in("officer").api("GET", "/api/v1/past-term").text
