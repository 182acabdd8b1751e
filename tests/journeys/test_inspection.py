"""The auditor's desk: findings tracked to their remedy, both logs searched, conflicts found later, who reads what."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from domain.account import Role
from domain.calendar import ENTRY_LIMIT
from infrastructure.catalogue import CATALOGUE
from infrastructure.event_log import CORRECTIONS, LATE
from tests.api.given import program
from tests.journeys.acts import NOW
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.world import World

SAID = {
    "kind": "access",
    "found": "Có lượt mở hồ sơ không có phân công.",
    "recommended": "Nhắc lại quy chế.",
    "due_on": "2999-12-31",
}
ANSWER = {"stance": "accepted", "words": "Đơn vị tiếp thu."}
REMEDY = {"done_on": "2026-01-05", "words": "Đã họp và nhắc."}


def asked(world: World, path: str, who: str = "auditor") -> dict[str, Any]:
    """What the log answers a program."""
    answer = program(world, who).ask("GET", path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_finding_is_on_the_unit_s_day_and_goes_from_the_board_to_the_unit_and_back(world: World) -> None:
    auditor = world.sign_in("auditor")
    auditor.get("/kiem-tra/kien-nghi")
    blank = auditor.submit("finding", unit=str(world.units["commune"]))
    assert blank.status_code == 422 and "Đã thấy gì" in blank.text
    fields = {f"said__{name}": text for name, text in SAID.items()}
    page = auditor.submit(
        "finding", unit=str(world.units["commune"]), account=str(world.accounts["elsewhere"]), **fields
    )
    assert page.status_code == 200 and "Vi Thị Nương" in page.text
    path = str(page.url.path)
    keeper, elsewhere = world.sign_in("commune_supervisor"), world.sign_in("head")
    assert "kiến nghị của Ban kiểm tra chờ đơn vị trả lời" in keeper.get("/hom-nay").text
    assert "kiến nghị của Ban kiểm tra" not in elsewhere.get("/hom-nay").text.partition("<main")[2]
    assert elsewhere.get(path).status_code == 404
    office = world.sign_in("office")
    assert 'id="answer"' in office.get(path).text
    keeper.get(path)
    keeper.submit("answer", **ANSWER)
    assert "Chờ khắc phục" in keeper.submit("remedy", done_on="2999-01-01", words="Mai.").text
    assert keeper.page is not None and keeper.page.status_code == 409
    assert "Chờ Ban kiểm tra xem lại" in keeper.submit("remedy", **REMEDY).text
    assert 'id="check"' not in keeper.page.text
    assert "kiến nghị của Ban kiểm tra chờ xem lại" in auditor.get("/hom-nay").text
    auditor.get(path)
    auditor.submit("check", verdict="not-remedied", words="Chưa thấy biên bản.", due_on="2999-12-31")
    keeper.get(path)
    keeper.submit("remedy", **REMEDY)
    auditor.get(path)
    auditor.submit("check", verdict="remedied", words="Đã xem biên bản.")
    assert "Đã khép lại" in auditor.submit("ending", words="Xong.").text
    one = f"/inspection-findings/{path.rpartition('/')[2]}"
    assert asked(world, one, "commune_supervisor")["finding"]["stage"].endswith("closed")
    again = program(world, "auditor").ask("POST", f"{one}/closing", {"words": ""})
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "not-the-turn")


def test_a_finding_about_a_case_is_hidden_from_whom_a_conflict_of_interest_closes_it_to(world: World) -> None:
    _, code = taken_in(program(world, "elsewhere"))
    auditor = program(world, "auditor")
    body = {"unit": str(world.units["commune"]), "code": code, "said": SAID}
    made = auditor.made("/inspection-findings", body)
    supervisor = program(world, "commune_supervisor")
    assert supervisor.ask("GET", made).status_code == 200
    supervisor.ask("POST", "/interests", {"code": code, "declaration": {"interest": "close"}})
    assert supervisor.ask("GET", made).status_code == 404
    assert supervisor.ask("GET", "/inspection-findings").json()["findings"] == []
    assert CHILD not in world.sign_in("auditor").get(f"/kiem-tra/kien-nghi/{made.rpartition('/')[2]}").text
    assert auditor.ask("POST", "/inspection-findings", body | {"code": "SD.TN.9999.2031"}).status_code == 404


def test_the_event_log_is_found_by_person_case_unit_kind_and_day(world: World) -> None:
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    other, _ = taken_in(program(world, "elsewhere"))
    who, unit = world.accounts["counsellor"], world.units["commune"]

    def topics(query: str) -> list[tuple[str, str]]:
        return [(one["topic"], one["case_id"]) for one in asked(world, f"/event-log?{query}")["events"]]

    assert topics(f"case={case}") and {of for _, of in topics(f"case={case}")} == {case}
    assert (case in {of for _, of in topics(f"account={who}")}) and not any(
        of == other for _, of in topics(f"account={who}")
    )
    assert {of for _, of in topics(f"unit={unit}&topic=case")} == {other}
    assert topics(f"case={case}&topic=account") == []
    today = f"since={NOW.date()}"
    assert topics(f"case={case}&{today}") == topics(f"case={case}")
    assert topics(f"case={case}&until=2020-01-01") == []
    browser = world.sign_in("auditor")
    browser.get("/kiem-tra")
    found = browser.submit("case", code=code.lower())
    assert found.status_code == 200 and code in found.text and CHILD not in found.text
    page = browser.get(f"/kiem-tra/su-kien?case={case}")
    assert code in page.text and CHILD not in page.text
    person = browser.get(f"/kiem-tra/nguoi?account={who}")
    assert "Lương Thị Hạnh" in person.text and code in person.text and CHILD not in person.text


def test_late_entries_and_corrections_stand_apart(world: World) -> None:
    counsellor = program(world, "counsellor")
    late = counsellor.made(
        "/cases",
        {"situation": {"what": "Cháu kể"}, "reception": {"received_at": "2026-01-02T08:00:00+07:00"}},
    ).rpartition("/")[2]
    in_time, _ = taken_in(counsellor)
    found = {one["case_id"] for one in asked(world, "/event-log?late=true")["events"]}
    assert late in found and in_time not in found
    assert asked(world, "/event-log?corrections=true")["events"] == []
    page = world.sign_in("auditor").get(f"/kiem-tra/su-kien?case={late}")
    assert "Ghi muộn" in page.text


def test_the_access_log_is_found_by_case_unit_and_ground(world: World) -> None:
    counsellor = program(world, "counsellor")
    case, _ = taken_in(counsellor)
    counsellor.ask("GET", f"/cases/{case}")
    counsellor.ask("GET", "/follow-up-log")
    program(world, "reviewer").ask("GET", f"/cases/{case}")

    def actions(query: str) -> list[tuple[str, str]]:
        entries = asked(world, f"/access-log?{query}")["entries"]
        return [(one["action"], one["decision"]) for one in entries]

    about = actions(f"case={case}")
    assert ("case.open", "permit") in about and ("case.open", "deny") in about
    assert ("log.see", "permit") not in about
    assert ("log.see", "permit") in actions(f"case={case}&lists=true")
    assert actions(f"case={case}&basis=assigned") == [one for one in about if one[1] == "permit"]
    assert actions(f"case={case}&basis=role") == [("case.open", "deny")]
    chapter = world.units["chapter"]
    assert actions(f"case={case}&unit={chapter}") == [("case.open", "deny")]
    assert actions(f"case={case}&until=2020-01-01") == []
    assert program(world, "auditor").ask("GET", "/access-log?basis=x'--").status_code == 422


def test_reads_of_inspectors_are_shown_to_another_of_them_and_not_to_themselves(world: World) -> None:
    world.person("auditor2", "Mai Văn Tú", "chapter", (Role.AUDITOR,))
    program(world, "auditor").ask("GET", "/access-log")
    program(world, "counsellor").ask("GET", "/follow-up-log")
    mine = str(world.accounts["auditor"])
    for who in ("auditor2", "officer"):
        seen = {one["account"] for one in asked(world, "/access-log?inspectors=true", who)["entries"]}
        assert mine in seen and seen.isdisjoint({str(world.accounts[who]), str(world.accounts["counsellor"])})
    own = {one["account"] for one in asked(world, "/access-log?inspectors=true")["entries"]}
    assert mine not in own and str(world.accounts["auditor2"]) in own


def test_a_conflict_found_later_is_shown_with_everything_its_person_touched(world: World) -> None:
    colleague = program(world, "colleague")
    case, code = taken_in(colleague)
    colleague.ask("GET", f"/cases/{case}")
    colleague.ask("POST", "/interests", {"code": code, "declaration": {"interest": "relative"}})
    colleague.ask("GET", f"/cases/{case}")
    found = next(one for one in asked(world, "/event-log/conflicts")["conflicts"] if one["case_id"] == case)
    assert found["looks_before"] >= 1 and found["events_before"] >= 1
    one = asked(world, f"/event-log/conflicts/{found['conflict']}")
    assert one["whole"]
    who = str(world.accounts["colleague"])
    assert {look["account"] for look in one["looks"]} == {who}
    assert {(look["action"], look["decision"]) for look in one["looks"]} >= {
        ("case.open", "permit"),
        ("case.open", "deny"),
    }
    assert {event["actor"] for event in one["events"]} == {f"account:{who}"}
    page = world.sign_in("auditor").get(f"/kiem-tra/xung-dot/{found['conflict']}")
    assert "Trước khi phát hiện" in page.text and CHILD not in page.text


def test_an_auditor_finds_nothing_of_a_file_closed_to_them_in_either_log_nor_that_it_is(world: World) -> None:
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    counsellor.ask("GET", f"/cases/{case}")
    auditor = program(world, "auditor")
    auditor.ask("POST", "/interests", {"code": code, "declaration": {"interest": "close"}})
    mine = asked(world, "/event-log")["events"]
    assert case not in {one["case_id"] for one in mine}
    assert not [one for one in mine if one["topic"].startswith("conflict.")]
    assert asked(world, "/event-log/conflicts")["conflicts"] == []
    for path in (f"/event-log?case={case}", f"/access-log?case={case}&lists=true"):
        assert auditor.ask("GET", path).status_code == 404


def test_what_a_search_finds_is_taken_out_with_a_second_person(world: World) -> None:
    world.person("formula", "=2+3 Văn Lò", "province", (Role.COUNSELLOR,))
    counsellor = program(world, "formula")
    case, code = taken_in(counsellor)
    asked_for = {"why": "Đối chiếu", "recipient": "Ban kiểm tra", "filters": {"case": case}}
    auditor, officer = program(world, "auditor"), program(world, "officer")
    for log, column, found in (("access", "action", "case.open"), ("events", "topic", "case.opened.1")):
        made = auditor.made("/log-extracts", {"log": log, **asked_for})
        early = auditor.ask("POST", f"{made}/file", {"format": "jsonl"})
        assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "export-not-approved")
        assert auditor.ask("POST", f"{made}/approval").status_code == 409
        assert counsellor.ask("GET", made).status_code == 404
        assert officer.ask("POST", f"{made}/approval").status_code == 201
        text = auditor.ask("POST", f"{made}/file", {"format": "jsonl"}).text
        lines = [json.loads(line) for line in text.splitlines()]
        assert lines[0]["about"]["recipient"] == "Ban kiểm tra"
        assert found in {line[column] for line in lines[1:]} and {line["code"] for line in lines[1:]} == {
            code
        }
        table = auditor.ask("POST", f"{made}/file", {"format": "csv"}).text
        assert '"\'=2+3 Văn Lò"' in table and '"=2' not in table and CHILD not in table
        assert auditor.ask("POST", f"{made}/file", {"format": "xlsx"}).content[:2] == b"PK"
        assert auditor.ask("POST", f"{made}/file", {"format": "csv"}).status_code == 409
        assert asked(world, made)["extract"]["downloads"] == 3
    wrong = {"log": "events", **asked_for, "filters": {"decision": "deny"}}
    assert auditor.ask("POST", "/log-extracts", wrong).status_code == 409


NO_CORRECTIONS = {"chapter.unit-moved.1", "member.moved.1"}
"""Moves that happened, in the tree and of people; nothing earlier is set right by them."""


def test_what_counts_as_late_and_as_a_correction_is_what_the_house_calls_so() -> None:
    index = (files("infrastructure") / "migrations" / "0136_searches.sql").read_text()
    hours = int(ENTRY_LIMIT.total_seconds() // 3600)
    assert LATE.endswith(f"interval '{hours} hours'") and LATE.replace("e.", "") in index
    words = ("correct", "hidden", "moved", "cancel", "taken-back", "relink", "given-back", "details-set")
    named = {topic for topic in CATALOGUE if any(word in topic for word in words)}
    assert set(CORRECTIONS) == named - NO_CORRECTIONS
