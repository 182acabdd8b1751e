"""Activities through the real wiring: entered by kind, invited and answered, corrected, cancelled, listed and added."""

from __future__ import annotations

import html
from typing import Any

import pytest
from starlette.testclient import TestClient

from application import activities
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program, token_of
from tests.files.made import SAID, png
from tests.journeys.acts import followed
from tests.journeys.world import ORIGIN, World

DONOR = "Công ty Hoàng Gia Mây"
OUTREACH: dict[str, Any] = {
    "kind": "outreach",
    "held_on": "2025-09-10",
    "topic": "Phòng đuối nước ở trường Lục Ngạn",
    "themes": ["drowning"],
    "participants": {"children": 180, "teachers": 6},
}
GIFT: dict[str, Any] = {
    "kind": "contribution",
    "held_on": "2025-09-12",
    "topic": "Ủng hộ sách vở",
    "detail": {"donor_kind": "enterprise", "donor": DONOR},
    "worth": {"money_vnd": 20_000_000, "goods_vnd": 5_500_000, "valuation": "invoice"},
}
INVITATION: dict[str, Any] = {
    "kind": "supervision",
    "topic": "Giám sát Luật Trẻ em",
    "inviter": "Ủy ban Mặt trận Tổ quốc tỉnh",
    "invited_on": "2025-08-01",
    "for_day": "2025-08-20",
}
FORUM: dict[str, Any] = {
    "kind": "forum",
    "held_on": "2025-09-01",
    "topic": "An toàn trên môi trường mạng",
    "themes": ["online"],
    "detail": {"level": "own"},
    "participants": {"children": 40, "supervisors": 8},
}
ATTENDED = {"kind": "supervision", "held_on": "2025-08-20", "topic": "Giám sát Luật Trẻ em"}


def entered(world: World, held: dict[str, Any], who: str = "supervisor", unit: str = "province") -> str:
    body = {"unit": str(world.units[unit]), "held": held}
    return last(program(world, who).made("/activities", body))


def invited(world: World, unit: str = "province", **more: str) -> str:
    body = {"unit": str(world.units[unit]), "invitation": INVITATION | more}
    return last(program(world, "office").made("/invitations", body))


def listed(world: World, query: str = "", who: str = "office") -> dict[str, Any]:
    followed(world)
    shown: dict[str, Any] = program(world, who).ask("GET", f"/activities{query}").json()
    return shown


def total(world: World, kind: str) -> dict[str, Any]:
    totals = listed(world)["totals"]
    return next((one for one in totals if one["kind"].endswith(f"/{kind}")), {})


def shown(world: World, who: str, path: str) -> str:
    return html.unescape(world.sign_in(who).get(f"/hoat-dong/{path}").text)


def test_what_is_corrected_and_cancelled_counts_as_it_is_known_now(world: World, database: Database) -> None:
    talk, gift = entered(world, OUTREACH), entered(world, GIFT)
    assert (total(world, "outreach")["people"], total(world, "outreach")["children"]) == (186, 180)
    assert total(world, "contribution")["money_vnd"] + total(world, "contribution")["goods_vnd"] == 25_500_000
    supervisor = program(world, "supervisor")
    right = {"held": OUTREACH | {"participants": {"children": 150}}, "because": "counted_again"}
    assert supervisor.ask("PUT", f"/activities/{talk}", right, If_Match='"0"').status_code == 200
    assert total(world, "outreach")["people"] == 150
    stale = supervisor.ask("PUT", f"/activities/{talk}", right, If_Match='"0"')
    assert stale.status_code == 412
    page = shown(world, "office", talk)
    for words in ("<del>180</del>", "<ins>150</ins>", "Đếm, định giá lại"):
        assert words in page, words
    why = {"because": "twice", "note": "Đã ghi ở Hội huyện"}
    assert supervisor.ask("POST", f"/activities/{gift}/cancellation", why).status_code == 201
    assert total(world, "contribution") == {}
    assert supervisor.ask("POST", f"/activities/{gift}/cancellation", why).status_code == 409
    assert [one["standing"] for one in listed(world, "?kind=contribution")["activities"]] == [
        "activity-standing/1/cancelled"
    ]
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))
    named = OUTREACH | {"topic": "Thăm cháu Lò Thị Mây bị bỏng"}
    talk = entered(world, named)
    because = {"held": OUTREACH, "because": "exposes"}
    assert program(world, "supervisor").ask("PUT", f"/activities/{talk}", because).status_code == 200
    page = shown(world, "office", talk)  # DESIGN, section 3, rule 8
    assert "Lò Thị Mây" not in page and "Phòng đuối nước" in page and "Lộ thông tin" in page


def test_no_invitation_is_no_rate_and_what_lies_ahead_is_not_late(world: World) -> None:
    office = program(world, "office")
    assert total(world, "supervision") == {}
    first, second = invited(world), invited(world)
    invited(world, for_day="2199-01-01")
    assert office.ask("POST", f"/activities/{first}/attendance", ATTENDED).status_code == 201
    now = total(world, "supervision")
    assert (now["invited"], now["attended"], now["ahead"], now["attended_percent"]) == (2, 1, 1, 50)
    assert office.ask("POST", f"/activities/{second}/refusal", {"because": "nobody_free"}).status_code == 201
    assert total(world, "supervision")["attended_percent"] == 50
    assert office.ask("POST", f"/activities/{second}/attendance", ATTENDED).status_code == 201
    assert total(world, "supervision")["attended_percent"] == 100
    for one in (first, second):
        office.ask("POST", f"/activities/{one}/cancellation", {"because": "mistake"})
    alone = total(world, "supervision")
    assert (alone["invited"], alone["attended_percent"]) == (0, None)
    assert "không áp dụng" in html.unescape(world.sign_in("office").get("/hoat-dong?year=2199").text)
    without = {"unit": str(world.units["province"]), "held": ATTENDED}
    assert office.ask("POST", "/activities", without).status_code == 409
    areas_are_those_of_the_day(world)
    a_forum_that_lacks_a_condition_says_so(world)


def test_a_unit_sees_its_own_and_the_office_all(world: World) -> None:
    ours, theirs = entered(world, OUTREACH), entered(world, GIFT, "commune_supervisor", "commune")
    seen = {who: {one["id"] for one in listed(world, who=who)["activities"]} for who in SEES}
    assert seen == {
        "counsellor": {ours},
        "elsewhere": {theirs},
        "supervisor": {ours, theirs},
        "auditor": {ours, theirs},
        "office": {ours, theirs},
        "head": set(),
    }
    for who, status in (("counsellor", 404), ("office", 200), ("auditor", 200), ("officer", 404)):
        assert program(world, who).ask("GET", f"/activities/{theirs}").status_code == status, who
    body = {"unit": str(world.units["commune"]), "held": OUTREACH}
    for who, status in (("counsellor", 404), ("auditor", 404), ("elsewhere", 201), ("office", 201)):
        assert program(world, who).ask("POST", "/activities", body).status_code == status, who
    evidence_is_added_by_whoever_enters_and_opened_by_whoever_sees(world)


SEES = ("counsellor", "elsewhere", "supervisor", "auditor", "office", "head")


def test_the_register_is_narrowed_searched_and_turned_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_form_is_shown_again_with_its_slip(world)
    monkeypatch.setattr(activities, "PAGE_ROWS", 6)
    for number in range(9):
        entered(world, OUTREACH | {"held_on": f"2025-{number % 9 + 1:02d}-10"})
    gift = entered(world, GIFT)
    first = listed(world)
    second = listed(world, f"?after={first['next']}")
    days = [one["day"] for one in (*first["activities"], *second["activities"])]
    assert len(days) == 11 and days == sorted(days, reverse=True) and second["next"] is None
    assert len({one["id"] for one in (*first["activities"], *second["activities"])}) == 11
    assert len(listed(world, "?year=2025&month=8")["activities"]) == 1
    assert len(listed(world, "?kind=contribution&year=2025")["activities"]) == 1
    assert program(world, "office").ask("GET", "/activities?after=xxx").status_code == 409
    found = program(world, "office").ask("POST", "/activities/search", {"words": "hoang gia may"}).json()
    assert [one["id"] for one in found["activities"]] == [gift]
    wrong = {"words": "hoang gia may", "year": 1}
    assert program(world, "office").ask("POST", "/activities/search", wrong).status_code == 422
    browser = world.sign_in("office")
    browser.get("/hoat-dong")
    page = html.unescape(browser.submit("search", words="duoi nuoc luc ngan").text)
    assert "Tìm thấy 9 hoạt động." in page and "duoi nuoc" not in str(browser.page and browser.page.url)


def a_form_is_shown_again_with_its_slip(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/hoat-dong/moi/benefit")
    asked = {"topic": "Trao học bổng", "detail__benefit": "scholarship", "detail__instances": "1.200"}
    wrong = browser.submit("activity", **asked, held_on="2025-09-05", worth__goods_vnd="3.000.000")
    assert wrong.status_code == 422 and "cách định giá" in html.unescape(wrong.text)
    assert browser.form("activity")["detail.instances"] == "1.200"
    done = html.unescape(browser.submit("activity", worth__valuation="market").text)
    for words in (
        "Trao học bổng",
        "1.200",
        "3.000.000",
        "Theo giá thị trường",
    ):
        assert words in done, words
    activity = str(browser.page.url).rpartition("/")[2] if browser.page else ""
    browser.get(f"/hoat-dong/{activity}/sua")
    browser.submit("activity", because="slip", detail__instances="1.100")
    followed(world)
    assert total(world, "benefit")["instances"] == 1100


def areas_are_those_of_the_day(world: World) -> None:
    admin, commune = program(world, "administrator"), str(world.units["commune"])
    difficult = {
        "what": "difficult",
        "is_difficult": True,
        "effective_on": "2025-09-01",
        "decision": "861/QĐ-TTg",
    }
    assert admin.ask("POST", f"/units/{commune}/changes", difficult).status_code == 201
    before = entered(world, OUTREACH | {"held_on": "2025-08-31"}, unit="commune")
    after = entered(world, OUTREACH | {"held_on": "2025-09-01"}, unit="commune")
    said = entered(world, OUTREACH | {"in_difficult_area": False}, unit="commune")
    office = program(world, "office")
    areas = [
        office.ask("GET", f"/activities/{one}").json()["held"]["in_difficult_area"]
        for one in (before, after, said)
    ]
    assert areas == [False, True, False]
    long_ago = {"unit": commune, "held": OUTREACH | {"held_on": "2001-01-01"}}
    refused = office.ask("POST", "/activities", long_ago)
    assert refused.status_code == 409 and "unit" in refused.json()["type"]


def evidence_is_added_by_whoever_enters_and_opened_by_whoever_sees(world: World) -> None:
    talk = entered(world, OUTREACH)
    sent = {"file": ("anh.png", png((8, 8)))}
    for who, status in (("auditor", 404), ("office", 201)):
        client = TestClient(
            world.app, base_url=ORIGIN, headers={"Authorization": f"Bearer {token_of(world, who)}"}
        )
        answer = client.post(f"/api/v1/activities/{talk}/files", data=SAID, files=sent)
        assert answer.status_code == status, answer.text
    auditor = program(world, "auditor")
    (file,) = auditor.ask("GET", f"/activities/{talk}/files").json()["files"]
    content = auditor.ask("GET", f"/activities/{talk}/files/{file['version']}/content")
    assert content.status_code == 200 and content.content.startswith(b"\x89PNG")
    assert content.headers["content-disposition"].count("HD-") == 1
    path = f"/activities/{talk}/files/{file['version']}"
    assert program(world, "elsewhere").ask("GET", path).status_code == 404
    office = program(world, "office")
    assert office.ask("POST", f"{path}/withdrawal", {"because": "exposes"}).status_code == 201
    assert auditor.ask("GET", f"{path}/content").status_code == 404


def a_forum_that_lacks_a_condition_says_so(world: World) -> None:
    page = shown(world, "office", entered(world, FORUM))
    for words in ("Số trẻ em ít hơn mức tối thiểu", "16/09/2025", "Thông tư 29/2019"):
        assert words in page, words
