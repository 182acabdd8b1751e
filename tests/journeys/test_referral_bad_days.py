"""Bad days of a request: each has a decided answer (domain/README.md, docs/bad-days.md)."""

from __future__ import annotations

from typing import Any

import pytest

from application.accounts import CloseAccount, close_account
from application.units import EndUnit, end_unit
from domain.account import Role
from domain.calendar import vietnam_day
from domain.lists import UnitLevel
from tests.api.given import Program, program
from tests.journeys.test_conflict_first import KIN, PHONED, asked, proposed, sees_nothing
from tests.journeys.test_referral import FACTS, WRITTEN, case_id, lines, pages
from tests.journeys.world import World

__all__ = ["case_id"]


def declared(world: World, referral: str, who: str = "reviewer") -> Any:
    return program(world, who).ask("POST", f"/referrals/{referral}/declaration", lines())


def closed(world: World, who: str) -> None:
    with world.system() as work:
        close_account(CloseAccount(account=world.accounts[who]), work)


@pytest.fixture
def referral(world: World, case_id: str) -> str:
    """A request whose reviewer has opened the file."""
    made = asked(world, case_id)
    assert proposed(world, made).status_code == 200
    assert declared(world, made).status_code == 200
    return made


def test_a_reviewer_who_leaves_in_the_middle_is_replaced(world: World, referral: str) -> None:
    closed(world, "reviewer")
    head = pages(world, "head")
    assert "Cần phân công lại" in head.get("/hom-nay").text
    assert "Cần phân công lại: " in head.get(f"/chi-hoi/{referral}").text
    head.fill_and_submit("assign", {"reviewer": str(world.accounts["second_reviewer"])})
    assert declared(world, referral, "second_reviewer").status_code == 200
    assert FACTS in program(world, "second_reviewer").ask("GET", f"/referrals/{referral}/file").text
    assert "Cần phân công lại: " not in head.get(f"/chi-hoi/{referral}").text


def test_a_draft_of_somebody_who_left_is_approved_or_goes_to_another(world: World, referral: str) -> None:
    program(world, "reviewer").ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    closed(world, "reviewer")
    head = program(world, "head")
    back = head.ask("POST", f"/referrals/{referral}/return", {"comment": "Nêu rõ khoản."})
    assert back.status_code == 200
    assert proposed(world, referral, "second_reviewer").status_code == 200


def test_a_head_with_a_tie_sees_nothing_and_another_goes_on(world: World, case_id: str) -> None:
    head = program(world, "head")
    assert head.ask("PUT", "/own-kin", KIN | {"name": "Hoàng Thị Ngọc"}).status_code == 201
    made = asked(world, case_id, PHONED)
    sees_nothing(head, made)
    assert made not in head.ask("GET", "/referrals").text and made not in head.ask("GET", "/today").text
    asker = pages(world, "counsellor").get(f"/chi-hoi/{made}")
    assert "chưa có ai ở Chi hội phân công được" in asker.text
    told = pages(world, "administrator").get("/hom-nay")
    assert "không có Chi hội trưởng xử lý được 1 đề nghị đang chờ" in told.text
    world.person("head_above", "Chu Văn Bình", "province", (Role.CHAPTER_HEAD,))
    assert "không có Chi hội trưởng xử lý được" not in pages(world, "administrator").get("/hom-nay").text
    above = program(world, "head_above")
    chosen = {"reviewer": str(world.accounts["reviewer"])}
    assert above.ask("POST", f"/referrals/{made}/reviewer", chosen).status_code == 200
    sees_nothing(head, made)


def test_of_two_heads_who_assign_at_once_the_second_is_shown_what_changed(world: World, case_id: str) -> None:
    world.person("second_head", "Chu Văn Bình", "chapter", (Role.CHAPTER_HEAD,))
    made = asked(world, case_id)
    first, second = pages(world, "head"), pages(world, "second_head")
    for head in (first, second):
        head.get(f"/chi-hoi/{made}")
    first.fill_and_submit("assign", {"reviewer": str(world.accounts["reviewer"])})
    second.fill_and_submit("assign", {"reviewer": str(world.accounts["second_reviewer"])}, status=412)
    assert declared(world, made).status_code == 200
    sees_nothing(program(world, "second_reviewer"), made)


def test_a_case_that_is_erased_under_review_takes_the_request_with_it(
    world: World, referral: str, case_id: str
) -> None:
    counsellor = program(world, "counsellor")
    code = counsellor.ask("GET", f"/cases/{case_id}").json()["code"]
    ending = {"closing": {"outcome": "advised", "child_informed": True}}
    shut = counsellor.ask("POST", f"/cases/{case_id}/closing", ending["closing"])
    assert shut.status_code < 300, shut.text
    _erased(world, code)
    reviewer, head = program(world, "reviewer"), program(world, "head")
    for person, path in ((reviewer, f"/referrals/{referral}/file"), (head, f"/referrals/{referral}")):
        gone = person.ask("GET", path)
        assert gone.status_code == 409 and FACTS not in gone.text
    for person in (reviewer, head, counsellor):
        listed = person.ask("GET", "/referrals")
        assert listed.status_code == 200 and referral not in listed.text
        assert person.ask("GET", "/today").status_code == 200
    assert reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN}).status_code == 409


def _erased(world: World, code: str) -> None:
    officer = program(world, "officer")
    made = officer.ask("POST", "/erasures", {"code": code, "basis": "term_over"})
    assert made.status_code == 201, made.text
    erasure = made.json()["location"].rpartition("/")[2]
    assert program(world, "supervisor").ask("POST", f"/erasures/{erasure}/confirmation").status_code < 300
    assert officer.ask("POST", f"/erasures/{erasure}/notice", {"way": "nobody"}).status_code < 300
    with world.after(40) as later:
        assert program(later, "officer").ask("POST", f"/erasures/{erasure}/run").status_code < 300


def test_a_case_that_is_restricted_under_review_stays_with_its_reviewer(
    world: World, referral: str, case_id: str
) -> None:
    placing = {"ground": "protection"}
    placed = program(world, "supervisor").ask("POST", f"/cases/{case_id}/restriction", placing)
    assert placed.status_code < 300, placed.text
    reviewer = program(world, "reviewer")
    assert FACTS in reviewer.ask("GET", f"/referrals/{referral}/file").text
    assert reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN}).status_code == 200
    sees_nothing(program(world, "second_reviewer"), referral)


def test_a_tie_that_comes_up_under_review_closes_the_file_at_once(world: World, case_id: str) -> None:
    made = asked(world, case_id, PHONED)
    assert proposed(world, made).status_code == 200 and declared(world, made).status_code == 200
    reviewer = program(world, "reviewer")
    assert reviewer.ask("GET", f"/referrals/{made}/file").status_code == 200
    assert reviewer.ask("PUT", "/own-kin", KIN).status_code == 201
    sees_nothing(reviewer, made)
    assert "Có mối liên hệ phát hiện sau" in pages(world, "head").get("/hom-nay").text


def test_a_chapter_that_merges_under_review_leaves_its_open_work_to_the_successor(
    world: World, referral: str, case_id: str
) -> None:
    world.found("joint", UnitLevel.LEGAL_CHAPTER, "CHM", "Chi hội luật sư, hội thẩm (mới)")
    world.person("joint_head", "Chu Văn Bình", "joint", (Role.CHAPTER_HEAD,))
    world.person("joint_reviewer", "Mạc Thị Đào", "joint", (Role.REVIEWER,))
    waiting = asked(world, case_id)
    with world.system() as work:
        end = EndUnit(
            unit=world.units["chapter"], ended_on=vietnam_day(work.now()), successor=world.units["joint"]
        )
        end_unit(end, work)
    head = program(world, "joint_head")
    seen = head.ask("GET", "/referrals").text
    assert referral in seen and waiting in seen
    chosen = {"reviewer": str(world.accounts["joint_reviewer"])}
    assert head.ask("POST", f"/referrals/{waiting}/reviewer", chosen).status_code == 200
    assert FACTS in program(world, "reviewer").ask("GET", f"/referrals/{referral}/file").text
    program(world, "reviewer").ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    assert head.ask("POST", f"/referrals/{referral}/approval").status_code == 200
    shown = program(world, "counsellor").ask("GET", f"/referrals/{referral}").json()
    assert shown["chapter"] == str(world.units["chapter"])


def test_an_account_closed_between_declaration_and_opening_opens_nothing(world: World, referral: str) -> None:
    reviewer: Program = program(world, "reviewer")
    assert reviewer.ask("GET", f"/referrals/{referral}/file").status_code == 200
    browser = pages(world, "reviewer")
    closed(world, "reviewer")
    seen = reviewer.ask("GET", f"/referrals/{referral}/file")
    assert seen.status_code in {401, 404} and FACTS not in seen.text
    assert FACTS not in browser.client.get(f"/chi-hoi/{referral}/y-kien").text
    assert "Cần phân công lại" in pages(world, "head").get("/hom-nay").text
