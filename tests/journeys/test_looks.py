"""Who looked: on one case, in the whole access log, and on the list that the service draws for each week."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from application import looks
from domain.calendar import vietnam_day
from tests.api.given import program
from tests.journeys.acts import NOW
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.world import World


def test_the_supervisor_and_the_auditor_see_who_looked_at_a_case(world: World) -> None:
    case, _ = taken_in(program(world, "counsellor"))
    program(world, "colleague").ask("GET", f"/cases/{case}")
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    page = world.sign_in("supervisor").get(f"/ho-so/{case}/ai-da-xem")
    assert page.status_code == 200
    for words in ("Giáp Văn Thuận", "Mở hồ sơ", "Vi Thị Nương", "ngoài phạm vi đơn vị"):
        assert words in page.text
    assert CHILD not in page.text
    seen = program(world, "auditor").ask("GET", f"/cases/{case}/looks").json()["looks"]
    assert ("case.open", "permit", "unit") in {(one["action"], one["decision"], one["basis"]) for one in seen}
    assert ("trail.see-record", "permit", "unit") in {
        (one["action"], one["decision"], one["basis"]) for one in seen
    }, "reading the log is itself in the log"
    for who in ("counsellor", "elsewhere", "administrator", "office"):
        assert program(world, who).ask("GET", f"/cases/{case}/looks").status_code == 404, who


def test_the_access_log_is_filtered_and_read_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "PAGE", 3)
    case, code = taken_in(program(world, "counsellor"))
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    for _ in range(4):
        program(world, "counsellor").ask("GET", f"/cases/{case}")
    auditor = program(world, "auditor")
    denied = auditor.ask("GET", "/access-log?decision=deny&action=case.open").json()["entries"]
    assert [(one["record"], one["code"], one["reason"]) for one in denied] == [(case, code, "scope")]
    account = world.accounts["counsellor"]
    positions: list[int] = []
    before = ""
    while True:
        page = auditor.ask("GET", f"/access-log?account={account}{before}").json()
        positions += [one["position"] for one in page["entries"]]
        if page["before"] is None:
            break
        before = f"&before={page['before']}"
    assert len(positions) > 3
    assert positions == sorted(set(positions), reverse=True)
    html = world.sign_in("auditor").get("/nhat-ky?decision=deny")
    assert html.status_code == 200 and code in html.text and CHILD not in html.text


@pytest.mark.parametrize("who", ["counsellor", "supervisor", "head", "reviewer", "office", "administrator"])
def test_the_access_log_is_for_inspectors(world: World, who: str) -> None:
    assert program(world, who).ask("GET", "/access-log").status_code == 404
    assert world.sign_in(who).get("/nhat-ky").status_code == 404


def test_an_inspector_in_conflict_finds_no_trace_of_the_file(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    auditor = program(world, "auditor")
    auditor.ask("POST", "/interests", {"code": code, "declaration": {"interest": "relative"}})
    for path in ("/access-log", "/access-log/review?day=" + str(vietnam_day(NOW))):
        answer = auditor.ask("GET", path)
        assert answer.status_code == 200
        assert case not in answer.text and code not in answer.text
    answers = [auditor.ask("GET", f"/histories?code={one}") for one in (code, "HT.TN.9999.2031")]
    assert answers[0].content == answers[1].content


def test_the_week_s_list_holds_glass_and_denials_and_lots_drawn_once_by_a_seed_on_the_record(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "RANDOM_READS", 2)
    cases = [taken_in(program(world, "elsewhere")) for _ in range(4)]
    for case, _ in cases:
        program(world, "elsewhere").ask("GET", f"/cases/{case}")
        program(world, "counsellor").ask("GET", f"/cases/{case}")
    person = program(world, "counsellor")
    person.made("/broken-glass", {"code": cases[0][1], "breaking": {"ground": "danger"}})
    person.ask("GET", f"/cases/{cases[0][0]}")
    day = str(vietnam_day(NOW))
    path = f"/access-log/review?day={day}"
    early = program(world, "auditor").ask("POST", "/access-log/samples", {"day": day})
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "week-is-not-over")
    with world.after(8) as later:
        assert 'id="draw"' in later.sign_in("auditor").get(f"/nhat-ky/ra-soat?ngay={day}").text
        program(later, "auditor").made("/access-log/samples", {"day": day})
        again = program(later, "officer").ask("POST", "/access-log/samples", {"day": day})
        assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "sample-was-drawn")
    drawn = program(world, "officer").ask("GET", path).json()
    reads = program(world, "auditor").ask("GET", "/access-log?action=case.open&decision=permit").json()
    of_day = [one["position"] for one in reads["entries"]]

    def lot(position: int) -> bytes:
        return sha256(f"{drawn['seed']}:{position}".encode()).digest()

    assert drawn["drawn"] == sorted(sorted(of_day, key=lot)[:2])
    lists = [program(world, who).ask("GET", path).json()["entries"] for who in ("auditor", "officer")]

    def of_cases(entries: list[dict[str, Any]]) -> list[tuple[int, tuple[str, ...]]]:
        return [(one["position"], tuple(one["why"])) for one in entries if one["record"]]

    assert of_cases(lists[0]) == of_cases(lists[1])
    why = [reason for one in lists[0] for reason in one["why"]]
    assert why.count("why-reviewed/1/drawn") == 2
    assert why.count("why-reviewed/1/glass") == 2
    assert why.count("why-reviewed/1/denied") == 4
    earlier = program(world, "auditor").ask(
        "GET", f"/access-log/review?day={vietnam_day(NOW) - timedelta(days=14)}"
    )
    assert earlier.json()["entries"] == []


def test_the_week_s_list_leads_to_the_weeks_before_and_after(world: World) -> None:
    auditor, today = world.sign_in("auditor"), vietnam_day(NOW)
    monday = today - timedelta(days=today.weekday() + 14)
    page = auditor.get(f"/nhat-ky/ra-soat?ngay={monday + timedelta(days=3)}").text
    assert f'href="/nhat-ky/ra-soat?ngay={monday - timedelta(days=1)}">Tuần trước' in page
    assert f'href="/nhat-ky/ra-soat?ngay={monday + timedelta(days=7)}">Tuần sau' in page
    this_week = auditor.get(f"/nhat-ky/ra-soat?ngay={today}").text
    assert "Tuần trước" in this_week and "Tuần sau" not in this_week
