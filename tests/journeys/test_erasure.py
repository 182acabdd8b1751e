"""An erasure from the request to the tombstone: afterwards nothing of the child is readable anywhere."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import psycopg

from application.erasure import RunErasure, run_erasure
from infrastructure import matches
from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from tests.journeys.world import Browser, World
from tests.startup.running import until

NAME, STORY, CLIENT = "Triệu Thị Sao Mai", "Cháu kể chuyện ở bến đò Lác.", "Lò Văn Ví Dụ"
SUSPECT = "Cầm Giả Định"


def closed_case(world: World) -> tuple[str, str, str]:
    """A closed case with a consultation: its path, its file code, and the path of the consultation."""
    browser = world.sign_in("counsellor")
    made = browser.api(
        "POST",
        "/api/v1/cases",
        json={
            "situation": {"what": STORY},
            "details": {
                "child": {"name": NAME, "birth": "21/3/2015", "telephone": "0912345678"},
                "suspected": {"name": SUSPECT},
            },
        },
    )
    case = made.json()["location"]
    case_id = case.rsplit("/", 1)[1]
    said = {"narrative": STORY, "client_name": CLIENT, "client_contact": "0966000999"}
    matter = browser.api(
        "POST", "/api/v1/consultations", json={"case_id": case_id, "consultation": said}
    ).json()["location"]
    version = browser.api("GET", case).headers["ETag"]
    closing = {"outcome": "advised", "child_informed": True}
    done = browser.api("POST", f"{case}/closing", json=closing, headers={"If-Match": version})
    assert done.status_code == 201, done.text
    return case, browser.api("GET", case).json()["code"], matter


def requested(world: World, code: str, **how: Any) -> Browser:
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("request", **({"code": code, "basis": "term_over", "requester": "association"} | how))
    return officer


def carried_out(world: World, later: World) -> None:
    """Let a second person confirm the erasure that was asked for, and the officer tell of it and run it."""
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    assert "Đã xác nhận" in supervisor.submit("confirm-1").text
    officer = later.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("tell-1", way="letter")
    assert "Đã xóa" in officer.submit("run-1").text


def erased(world: World, later: World) -> tuple[str, str, str]:
    case, code, matter = closed_case(world)
    assert "Chờ người thứ hai xác nhận" in requested(world, code).page.text  # type: ignore[union-attr]
    carried_out(world, later)
    return case, code, matter


def test_nothing_of_the_child_is_readable_by_any_route(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    before = world.sign_in("counsellor")
    case, code, matter = erased(world, later)
    case_id, matter_id = case.rsplit("/", 1)[1], matter.rsplit("/", 1)[1]
    paths = [
        f"/ho-so/{case_id}",
        f"/ho-so/{case_id}/chi-tiet",
        f"/ho-so/{case_id}/lien-he",
        f"/tu-van/{matter_id}",
        case,
        matter,
        "/so-theo-doi",
        "/api/v1/follow-up-log",
        "/api/v1/emergencies",
        "/hom-nay",
        "/tu-van",
        "/dieu-92",
        f"/lich-su/{case_id}",
        f"/api/v1/histories/{case_id}",
        "/xoa-du-lieu",
    ]
    readers = [before, *(world.sign_in(who) for who in ("counsellor", "supervisor", "auditor", "officer"))]
    answers = [browser.client.get(path) for browser in readers for path in paths]
    for browser in readers:
        answers.append(browser.api("POST", "/api/v1/follow-up-log/search", json={"words": "sao mai"}))
    assert {answer.status_code for answer in answers} >= {200, 404, 409}
    found = before.api("POST", "/api/v1/follow-up-log/search", json={"words": "sao mai"}).json()
    assert found["items"] == []
    for answer in answers:
        for word in (NAME, "Sao Mai", STORY, "bến đò", CLIENT, SUSPECT, "0912345678", "0966000999"):
            assert word not in answer.text, (answer.url, word)
    shown = before.get(f"/ho-so/{case_id}")
    assert shown.status_code == 409
    assert code in shown.text
    assert "<h1>Hồ sơ đã xóa dữ liệu</h1>" in shown.text
    assert "Điều 14(1)" in shown.text
    assert re.search(r"ngày \d\d/\d\d/\d{4}", shown.text)


def test_an_erased_record_takes_nothing_but_an_emergency(world: World, later: World) -> None:
    case, code, _ = erased(world, later)
    browser = world.sign_in("counsellor")
    for path, body in (("notes", {"note": "x"}), ("reopening", {})):
        answer = browser.api("POST", f"{case}/{path}", json=body)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("record-is-erased")
    urgent = browser.api(
        "POST",
        "/api/v1/emergencies",
        json={"emergency": {"what": "Trẻ gọi từ đò.", "file_code": code}},
    )
    assert urgent.status_code == 201
    assert browser.api("POST", f"{case}/notes", json={"note": "x"}).status_code == 409
    assert "Trẻ gọi từ đò." in world.sign_in("colleague").get("/hom-nay").text


def test_figures_stay_and_the_views_are_what_the_log_says(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    auditor = world.sign_in("auditor")
    closed_case(world)
    follower_settled(follower, database)
    before = _figures(auditor)
    with psycopg.connect(database.owner_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM facts.matches").fetchone() == (3,)
    requested(world, _code(database))
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    officer = later.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("tell-1", way="letter")
    officer.submit("run-1")
    follower_settled(follower, database)
    assert _figures(auditor) == before
    assert "1" in before
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []
    difference = matches.compare(database.app_dsn, world.house.keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (0, 0, 0)
    with psycopg.connect(database.owner_dsn) as connection:
        sealed = connection.execute("SELECT count(sealed), count(*) FROM v_follow_up_log.names").fetchone()
        assert sealed == (0, 1)
        assert connection.execute("SELECT generation FROM facts.match_key").fetchone() == (2,)


def _figures(auditor: Browser) -> list[str]:
    """What stands in each cell; the position it was computed at moves on."""
    cells = re.findall(r"<td[^>]*>(.*?)</td>", auditor.get("/dieu-92").text, re.S)
    return [re.sub(r"<span.*?</span>|<[^>]*>", "", cell).strip() for cell in cells]


def _code(database: Database) -> str:
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute("SELECT code FROM facts.records WHERE kind = 'case'").fetchone()
    assert row is not None
    return str(row[0])


def follower_settled(follower: Follower, database: Database) -> None:
    def reached() -> bool:
        with psycopg.connect(database.owner_dsn) as connection:
            row = connection.execute(
                "SELECT (SELECT max(position) FROM es.events)"
                " = (SELECT position FROM views.progress WHERE name = 'all')"
            ).fetchone()
        return bool(row and row[0])

    until(reached)


def test_who_asked_does_not_confirm_and_it_does_not_run_early(world: World) -> None:
    _, code, _ = closed_case(world)
    officer = requested(world, code)
    assert officer.page is not None
    assert 'id="confirm-1"' not in officer.page.text
    erasure = officer.api("GET", "/api/v1/erasures").json()["requests"][0]["erasure"]
    again = officer.api("POST", f"/api/v1/erasures/{erasure}/confirmation")
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[1]) == (409, "second-person-needed")
    supervisor = world.sign_in("supervisor")
    assert supervisor.api("POST", f"/api/v1/erasures/{erasure}/confirmation").status_code == 201
    early = officer.api("POST", f"/api/v1/erasures/{erasure}/run")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[1]) == (409, "too-early")
    assert supervisor.api("POST", f"/api/v1/erasures/{erasure}/run").status_code == 404
    officer.get("/xoa-du-lieu")
    assert 'id="run-1"' not in officer.page.text
    assert "Đã rút" in officer.submit("withdraw-1").text


def test_a_hold_keeps_a_record_and_a_refusal_names_the_article(world: World) -> None:
    _, code, _ = closed_case(world)
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    assert (
        "Vụ án, vụ việc đang được giải quyết" in officer.submit("hold", held=code, ground="proceedings").text
    )
    shown = officer.submit("request", code=code, basis="requested", requester="subject").text
    assert "Hồ sơ đang được giữ lại" in shown
    assert officer.submit("lift-1").text.count("Không có hồ sơ nào đang được giữ lại") == 1
    officer.submit("request", code=code, basis="requested", requester="subject")
    refused = officer.submit("refuse-1", ground="crime_prevention").text
    assert "Điều 14(2), 19(1)(b)" in refused


def test_the_person_suspected_is_turned_away_as_requester(world: World) -> None:
    _, code, _ = closed_case(world)
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    answer = officer.submit(
        "request", code=code, basis="requested", requester="representative", requester_name="cam gia dinh"
    )
    assert answer.status_code == 409
    assert "không được thay mặt trẻ" in answer.text


def test_others_do_not_see_the_page_and_an_unknown_code_is_answered_kindly(world: World) -> None:
    for who in ("counsellor", "administrator", "auditor", "reviewer", "head"):
        assert world.sign_in(who).get("/xoa-du-lieu").status_code == 404
    officer = world.sign_in("officer")
    assert officer.get("/xoa-du-lieu").status_code == 200
    assert (
        officer.submit("request", code="XX.TN.0001.2020", basis="requested", requester="subject").status_code
        == 404
    )
    officer.get("/xoa-du-lieu")
    assert officer.submit("request", code="", basis="requested", requester="subject").status_code == 422


def test_the_officer_opens_no_case(world: World) -> None:
    case, _, _ = closed_case(world)
    officer = world.sign_in("officer")
    assert officer.get(f"/ho-so/{case.rsplit('/', 1)[1]}").status_code == 404
    assert officer.api("GET", case).status_code == 404
    assert officer.get("/so-theo-doi").status_code == 404


def test_nobody_learns_by_asking_whether_a_code_was_given_out(world: World) -> None:
    """The same bytes for a code that exists and one that does not, signed in or not; each denial is on the record."""
    _, code, _ = closed_case(world)
    bodies = {"/api/v1/erasures": {"basis": "term_over"}, "/api/v1/holds": {"ground": "complaint"}}
    for browser in (world.browser(), world.sign_in("counsellor")):
        for path, body in bodies.items():
            there, absent = (
                browser.api("POST", path, json=body | {"code": one}) for one in (code, "XX.TN.0001.2020")
            )
            assert (there.status_code, there.content) == (absent.status_code, absent.content)
    with world.system() as work:
        row = work.connection.execute(
            "SELECT count(*) FROM trail.entries"
            " WHERE decision = 'deny' AND action IN ('erasure.request', 'hold.manage')"
        ).fetchone()
    assert row == (4,)


def test_a_hold_asked_for_while_keys_are_being_destroyed_waits_and_finds_the_tombstone(
    world: World, later: World
) -> None:
    _, code, _ = closed_case(world)
    officer = requested(world, code)
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    officer.get("/xoa-du-lieu")
    officer.submit("tell-1", way="letter")
    with world.system() as work:
        erasure = work.connection.execute("SELECT erasure FROM facts.erasures").fetchall()[0][0]
    holding = later.sign_in("officer")
    answers: list[tuple[int, str]] = []
    said = {"code": code, "ground": "proceedings"}
    with later.system() as work:
        run_erasure(RunErasure(erasure=erasure), work)

        def hold() -> None:
            answer = holding.api("POST", "/api/v1/holds", json=said)
            answers.append((answer.status_code, answer.json().get("type", "")))

        asking = threading.Thread(target=hold)
        asking.start()
        _waiting_for_a_lock(world)
        assert answers == []
    asking.join()
    assert answers == [(409, "/problems/record-is-erased")]
    with world.system() as work:
        assert work.connection.execute("SELECT count(*) FROM facts.holds").fetchone() == (0,)


def _waiting_for_a_lock(world: World) -> None:
    """Return once somebody waits for an advisory lock."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with world.house.pool.connection() as connection:
        while connection.execute(query).fetchone() == (0,):
            time.sleep(0.01)
