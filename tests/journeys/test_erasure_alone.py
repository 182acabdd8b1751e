"""Erasing a consultation that stands alone, and an informant alone; and what the history says of it all."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

from domain.counselling import matter_code
from infrastructure import matches
from infrastructure.follower import Follower, compare
from infrastructure.ledger import EventRecorder, Ledger
from infrastructure.postgres import Database
from tests.journeys.test_erasure import _figures, carried_out, closed_case, follower_settled
from tests.journeys.world import Browser, World

STORY, ADVICE, CLIENT, OTHER = (
    "Chị kể chuyện ở bến đò Lác.",
    "Nên gặp luật sư ở phố Giả.",
    "Lò Thị Ví Dụ",
    "Cầm Văn Đối Lập",
)
CONTACT = "0966000999"
REQUESTER = "Mã Thị Yêu Cầu"
SAID: dict[str, Any] = {
    "client": "family",
    "narrative": STORY,
    "advice": ADVICE,
    "client_name": CLIENT,
    "client_contact": CONTACT,
    "parties": [{"name": OTHER, "relation": "chồng", "side": "opposing", "telephone": "0955111222"}],
}
WORDS = (STORY, "bến đò", ADVICE, "phố Giả", CLIENT, "Ví Dụ", CONTACT, OTHER, "0955111222", REQUESTER)


def standing(world: World, **more: Any) -> tuple[UUID, str]:
    """A consultation that stands alone: its id, and its code as its page says it."""
    browser = world.sign_in("counsellor")
    made = browser.api("POST", "/api/v1/consultations", json={"consultation": SAID | more})
    matter = UUID(made.json()["location"].rsplit("/", 1)[1])
    code = matter_code(matter)
    page = browser.get(f"/tu-van/{matter}").text
    assert code in page and "0955111222" in page
    return matter, code


def requested(world: World, code: str, **how: Any) -> Browser:
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("request", **({"code": code, "basis": "term_over", "requester": "association"} | how))
    return officer


def erased(world: World, later: World, code: str, **how: Any) -> None:
    requested(world, code, **how)
    carried_out(world, later)


def test_nothing_of_a_consultation_that_stood_alone_is_readable_by_any_route(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    before, auditor = world.sign_in("counsellor"), world.sign_in("auditor")
    matter, code = standing(world)
    follower_settled(follower, database)
    counted = _figures(auditor)
    with psycopg.connect(database.owner_dsn) as connection:
        last_week = EventRecorder(connection).after(0, 10_000)
        assert connection.execute("SELECT count(*) FROM facts.matches").fetchone() == (2,)
    assert STORY in str([one.fact for one in Ledger(world.house.keys).recorded(last_week)])
    erased(world, later, code, requester_name=REQUESTER)
    follower_settled(follower, database)

    paths = (
        *(f"/tu-van/{matter}", f"/tu-van/{matter}/them", f"/api/v1/consultations/{matter}"),
        *("/tu-van", "/api/v1/consultations", "/hom-nay", "/so-theo-doi", "/api/v1/follow-up-log"),
        *(
            "/dieu-92",
            f"/lich-su/{matter}",
            f"/api/v1/histories/{matter}",
            "/xoa-du-lieu",
            "/api/v1/erasures",
        ),
    )
    readers = [before, *(world.sign_in(who) for who in ("counsellor", "supervisor", "auditor", "officer"))]
    answers = [browser.client.get(path) for browser in readers for path in paths]
    answers += [
        one.api("POST", "/api/v1/follow-up-log/search", json={"words": "lo thi vi du"}) for one in readers
    ]
    found = [(str(one.url), word) for one in answers for word in WORDS if word in html.unescape(one.text)]
    assert found == []
    shown = before.get(f"/tu-van/{matter}")
    assert shown.status_code == 409
    assert code in shown.text and "Điều 14(1)" in shown.text
    for path, body in (("sessions", {"consultation": SAID}), ("link", {"code": "HT.TN.0001.2026"})):
        answer = before.api("POST", f"/api/v1/consultations/{matter}/{path}", json=body)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "record-is-erased")

    read_again = [one.fact for one in Ledger(world.house.keys).recorded(last_week) if one.stream == matter]
    assert len(read_again) == 2 and not any(word in str(read_again) for word in WORDS)
    assert _figures(auditor) == counted
    different = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert different == []
    difference = matches.compare(database.app_dsn, world.house.keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (0, 0, 0)
    print(
        f"\nP-4: a consultation erased: {len(answers)} answers to {len(readers)} people, an older copy of the log "
        f"under the keys of today, match rows: 0 of {len(WORDS)} words; views compare: 0 different"
    )


def test_a_step_still_open_or_a_hold_refuses_it_with_the_article(world: World) -> None:
    step = {"what": "Gọi lại", "due_on": str(date.today() + timedelta(days=3))}
    _, code = standing(world, next=step)
    officer = requested(world, code, basis="requested")
    assert officer.page is not None
    assert "Điều 14(2), 19(1)(a)" in officer.page.text
    own = officer.api("POST", "/api/v1/erasures", json={"code": code, "basis": "term_over"})
    assert (own.status_code, own.json()["type"].rsplit("/", 1)[1]) == (409, "still-followed")
    _, other = standing(world)
    officer.get("/xoa-du-lieu")
    assert other in officer.submit("hold", held=other, ground="proceedings").text
    assert (
        "Hồ sơ đang được giữ lại"
        in officer.submit("request", code=other, basis="requested", requester="subject").text
    )


def test_the_opposing_side_does_not_ask_for_it(world: World) -> None:
    _, code = standing(world)
    answer = requested(world, code, basis="requested", requester_name="cam van doi lap").page
    assert answer is not None
    assert answer.status_code == 409
    assert "không được thay mặt trẻ" in answer.text


def test_one_that_belongs_to_a_case_goes_with_the_case(world: World, later: World) -> None:
    _, case_code, _ = closed_case(world)
    matter, code = standing(world)
    requested(world, code)
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    counsellor = world.sign_in("counsellor")
    tied = counsellor.api("POST", f"/api/v1/consultations/{matter}/link", json={"code": case_code})
    assert tied.status_code == 201
    officer = later.sign_in("officer")
    erasure = officer.api("GET", "/api/v1/erasures").json()["requests"][0]["erasure"]
    officer.api("POST", f"/api/v1/erasures/{erasure}/notice", json={"way": "nobody"})
    late = officer.api("POST", f"/api/v1/erasures/{erasure}/run")
    assert (late.status_code, late.json()["type"].rsplit("/", 1)[1]) == (409, "belongs-to-case")
    tied_to = counsellor.api("GET", "/api/v1/consultations").json()["items"]
    case = next(row["case_id"] for row in tied_to if row["id"] == str(matter))
    assert "Yêu cầu xóa dữ liệu" in html.unescape(counsellor.get(f"/ho-so/{case}").text)
    again = officer.api("POST", "/api/v1/erasures", json={"code": code, "basis": "term_over"})
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[1]) == (409, "belongs-to-case")


def test_the_informant_alone_is_erased_and_the_case_goes_on(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    counsellor, supervisor = world.sign_in("counsellor"), world.sign_in("supervisor")
    name, number = "Hà Thị Báo Tin", "0977000111"
    details = {
        "child": {"name": "Trẻ Ví Dụ"},
        "informant": {"agreed": True, "name": name, "telephone": number},
    }
    body = {"situation": {"what": "Cháu bị đánh"}, "details": details}
    case = counsellor.api("POST", "/api/v1/cases", json=body).json()["location"]
    code = counsellor.api("GET", case).json()["code"]
    assert name in counsellor.api("GET", case).text
    erased(world, later, code, part="informant", basis="requested", requester="subject", requester_name=name)
    for reader in (counsellor, supervisor):
        shown = reader.api("GET", case)
        assert shown.status_code == 200
        assert "Trẻ Ví Dụ" in shown.text
        assert name not in shown.text and number not in shown.text
    assert "Chỉ người báo tin" in html.unescape(counsellor.get(f"/ho-so/{case.rsplit('/', 1)[1]}").text)
    with psycopg.connect(database.owner_dsn) as connection:
        query = "SELECT count(*) FROM facts.matches WHERE role = 'informant'"
        assert connection.execute(query).fetchone() == (0,)
    change = body | {"details": {"child": {"name": "Trẻ Ví Dụ Hai"}}}
    colleague = world.sign_in("colleague")
    for reader in (colleague, counsellor):
        version = reader.api("GET", case).headers["ETag"]
        saved = reader.api("PUT", f"{case}/details", json=change, headers={"If-Match": version})
        assert saved.status_code == 200, saved.text
    anew = body | {"details": {"informant": {"agreed": True, "name": "Người Báo Khác"}}}
    version = counsellor.api("GET", case).headers["ETag"]
    saved = counsellor.api("PUT", f"{case}/details", json=anew, headers={"If-Match": version})
    assert saved.status_code == 200, saved.text
    assert "Người Báo Khác" in counsellor.api("GET", case).text
    follower_settled(follower, database)
    different = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert different == []


def test_where_nobody_informed_there_is_nobody_to_erase(world: World) -> None:
    _, code = standing(world)
    body = {"code": code, "basis": "requested", "part": "informant"}
    answer = world.sign_in("officer").api("POST", "/api/v1/erasures", json=body)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "no-informant")


SENTENCES = (
    "Giữ lại hồ sơ: Vụ án, vụ việc đang được giải quyết",
    "Không xóa: Hồ sơ đang được giữ lại (Quy ước nội bộ)",
    "Bỏ lệnh giữ hồ sơ",
    "Yêu cầu xóa dữ liệu: Chủ thể dữ liệu yêu cầu (Luật 91/2025/QH15, Điều 14(1))",
    "Người thứ hai xác nhận; được xóa từ",
)


def _held_refused_and_confirmed(world: World, code: str) -> None:
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("hold", held=code, ground="proceedings", held_because="Theo lời bà Mã")
    asked = {"code": code, "basis": "requested", "requester_name": REQUESTER, "requester": "subject"}
    officer.submit("request", **asked, note="bà Mã gọi điện")
    officer.submit("lift-1")
    officer.submit("request", **asked)
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")


def test_nothing_runs_before_it_is_said_who_was_told(world: World, later: World) -> None:
    _, code = standing(world)
    officer = requested(world, code)
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    officer = later.sign_in("officer")
    assert 'id="run-1"' not in officer.get("/xoa-du-lieu").text
    erasure = officer.api("GET", "/api/v1/erasures").json()["requests"][0]["erasure"]
    early = officer.api("POST", f"/api/v1/erasures/{erasure}/run")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[1]) == (409, "notice-needed")
    officer.get("/xoa-du-lieu")
    page = officer.submit("tell-1", way="not_safe", note="Người bị nghi ở cùng nhà.")
    assert "Không báo: có thể gây nguy hiểm cho trẻ" in html.unescape(page.text)
    assert 'id="run-1"' in page.text


def test_the_history_says_who_asked_refused_held_and_confirmed_without_the_words(
    world: World, later: World
) -> None:
    case, code, _ = closed_case(world)
    matter, matters_code = standing(world)
    for one, path in ((code, case.replace("/api/v1/cases", "/ho-so")), (matters_code, f"/tu-van/{matter}")):
        _held_refused_and_confirmed(world, one)
        page = html.unescape(world.sign_in("counsellor").get(path).text)
        for sentence in SENTENCES:
            assert sentence in page, (path, sentence)
        assert "Bùi Thanh Sơn" in page and "Thân Đức Minh" in page
        assert REQUESTER not in page and "bà Mã" not in page
    shown = world.sign_in("counsellor").api("GET", case).text
    assert "hold.placed.1" in shown and REQUESTER not in shown and "bà Mã" not in shown
    assert world.sign_in("elsewhere").get(case.replace("/api/v1/cases", "/ho-so")).status_code == 404


def test_the_auditor_s_history_tells_it_after_the_erasure_too(world: World, later: World) -> None:
    case, code, _ = closed_case(world)
    matter, matters_code = standing(world)
    auditor = world.sign_in("auditor")
    for record, one in ((case.rsplit("/", 1)[1], code), (str(matter), matters_code)):
        erased(world, later, one, requester_name=REQUESTER)
        page = html.unescape(auditor.get(f"/lich-su/{record}").text)
        for said in ("Yêu cầu xóa dữ liệu", "Người thứ hai xác nhận", "Quyết định xóa", "Đã hủy"):
            assert said in page, said
        assert "Bùi Thanh Sơn" in page and "Thân Đức Minh" in page and REQUESTER not in page
        auditor.get("/lich-su")
        assert one in auditor.submit("search", code=one.lower()).text
