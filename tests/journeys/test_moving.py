"""What was entered in the wrong file and is moved: an emergency, an answer alone, one session, a whole matter."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import psycopg

from domain.calendar import vietnam_day
from infrastructure.postgres import Database
from tests.journeys.acts import followed
from tests.journeys.test_corrected_sessions import TALK, differences, figure, position, session
from tests.journeys.test_corrections import LEAKED, leaks, taken_in
from tests.journeys.world import Browser, World

ABUSE = {"details__circumstances__allegation": "abuse"}
NO_ABUSE = {"details__circumstances__allegation": "none"}


def rows(browser: Browser) -> dict[str, dict[str, object]]:
    return {one["case_id"]: one for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]}


def closed(browser: Browser, case_id: str) -> None:
    browser.get(f"/ho-so/{case_id}/ket-thuc")
    assert "Đã kết thúc" in browser.submit("closing", outcome="safe", child_informed="true").text


def emergencies(world: World, database: Database, case_id: str) -> int:
    """Return how many emergencies the follow-up log counts in a case."""
    followed(world)
    with psycopg.connect(database.follower_dsn) as connection:
        query = "SELECT emergencies FROM v_follow_up_log.entries WHERE case_id = %s AND valid_to IS NULL"
        row = connection.execute(query, (case_id,)).fetchone()
    assert row is not None
    return int(row[0])


def forwarded(browser: Browser, case_id: str, reference: str) -> str:
    """Pass information on and return the entry."""
    browser.get(f"/ho-so/{case_id}/chuyen")
    page = browser.submit("forward", recipient__kind="hotline_111", reference=reference)
    return str(max(re.findall(rf"/ho-so/{case_id}/tra-loi/(\d+)", page.text), key=int))


def matter_code_of(browser: Browser, matter: str) -> str:
    found = re.search(r"TV-[0-9A-F-]{14}", browser.get(f"/tu-van/{matter}").text)
    assert found
    return found[0]


def test_an_emergency_in_the_wrong_case_goes_to_the_right_one_and_waits_there(
    world: World, database: Database
) -> None:
    browser, wrong, wrong_code = taken_in(world)
    _, right, code = taken_in(world, details__child__name="Ngô Bảo Nam", **NO_ABUSE)
    closed(browser, right)
    browser.get(f"/khan-cap?ho_so={wrong}")
    page = browser.submit("emergency", what=f"Cháu Nam bị nhốt: {LEAKED}", told="113", file_code=wrong_code)
    assert page.status_code == 200
    followed(world)
    link = re.search(rf"/ho-so/{wrong}/khan-cap/[0-9a-f-]{{36}}", browser.get(f"/ho-so/{wrong}").text)
    assert link, "no way to move it"
    assert emergencies(world, database, wrong) == 1
    assert LEAKED in browser.get(link[0]).text
    assert browser.submit("move", code="BG.TN.9999.2026").status_code == 422
    assert browser.submit("move", code=wrong_code).status_code == 422
    left = browser.submit("move", code=code)
    assert left.status_code == 200 and "Một tin khẩn cấp đặt nhầm đã rời hồ sơ này" in left.text, left.text[
        :3000
    ]
    followed(world)
    wrong_pages = browser.get(f"/ho-so/{wrong}").text + browser.get(f"/api/v1/cases/{wrong}").text
    assert LEAKED not in wrong_pages and code not in wrong_pages and right not in wrong_pages
    target = browser.get(f"/ho-so/{right}").text
    sent = browser.get(f"/api/v1/cases/{right}").text
    assert f"Cháu Nam bị nhốt: {LEAKED}" in target and "Mở lại hồ sơ" in target
    assert wrong not in target + sent and wrong_code not in target + sent
    assert (emergencies(world, database, wrong), emergencies(world, database, right)) == (0, 1)
    assert browser.get(link[0]).status_code == 404
    today = browser.get("/hom-nay").text
    waiting = today[today.index('id="emergencies"') :]
    assert LEAKED in waiting and code in waiting
    browser.page = browser.get("/hom-nay")
    browser.submit("take-up-1", code=code)
    followed(world)
    assert emergencies(world, database, right) == 1, "taken up where it was placed, it is one and not two"
    auditor = world.sign_in("auditor")
    assert "tied-elsewhere" in auditor.get(f"/api/v1/histories/{wrong}").text
    assert differences(world, database) == []


def test_an_emergency_taken_up_in_another_case_than_it_named_leaves_that_one(
    world: World, database: Database
) -> None:
    browser, wrong, _ = taken_in(world)
    _, right, code = taken_in(world)
    browser.get(f"/khan-cap?ho_so={wrong}")
    browser.submit("emergency", what=LEAKED)
    browser.page = browser.get("/hom-nay")
    browser.submit("take-up-1", code=code)
    followed(world)
    assert LEAKED in browser.get(f"/ho-so/{right}").text
    page = browser.get(f"/ho-so/{wrong}").text
    assert LEAKED not in page and "đã rời hồ sơ này" in page
    assert (emergencies(world, database, wrong), emergencies(world, database, right)) == (0, 1)
    assert differences(world, database) == []


def test_an_answer_alone_goes_to_the_forwarding_that_it_answers(world: World, database: Database) -> None:
    browser, wrong, _ = taken_in(world, **ABUSE)
    _, right, code = taken_in(world, **ABUSE)
    entry = forwarded(browser, wrong, "1/CV")
    browser.get(f"/ho-so/{wrong}/tra-loi/{entry}")
    page = browser.submit("answer", kind="acknowledged", what=f"Đã nhận: {LEAKED}")
    answer = max(re.findall(rf"/ho-so/{wrong}/sua/(\d+)", page.text), key=int)
    browser.get(f"/ho-so/{wrong}/sua/{answer}")
    nothing = browser.submit("move", code=code)
    assert nothing.status_code == 422 and "chưa có lần chuyển thông tin nào" in nothing.text
    forwarded(browser, right, "2/CV")
    second = forwarded(browser, right, "3/CV")
    browser.get(f"/ho-so/{wrong}/sua/{answer}")
    asked = browser.submit("move", code=code)
    assert asked.status_code == 422 and 'name="forwarding"' in asked.text, asked.text[-4000:]
    source = browser.submit("move", code=code, forwarding=second)
    assert source.status_code == 200 and LEAKED not in source.text and "1/CV" in source.text
    assert f"Đã nhận: {LEAKED}" in browser.get(f"/ho-so/{right}").text
    followed(world)
    told = {case: [len(one["replies"]) for one in rows(browser)[case]["told"]] for case in (wrong, right)}  # type: ignore[attr-defined]
    assert told == {wrong: [0], right: [0, 1]}, told
    assert leaks(world, LEAKED, wrong, roles=("colleague", "supervisor", "auditor")) == [
        one
        for one in leaks(world, LEAKED, wrong, roles=("colleague", "supervisor", "auditor"))
        if wrong not in one
    ]
    assert differences(world, database) == []


def test_one_session_goes_to_another_matter_or_to_a_new_one_and_the_figures_follow(
    world: World, database: Database
) -> None:
    browser, wrong, _ = taken_in(world)
    other, right, code = taken_in(world, who="supervisor", **NO_ABUSE)
    matter, _ = session(browser, f"/ho-so/{wrong}/tu-van")
    browser.get(f"/tu-van/{matter}/them")
    page = browser.submit(
        "consultation", consultation__narrative=f"Về cháu khác: {LEAKED}", consultation__minutes="45",
        consultation__next__what="Gọi lại bà", consultation__next__due_on="2030-01-02",
    )  # fmt: skip
    entry = max(re.findall(rf"/tu-van/{matter}/sua/(\d+)", page.text), key=int)
    closed(other, right)
    now, at = vietnam_day(datetime.now(UTC)), position(world)
    assert figure(world, database, now.month) == 2
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    assert browser.submit("move", code="BG.TN.9999.2026").status_code == 422
    own = matter_code_of(browser, matter)
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    assert browser.submit("move", code=own).status_code == 422
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    left = browser.submit("move", code=code)
    assert left.status_code == 200 and "đã chuyển sang vụ khác vì ghi nhầm" in left.text, left.text[:3000]
    assert LEAKED not in left.text and code not in left.text and "Gọi lại bà" not in left.text
    followed(world)
    target = browser.get(f"/ho-so/{right}").text
    assert "Mở lại hồ sơ" in target and f"Về cháu khác: {LEAKED}" in target
    assert "từ hồ sơ khác, vì ghi nhầm" in target and "Lương Thị Hạnh" in target
    assert LEAKED not in browser.get(f"/ho-so/{wrong}").text
    found = rows(browser)
    assert (found[wrong]["consultations"], found[right]["consultations"]) == (1, 1), found
    assert (found[wrong]["due_on"], found[right]["due_on"]) == (None, "2030-01-02")
    assert (figure(world, database, now.month), figure(world, database, now.month, at)) == (2, 2)
    new = next(one for one in re.findall(r"/tu-van/([0-9a-f-]{36})", target) if one != matter)
    there = browser.get(f"/tu-van/{new}").text
    assert "45 phút" in there and f"Về cháu khác: {LEAKED}" in there and wrong not in there
    assert leaks(world, LEAKED, wrong, matter, roles=("colleague", "auditor")) == [
        one
        for one in leaks(world, LEAKED, wrong, matter, roles=("colleague", "auditor"))
        if wrong not in one and matter not in one
    ]
    assert differences(world, database) == []
    # and back, into the matter it came from; the step that was done stays done
    browser.get(f"/tu-van/{new}")
    browser.submit("step-1")
    back = matter_code_of(browser, matter)
    browser.get(f"/tu-van/{new}/sua/1")
    browser.submit("move", code=back)
    followed(world)
    assert (
        LEAKED in browser.get(f"/tu-van/{matter}").text and LEAKED not in browser.get(f"/tu-van/{new}").text
    )
    found = rows(browser)
    assert (found[wrong]["consultations"], found[right]["consultations"]) == (2, 0), found
    assert found[wrong]["due_on"] is None
    assert browser.get(f"/tu-van/{new}/them").status_code == 200, "a matter without sessions still takes one"
    assert differences(world, database) == []


def test_a_matter_tied_elsewhere_leaves_a_trace_that_does_not_say_where(world: World) -> None:
    browser, wrong, wrong_code = taken_in(world)
    _, right, code = taken_in(world)
    matter, _ = session(browser, f"/ho-so/{wrong}/tu-van")
    browser.get(f"/tu-van/{matter}")
    browser.submit("relink-case", code=code)
    followed(world)
    page = browser.get(f"/ho-so/{wrong}").text + browser.get(f"/api/v1/cases/{wrong}").text
    assert "Một vụ tư vấn gắn nhầm đã rời hồ sơ này" in page
    assert code not in page and right not in page and matter not in page and TALK not in page
    there = browser.get(f"/tu-van/{matter}").text + browser.get(f"/api/v1/consultations/{matter}").text
    assert wrong not in there and wrong_code not in there
    auditor = world.sign_in("auditor")
    events = auditor.api("GET", f"/api/v1/histories/{wrong}").json()["events"]
    assert events[-1]["topic"] == "case.tied-elsewhere.1" and events[-1]["coded"]["what"], events[-1]
    assert right not in str(events) and matter not in str(events)
    assert "case.tied-elsewhere.1" in auditor.get(f"/lich-su/{wrong}").text


NAMES = {"consultation__client_name": "Nguyễn Thị Hồng Vân"}
AGAINST = {
    "consultation__parties__0__name": "Nguyễn Thị Hồng Vân",
    "consultation__parties__0__side": "opposing",
}
WARNING = "Có người được nêu tên ở hai phía đối lập."


def test_a_corrected_or_moved_session_asks_for_opposing_sides_anew(world: World, database: Database) -> None:
    browser, case_id, _ = taken_in(world)
    _, right, code = taken_in(world)
    session(browser, f"/ho-so/{case_id}/tu-van", **NAMES)
    matter, entry = session(browser, "/tu-van/moi")
    followed(world)
    assert WARNING not in browser.get(f"/tu-van/{matter}").text
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    browser.submit("correction", reason="quên tên", **AGAINST)
    assert WARNING in browser.get(f"/tu-van/{matter}").text
    followed(world)
    listed = browser.api("GET", "/api/v1/consultations").json()["items"]
    assert [one["warned"] for one in listed if matter in str(one)] == [True]
    # the same person was meant to be on the client's side: nothing opposes the name any more, not its own old value
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    browser.submit("correction", reason="nhầm phía", consultation__parties__0__side="client")
    assert WARNING not in browser.get(f"/tu-van/{matter}").text
    followed(world)
    assert differences(world, database) == []
    # a session that comes to a file whose child it opposes is warned there, and not where it was
    against_child = {
        "consultation__parties__0__name": "Lê Thị Mai Anh",
        "consultation__parties__0__side": "opposing",
    }
    alone, first = session(browser, "/tu-van/moi", **against_child)
    assert WARNING not in browser.get(f"/tu-van/{alone}").text
    browser.get(f"/tu-van/{alone}/sua/{first}")
    browser.submit("move", code=code)
    followed(world)
    new = re.findall(r"/tu-van/([0-9a-f-]{36})", browser.get(f"/ho-so/{right}").text)[0]
    assert WARNING in browser.get(f"/tu-van/{new}").text
    assert WARNING not in browser.get(f"/tu-van/{alone}").text
    assert differences(world, database) == []
