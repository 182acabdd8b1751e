"""*Việc hôm nay*: what is most urgent first, long lists cut with their number and the way to all of them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest

from application import today
from application.child_case import PlanStep, plan_step
from application.emergency import RecordEmergency, record_emergency
from domain.account import Role
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.emergency import Emergency
from domain.lists import Allegation
from tests.journeys.acts import NOW, do, taken_in
from tests.journeys.test_handover import account_closed
from tests.journeys.world import World

DAY = vietnam_day(NOW)
IN_ORDER = (
    "Tin khẩn cấp chưa ai nhận",
    "Có xâm hại hoặc nguy cơ, chưa chuyển thông tin",
    "Quá hạn",
    "Đến hạn hôm nay",
    "Trong 7 ngày tới",
    "Chờ bàn giao",
)


def _due(world: World, days: int, name: str = "Kim Thị Cúc") -> None:
    case_id = taken_in(world, name)
    wish = PlanStep(case_id=case_id, step=Step(what=f"Việc {days}", due_on=DAY + timedelta(days=days)))
    do(world, "counsellor", partial(plan_step, wish))


def _headings(page: str) -> list[str]:
    return [re.sub(r"\s*\(.*", "", text) for text in re.findall(r"<h2 id=\"[^\"]*\">([^<]*)</h2>", page)]


def test_the_most_urgent_stands_first(world: World) -> None:
    for days in (3, 0, -2):
        _due(world, days)
    taken_in(world, "Kim Văn Lá", allegation=Allegation.RISK)
    do(
        world,
        "counsellor",
        partial(record_emergency, RecordEmergency(emergency=Emergency(what="Cháu bị nhốt"))),
    )
    world.person("leaver", "Người nghỉ", "province", (Role.COUNSELLOR,))
    taken_in(world, "Kim Thị Rừng", who="leaver")
    account_closed(world, "leaver")
    assert _headings(world.sign_in("supervisor").get("/hom-nay").text) == list(IN_ORDER)


def test_a_long_part_is_cut_and_says_how_much_there_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST_SHOWN", 2)
    for number in range(3):
        _due(world, -1, f"Kim Thị {number}")
        taken_in(world, f"Kim Văn {number}", allegation=Allegation.RISK)
    browser = world.sign_in("counsellor")
    page = browser.get("/hom-nay").text
    assert "Quá hạn (3)" in page and page.count("Việc -1") == 2
    assert "chưa chuyển thông tin (3)" in page and page.count("/chuyen") == 2
    assert page.count("Đang hiện 2 trong 3.") == 2
    assert 'href="/hom-nay?phan=overdue"' in page
    whole = browser.get("/hom-nay?phan=overdue").text
    assert whole.count("Việc -1") == 3 and _headings(whole) == ["Quá hạn"]
    assert "Đang hiện" not in whole
    link = re.search(r'href="(/so-theo-doi\?not_forwarded=true[^"]*)"', page)
    assert link is not None
    log = browser.get(link[1].replace("&amp;", "&")).text
    assert log.count("Chưa chuyển") >= 3
    answer = browser.api("GET", "/api/v1/today").json()
    assert (len(answer["overdue"]), answer["overdue_total"], answer["to_forward_total"]) == (2, 3, 3)
    assert len(browser.api("GET", "/api/v1/today?part=overdue").json()["overdue"]) == 3


def test_a_part_that_does_not_exist_is_the_whole_page(world: World) -> None:
    _due(world, 0)
    assert "Việc 0" in world.sign_in("counsellor").get("/hom-nay?phan=khong-co").text


@pytest.mark.parametrize(
    "path",
    [
        "/so-theo-doi?state=open&order=code",
        "/dieu-92?year=2025",
        "/hom-nay?phan=overdue",
        "/tu-van?cua_toi=true",
    ],
)
def test_the_other_language_shows_the_same_list(world: World, path: str) -> None:
    browser, seen = world.sign_in("counsellor"), []
    for _ in range(2):
        page = browser.get(path)
        link = re.search(r'href="(/ngon-ngu/[^"]*)"', page.text)
        assert link is not None
        there = browser.get(link[1].replace("&amp;", "&"))
        assert str(there.url).partition("//")[2].partition("/")[2] == path.lstrip("/")
        seen.append(re.findall(r'<html lang="(..)"', there.text))
    assert seen == [["en"], ["vi"]]


def test_after_a_search_the_other_language_keeps_the_filters_and_not_the_words(world: World) -> None:
    taken_in(world, "Kim Thị Cúc")
    browser = world.sign_in("counsellor")
    browser.get("/so-theo-doi?state=open")
    page = browser.submit("search", words="kim cuc")
    assert "Kim Thị Cúc" in page.text
    link = re.search(r'href="(/ngon-ngu/en[^"]*)"', page.text)
    assert link is not None and "kim" not in link[1]
    assert str(browser.get(link[1].replace("&amp;", "&")).url).endswith("/so-theo-doi?state=open")


def test_an_address_that_names_a_language_does_not_hold_the_other_one_off(world: World) -> None:
    browser = world.sign_in("counsellor")
    page = browser.get("/so-theo-doi?state=open&lang=en").text
    link = re.search(r'href="(/ngon-ngu/vi[^"]*)"', page)
    assert link is not None
    there = browser.get(link[1].replace("&amp;", "&"))
    assert "lang=" not in str(there.url) and '<html lang="vi"' in there.text


def _emergencies(world: World, count: int) -> list[str]:
    """Emergencies nobody took up; returns what they say, oldest first."""
    said = [f"Cháu bị nhốt, lần {number}." for number in range(1, count + 1)]
    for what in said:
        wish = RecordEmergency(emergency=Emergency(what=what))
        do(world, "counsellor", partial(record_emergency, wish))
    return said


def test_emergencies_go_on_page_by_page_until_the_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST_SHOWN", 2)
    monkeypatch.setattr(today, "EMERGENCIES_ON_A_PAGE", 3)
    said = _emergencies(world, 7)
    browser = world.sign_in("colleague")
    page = browser.get("/hom-nay").text
    assert "Tin khẩn cấp chưa ai nhận (7)" in page and "Đang hiện 2 trong 7." in page
    assert re.findall(r"Cháu bị nhốt, lần \d\.", page) == said[:2]
    found, address = [], "/hom-nay?phan=emergencies"
    for _ in range(3):
        page = browser.get(address).text
        assert "Tin khẩn cấp chưa ai nhận (7)" in page
        found.append(re.findall(r"Cháu bị nhốt, lần \d\.", page))
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert found == [said[:3], said[3:6], said[6:]] and not address
    assert "Về trang đầu của danh sách" in page


def test_programs_read_emergencies_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "EMERGENCIES_ON_A_PAGE", 2)
    said, browser = _emergencies(world, 3), world.sign_in("colleague")
    first = browser.api("GET", "/api/v1/today?part=emergencies").json()
    assert [one["what"] for one in first["emergencies"]] == said[:2] and first["emergencies_total"] == 3
    rest = browser.api("GET", f"/api/v1/today?part=emergencies&after={first['emergencies_next']}").json()
    assert [one["what"] for one in rest["emergencies"]] == said[2:]
    assert (rest["emergencies_next"], rest["emergencies_total"]) == (None, 3)


def test_one_taken_up_between_two_pages_moves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "EMERGENCIES_ON_A_PAGE", 2)
    said, browser = _emergencies(world, 4), world.sign_in("colleague")
    first = browser.api("GET", "/api/v1/today?part=emergencies").json()
    case_id = taken_in(world, "Kim Thị Cúc")
    code = browser.api("GET", f"/api/v1/cases/{case_id}").json()["code"]
    taken = first["emergencies_next"]
    browser.api("POST", f"/api/v1/emergencies/{taken}/case", json={"code": code})
    rest = browser.api("GET", f"/api/v1/today?part=emergencies&after={taken}").json()
    assert [one["what"] for one in rest["emergencies"]] == said[2:] and rest["emergencies_total"] == 3
