"""A recommendation from the child's words to the end: on the pages and for programs, through the real wiring."""

from __future__ import annotations

from typing import Any

import httpx2
import psycopg
import pytest

from infrastructure.follower import Follower, compare
from infrastructure.ledger import EventRecorder
from infrastructure.postgres import Database
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_erasure import carried_out, follower_settled
from tests.journeys.test_referral import pages
from tests.journeys.world import World

API = "/api/v1/recommendations"
WORDS = "Con sợ đi qua cái ao cạnh trường vì không có rào."
COLLECTED: dict[str, Any] = {
    "origin": "child",
    "subject": "matter",
    "title": "Làm rào quanh ao cạnh trường",
    "content": "Đề nghị làm rào và biển báo quanh ao cạnh trường tiểu học.",
    "collected_on": "2025-08-04",
}
VOICE = {"words": WORDS, "age": 10, "explained": True, "child": "yes", "guardian": "yes"}
LETTER: dict[str, Any] = {
    "addressee": "Ủy ban nhân dân xã Ví Dụ",
    "subject": "kiến nghị làm rào quanh ao cạnh trường",
    "body": "Ao sâu, học sinh đi qua mỗi ngày.",
    "asks": "Làm rào và biển báo trước năm học mới.",
}


def ok(answer: httpx2.Response, status: int = 201) -> httpx2.Response:
    assert answer.status_code == status, answer.text
    return answer


def collected(world: World, who: str = "counsellor", **more: Any) -> str:
    return str(ok(world.sign_in(who).api("POST", API, json=COLLECTED | more)).json()["location"])


def approved(world: World, path: str, by: str = "supervisor", **more: Any) -> str:
    ok(world.sign_in("counsellor").api("PUT", f"{path}/letter", json=LETTER | more), 200)
    ok(world.sign_in(by).api("POST", f"{path}/approval", json={}))
    return path


def conveyed(world: World, path: str, on: str = "2025-08-10", kind: str = "commune_committee") -> None:
    entry = {"what": "conveyance", "agency": {"kind": kind}, "on": on, "reference": "15/KN-HBVQTE"}
    ok(world.sign_in("counsellor").api("POST", f"{path}/entries", json=entry))


def detail(world: World, path: str, who: str = "counsellor") -> dict[str, Any]:
    return dict(ok(world.sign_in(who).api("GET", path), 200).json())


def test_from_a_child_s_words_to_the_feedback_on_the_pages(world: World) -> None:
    counsellor, supervisor = world.sign_in("counsellor"), world.sign_in("supervisor")
    counsellor.get("/kien-nghi/moi")
    voice = {f"voice__{name}": str(said).lower() if said is True else said for name, said in VOICE.items()}
    page = counsellor.submit("recommendation", **COLLECTED, **voice)
    path = page.url.path
    assert "BG.KN.0001.2025" in page.text or ".KN.0001.2025" in page.text
    assert WORDS in page.text and "Điều 52 khoản 3" in page.text
    counsellor.get(f"{path}/van-ban")
    page = counsellor.submit("letter", **LETTER, quotes_child="true")
    assert "chờ người khác duyệt" in page.text and 'id="approve"' not in page.text
    supervisor.get(path)
    assert "Đã duyệt, chờ chuyển" in supervisor.submit("approve").text
    counsellor.get(f"{path}/ghi/chuyen")
    page = counsellor.submit("entry", agency__kind="commune_committee", on="2025-08-10", reference="15/KN")
    assert "Đã chuyển, chờ trả lời" in page.text and "09/09/2025" in page.text
    counsellor.get(f"{path}/sua/3")
    ahead = counsellor.submit("correction", on="2099-01-01", why_corrected="Ghi nhầm ngày.")
    assert ahead.status_code == 422 and "Ghi nhầm ngày." in ahead.text
    assert "11/08/2025" in counsellor.submit("correction", on="2025-08-11").text
    for what, said in (
        ("xac-nhan", {"on": "2025-08-12"}),
        ("don-doc", {"on": "2025-09-10"}),
        ("tra-loi", {"on": "2025-09-20", "verdict": "partly", "content": "Làm biển báo trước."}),
        ("phan-hoi", {"on": "2025-09-22", "way": "in_person", "told": "Xã sẽ làm biển báo trước."}),
        ("ket-thuc", {"how": "answered"}),
    ):
        counsellor.get(f"{path}/ghi/{what}")
        page = counsellor.submit("entry", **said)
        assert page.url.path == path, page.text
    assert "Đã kết thúc" in page.text and "Tiếp thu một phần" in page.text
    sheet = counsellor.get(f"{path}/cong-van")
    assert WORDS in sheet.text and "Điều 92 khoản 2" in sheet.text and "Điều 52 khoản 3" in sheet.text
    assert "Làm rào quanh ao" in counsellor.get("/kien-nghi").text
    figures = counsellor.get("/kien-nghi/so-lieu?year=2025").text
    assert "100\xa0%" in figures


def problem(answer: httpx2.Response) -> str:
    return str(answer.json()["type"]).rsplit("/", 1)[1]


def entered(world: World, path: str, **entry: Any) -> httpx2.Response:
    return world.sign_in("counsellor").api("POST", f"{path}/entries", json=entry)


def test_four_eyes_several_bodies_corrections_merges_and_figures_for_programs(
    world: World, follower: Follower, database: Database
) -> None:
    path = collected(world, voice=VOICE)
    supervisor, counsellor = world.sign_in("supervisor"), world.sign_in("counsellor")
    ok(supervisor.api("PUT", f"{path}/letter", json=LETTER), 200)
    own = supervisor.api("POST", f"{path}/approval", json={})
    assert (own.status_code, problem(own)) == (409, "second-person-needed")
    assert counsellor.api("POST", f"{path}/approval", json={}).status_code == 404
    ok(counsellor.api("PUT", f"{path}/letter", json=LETTER | {"version": 1}), 200)
    stale = counsellor.api("PUT", f"{path}/letter", json=LETTER | {"version": 1})
    assert stale.status_code == 412
    unread = supervisor.api("POST", f"{path}/approval", json={"version": 1})
    assert unread.status_code == 412
    assert counsellor.api("GET", f"{path}/documents/cong-van.txt").status_code == 409
    ok(supervisor.api("POST", f"{path}/approval", json={"version": 2}))
    conveyed(world, path)
    conveyed(world, path, on="2025-08-11", kind="school")
    ok(entered(world, path, what="reply", conveyed=4, on="2025-09-01", verdict="accepted"))
    assert detail(world, path)["recommendation"]["stage"] == "acknowledged"
    lists = counsellor.api("GET", "/api/v1/recommendations?overdue=true").json()["recommendations"]
    assert len(lists) == 1
    school = lists[0]["sent"][1]
    assert (school["agency"], school["remind_on"]) == ("school", "2025-08-20") and school["days_overdue"] > 0
    ok(entered(world, path, what="reminder", conveyed=5, on="2025-08-21"))
    above = {
        "agency": {"kind": "department", "name": "Sở Giáo dục"},
        "on": "2025-09-02",
        "why": "Chưa trả lời",
    }
    ok(entered(world, path, what="escalation", conveyed=5, **above))
    right = {"what": "conveyance", "agency": {"kind": "department"}, "on": "2025-09-03"}
    put = {"value": right, "reason": "Nhầm ngày"}
    ok(counsellor.api("PUT", f"{path}/entries/8", json=put), 200)
    wrong = counsellor.api("PUT", f"{path}/entries/6", json=put)
    assert (wrong.status_code, problem(wrong)) == (409, "no-such-entry")
    assert detail(world, path)["recommendation"]["sent"][2]["on"] == "2025-09-03"
    resting = counsellor.api("POST", f"{path}/entries/5/cancellation", json={"reason": "Nhầm"})
    assert problem(resting) == "has-entries-after"
    ok(counsellor.api("POST", f"{path}/entries/8/cancellation", json={"reason": "Chưa gửi"}))
    ok(entered(world, path, what="reply", conveyed=5, on="2025-09-05", verdict="refused"))
    ok(entered(world, path, what="feedback", on="2025-09-06", way="through_sender"))
    ok(entered(world, path, what="closing", how="answered"))
    ok(entered(world, path, what="reply", conveyed=5, on="2025-09-08", verdict="partly"))
    assert detail(world, path)["recommendation"]["stage"] == "replied", "a late reply opens it again"
    twin = collected(world, who="office", origin="social_org", title="Rào ao: ý kiến thứ hai")
    code = detail(world, path)["recommendation"]["code"]
    merged = {"what": "merging", "into": code, "reason": "Cùng một việc"}
    ok(world.sign_in("office").api("POST", f"{twin}/entries", json=merged))
    assert detail(world, twin)["recommendation"]["stage"] == "merged"
    nowhere = world.sign_in("office").api(
        "POST", f"{twin}/entries", json=merged | {"into": "BG.KN.9999.2025"}
    )
    assert nowhere.status_code == 404
    figures = ok(counsellor.api("GET", "/api/v1/recommendations/figures?year=2025"), 200).json()
    expected = {
        "collected": 1,
        "from_children": 1,
        "conveyed": 2,
        "replied": 2,
        "reply_percent": 100,
        "open": 1,
    }
    assert {name: figures[name] for name in expected} == expected
    assert figures["verdicts"] == {"accepted": 1, "partly": 1, "explained_refusal": 0, "refused": 0}
    _the_parts_and_what_the_register_finds(world, figures)
    none = ok(counsellor.api("GET", "/api/v1/recommendations/figures?year=2019"), 200).json()
    assert none["reply_percent"] is None, "nothing conveyed is not applicable"
    counsellor.get("/kien-nghi")
    found = counsellor.submit("search", words="rao ao")
    assert "Tìm thấy 2 kiến nghị" in found.text and "rao+ao" not in str(found.url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("infrastructure.recommendation.PAGE", 1)
        first = counsellor.api("GET", API).json()
        second = counsellor.api("GET", f"{API}?after={first['next']}").json()
    codes = [one["code"] for page in (first, second) for one in page["recommendations"]]
    assert codes == [code.replace("0001", "0002"), code] and second["next"] == ""
    assert counsellor.api("GET", f"{API}?after=xx").status_code == 409
    assert "Chưa có kiến nghị nào" in world.sign_in("elsewhere").get("/kien-nghi").text
    follower_settled(follower, database)
    different = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert different == [], "fact rows are functions of the log"


def _the_parts_and_what_the_register_finds(world: World, figures: dict[str, Any]) -> None:
    assert [(one["key"], one["conveyed"], one["replied"]) for one in figures["by_agency"]] == [
        ("commune_committee", 1, 1),
        ("school", 1, 1),
    ]
    unit = str(world.units["province"])
    assert [(one["key"], one["conveyed"], one["open"]) for one in figures["by_unit"]] == [(unit, 2, 1)]
    [duty] = figures["by_duty"]
    assert (duty["key"], duty["reply_percent"], duty["open"]) == ("A92_4_CONNECT_CONVEY", 100, 1)
    browser = pages(world, "counsellor")
    of_register = ("sent_in=2025&agency=school&answered=true", "duty=A92_4_CONNECT_CONVEY&open=true")
    for some in of_register:
        assert "0001" in browser.get(f"/kien-nghi?{some}").text
    for nothing in ("sent_in=2024", "sent_in=2025&agency=department", "duty=A92_2_RECOMMEND&open=true"):
        assert "Không có kiến nghị nào như vậy" in browser.get(f"/kien-nghi?{nothing}").text, nothing


def test_whoever_may_not_see_the_case_sees_no_word_of_its_child_and_the_words_go_alone(
    world: World, later: World, database: Database
) -> None:
    case = taken_in(world, "Trẻ Ví Dụ")
    made = collected(world, case_id=str(case), voice=VOICE, proposer="Cô giáo Ví Dụ")
    approved(world, made, quotes_child=True)
    for who, sees in (("counsellor", True), ("supervisor", True), ("office", False), ("auditor", False)):
        browser = world.sign_in(who)
        shown = ok(browser.api("GET", made), 200).text
        page = browser.get(made.replace("/api/v1/recommendations", "/kien-nghi"))
        assert page.status_code == 200
        for answer in (shown, page.text):
            assert (WORDS in answer) is sees and ("Cô giáo Ví Dụ" in answer) is sees, who
        paper = browser.api("GET", f"{made}/documents/cong-van.txt")
        assert (paper.status_code, WORDS in paper.text) == ((200, True) if sees else (409, False)), who
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        file = world.sign_in("counsellor").api("GET", f"{made}/documents/cong-van.{kind}")
        assert file.status_code == 200 and file.content.startswith(begins)
    overwritten = {"value": COLLECTED | {"what": "collected"}, "reason": "x"}
    assert world.sign_in("office").api("PUT", f"{made}/entries/0", json=overwritten).status_code == 404
    code = world.sign_in("counsellor").api("GET", f"/api/v1/cases/{case}").json()["code"]
    interest = {"code": code, "declaration": {"interest": "close"}}
    ok(world.sign_in("colleague").api("POST", "/api/v1/interests", json=interest))
    assert world.sign_in("colleague").api("GET", made).status_code == 404
    assert made.rsplit("/", 1)[1] not in world.sign_in("colleague").get("/kien-nghi").text
    officer = world.sign_in("officer")
    wish = {
        "code": detail(world, made)["recommendation"]["code"],
        "basis": "requested",
        "requester": "subject",
    }
    whole = officer.api("POST", "/api/v1/erasures", json=wish)
    assert (whole.status_code, problem(whole)) == (409, "belongs-to-case")
    ok(officer.api("POST", "/api/v1/erasures", json=wish | {"part": "informant"}))
    carried_out(world, later)
    again = detail(world, made)
    assert WORDS not in str(again) and again["recommendation"]["title"] == COLLECTED["title"]
    ok(entered(world, made, what="feedback", on="2025-08-20", way="in_person"))
    gone = world.sign_in("counsellor").api("GET", f"{made}/documents/cong-van.txt")
    assert (gone.status_code, problem(gone)) == (409, "words-need-consent")
    with psycopg.connect(database.owner_dsn) as connection:
        kept = str([one.personal for one in EventRecorder(connection).after(0, 10_000)])
        assert "ao cạnh trường" not in kept
    ok(
        world.sign_in("counsellor").api(
            "POST", f"/api/v1/cases/{case}/restriction", json={"ground": "protection"}
        )
    )
    assert world.sign_in("elsewhere").api("GET", made).status_code == 404
    ok(world.sign_in("supervisor").api("GET", made), 200)
    followed(world)
