"""The data-protection officer's desk: requests and breaches, entered by anyone, handled by the officer alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from tests.journeys.world import PEOPLE, World

SUSPECT, NUMBER = "Cầm Giả Định", "0912 345 678"
STORY = "Cháu kể chuyện ở bến đò Lác."


def case_code(world: World) -> str:
    """A case with a person suspected; its file code."""
    browser = world.sign_in("counsellor")
    suspected = {"name": SUSPECT, "description": f"gọi từ {NUMBER}", "relation": "step_parent"}
    body = {"situation": {"what": STORY}, "details": {"suspected": suspected}}
    made = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    return str(browser.api("GET", made).json()["code"])


@pytest.fixture
def eleven_days_later(world: World) -> Iterator[World]:
    """The same association when ten days are over, and 72 hours long ago."""
    with world.after(11) as later:
        yield later


def test_everyone_enters_a_request_and_only_the_officer_sees_any(world: World) -> None:
    code = case_code(world)
    for who in PEOPLE:
        browser = world.sign_in(who)
        assert browser.get("/yeu-cau-du-lieu").status_code == 200
        saved = browser.submit("data-request", kind="see", who="other", name="Lò Văn Ví Dụ", file_code=code)
        assert saved.status_code == 200
        handles = who == "officer"
        assert ("Đã ghi nhận yêu cầu" in saved.text) is not handles
        assert ("Lò Văn Ví Dụ" in saved.text) is handles
        listed = browser.api("GET", "/api/v1/data-requests")
        assert listed.status_code == (200 if handles else 404)
    rows = world.sign_in("officer").api("GET", "/api/v1/data-requests").json()["requests"]
    assert len(rows) == len(PEOPLE)
    assert {row["code"] for row in rows} == {code}


def test_whoever_enters_one_learns_nothing_about_the_case(world: World) -> None:
    """The same bytes whether there is such a case or not, and whoever asks."""
    code = case_code(world)
    reviewer, answers = world.sign_in("reviewer"), []
    for asked in (
        {"file_code": code, "name": SUSPECT},
        {"file_code": code, "name": "Người Khác"},
        {"file_code": "KHONG.CO.0001.2026", "name": SUSPECT},
    ):
        made = reviewer.api("POST", "/api/v1/data-requests", json={"kind": "see", "who": "other"} | asked)
        answers.append((made.status_code, made.content, made.headers.get("location")))
    assert answers[0][0] == 201
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    "who_asks",
    [
        {"name": "cam gia dinh"},
        {"name": "Người Khác", "telephone": "+84912345678"},
    ],
)
def test_the_person_suspected_is_recorded_and_only_refused(world: World, who_asks: dict[str, str]) -> None:
    code = case_code(world)
    officer = world.sign_in("officer")
    officer.get("/yeu-cau-du-lieu")
    page = officer.submit(
        "data-request", kind="see", who="parent", file_code=code, identity="papers", **who_asks
    )
    assert "Người yêu cầu là người bị nghi xâm hại" in page.text
    assert 'id="answer"' not in page.text
    one = str(page.url).rsplit("/", 1)[1]
    path = f"/api/v1/data-requests/{one}"
    answer = officer.api("POST", f"{path}/answer", json={"identity": "papers", "answer": "Bản sao."})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "requester-is-suspected")
    other = officer.api("POST", f"{path}/refusal", json={"ground": "nothing_held"})
    assert other.status_code == 409
    assert "Điều 24(2)" in officer.submit("refuse").text
    assert officer.api("GET", path).json()["request"]["stage"] == "refused"


def test_whose_relation_alone_fits_is_judged_by_the_officer_with_a_reason(world: World) -> None:
    code, officer = case_code(world), world.sign_in("officer")
    pages = []
    for verdict in ("another", "suspected"):
        officer.get("/yeu-cau-du-lieu")
        page = officer.submit(
            "data-request",
            kind="see",
            who="parent",
            file_code=code,
            name="Người Khác",
            relation="step_parent",
        )
        assert "cùng quan hệ với trẻ như người bị nghi xâm hại" in page.text
        assert 'id="answer"' not in page.text and 'id="refuse"' not in page.text
        assert "Cần trả lời cảnh báo" in officer.api("GET", "/yeu-cau-du-lieu").text
        path = f"/api/v1/data-requests/{str(page.url).rsplit('/', 1)[1]}"
        early = officer.api("POST", f"{path}/answer", json={"identity": "papers", "answer": "Bản sao."})
        assert (early.status_code, early.json()["type"].rsplit("/", 1)[1]) == (409, "warning-is-open")
        blank = officer.submit("judge", verdict=verdict)
        assert blank.status_code == 422
        pages.append(officer.submit("judge", verdict=verdict, how_known="Đã gặp mẹ cháu, giấy tờ đủ."))
        assert officer.api("GET", path).json()["request"]["verdict"] == verdict
    other, same = (page.text for page in pages)
    assert "Về người yêu cầu: Là người khác, không phải người bị nghi" in other
    assert "Đã gặp mẹ cháu" in other and 'id="answer"' in other
    assert "Chỉ được từ chối" in same and 'id="answer"' not in same
    assert "Điều 24(2)" in officer.submit("refuse").text
    assert world.sign_in("counsellor").api("POST", f"{path}/verdict", json={}).status_code in {404, 422}


def test_who_is_suspected_only_later_is_found_when_the_answer_is_given(world: World) -> None:
    counsellor, officer = world.sign_in("counsellor"), world.sign_in("officer")
    made = counsellor.api("POST", "/api/v1/cases", json={"situation": {"what": STORY}}).json()["location"]
    case = counsellor.api("GET", made)
    asked = {"kind": "see", "who": "parent", "name": SUSPECT, "file_code": case.json()["code"]}
    path = officer.api("POST", "/api/v1/data-requests", json=asked).json()["location"]
    assert officer.api("GET", path).json()["request"]["likeness"] == ""
    details = {"situation": {"what": STORY}, "details": {"suspected": {"name": SUSPECT}}}
    changed = counsellor.api(
        "PUT", f"{made}/details", json=details, headers={"If-Match": case.headers["ETag"]}
    )
    assert changed.status_code in {200, 201}, changed.text
    answer = officer.api("POST", f"{path}/answer", json={"identity": "papers", "answer": "Bản sao."})
    assert answer.json()["type"].endswith("requester-is-suspected")


def test_from_the_receipt_to_the_answer(world: World) -> None:
    code = case_code(world)
    world.sign_in("colleague").api("POST", "/api/v1/data-requests", json={"kind": "correct", "who": "child"})
    officer = world.sign_in("officer")
    listed = officer.get("/yeu-cau-du-lieu").text
    assert "Chỉnh sửa dữ liệu" in listed
    one = officer.api("GET", "/api/v1/data-requests").json()["requests"][0]["request"]
    page = officer.get(f"/yeu-cau-du-lieu/{one}")
    assert "Nghị định 356/2025" in page.text
    assert code in officer.submit("place", code=code.lower()).text
    assert 'id="acknowledge"' not in officer.submit("acknowledge").text
    assert 'id="extend"' not in officer.submit("extend", reason="Hồ sơ nhiều.").text
    early = officer.submit("answer", answer="Đã sửa.")
    assert early.status_code == 409
    assert "Chưa kiểm tra người yêu cầu là ai" in early.text
    officer.get(f"/yeu-cau-du-lieu/{one}")
    assert "Đã trả lời yêu cầu" in officer.submit("answer", answer="Đã sửa.", identity="papers").text


def test_a_case_that_a_conflict_of_interest_closes_hides_its_requests_from_the_officer(world: World) -> None:
    code = case_code(world)
    officer = world.sign_in("officer")
    asked = {"kind": "see", "who": "other", "file_code": code}
    path = officer.api("POST", "/api/v1/data-requests", json=asked).json()["location"]
    assert officer.api("GET", path).status_code == 200
    officer.get("/xung-dot/khai-bao")
    declared = officer.submit("interest", code=code, declaration__interest="relative")
    assert declared.status_code == 200, declared.text
    assert officer.api("GET", path).status_code == 404
    assert officer.api("POST", f"{path}/acknowledgement").status_code == 404
    assert officer.api("GET", "/api/v1/data-requests").json()["requests"] == []


def test_what_is_overdue_says_so(world: World, eleven_days_later: World) -> None:
    asked = {"kind": "see", "who": "child"}
    reviewer = world.sign_in("reviewer")
    reviewer.api("POST", "/api/v1/data-requests", json=asked)
    reviewer.api("POST", "/api/v1/breaches", json={"what": "Gửi nhầm thư."})
    now = world.sign_in("officer")
    assert "Quá hạn" not in now.get("/yeu-cau-du-lieu").text
    assert "Quá hạn" not in now.get("/vi-pham-du-lieu").text
    officer = eleven_days_later.sign_in("officer")
    listed = officer.get("/yeu-cau-du-lieu").text
    assert "Quá hạn" in listed
    assert "Chưa báo đã nhận" in listed
    assert "Quá hạn" in officer.get("/vi-pham-du-lieu").text


def test_everyone_notes_a_breach_and_the_officer_notifies_and_closes(world: World) -> None:
    for who in PEOPLE:
        browser = world.sign_in(who)
        browser.get("/vi-pham-du-lieu")
        saved = browser.submit("breach", what="Mất điện thoại.", classes=["identity", "health"], people="12")
        assert saved.status_code == 200, who
        assert ("Đã ghi nhận." in saved.text) is (who != "officer")
        assert browser.api("GET", "/api/v1/breaches").status_code == (200 if who == "officer" else 404)
    officer = world.sign_in("officer")
    rows = officer.api("GET", "/api/v1/breaches").json()["breaches"]
    assert len(rows) == len(PEOPLE)
    assert {row["people"] for row in rows} == {12}
    page = officer.get(f"/vi-pham-du-lieu/{rows[0]['breach']}")
    assert "Danh tính của trẻ, gia đình, Sức khỏe" in page.text
    assert "Điều 23" in page.text
    refused = officer.submit("closing", done="Đã khóa máy.")
    assert (refused.status_code, "Chưa thông báo cho ai" in refused.text) == (409, True)
    officer.get(f"/vi-pham-du-lieu/{rows[0]['breach']}")
    assert (
        "Cơ quan chuyên trách" in officer.submit("notice", to="Cơ quan chuyên trách", reference="12/CV").text
    )
    assert "Đã kết thúc xử lý" in officer.submit("closing", done="Đã khóa máy.").text


def test_a_form_that_fails_keeps_what_was_typed(world: World) -> None:
    officer = world.sign_in("officer")
    officer.get("/yeu-cau-du-lieu")
    wrong = officer.submit("data-request", kind="", who="child", what="Xin xem hồ sơ.")
    assert (wrong.status_code, "Xin xem hồ sơ." in wrong.text) == (422, True)
    officer.get("/vi-pham-du-lieu")
    wrong = officer.submit("breach", what="Gửi nhầm thư.", people="nhiều")
    assert (wrong.status_code, "Gửi nhầm thư." in wrong.text) == (422, True)


def test_the_fact_rows_are_what_the_log_says(world: World, follower: Follower, database: Database) -> None:
    code = case_code(world)
    officer = world.sign_in("officer")
    for asked in ({"kind": "see", "name": SUSPECT, "file_code": code}, {"kind": "delete"}):
        body = {"who": "other", "identity": "papers"} | asked
        path = officer.api("POST", "/api/v1/data-requests", json=body).json()["location"]
    assert officer.api("POST", f"{path}/acknowledgement").status_code == 201
    assert officer.api("POST", f"{path}/extension", json={"reason": "Hồ sơ nhiều."}).status_code == 201
    assert officer.api("POST", f"{path}/answer", json={"answer": "Đã xóa."}).status_code == 201
    breach = officer.api("POST", "/api/v1/breaches", json={"what": "Gửi nhầm thư."}).json()["location"]
    assert officer.api("POST", f"{breach}/notice", json={"to": "Cơ quan"}).status_code == 201
    assert officer.api("POST", f"{breach}/closing", json={"done": "Đã thu hồi."}).status_code == 201
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []
