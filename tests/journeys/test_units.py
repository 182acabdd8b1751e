"""Units through the real wiring: the tree on any day, who does what in a unit, and the merger of 1 July 2025."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pytest

from application.unit_members import UnitMembers
from domain.courts import courts_of_place
from domain.lists import MemberKind
from domain.units import register
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.test_referral import pages
from tests.journeys.world import World

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
YEN_THE, DONG_KY, BAC_GIANG = "215@1900-01-01", "07282@2025-07-01", "07210@2025-07-01"


def found(world: World, level: str, code: str, on: str, parent: str = "", **more: Any) -> str:
    body = {
        "level": level,
        "code": code,
        "name": f"Hội {code}",
        "founded_on": on,
        "parent": parent or str(world.units["province"]),
    }
    return last(program(world, "administrator").made("/units", body | more))


def names_on(world: World, day: str) -> dict[str, dict[str, Any]]:
    rows = program(world, "supervisor").ask("GET", f"/units?day={day}").json()
    return {row["code"]: row for row in rows}


@pytest.fixture
def district(world: World) -> str:
    return found(world, "district", "YTHE", "2024-01-10", areas=[YEN_THE])


def enter(world: World, unit: str, who: str = "supervisor", **entry: Any) -> int:
    return program(world, who).ask("POST", f"/units/{unit}/entries", entry).status_code


def member(world: World, unit: str, name: str, kind: str = "member", **more: Any) -> str:
    body = {"unit": unit, "kind": kind, "person": {"name": name}, "admitted_on": "2024-02-01"}
    return last(program(world, "supervisor").made("/members", body | more))


def test_a_name_an_area_and_a_difficult_area_hold_from_their_day_on(world: World, district: str) -> None:
    admin = program(world, "administrator")
    for body in (
        {"what": "name", "name": "Hội Yên Thế mới", "effective_on": "2025-03-01"},
        {"what": "difficult", "is_difficult": True, "effective_on": "2025-02-01", "decision": "861/QĐ-TTg"},
        {"what": "areas", "areas": [YEN_THE], "effective_on": "2025-02-01"},
    ):
        assert admin.ask("POST", f"/units/{district}/changes", body).status_code == 201
    before, after = names_on(world, "2025-01-31")["YTHE"], names_on(world, "2025-03-01")["YTHE"]
    assert (before["name"], before["is_difficult"]) == ("Hội YTHE", False)
    assert (after["name"], after["is_difficult"], after["areas"]) == ("Hội Yên Thế mới", True, [YEN_THE])
    assert "YTHE" not in names_on(world, "2024-01-09")
    ahead = {"what": "name", "name": "Hội Mai Sau", "effective_on": "2099-01-01"}
    assert admin.ask("POST", f"/units/{district}/changes", ahead).status_code == 409
    gone = {"what": "areas", "areas": [YEN_THE], "effective_on": "2025-07-02"}
    assert admin.ask("POST", f"/units/{district}/changes", gone).status_code == 409
    assert program(world, "supervisor").ask("POST", f"/units/{district}/changes", ahead).status_code == 404


def test_a_unit_is_under_no_unit_below_it(world: World, district: str) -> None:
    club = found(world, "club", "CLB", "2024-02-01", parent=district)
    admin = program(world, "administrator")
    under = {"parent": club, "effective_on": "2024-03-01"}
    assert admin.ask("POST", f"/units/{district}/move", under).status_code == 409
    assert admin.ask("POST", f"/units/{club}/move", under).status_code == 409


def test_who_does_what_in_a_unit_is_entered_by_whoever_keeps_its_members(world: World, district: str) -> None:
    who = member(world, district, "Nông Thị Hòa")
    foreign = member(world, str(world.units["province"]), "Lục Văn Xa")
    assert enter(world, district, what="body", kind="standing", formed_on="2024-03-01") == 201
    assert enter(world, district, what="body", kind="standing", formed_on="2024-04-01") == 409
    page = program(world, "supervisor").ask("GET", f"/units/{district}").json()
    body = page["bodies"][0]["body"]
    office = {"what": "officer", "office": "president", "since": "2024-03-01", "term_until": "2024-09-01"}
    assert enter(world, district, **office, member=foreign, body=body) == 409
    assert enter(world, district, **office, member=who, body=body) == 201
    task = {"what": "task", "task": "Rà soát hội viên", "due_on": "2024-06-30"}
    assert enter(world, district, **task, member=who) == 201
    award = {"what": "award", "form": "certificate", "decision": "12/QĐ-HBV", "decided_on": "2024-12-20"}
    assert enter(world, district, **award, member=who, why="Công tác hội") == 201
    assert enter(world, district, what="children", on="2024-06-01", count=12) == 409
    for stranger in ("head", "commune_supervisor", "counsellor", "administrator", "auditor"):
        assert enter(world, district, stranger, **task) == 404, stranger
    shown = html.unescape(world.sign_in("supervisor").get(f"/don-vi/{district}").text)
    for words in ("Nông Thị Hòa: Chủ tịch", "hết nhiệm kỳ", "Rà soát hội viên", "quá hạn", "12/QĐ-HBV"):
        assert words in shown, words
    for other in ("auditor", "office", "administrator", "head"):
        seen = html.unescape(world.sign_in(other).get(f"/don-vi/{district}").text)
        assert "Chủ tịch" in seen and "Nông Thị Hòa" not in seen and "Rà soát" not in seen, other
    assert world.sign_in("counsellor").get(f"/don-vi/{district}").status_code == 404
    ended = {"part": page_of(world, district)["tasks"][0]["task"], "how": "done", "ended_on": "2024-07-01"}
    assert enter(world, district, what="task-end", **ended) == 201
    assert enter(world, district, what="task-end", **ended) == 409


def page_of(world: World, unit: str) -> dict[str, Any]:
    found: dict[str, Any] = program(world, "supervisor").ask("GET", f"/units/{unit}").json()
    return found


def test_what_is_open_goes_on_in_the_successor_and_history_stays(
    world: World, district: str, database: Database
) -> None:
    club = found(world, "club", "CLB", "2024-02-01", parent=district)
    assert enter(world, club, what="children", on="2024-06-01", count=25) == 201
    juror = member(
        world, district, "Hà Văn Thẩm", "juror", court={"code": "district-215", "since": "2024-02-01"}
    )
    helper = member(world, district, "Hoàng Thị Giúp", "collaborator")
    enter(world, district, what="officer", office="president", since="2024-03-01", member=juror)
    enter(world, district, what="task", task="Tổng kết", due_on="2025-08-01", member=juror)
    successor = found(world, "commune", "XYT", "2025-07-01", areas=[DONG_KY])
    end = {"ended_on": "2025-06-30", "successor": successor, "how": "merged"}
    assert program(world, "administrator").ask("POST", f"/units/{district}/end", end).status_code == 201

    june, july = names_on(world, "2025-06-30"), names_on(world, "2025-07-01")
    assert (june["YTHE"]["members"], june["YTHE"]["helpers"], june["CLB"]["parent"]) == (1, 1, district)
    assert "YTHE" not in july and "XYT" not in june
    assert (july["XYT"]["members"], july["XYT"]["helpers"]) == (1, 1)
    assert (july["CLB"]["parent"], july["CLB"]["children"]) == (successor, 25)

    old, new = page_of(world, district), page_of(world, successor)
    assert [one["how"] for one in old["tasks"]] == ["passed_on"]
    assert [one["why"] for one in old["officers"]] == ["unit_ended"]
    assert [(one["what"], one["from_unit"]) for one in new["tasks"]] == [("Tổng kết", district)]
    assert enter(world, district, what="task", task="Muộn", due_on="2025-09-01") == 409
    with world.system() as work:
        members = work.view(UnitMembers)  # type: ignore[type-abstract]
        before = {str(one.member): one for one in members.of_unit(_id(district), JUNE)}
        after = {str(one.member): one for one in members.of_unit(_id(successor), JULY)}
        assert members.of_unit(_id(district), JULY) == []
    assert set(before) == set(after) == {juror, helper}
    assert before[juror].court_code_on(JUNE) == "district-215"
    assert after[juror].court_code_on(JULY) == "region-3-bac-ninh"
    dong_ky = register().by_key(DONG_KY)
    assert dong_ky and after[juror].court_code_on(JULY) in (courts_of_place(dong_ky.as_written, JULY) or ())
    assert after[helper].kind is MemberKind.COLLABORATOR
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def _id(unit: str) -> Any:
    from uuid import UUID

    return UUID(unit)


def test_the_pages_of_units_are_found_and_their_forms_work(world: World, district: str) -> None:
    browser = world.sign_in("supervisor")
    browser.get("/don-vi?day=2024-02-01")
    assert "Hội YTHE" in browser.page.text if browser.page else False
    browser.get(f"/don-vi/{district}/ghi/ban")
    page = browser.submit("unit-form", kind="inspection", formed_on="2024-05-01")
    assert "Ban kiểm tra" in html.unescape(page.text)
    admin = world.sign_in("administrator")
    areas = pages(world, "administrator")
    areas.get(f"/don-vi/{district}/doi/dia-ban")
    areas.fill_and_submit("unit-form", {"areas": [DONG_KY, "", BAC_GIANG], "effective_on": "2025-07-01"})
    assert names_on(world, "2025-07-01")["YTHE"]["areas"] == [DONG_KY, BAC_GIANG]
    kept = areas.get(f"/don-vi/{district}/doi/dia-ban").html
    assert kept.count("selected>") == 2, "what is served now stands in the form"
    admin.get(f"/don-vi/{district}/doi/ten")
    wrong = admin.submit("unit-form", name="Hội Yên Thế", effective_on="2023-01-01")
    assert wrong.status_code == 422 and "trước ngày thành lập" in html.unescape(wrong.text)
    assert "Hội Yên Thế" in admin.submit("unit-form", effective_on="2024-05-01").text
    assert browser.get(f"/don-vi/{district}/doi/ten").status_code == 404
    assert browser.get(f"/don-vi/{district}/ghi/khong-co").status_code == 404


def test_members_are_found_by_name_without_marks_as_of_any_day(world: World, district: str) -> None:
    supervisor = program(world, "supervisor")
    stays = member(world, district, "Giáp Thị Hường", "lawyer")
    leaves = member(world, district, "Giáp Văn Hương", "volunteer")
    assert supervisor.ask("DELETE", f"/members/{leaves}?left_on=2025-03-01").status_code == 200

    def ask(**more: Any) -> list[str]:
        found = supervisor.ask("POST", "/members/search", {"words": "giap huong", "unit": district} | more)
        return [one["id"] for one in found.json()["members"]]

    assert ask() == [stays]
    assert set(ask(day="2025-02-28")) == {stays, leaves} and ask(day="2024-01-31") == []
    assert ask(day="2025-02-28", kind="volunteer") == [leaves]
    assert (names_on(world, "2025-02-28")["YTHE"]["members"], ask(words="hoà")) == (1, [])
    browser = world.sign_in("supervisor")
    browser.get("/hoi-vien")
    shown = html.unescape(browser.submit("search", words="giap", unit=district, day="2025-02-28").text)
    assert "Giáp Văn Hương" in shown and "1 hội viên, 1 cộng tác viên" in shown
    assert program(world, "head").ask("POST", "/members/search", {"words": "giap"}).json() == {"members": []}


def test_a_juror_s_court_is_kept_by_day_on_the_page_too(world: World, district: str) -> None:
    juror = member(
        world, district, "Hà Văn Thẩm", "juror", court={"code": "district-215", "since": "2024-02-01"}
    )
    browser = world.sign_in("supervisor")
    browser.get(f"/hoi-vien/{juror}")
    page = html.unescape(browser.submit("court", code="", said="Tòa án quân sự X", since="2025-08-01").text)
    assert "Tòa án nhân dân huyện Yên Thế" in page and "Tòa án quân sự X" in page and "ghi tay" in page
    with world.system() as work:
        members = work.view(UnitMembers)  # type: ignore[type-abstract]
        before, after = (
            members.of_unit(_id(district), day)[0] for day in (date(2025, 7, 1), date(2025, 8, 1))
        )
    assert before.court_code_on(date(2025, 7, 1)) == "region-3-bac-ninh"
    assert (after.court_said, after.court_code_on(date(2025, 8, 1))) == ("Tòa án quân sự X", None)
