"""Consultations through pages and API, on real PostgreSQL. Everyone named is invented."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg

from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import followed
from tests.journeys.world import Browser, World

ADVICE = "Hướng dẫn làm đơn đề nghị thay đổi người nuôi con."
NARRATIVE = "Mẹ của cháu hỏi về quyền nuôi con sau ly hôn."
NO_CASE = "00000000-0000-4000-8000-000000000000"


def log(browser: Browser, path: str = "/tu-van/moi", **more: str) -> str:
    """Log a consultation through the short form and return the path of its matter."""
    browser.get(path)
    page = browser.submit("consultation", **({"consultation__narrative": NARRATIVE} | more))
    assert page.status_code == 200, page.text[:3000]
    return str(page.url.path)


def taken_in(browser: Browser, **more: str) -> tuple[str, str]:
    """Take in a child and return the path of the case and its file code."""
    browser.get("/tiep-nhan")
    page = browser.submit("intake", **({"situation__what": "Trẻ cần hỗ trợ."} | more))
    code = re.search(r"HT\.TN\.\d{4}\.20\d\d", page.text)
    assert code is not None, page.text[:2000]
    return str(page.url.path), code[0]


def test_the_short_form_has_seven_fields_and_needs_one_of_them(world: World) -> None:
    browser = world.sign_in("counsellor")
    page = browser.get("/tu-van/moi")
    visible = page.text.split('<form method="post" action="/tu-van/moi"')[1].split("<details")[0]
    labels = re.findall(r'<label for="f-[^"]*"', visible)
    assert len(labels) == 7
    assert log(browser, consultation__advice=ADVICE).startswith("/tu-van/")
    assert browser.page is not None
    assert NARRATIVE in browser.page.text and ADVICE in browser.page.text
    assert "Tư vấn pháp luật (Điện thoại)" in browser.page.text
    assert "30 phút" in browser.page.text


def test_what_was_typed_is_kept_when_something_is_wrong(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tu-van/moi")
    page = browser.submit("consultation", consultation__advice=ADVICE, consultation__minutes="nửa giờ")
    assert page.status_code == 422
    assert ADVICE in page.text and "nửa giờ" in page.text
    assert 'href="#f-consultation-narrative"' in page.text
    assert 'href="#f-consultation-minutes"' in page.text
    saved = browser.submit("consultation", consultation__narrative=NARRATIVE, consultation__minutes="45")
    assert saved.status_code == 200 and "45 phút" in saved.text


def test_save_pressed_five_times_is_one_session(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tu-van/moi")
    fields = browser.form("consultation") | {"consultation.narrative": NARRATIVE}
    answers = [browser.client.post("/tu-van/moi", data=fields) for _ in range(5)]
    assert len({str(answer.url) for answer in answers}) == 1
    assert answers[0].text.count("Mở một vụ tư vấn") == 1
    assert answers[-1].text.count("Tư vấn pháp luật (Điện thoại)") == 1


def test_sessions_append_and_tick_off_what_was_agreed(world: World) -> None:
    browser = world.sign_in("counsellor")
    path = log(
        browser,
        consultation__next__what="Gọi lại cho mẹ của cháu",
        consultation__next__due_on="2026-01-05",
    )
    assert browser.page is not None
    assert "Gọi lại cho mẹ của cháu" in browser.page.text and "Quá hạn" in browser.page.text
    page = browser.get(f"{path}/them")
    assert "Gọi lại cho mẹ của cháu (05/01/2026)" in page.text
    page = browser.submit("consultation", consultation__narrative="Đã gọi lại.", done=["", "1"])
    assert page.status_code == 200
    assert "2 buổi, 60 phút" in page.text
    assert "Không có việc hẹn nào đang chờ." in page.text
    path = log(browser, consultation__next__what="Gửi mẫu đơn", consultation__next__due_on="2026-01-05")
    done = browser.submit("step-1")
    assert done.status_code == 200 and "Đã làm xong việc hẹn khi tư vấn" in done.text


def test_logging_on_a_closed_case_reopens_it(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, code = taken_in(browser)
    browser.get(f"{case}/ket-thuc")
    browser.submit("closing", outcome="safe", child_informed="true")
    matter = log(browser, f"{case}/tu-van")
    assert browser.page is not None and code in browser.page.text
    page = browser.get(case)
    assert "Mở lại hồ sơ vì có thông tin mới" in page.text and NARRATIVE in page.text
    browser.get(f"{case}/ket-thuc")
    browser.submit("closing", outcome="safe", child_informed="true")
    log(browser, f"{matter}/them")
    assert "Đang theo dõi" in browser.get(case).text


def test_a_matter_that_stands_alone_is_tied_to_a_case_later(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, code = taken_in(browser)
    path = log(browser)
    refused = browser.submit("link-case", code="HT.TN.9999.2026")
    assert refused.status_code == 422 and "HT.TN.9999.2026" in refused.text
    linked = browser.submit("link-case", code=code.lower())
    assert linked.status_code == 200 and code in linked.text and 'id="link-case"' not in linked.text
    told = browser.get(case).text
    assert "Gắn vụ tư vấn vào hồ sơ" in told and NARRATIVE in told
    assert f'href="{path}"' in browser.get("/tu-van").text and code in browser.get("/tu-van").text


def test_psychological_notes_stay_with_their_matter(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, _ = taken_in(browser)
    notes = "Cháu hay giật mình, mất ngủ từ tháng trước."
    path = log(browser, f"{case}/tu-van", consultation__kind="psychological", consultation__narrative=notes)
    assert browser.page is not None and notes in browser.page.text
    assert "được giữ riêng ở vụ" not in browser.page.text
    told = browser.get(case).text
    assert notes not in told and "được giữ riêng" in told and f'href="{path}"' in told
    assert notes not in browser.get("/tu-van").text


def test_opposing_sides_warn_and_never_block(world: World) -> None:
    browser = world.sign_in("counsellor")
    first = log(browser, consultation__client="family", consultation__client_name="Trương Thị Hòa")
    followed(world)
    colleague = world.sign_in("colleague")
    second = log(
        colleague,
        consultation__client="other",
        consultation__parties__0__name="TRUONG THI HOA",
        consultation__parties__0__side="opposing",
    )
    assert colleague.page is not None
    assert "hai phía đối lập" in colleague.page.text and f'href="{first}"' in colleague.page.text
    assert "Hai phía đối lập" in colleague.get("/tu-van").text
    assert "hai phía đối lập" not in browser.get(first).text
    log(
        colleague,
        consultation__client_name="Vi Văn Lộc",
        consultation__parties__0__name="Vi Văn Lộc",
        consultation__parties__0__side="opposing",
    )
    assert "Trong chính vụ tư vấn này" in colleague.page.text
    third = log(colleague, consultation__client_name="Trương Thị Hòe")
    assert "hai phía đối lập" not in colleague.get(third).text
    assert second != first


def test_the_person_suspected_in_the_case_is_the_other_side(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, _ = taken_in(browser, details__suspected__name="Chu Văn Tấn")
    log(browser, f"{case}/tu-van", consultation__client="family", consultation__client_name="Chu Văn Tấn")
    assert browser.page is not None and "hai phía đối lập" in browser.page.text


def test_pages_speak_english(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.client.cookies.set("lang", "en")
    path = log(browser)
    assert browser.page is not None
    for words in (
        "Legal consultation (Telephone)",
        "What was said",
        "Sessions: 1, minutes: 30",
        "Add a session",
    ):
        assert words in browser.page.text
    assert "Who was counselled" in browser.get("/tu-van/moi").text
    assert "Agreed steps" in browser.get(path).text


def test_another_unit_finds_nothing_there(world: World) -> None:
    path = log(world.sign_in("counsellor"))
    stranger = world.sign_in("elsewhere")
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/them").status_code == 404
    assert path not in stranger.get("/tu-van").text
    auditor = world.sign_in("auditor")
    assert auditor.get("/tu-van").status_code == 404


def test_programs_log_link_and_read(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, code = taken_in(browser)
    body = {
        "consultation": {
            "kind": "psychological",
            "narrative": "Ghi chép giữ riêng.",
            "held_at": "2026-01-05T08:00:00+07:00",
            "next": {"what": "Gặp lại", "due_on": "2026-01-12"},
            "parties": [{"name": "Lý Văn Sơn", "side": "opposing"}],
        }
    }
    once = [
        browser.api("POST", "/api/v1/consultations", json=body, headers={"Idempotency-Key": "k1"})
        for _ in "ab"
    ]
    assert [answer.status_code for answer in once] == [201, 201]
    assert once[0].json() == once[1].json()
    at = once[0].json()["location"]
    assert (
        browser.api(
            "POST", f"{at}/sessions", json={"consultation": {"narrative": "x"}, "done": [1]}
        ).status_code
        == 201
    )
    assert browser.api("POST", f"{at}/link", json={"code": code}).status_code == 201
    read = browser.api("GET", at).json()
    assert [fact["topic"] for fact in read["history"]] == [
        "counselling.opened.1",
        "counselling.session-logged.1",
        "counselling.session-logged.1",
        "counselling.step-done.1",
        "counselling.linked.1",
    ]
    assert read["history"][1]["fact"]["consultation"]["health_narrative"] == "Ghi chép giữ riêng."
    assert read["open_steps"] == [] and read["case_id"] == case.rpartition("/")[2]
    listed = browser.api("GET", "/api/v1/consultations").json()["items"]
    assert listed[0]["sessions"] == 2 and listed[0]["case_code"] == code
    assert browser.api("DELETE", f"{at}/steps/9").status_code == 404


def test_programs_are_told_what_is_wrong_without_their_input(world: World) -> None:
    browser = world.sign_in("counsellor")
    wrong = {"consultation": {"narrative": " ", "kind": "bí mật", "minutes": 0}}
    answer = browser.api("POST", "/api/v1/consultations", json=wrong)
    assert answer.status_code == 422 and "bí mật" not in answer.text
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "#/consultation/narrative",
        "#/consultation/kind",
        "#/consultation/minutes",
    }
    foreign = {"consultation": {"narrative": NARRATIVE}, "case_id": NO_CASE}
    assert browser.api("POST", "/api/v1/consultations", json=foreign).status_code == 404


def test_the_list_goes_on_where_it_ended(world: World) -> None:
    browser = world.sign_in("counsellor")
    for day in range(1, 34):
        held = f"2026-{1 + day // 28:02}-{1 + day % 28:02}T08:00:00+07:00"
        body = {"consultation": {"narrative": NARRATIVE, "held_at": held}}
        assert browser.api("POST", "/api/v1/consultations", json=body).status_code == 201
    first = browser.api("GET", "/api/v1/consultations")
    token = first.json()["next"]
    assert token in first.headers["link"]
    second = browser.api("GET", "/api/v1/consultations", params={"after": token}).json()
    ids = [item["id"] for item in (*first.json()["items"], *second["items"])]
    assert len(first.json()["items"]) == 30 and len(set(ids)) == 33 and second["next"] is None
    moments = [item["last_at"] for item in (*first.json()["items"], *second["items"])]
    assert moments == sorted(moments, reverse=True)
    page = browser.get("/tu-van")
    onward = re.search(r'rel="next" href="([^"]*)"', page.text)
    assert onward is not None
    assert browser.get(onward[1]).text.count('href="/tu-van/') >= 3
    assert browser.get("/tu-van?cua_toi=true").status_code == 200
    assert browser.get("/tu-van?sau=không-phải").status_code == 200


def test_the_view_rebuilt_is_the_same_and_holds_no_words(world: World, database: Database) -> None:
    browser = world.sign_in("counsellor")
    path = log(
        browser,
        consultation__client_name="Trương Thị Hòa",
        consultation__next__what="Gọi lại",
        consultation__next__due_on="2026-02-02",
    )
    browser.get("/tu-van")
    with psycopg.connect(database.follower_dsn) as connection:
        held = connection.execute(
            "SELECT m::text, s::text FROM v_counselling.matters m JOIN v_counselling.sessions s"
            " USING (matter_id) WHERE matter_id = %s",
            (UUID(path.rpartition("/")[2]),),
        ).fetchone()
    assert held is not None and "2026-02-02" in held[1]
    assert not any(word in part for part in held for word in ("Trương", "Gọi lại", NARRATIVE))
    assert {(found.only_live, found.only_rebuilt) for found in compare(database.follower_dsn)} <= {(0, 0)}


def test_two_counsellors_save_on_one_matter_at_once(world: World) -> None:
    browser = world.sign_in("counsellor")
    case, _ = taken_in(browser)
    path = log(browser, f"{case}/tu-van")
    browser.get(f"{case}/ket-thuc")
    browser.submit("closing", outcome="safe", child_informed="true")
    both = (browser, world.sign_in("colleague"))
    for one in both:
        one.get(f"{path}/them")
    fields = [
        one.form("consultation") | {"consultation.narrative": f"Buổi của {n}."} for n, one in enumerate(both)
    ]
    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(lambda one, typed: one.client.post(f"{path}/them", data=typed), both, fields))
    assert [answer.status_code for answer in saved] == [200, 200]
    page = browser.get(path).text
    assert "Buổi của 0." in page and "Buổi của 1." in page and "3 buổi" in page
    assert browser.get(case).text.count("Mở lại hồ sơ vì có thông tin mới") == 1


def test_a_day_to_come_and_a_long_text_in_nfd_are_kept(world: World) -> None:
    browser = world.sign_in("counsellor")
    spoken = "Mẹ của cháu kể rất dài. " * 8_000
    log(
        browser,
        consultation__held_at="2199-01-01T08:00",
        consultation__narrative=unicodedata.normalize("NFD", spoken) + "\x07",
    )
    assert browser.page is not None
    assert "Giờ tư vấn ghi sau giờ vào sổ" in browser.page.text
    assert spoken.strip() in browser.page.text
