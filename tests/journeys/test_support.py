"""A need of support through the real wiring: entered in a case, checked, introduced, given to a partner, delivered."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from domain.calendar import vietnam_day
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.acts import followed
from tests.journeys.world import World

CHILD = "Bé Chu Thị Mận"
CLEAR: dict[str, Any] = {
    "situation": {"what": "Nhà dột, trẻ đi học xa"},
    "details": {"child": {"name": CHILD, "birth": "2016-01-01"}, "circumstances": {"allegation": "none"}},
}
NEED = {
    "kind": "bicycle",
    "amount_vnd": 2_000_000,
    "words": "Nhà cách trường 7 km",
    "area": "07582@2025-07-01",
}
DONOR = "Công ty Sông Thương"


def ask(world: World, who: str, path: str, body: Any = None) -> int:
    return program(world, who).ask("POST", path, body).status_code


def entered(world: World, details: dict[str, Any] | None = None) -> tuple[str, str]:
    """A case and a need of it."""
    case = last(program(world, "counsellor").made("/cases", CLEAR | (details or {})))
    body = {"unit": str(world.units["province"]), "case_id": case, "need": NEED}
    return case, last(program(world, "counsellor").made("/support-needs", body))


def introduced(world: World, details: dict[str, Any] | None = None) -> tuple[str, str]:
    """A case and a need of it that partners see."""
    case, need = entered(world, details)
    assert ask(world, "counsellor", f"/support-needs/{need}/check") == 404
    assert ask(world, "office", f"/support-needs/{need}/introduction") == 409
    assert ask(world, "supervisor", f"/support-needs/{need}/check") == 201
    assert ask(world, "office", f"/support-needs/{need}/introduction") == 201
    return case, need


def test_a_need_goes_from_a_case_to_a_donor_and_counts_once(world: World, database: Database) -> None:
    _, need = introduced(world)
    browser = world.sign_in("office")
    shown = html.unescape(browser.get("/danh-sach-ho-tro").text)
    assert "Xe đạp" in shown and "Tỉnh Bắc Ninh" in shown and CHILD not in shown and "7 km" not in shown
    assert DONOR in html.unescape(browser.submit("give", to=DONOR).text)
    listed = program(world, "office").ask("GET", "/support-lists").json()["given"]
    assert [one["lines"] for one in listed] == [1]
    text = program(world, "office").ask("GET", f"/support-lists/{listed[0]['id']}/documents/danh-sach.txt")
    assert CHILD not in text.text and "2.000.000" in text.text and DONOR in text.text
    _tables_say_what_the_pages_say(world, listed[0]["id"])
    office = world.sign_in("office")
    office.get(f"/ho-tro/{need}")
    office.submit("hua", donor_kind="enterprise", donor=DONOR, amount_vnd="2.000.000")
    office.submit("trao", worth__money_vnd="1.500.000", paper="BN 07", pledge="1", counting="both")
    page = html.unescape(office.submit("bao-lai", how="letter").text)
    for words in ("1.500.000 đồng", "500.000 đồng", "Đã báo lại nơi hỗ trợ", "tính 1 lượt hỗ trợ", DONOR):
        assert words in page, words
    followed(world)
    acts = program(world, "office").ask("GET", "/activities").json()["activities"]
    assert sorted((one["kind"], one["instances"], one["worth_vnd"]) for one in acts) == [
        ("activity-kind/1/benefit", 1, 1_500_000),
        ("activity-kind/1/contribution", None, 1_500_000),
    ]
    inspected = program(world, "auditor").ask("GET", f"/support-needs/{need}")
    assert inspected.status_code == 200 and DONOR not in inspected.text and "7 km" not in inspected.text
    assert (
        ask(world, "office", f"/support-needs/{need}/delivery-cancellations", {"delivery": 1, "reason": "x"})
        == 201
    )
    followed(world)
    acts = program(world, "office").ask("GET", "/activities").json()["activities"]
    assert {one["standing"] for one in acts} == {"activity-standing/1/cancelled"}
    assert program(world, "elsewhere").ask("GET", f"/support-needs/{need}").status_code == 404
    seen = program(world, "auditor").ask("GET", f"/support-needs/{need}").text
    assert CHILD not in seen and DONOR not in seen and "7 km" not in seen
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))


def _tables_say_what_the_pages_say(world: World, given: str) -> None:
    """The needs that a filter shows, and a list that was given: no name and no word of the child in either."""
    office, page = program(world, "office"), world.sign_in("office")
    link = re.search(r'href="(/ho-tro/nhu-cau\.xlsx[^"]*)"', page.get("/ho-tro?stage=introduced").text)
    assert link and "stage=introduced" in link[1]
    found = {
        "needs": page.client.get(link[1]).content,
        "none": page.client.get("/ho-tro/nhu-cau.xlsx?stage=withdrawn").content,
        "program": office.ask("GET", "/support-needs/documents/nhu-cau.xlsx").content,
        "list": page.client.get(f"/danh-sach-ho-tro/{given}/danh-sach.xlsx").content,
    }
    rows = {name: _rows(content) for name, content in found.items()}
    assert [sum("Xe đạp" in row for row in rows[name]) for name in ("needs", "none", "program", "list")] == [
        1,
        0,
        1,
        1,
    ]
    assert all(2_000_000 in row for name in ("needs", "list") for row in rows[name] if "Xe đạp" in row)
    said = " ".join(str(cell) for table in rows.values() for row in table for cell in row)
    assert CHILD not in said and "7 km" not in said and "Lưu hành nội bộ" in said and DONOR in said
    assert world.sign_in("officer").client.get("/ho-tro/nhu-cau.xlsx").status_code == 404


def _rows(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def test_a_need_is_taken_back_at_once_when_the_case_speaks_of_abuse(world: World) -> None:
    case, need = introduced(world)
    list_of = program(world, "office").made("/support-lists", {"to": DONOR})
    counsellor = world.sign_in("counsellor")
    counsellor.get(f"/ho-so/{case}/chi-tiet")
    counsellor.submit("details", details__circumstances__allegation="risk", reason="Trẻ kể")
    one = program(world, "office").ask("GET", f"/support-needs/{need}").json()
    assert (one["introduced"], one["stage"]) == (False, "support-stage/1/taken_back")
    assert [row["id"] for row in one["lists"]] == [last(list_of)], "who saw it is known"
    assert program(world, "office").ask("GET", "/support-lists").json()["lines"] == []
    assert ask(world, "supervisor", f"/support-needs/{need}/check") == 201
    assert ask(world, "office", f"/support-needs/{need}/introduction") == 409


def test_a_donor_learns_who_it_is_on_a_consent_and_no_longer_when_it_is_withdrawn(world: World) -> None:
    case, need = introduced(world)
    told = {"to": DONOR, "parts": ["name"], "on": "2025-10-01"}
    assert ask(world, "counsellor", f"/support-needs/{need}/releases", told) == 409
    consent = {"purpose": "support", "by": "representative", "form": "paper", "name": "Chu Văn Ba"}
    agreed = consent | {"recipient": DONOR, "child_assents": True}
    assert ask(world, "counsellor", f"/cases/{case}/consents", agreed) == 201
    assert ask(world, "office", f"/support-needs/{need}/releases", told) == 404, (
        "the case is not the office's"
    )
    assert ask(world, "counsellor", f"/support-needs/{need}/releases", told) == 201
    assert program(world, "office").ask("GET", f"/support-needs/{need}").json()["releases"].keys() == {"1"}
    consents = program(world, "counsellor").ask("GET", f"/cases/{case}/consents").json()
    version = consents["consents"][0]["version"]
    disclosed = [(one["topic"], one["purpose"]) for one in consents["disclosures"]]
    assert disclosed == [("support.released.1", "support")], "the case says what was told of it"
    assert ask(world, "counsellor", f"/cases/{case}/consents/{version}/withdrawal", {"by": "child"}) == 201
    assert program(world, "office").ask("GET", f"/support-needs/{need}").json()["releases"] == {}
    assert ask(world, "counsellor", f"/support-needs/{need}/releases", told) == 409


def told_on(world: World, on_lists: bool = True, **consent: Any) -> tuple[str, str]:
    """A need of which one donor knows who the child is, on a consent."""
    case, need = introduced(world) if on_lists else entered(world)
    agreed: dict[str, Any] = {"purpose": "support", "by": "representative", "form": "paper"}
    agreed |= {"name": "Chu Văn Ba", "recipient": DONOR, "child_assents": True} | consent
    assert ask(world, "counsellor", f"/cases/{case}/consents", agreed) == 201
    told = {"to": DONOR, "parts": ["name"], "on": "2025-10-01"}
    assert ask(world, "counsellor", f"/support-needs/{need}/releases", told) == 201
    return case, need


def releases(world: World, need: str) -> tuple[list[str], list[int]]:
    one = program(world, "office").ask("GET", f"/support-needs/{need}").json()
    return list(one["releases"]), one["lapsed_releases"]


def test_nobody_is_told_who_it_is_once_the_consent_is_over(world: World) -> None:
    _, need = told_on(world, until=vietnam_day(datetime.now(UTC)).isoformat())
    shown = html.unescape(world.sign_in("counsellor").get(f"/ho-tro/{need}").text)
    assert "Nơi hỗ trợ đang được biết danh tính" in shown and "không còn hiệu lực" not in shown
    assert releases(world, need) == (["1"], [])
    with world.after(1) as then:
        assert releases(then, need) == ([], [1])
        shown = html.unescape(then.sign_in("counsellor").get(f"/ho-tro/{need}").text)
        assert "Nơi hỗ trợ đang được biết danh tính" not in shown and "không còn hiệu lực (1 lần)" in shown


def test_a_case_that_speaks_of_abuse_ends_releases_of_a_need_that_no_list_shows(world: World) -> None:
    case, need = told_on(world, on_lists=False)
    assert releases(world, need) == (["1"], [])
    counsellor = world.sign_in("counsellor")
    counsellor.get(f"/ho-so/{case}/chi-tiet")
    counsellor.submit("details", details__circumstances__allegation="risk", reason="Trẻ kể")
    assert releases(world, need) == ([], [])


def test_a_need_is_taken_back_when_its_case_is_found_to_be_of_an_abused_child(world: World) -> None:
    case, need = introduced(world)
    details = {"child": {"name": CHILD, "birth": "2016-01-01"}, "circumstances": {"allegation": "abuse"}}
    other = last(
        program(world, "counsellor").made("/cases", {"situation": {"what": "Bị đánh"}, "details": details})
    )
    assert program(world, "office").ask("GET", f"/support-needs/{need}").json()["introduced"]
    merging = {"duplicate": other, "merging": {"known_by": "family", "reason": "Bà nội nói"}}
    assert ask(world, "counsellor", f"/cases/{case}/merges", merging) == 201
    assert not program(world, "office").ask("GET", f"/support-needs/{need}").json()["introduced"]
    assert ask(world, "supervisor", f"/support-needs/{need}/check") == 201
    assert ask(world, "office", f"/support-needs/{need}/introduction") == 409


def test_a_need_of_a_child_without_a_case_is_tied_to_the_case_that_comes(world: World) -> None:
    body = {"unit": str(world.units["province"]), "need": NEED | {"allegation": "none", "child": CHILD}}
    need = last(program(world, "office").made("/support-needs", body))
    assert ask(world, "supervisor", f"/support-needs/{need}/check") == 201
    assert ask(world, "office", f"/support-needs/{need}/introduction") == 201
    case = program(world, "counsellor").made("/cases", {"situation": {"what": "Bị đánh"}})
    code = {"code": program(world, "counsellor").ask("GET", case).json()["code"]}
    assert ask(world, "office", f"/support-needs/{need}/case", code) == 404, "the case is not the office's"
    assert ask(world, "counsellor", f"/support-needs/{need}/case", code) == 201
    one = program(world, "office").ask("GET", f"/support-needs/{need}").json()
    assert (one["introduced"], one["case_id"]) == (False, last(case)), "abuse is not excluded in the case"
    browser = world.sign_in("counsellor")
    assert one["code"] in browser.get(f"/ho-so/{last(case)}").text
