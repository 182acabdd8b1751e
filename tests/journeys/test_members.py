"""Members and their relatives are compared with whom a file names, at every change on either side, as staff are."""

from __future__ import annotations

import html
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from infrastructure import matches
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import Program, last, program
from tests.journeys.test_conflicts import told_nothing
from tests.journeys.world import World
from tests.sign_in.given import sql

Person = dict[str, Any]
US = ("staff", "member", "member with an account", "relative of staff", "relative of a member")
IN_FILE = ("child", "father", "caregiver", "suspected", "party", "client", "informant")
ORDERS = ("we first", "the file first", "the file corrected", "we corrected")


def person(number: int) -> Person:
    """Somebody new: full name, birth date, telephone number."""
    birth = {"year": 1960 + number % 50, "month": 1 + number % 12, "day": 1 + number % 28}
    return {"name": f"Trần Giả Định {number}", "birth": birth, "telephone": f"0912{number:06d}"}


def weak(one: Person) -> Person:
    """The same person by name alone, which finds nobody."""
    return {"name": one["name"]}


class Side:
    """One of us: entered, and corrected."""

    def __init__(self, world: World, us: str) -> None:
        self.world, self.us = world, us
        self.head, self.colleague = program(world, "head"), program(world, "colleague")
        self.member = ""

    def say(self, one: Person) -> None:
        own = not self.us.startswith("relative")
        kin = one if own else {"name": "Vi Thị Mẫu", "relatives": [one | {"relation": "spouse"}]}
        if "staff" in self.us:
            assert self.colleague.ask("PUT", "/own-kin", kin).status_code == 201
            return
        account = str(self.world.accounts["reviewer"]) if "account" in self.us else None
        body = {"kind": "lawyer", "account": account, "person": kin}
        if self.member:
            assert self.head.ask("PUT", f"/members/{self.member}", body).status_code == 200
        else:
            self.member = last(self.head.made("/members", body | {"unit": str(self.world.units["chapter"])}))

    @property
    def account(self) -> str:
        """Whose conflict it is; nobody's for a member without an account."""
        if "staff" in self.us:
            return "colleague"
        return "reviewer" if "account" in self.us else ""


class File:
    """A case that names somebody in one part: opened without, and corrected, or with them from the start."""

    def __init__(self, world: World, part: str) -> None:
        self.part, self.person = part, program(world, "counsellor")
        self.case = self.matter = ""

    def _details(self, one: Person) -> dict[str, Any]:
        named = {key: value for key, value in one.items() if key != "telephone"}
        return {
            "child": {"child": one},
            "father": {"family": {"father": named}},
            "caregiver": {"family": {"caregiver": one["name"], "caregiver_birth": one.get("birth")}},
            "suspected": {"suspected": one},
            "informant": {
                "informant": {"agreed": True, "name": one["name"], "telephone": one.get("telephone", "")}
            },
        }.get(self.part, {})

    def say(self, one: Person) -> None:
        body = {"situation": {"what": "Cháu bị đánh"}, "details": self._details(one)}
        if not self.case:
            self.case = last(self.person.made("/cases", body))
        elif self._details(one):
            tag = self.person.ask("GET", f"/cases/{self.case}").headers["ETag"]
            saved = self.person.ask("PUT", f"/cases/{self.case}/details", body, If_Match=tag)
            assert saved.status_code == 200, saved.text
        if self.part in {"party", "client"}:
            self._consult(one)

    def _consult(self, one: Person) -> None:
        said: dict[str, Any] = {"narrative": "Hỏi về quyền nuôi con", "client": "family"}
        if self.part == "party":
            said |= {"parties": [one | {"side": "opposing"}]}
        else:
            said |= {"client_name": one["name"], "client_contact": one.get("telephone", "")}
        if self.matter:
            self.person.made(f"/consultations/{self.matter}/sessions", {"consultation": said})
        else:
            body = {"consultation": said, "case_id": self.case}
            self.matter = last(self.person.made("/consultations", body))


def met(order: str, ours: Side, file: File, one: Person) -> None:
    steps: dict[str, tuple[Callable[[], None], ...]] = {
        "we first": (lambda: ours.say(one), lambda: file.say(one)),
        "the file first": (lambda: file.say(one), lambda: ours.say(one)),
        "the file corrected": (lambda: ours.say(one), lambda: file.say(weak(one)), lambda: file.say(one)),
        "we corrected": (lambda: file.say(one), lambda: ours.say(weak(one)), lambda: ours.say(one)),
    }
    for step in steps[order]:
        step()


def expected_ground(us: str, part: str) -> list[tuple[str]]:
    """Why the case is to be held closely."""
    if part == "informant":
        return []
    if us.startswith("relative"):
        return [("staff-related",)] if part == "suspected" else []
    return [("staff-suspected" if part == "suspected" else "staff-party",)]


@pytest.mark.parametrize("order", ORDERS)
def test_each_of_us_meets_each_part_of_a_file_at_every_change_on_either_side(
    world: World, order: str
) -> None:
    number = ORDERS.index(order) * 1000
    for us, part in product(US, IN_FILE):
        number += 1
        ours, file = Side(world, us), File(world, part)
        met(order, ours, file, person(number))
        where = (us, part, order)
        conflicts = sql(world, "SELECT account FROM facts.conflicts WHERE record = %s", file.case)
        closed = [] if part == "informant" or not ours.account else [(world.accounts[ours.account],)]
        assert conflicts == closed, where
        grounds = sql(world, "SELECT ground FROM facts.restrictions WHERE case_id = %s AND active", file.case)
        assert grounds == expected_ground(us, part), where
    alone = """
        SELECT count(*) FROM es.events d WHERE d.topic IN ('conflict.detected.1', 'restriction.placed.1')
           AND NOT EXISTS (SELECT FROM es.events e WHERE e.request_id = d.request_id AND e.topic NOT IN
               ('conflict.detected.1', 'restriction.placed.1'))"""
    assert sql(world, alone) == [(0,)], "each is recorded with what named the person"
    print(f"\n{len(US) * len(IN_FILE)} pairs, {order}: found in the transaction of the change")


def test_a_member_found_by_identity_number_and_one_who_left_is_not_compared(world: World) -> None:
    head, counsellor = program(world, "head"), program(world, "counsellor")
    unit = str(world.units["chapter"])
    who = {"name": "Lê Thị Giả Định", "identity_number": "024 080 001 234"}
    first = last(head.made("/members", {"unit": unit, "kind": "juror", "person": who}))
    suspected = {"situation": {"what": "x"}, "details": {"suspected": {"identity_number": "024080001234"}}}
    case = last(counsellor.made("/cases", suspected))
    grounds = "SELECT ground FROM facts.restrictions WHERE case_id = %s"
    assert sql(world, grounds, case) == [("staff-suspected",)]
    assert head.ask("DELETE", f"/members/{first}").status_code == 200
    assert sql(world, "SELECT count(*) FROM facts.matches WHERE record = %s", first) == [(0,)]
    assert sql(world, grounds, last(counsellor.made("/cases", suspected))) == []
    assert head.ask("PUT", f"/members/{first}", {"kind": "juror", "person": who}).status_code == 409


def test_an_account_given_to_a_member_closes_the_files_that_name_them(world: World) -> None:
    head, reviewer = program(world, "head"), world.accounts["reviewer"]
    who, unit = person(7), str(world.units["chapter"])
    member = last(head.made("/members", {"unit": unit, "kind": "lawyer", "person": who}))
    case = last(
        program(world, "counsellor").made("/cases", {"situation": {"what": "x"}, "details": {"child": who}})
    )
    closed = "SELECT account FROM facts.conflicts WHERE record = %s"
    assert sql(world, closed, case) == []
    body = {"kind": "lawyer", "account": str(reviewer), "person": who}
    assert head.ask("PUT", f"/members/{member}", body).status_code == 200
    assert sql(world, closed, case) == [(reviewer,)]
    foreign = body | {"account": str(world.accounts["counsellor"])}
    assert head.ask("PUT", f"/members/{member}", foreign).status_code == 404


def test_the_file_of_a_member_of_the_same_unit_is_answered_for_by_another(world: World) -> None:
    boss = program(world, "commune_supervisor")
    who = person(8)
    boss.made("/members", {"unit": str(world.units["commune"]), "kind": "member", "person": who})
    elsewhere = program(world, "elsewhere")
    case = last(elsewhere.made("/cases", {"situation": {"what": "x"}, "details": {"child": who}}))
    query = "SELECT sensitivity, unit FROM facts.records WHERE record = %s"
    assert sql(world, query, case) == [("restricted", world.units["province"])]


def test_who_keeps_members_and_who_sees_none(world: World, database: Database) -> None:
    head = world.sign_in("head")
    head.get("/hoi-vien/moi")
    assert "Hãy ghi họ và tên của hội viên" in html.unescape(head.submit("member", kind="juror").text)
    listed = head.submit(
        "member",
        kind="juror",
        person__name="Lê Thị Giả Định",
        person__birth__day="3",
        person__birth__month="4",
        person__birth__year="1970",
        person__relatives__0__name="Lê Văn Ví Dụ",
        person__relatives__0__relation="child",
    )
    assert "Lê Thị Giả Định" in listed.text and "Hội thẩm nhân dân" in listed.text
    assert "Lê Văn Ví Dụ" not in listed.text
    path = listed.text.split('href="/hoi-vien/')[2].split('"')[0]
    assert "Lê Văn Ví Dụ" in head.get(f"/hoi-vien/{path}").text
    head.submit("member", person__telephone="0912 000 999")
    assert head.api("GET", f"/api/v1/members/{path}").json()["person"]["telephone"] == "0912 000 999"
    for who in (
        "counsellor",
        "reviewer",
        "administrator",
        "auditor",
        "officer",
        "office",
        "commune_supervisor",
    ):
        told = program(world, who)
        seen = told.ask("GET", f"/members/{path}")
        assert seen.status_code == 404, who
        if who != "commune_supervisor":
            assert told.ask("GET", "/members").status_code == 404
    assert program(world, "commune_supervisor").ask("GET", "/members").json() == {"members": []}
    assert [one["name"] for one in program(world, "supervisor").ask("GET", "/members").json()["members"]] == [
        "Lê Thị Giả Định"
    ]
    foreign = {"unit": str(world.units["province"]), "kind": "juror", "person": {"name": "Người Khác"}}
    assert program(world, "head").ask("POST", "/members", foreign).status_code == 404
    head.get(f"/hoi-vien/{path}")
    assert "Chưa ghi hội viên nào" in head.submit("leave").text
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []
    difference = matches.compare(database.app_dsn, world.house.keys)
    assert (difference.only_live, difference.only_rebuilt) == (0, 0)


def test_a_colleague_sees_nothing_of_what_was_found(world: World) -> None:
    head: Program = program(world, "head")
    body = {"kind": "lawyer", "account": str(world.accounts["reviewer"]), "person": person(9)}
    head.made("/members", body | {"unit": str(world.units["chapter"])})
    counsellor = program(world, "counsellor")
    made = counsellor.made("/cases", {"situation": {"what": "x"}, "details": {"child": person(9)}})
    case = last(made)
    code = str(counsellor.ask("GET", f"/cases/{case}").json().get("code", "XX"))
    told_nothing(program(world, "colleague"), case, code)
    assert head.ask("GET", "/conflicts").status_code == 200
