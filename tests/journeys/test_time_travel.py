"""A case as it was: at a position, on a day, as it happened; who could see it then; and why each cell says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from application.time_travel.log import PastLogs
from domain.calendar import vietnam_day
from tests.access.matrix.ways_cases import FORWARDING
from tests.journeys.acts import acting, followed
from tests.journeys.test_corrections import noted, taken_in
from tests.journeys.world import PEOPLE, Browser, World
from tests.pages import Pages

CHILD, NOTE, SECRET = "Lê Thị Mai Anh", "Cháu kể ở nhà bà ngoại.", "Trần Văn Kẻ Nào"


def past(auditor: Browser, case_id: str, **asked: Any) -> dict[str, Any]:
    answer = auditor.api("GET", f"/api/v1/histories/{case_id}/past", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["ETag"] == f'"{found["position"]}"'
    return found


def last_position(world: World) -> int:
    with world.system() as work:
        row = work.connection.execute("SELECT max(position) FROM es.events").fetchone()
    return int((row or (0,))[0])


def corrected(browser: Browser, case_id: str, entry: str, note: str, **more: str) -> None:
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    assert browser.submit("correction", value__note__note=note, **more).status_code == 200


def test_a_case_is_read_as_it_was_with_what_came_late_or_was_corrected_since(world: World) -> None:
    browser, case_id, code = taken_in(world, details__child__sex="unknown")
    entry = noted(browser, case_id, NOTE)
    before = last_position(world)
    corrected(browser, case_id, entry, "Cháu kể ở nhà bà nội.", reason="nghe nhầm")
    browser.get(f"/ho-so/{case_id}/chi-tiet")
    assert (
        browser.submit("details", details__child__sex="female", reason="gia đình cho biết").status_code == 200
    )
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent = FORWARDING | {"at": yesterday.isoformat()}
    assert browser.api("POST", f"/api/v1/cases/{case_id}/forwardings", json=sent).status_code == 201
    auditor = world.sign_in("auditor")
    then, now = past(auditor, case_id, by="position", position=before), past(auditor, case_id)
    assert then["state"]["details.child.sex"].endswith("unknown")
    assert now["state"]["details.child.sex"].endswith("female")
    assert then["state"]["details.child.name"] == {"covered": True}
    marks = {one["topic"]: one["marks"] for one in then["events"]}
    assert marks["case.noted.1"] == ["corrected-since"] and "case.entry-corrected.1" not in marks
    told = {one["topic"]: one["marks"] for one in now["events"]}
    assert told["case.noted.1"] == ["corrected-then"] and "late" in told["case.passed-on.1"]
    assert "correction" in told["case.entry-corrected.1"]
    day = vietnam_day(yesterday).isoformat()
    happened = past(auditor, case_id, by="happened", day=day)
    assert [(one["topic"], one["marks"]) for one in happened["events"]] == [
        ("case.passed-on.1", ["not-yet-recorded"])
    ]
    assert happened["state"] == {} and past(auditor, case_id, day=day)["events"] == []
    between = past(auditor, case_id, by="position", position=before, to_position=last_position(world))[
        "until"
    ]
    changed = {one["path"]: one for one in between["changes"]}
    assert changed["details.child.sex"]["before"].endswith("unknown") and "told" in changed
    assert between["between"][0]["topic"] == "case.entry-corrected.1"
    pages = Pages(auditor.client)
    page = pages.get(
        f"/lich-su/{case_id}/luc-ay?by=position&position={before}&to_position={last_position(world)}"
    )
    assert "được đính chính sau lúc ấy" in page.text and "vào sổ sau" in page.text and code in page.h1
    assert "Giới tính: chưa rõ" in page.text or "Giới tính" in page.text
    assert CHILD not in page.html and "bà ngoại" not in page.html and "bà nội" not in page.html
    own = Pages(browser.client)
    mine = own.get(f"/ho-so/{case_id}/luc-ay")
    assert CHILD in mine.text and "bà nội" in mine.text and "Vị trí" not in mine.text
    shown = browser.api("GET", f"/api/v1/cases/{case_id}/past").text
    assert CHILD in shown and '"position"' not in shown
    own.get(f"/ho-so/{case_id}/luc-ay?day=khong-phai-ngay", status=422)


def test_going_back_shows_no_value_that_was_hidden_since(world: World) -> None:
    browser, case_id, _ = taken_in(world)
    entry = noted(browser, case_id, SECRET)
    before = last_position(world)
    assert SECRET in browser.get(f"/ho-so/{case_id}/luc-ay").text
    corrected(browser, case_id, entry, "Cháu kể ở nhà.", kind="misplaced")
    day = vietnam_day(datetime.now(UTC)).isoformat()
    for path in (
        "luc-ay",
        "tung-o",
        f"luc-ay?day={day}",
        f"luc-ay?by=happened&day={day}",
        f"luc-ay?day={day}&hour=00:00",
    ):
        assert SECRET not in browser.get(f"/ho-so/{case_id}/{path}").text
    for path in ("past", "cells", f"past?by=happened&day={day}"):
        assert SECRET not in browser.api("GET", f"/api/v1/cases/{case_id}/{path}").text
    auditor = world.sign_in("auditor")
    marks = {
        one["topic"]: one["marks"] for one in past(auditor, case_id, by="position", position=before)["events"]
    }
    assert marks["case.noted.1"] == ["hidden"]


def opened_by(world: World, case_id: str) -> set[str]:
    """Who gets the case page now, asked of the running service."""
    return {
        who for who in PEOPLE if world.sign_in(who).api("GET", f"/api/v1/cases/{case_id}").status_code == 200
    }


def could(world: World, case_id: str, **asked: Any) -> set[str]:
    names = {str(account): who for who, account in world.accounts.items()}
    found = past(world.sign_in("auditor"), case_id, **asked)["could_see"]
    return {names[one["account"]] for one in found if "case.open" in one["actions"]}


def test_who_could_see_it_then_is_what_the_service_answered_then(world: World) -> None:
    """At each step the running service is asked; afterwards the log alone gives the same answers."""
    _, case_id, code = taken_in(world)
    answered: list[tuple[int, set[str]]] = []

    def step(act: Callable[[], None]) -> None:
        act()
        seen = opened_by(world, case_id)
        assert could(world, case_id) == seen
        answered.append((last_position(world), seen))

    def conflict() -> None:
        said = {"code": code, "declaration": {"interest": "relative"}}
        assert world.sign_in("colleague").api("POST", "/api/v1/interests", json=said).status_code == 201

    def glass() -> None:
        said = {"code": code, "breaking": {"ground": "danger"}}
        assert world.sign_in("elsewhere").api("POST", "/api/v1/broken-glass", json=said).status_code == 201

    def given() -> None:
        to = {"counsellor": str(world.accounts["elsewhere"])}
        path = f"/api/v1/cases/{case_id}/assignment"
        assert world.sign_in("supervisor").api("POST", path, json=to).status_code == 201

    def restricted() -> None:
        path = f"/api/v1/cases/{case_id}/restriction"
        said = {"ground": "protection"}
        assert world.sign_in("supervisor").api("POST", path, json=said).status_code == 201

    def closed() -> None:
        path = f"/api/v1/accounts/{world.accounts['supervisor']}"
        assert world.sign_in("administrator").api("DELETE", path).status_code < 300

    step(lambda: None)
    for act in (conflict, glass, given, restricted, closed):
        step(act)
    assert len({frozenset(seen) for _, seen in answered}) == len(answered) - 1, (
        answered
    )  # glass gives way to a hand-over
    for position, seen in answered:
        assert could(world, case_id, by="position", position=position) == seen


def test_each_cell_names_its_event_and_an_event_what_its_rule_saw(world: World) -> None:
    browser, case_id, _ = taken_in(world, details__child__sex="unknown")
    opened = last_position(world)
    browser.get(f"/ho-so/{case_id}/chi-tiet")
    browser.submit("details", details__child__sex="female")
    followed(world)
    auditor = world.sign_in("auditor")
    explained = auditor.api("GET", f"/api/v1/histories/{case_id}/cells").json()
    made = {one["path"]: one["made_by"] for one in explained["cells"]}
    assert made["details.child.sex"]["topic"] == "case.details-set.1"
    name = next(one for one in explained["cells"] if one["path"] == "details.child.name")
    assert name["value"] == {"covered": True}
    assert name["made_by"] == made["details.child.sex"], "the latest that wrote what is covered"
    assert [one["position"] for one in name["perhaps"]] == [opened], "or one before: nobody can see which"
    assert not any("perhaps" in one for one in explained["cells"] if one["path"] == "details.child.sex")
    lines = past(auditor, case_id)["events"]
    assert [one["marks"] for one in lines if one["topic"] == "case.details-set.1"] == [["changed"]]
    assert made["unit"]["position"] == opened and made["unit"]["actor"].endswith(
        str(world.accounts["counsellor"])
    )
    row = {one["column"]: one for one in explained["row"]}
    assert (
        row["sex"]["position"] == made["details.child.sex"]["position"] and row["code"]["position"] == opened
    )
    with world.system() as work:
        work.connection.execute("SELECT set_config('lachan.scope', 'service', true)")
        query = "SELECT to_jsonb(e) FROM v_follow_up_log.entries e WHERE case_id = %s AND valid_to IS NULL"
        live: dict[str, Any] = (work.connection.execute(query, (case_id,)).fetchone() or ({},))[0]
    assert {
        name: one["value"]
        for name, one in row.items()
        if name in ("sex", "code", "state", "channel", "filled")
    } == {name: live[name] for name in ("sex", "code", "state", "channel", "filled")}
    position = made["details.child.sex"]["position"]
    event = auditor.api("GET", f"/api/v1/histories/{case_id}/events/{position}").json()
    assert event["seen_version"] == made["details.child.sex"]["version"] - 1
    assert event["seen"]["details.child.sex"].endswith("unknown")
    assert [one["path"] for one in event["changes"]] == ["details.child.sex"]
    assert event["decided"]["action"] == "case.change" and event["decided"]["basis"] == "assigned"
    pages = Pages(auditor.client)
    page = pages.get(f"/lich-su/{case_id}/su-kien/{position}")
    assert "Sửa thông tin hồ sơ" in page.text and "Lương Thị Hạnh" in page.text and CHILD not in page.html
    pages.get(f"/lich-su/{case_id}/su-kien/{opened - 1}", status=404)
    assert f"/lich-su/{case_id}/su-kien/{position}" in pages.get(f"/lich-su/{case_id}/tung-o").html
    assert "/su-kien/" not in Pages(browser.client).get(f"/ho-so/{case_id}/tung-o").html
    with world.system() as work:
        query = "SELECT count(*) FROM trail.entries WHERE record = %s AND action = 'history.see'"
        assert work.connection.execute(query, (case_id,)).fetchall()[0][0] >= 4


def test_the_log_is_read_as_it_was_at_the_end_of_a_day(world: World) -> None:
    browser, case_id, code = taken_in(world)
    followed(world)
    closing = {"outcome": "advised", "child_informed": True}
    assert browser.api("POST", f"/api/v1/cases/{case_id}/closing", json=closing).status_code == 201
    followed(world)
    today = vietnam_day(datetime.now(UTC))
    with_log, auditor = Pages(browser.client), Pages(world.sign_in("auditor").client)
    page = with_log.get(f"/so-theo-doi/vao-ngay?day={today}")
    assert code in page.text and "Đã kết thúc theo dõi" in page.text and CHILD not in page.html
    assert code in auditor.get(f"/nhat-ky/so-theo-doi?day={today}").text
    for pages, path in ((with_log, "/so-theo-doi/vao-ngay"), (auditor, "/nhat-ky/so-theo-doi")):
        empty = pages.get(f"{path}?day={today - timedelta(days=1)}")
        assert code not in empty.text and "Đến hết ngày ấy sổ chưa có mục nào." in empty.text
    rows = browser.api("GET", "/api/v1/follow-up-log/past").json()["entries"]
    counted = auditor.client.get("/api/v1/past-log").json()["entries"]
    assert [(one["case_id"], one["is_open"]) for one in rows] == [(case_id, False)]
    assert [(one["case_id"], one["is_open"], one["code"]) for one in counted] == [(case_id, False, code)]
    elsewhere = world.sign_in("elsewhere").api("GET", "/api/v1/follow-up-log/past").json()
    assert elsewhere["entries"] == [] and "position" not in elsewhere
    with world.system() as work:
        query = "SELECT position - 1 FROM es.events WHERE topic = 'case.closed.1' AND stream_id = %s"
        before = (work.connection.execute(query, (case_id,)).fetchone() or (0,))[0]
    with acting(world, "auditor") as reading:
        then = reading.view(PastLogs).counted(before, "", 9)  # type: ignore[type-abstract]
    assert [one.is_open for one in then] == [True]
