"""Nobody weakens the member record that finds themselves; two accounts of one person count as one person."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest

from domain.calendar import vietnam_day
from infrastructure import matches
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.test_conflicts import taken_in
from tests.journeys.test_erasure import closed_case
from tests.journeys.test_export import requested
from tests.journeys.test_look_review import of_the_week
from tests.journeys.test_members import Person, person, weak
from tests.journeys.test_retention import RULES, rule
from tests.journeys.world import World
from tests.sign_in.given import sql

LIFTED = {"verdict": "lifted", "reason": "Không phải người thân."}


def entered(world: World, who: str, one: Person, account: str | None = None) -> str:
    body = {"unit": str(world.units["chapter"]), "kind": "lawyer", "person": one}
    tied = {"account": str(world.accounts[account])} if account else {}
    return last(program(world, who).made("/members", body | tied))


def corrected(
    world: World, who: str, member: str, one: Person, account: str | None = None
) -> tuple[int, str]:
    body = {"kind": "lawyer", "person": one, "account": str(world.accounts[account]) if account else None}
    answer = program(world, who).ask("PUT", f"/members/{member}", body)
    return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")


def one_person(world: World, *accounts: str) -> None:
    """These accounts declare the same person."""
    for who in accounts:
        assert program(world, who).ask("PUT", "/own-kin", person(77)).status_code == 201


ONESELF, DONE = (409, "member-is-oneself"), (200, "")


@pytest.mark.parametrize("tied", [True, False])
def test_the_head_only_adds_to_the_record_that_finds_the_head(world: World, tied: bool) -> None:
    one, account = person(1), "head" if tied else None
    if not tied:
        assert program(world, "head").ask("PUT", "/own-kin", person(1)).status_code == 201
    member = entered(world, "head", one, account)
    child = {"name": "Hoàng Văn Con", "relation": "child", "telephone": "0912 888 777"}
    with_child = one | {"relatives": [child]}
    assert corrected(world, "head", member, with_child, account) == DONE
    assert corrected(world, "head", member, one, account) == ONESELF, "a relative taken out"
    assert corrected(world, "head", member, with_child | {"telephone": ""}, account) == ONESELF
    assert corrected(world, "head", member, with_child | {"name": "Tên Khác Hẳn"}, account) == ONESELF
    assert corrected(world, "head", member, with_child | {"birth": None}, account) == ONESELF
    if tied:
        assert corrected(world, "head", member, with_child) == ONESELF, "untied from the account"
    left = program(world, "head").ask("DELETE", f"/members/{member}")
    assert (left.status_code, left.json()["type"]) == (409, "/problems/member-is-oneself")
    browser = world.sign_in("head")
    browser.get(f"/hoi-vien/{member}")
    page = browser.submit("member", person__telephone="")
    assert "bạn chỉ được bổ sung" in html.unescape(page.text)
    assert "bạn chỉ được bổ sung" in html.unescape(browser.submit("leave").text)
    assert corrected(world, "supervisor", member, one, account) == DONE, "another person may"
    assert program(world, "supervisor").ask("DELETE", f"/members/{member}").status_code == 200


def test_a_second_account_of_the_head_does_not_weaken_it_either(world: World) -> None:
    one_person(world, "head", "supervisor")
    member = entered(world, "head", person(2), "head")
    assert corrected(world, "supervisor", member, weak(person(2)), "head") == ONESELF


def test_somebody_else_s_record_is_corrected_as_before(world: World) -> None:
    member = entered(world, "head", person(3))
    assert corrected(world, "head", member, weak(person(3))) == DONE


def test_what_was_declared_once_of_oneself_goes_on_being_compared(world: World, database: Database) -> None:
    colleague = program(world, "colleague")
    relative = {"name": "Giáp Thị Con", "relation": "child", "telephone": person(4)["telephone"]}
    for relatives in ([relative], []):
        assert colleague.ask("PUT", "/own-kin", {"relatives": relatives}).status_code == 201
    assert colleague.ask("GET", "/own-kin").json()["relatives"] == []
    case, _ = taken_in(program(world, "counsellor"), {"child": person(4)})
    assert colleague.ask("GET", f"/cases/{case}").status_code == 404
    difference = matches.compare(database.app_dsn, world.house.keys)
    assert (difference.only_live, difference.only_rebuilt, difference.rows > 0) == (0, 0, True)
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_a_member_whose_account_was_closed_is_corrected_and_keeps_it(world: World) -> None:
    member, account = entered(world, "head", person(5), "reviewer"), world.accounts["reviewer"]
    assert program(world, "administrator").ask("DELETE", f"/accounts/{account}").status_code in {200, 204}
    assert corrected(world, "head", member, person(5) | {"telephone": "0912 000 123"}, "reviewer") == DONE
    browser = world.sign_in("head")
    browser.get(f"/hoi-vien/{member}")
    browser.submit("member", person__identity_number="024080001234")
    assert sql(world, "SELECT account FROM facts.members WHERE member = %s", member) == [(account,)]
    fresh = {"unit": str(world.units["chapter"]), "kind": "lawyer", "account": str(account)}
    answer = program(world, "head").ask("POST", "/members", fresh | {"person": person(6)})
    assert answer.status_code == 404, "a closed account is not given to anybody anew"


def refused(world: World, who: str, path: str, body: object = None) -> str:
    answer = world.sign_in(who).api("POST", path, json=body)
    assert answer.status_code == 409, (path, answer.text)
    return str(answer.json()["type"]).rpartition("/")[2]


def test_two_accounts_of_one_person_satisfy_no_rule_of_two_people(world: World) -> None:
    one_person(world, "officer", "supervisor")
    path = requested(world)
    assert refused(world, "officer", f"{path}/approval") == "second-person-needed"
    assert refused(world, "officer", f"{path}/rejection", {"note": "không"}) == "second-person-needed"
    made = world.sign_in("officer").api("POST", RULES, json=rule("case", 8, "years"))
    assert made.status_code == 201, made.text
    proposal = str(made.json()["location"])
    assert refused(world, "supervisor", f"{proposal}/confirmation") == "second-person-needed"
    case, _ = taken_in(program(world, "counsellor"))
    assert (
        program(world, "counsellor")
        .ask("POST", f"/cases/{case}/restriction", {"ground": "protection"})
        .status_code
        == 201
    )
    lift = f"/cases/{case}/restriction/lift"
    assert program(world, "officer").ask("POST", lift, {"reason": "Hết lý do"}).status_code == 201
    assert refused(world, "supervisor", f"/api/v1{lift}", {"reason": "x"}) == "second-person-needed"
    _, code, _ = closed_case(world)
    officer = world.sign_in("officer")
    asked = officer.api("POST", "/api/v1/erasures", json={"code": code, "basis": "term_over"})
    assert asked.status_code == 201, asked.text
    erasure = officer.api("GET", "/api/v1/erasures").json()["requests"][0]["erasure"]
    path = f"/api/v1/erasures/{erasure}/confirmation"
    assert refused(world, "supervisor", path) == "second-person-needed"


def test_two_accounts_of_one_person_mark_no_decoy(world: World) -> None:
    one_person(world, "auditor", "officer")
    _, code, _ = closed_case(world)
    made = world.sign_in("auditor").api("POST", "/api/v1/decoys", json={"code": code})
    assert made.status_code == 201, made.text
    decoy = str(made.json()["location"])
    officer = world.sign_in("officer")
    assert [one["awaits_you"] for one in officer.api("GET", "/api/v1/decoys").json()["decoys"]] == [False]
    assert refused(world, "officer", f"{decoy}/confirmation") == "second-person-needed"
    assert refused(world, "officer", f"{decoy}/rejection") == "second-person-needed"


def test_a_telephone_that_two_people_share_makes_them_not_one(world: World) -> None:
    for number, who in ((21, "officer"), (22, "supervisor")):
        shared = weak(person(number)) | {"telephone": "0204 385 4321"}
        assert program(world, who).ask("PUT", "/own-kin", shared).status_code == 201
    path = requested(world)
    assert world.sign_in("officer").api("POST", f"{path}/approval").status_code == 201


def test_two_accounts_of_one_person_are_one_judge_and_do_not_judge_themselves(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    said = {"code": code, "declaration": {"interest": "close"}}
    program(world, "colleague").ask("POST", "/interests", said)
    listed = program(world, "head").ask("GET", "/conflicts").json()["conflicts"]
    path = f"/conflicts/{listed[0]['id']}/judgements"
    one_person(world, "head", "commune_supervisor")
    assert program(world, "head").ask("POST", path, LIFTED).status_code == 201
    assert refused(world, "commune_supervisor", f"/api/v1{path}", LIFTED) == "judged-already"
    one_person(world, "colleague", "officer")
    assert program(world, "officer").ask("GET", "/conflicts").json()["conflicts"] == []
    assert program(world, "officer").ask("POST", path, LIFTED).status_code == 404


def test_the_administrator_is_told_of_two_accounts_of_one_person(world: World) -> None:
    one_person(world, "colleague")
    browser = world.sign_in("administrator")
    assert "Hai tài khoản của cùng một người" not in browser.get("/tai-khoan").text
    entered(world, "head", weak(person(78)) | {"telephone": person(77)["telephone"]}, "reviewer")
    page = browser.get("/tai-khoan").text
    assert "Hai tài khoản của cùng một người" in page
    for other in ("counsellor", "supervisor"):
        assert page.split("Hai tài khoản của cùng một người")[1].split("</ul>")[0].count(f"({other})") == 0


@contextmanager
def as_if_earlier(database: Database, hours: int) -> Iterator[None]:
    """Whatever was recorded so far lies some hours back; only the owner can do it."""
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("ALTER TABLE es.events DISABLE TRIGGER append_only")
        connection.execute(
            "UPDATE es.events SET recorded_at = recorded_at - make_interval(hours => %s)", (hours,)
        )
        connection.execute("ALTER TABLE es.events ENABLE ALWAYS TRIGGER append_only")
    yield


def closing(world: World, who: str = "officer") -> int:
    """Lines of this week's review that entered somebody who soon lost a file."""
    week = of_the_week(world, who, vietnam_day(datetime.now(UTC)))
    return sum("closed" in why for why in week.values())


@pytest.mark.parametrize("file_first", [True, False])
def test_who_locked_a_colleague_out_is_shown_to_the_judges_and_reviewed(
    world: World, file_first: bool
) -> None:
    one = person(9)
    if file_first:
        taken_in(program(world, "counsellor"), {"child": one})
    member = entered(world, "head", one, "reviewer")
    assert closing(world) == (1 if file_first else 0)
    if not file_first:
        taken_in(program(world, "counsellor"), {"child": one})
    assert closing(world) == 1
    assert closing(world, "auditor") == 1
    assert (
        corrected(world, "supervisor", member, one | {"telephone": one["telephone"] + ", 0912 1"}, "reviewer")
        == DONE
    )
    [conflict] = program(world, "commune_supervisor").ask("GET", "/conflicts").json()["conflicts"]
    page = html.unescape(world.sign_in("commune_supervisor").get(f"/xung-dot/{conflict['id']}").text)
    assert "Ai đã ghi những gì dùng để so khớp" in page
    assert "Hoàng Thị Ngọc" in page and "Thân Đức Minh" in page, "who entered, and who changed it last"
    assert ("Hồ sơ đóng ngay khi ghi" in page) is file_first
    [told] = (
        program(world, "commune_supervisor").ask("GET", f"/conflicts/{conflict['id']}").json()["entered"][-1:]
    )
    assert told["by"] == str(world.accounts["head"]) and told["closed_the_file"] is file_first
    assert one["name"] not in page and one["telephone"] not in page


def test_an_entry_of_the_day_before_is_not_on_the_list(world: World, database: Database) -> None:
    entered(world, "head", person(10), "reviewer")
    with as_if_earlier(database, 25):
        taken_in(program(world, "counsellor"), {"child": person(10)})
    assert closing(world) == 0


def test_who_lost_access_is_told_nothing_by_the_review_either(world: World) -> None:
    taken_in(program(world, "counsellor"), {"child": person(11)})
    entered_for = {"unit": str(world.units["chapter"]), "kind": "member", "person": person(11)}
    program(world, "head").made("/members", entered_for | {"account": str(world.accounts["officer"])})
    assert (closing(world, "officer"), closing(world, "auditor")) == (0, 1)
