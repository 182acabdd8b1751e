"""The auditor sees all of a case's history, and no content of it."""

from __future__ import annotations

import re
from pathlib import Path

from api.trail_words import ACTIONS, FIELD_CLASSES, GROUNDS, SIGNING_IN
from application.access import Action, decide
from domain.kernel import FieldClass
from tests.access.reviewed import said, space
from tests.journeys.world import PASSWORD, Browser, World
from tests.pages import Pages

CHILD = "Hoàng Thị Đào"
STORY = "Cháu kể bị mắng và nhốt ngoài sân."


def taken_in(world: World) -> tuple[Browser, str, str]:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit("intake", situation__what=STORY, details__child__name=CHILD)
    found = re.search(r"/ho-so/([0-9a-f-]{36})", str(page.url))
    code = re.search(r"\w+\.TN\.\d{4}\.\d{4}", page.text)
    assert found and code, page.text[:1500]
    return browser, found[1], code[0]


def found(world: World, code: str) -> Pages:
    pages = Pages(world.sign_in("auditor").client)
    pages.get("/lich-su")
    pages.fill_and_submit("search", {"code": code})
    return pages


def test_a_file_code_leads_to_the_history_without_content(world: World) -> None:
    _, case_id, code = taken_in(world)
    page = found(world, code.lower()).page
    assert page is not None and page.path == f"/lich-su/{case_id}"
    assert code in page.h1 and "Đã che" in page.text and "lời kể, nội dung" in page.text
    assert "Lương Thị Hạnh" in page.text
    assert CHILD not in page.html and STORY not in page.html


def test_each_event_shows_its_leaf(world: World) -> None:
    _, case_id, code = taken_in(world)
    page = found(world, code).page
    assert page is not None
    with world.system() as work:
        rows = work.connection.execute(
            "SELECT leaf FROM es.events WHERE stream_id = %s", (case_id,)
        ).fetchall()
    assert rows and all(bytes(leaf).hex() in page.html for (leaf,) in rows)


def test_looks_and_denials_are_shown(world: World) -> None:
    counsellor, case_id, code = taken_in(world)
    counsellor.get(f"/ho-so/{case_id}")
    world.sign_in("elsewhere").get(f"/ho-so/{case_id}")
    page = found(world, code).page
    assert page is not None
    assert (
        "Mở hồ sơ" in page.text
        and "ngoài phạm vi đơn vị" in page.text
        and "Từ chối" in page.text
        and "Vi Thị Nương" in page.text
    )


def test_what_belongs_to_the_case_is_in_its_history(world: World) -> None:
    _, case_id, code = taken_in(world)
    counsellor = Pages(world.sign_in("counsellor").client)
    counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi")
    counsellor.fill_and_submit("ask", {"request.question": "Ai nuôi cháu?", "request.facts": "Bố mẹ đi xa."})
    page = found(world, code).page
    assert page is not None
    assert "referral.submitted.1" in page.text and "legal-basis/1/same_organisation" in page.text
    assert "Ai nuôi cháu?" not in page.html


def test_an_unknown_code_is_answered_beside_the_box(world: World) -> None:
    pages = Pages(world.sign_in("auditor").client)
    pages.get("/lich-su")
    page = pages.fill_and_submit("search", {"code": "HT.TN.9999.2026"}, status=422)
    assert "Không có hồ sơ nào mang mã này." in page.text
    answer = pages.client.get("/api/v1/histories", params={"code": "HT.TN.9999.2026"})
    assert answer.status_code == 404 and "9999" not in answer.text
    with world.system() as work:
        query = "SELECT count(*) FROM trail.entries WHERE action = 'history.see' AND query_digest IS NOT NULL"
        assert work.connection.execute(query).fetchall() == [(2,)]


def test_only_auditors_see_histories(world: World) -> None:
    _, case_id, _ = taken_in(world)
    for who in ("counsellor", "supervisor", "head", "reviewer", "administrator"):
        pages = Pages(world.sign_in(who).client)
        pages.get(f"/lich-su/{case_id}", status=404)
        pages.get("/lich-su", status=404)


def test_an_auditor_opens_no_case(world: World) -> None:
    _, case_id, _ = taken_in(world)
    Pages(world.sign_in("auditor").client).get(f"/ho-so/{case_id}", status=404)


def test_reading_the_history_is_on_the_record_too(world: World) -> None:
    _, case_id, code = taken_in(world)
    pages = found(world, code)
    assert "Xem lịch sử hồ sơ" in pages.get(f"/lich-su/{case_id}?danh_sach=true").text


def test_the_same_through_the_api_in_pages(world: World) -> None:
    _, case_id, code = taken_in(world)
    auditor = world.sign_in("auditor").client
    location = auditor.get("/api/v1/histories", params={"code": code}).json()["location"]
    history = auditor.get(location).json()
    assert history["case_id"] == case_id and history["events"][0]["topic"] == "case.opened.1"
    assert "identity" in history["events"][0]["covered"]
    last = history["events"][-1]["position"]
    assert auditor.get(location, params={"events_after": last}).json()["events"] == []


def test_every_code_of_the_access_log_has_words() -> None:
    assert {action.value for action in Action} == set(ACTIONS)
    assert {field_class.value for field_class in FieldClass} == set(FIELD_CLASSES)
    grounds = {said(decide(facts)).partition(":")[2] for facts in space()} | {"absent"}
    assert grounds <= set(GROUNDS)


def test_signing_in_failing_and_locking_are_told_in_words(world: World) -> None:
    wrong = world.browser()
    for name in ("counsellor", "nobody-of-this-name"):
        wrong.get("/dang-nhap")
        wrong.submit("sign-in", name=name, password="không phải câu này")
    locked = world.sign_in("counsellor")
    locked.get("/phien")
    locked.submit("lock-now")
    locked.submit("proof", password=PASSWORD)
    locked.get("/hom-nay")
    locked.submit("sign-out")
    page = world.sign_in("auditor").get("/nhat-ky").text
    for words in ("Đăng nhập", "Đăng xuất", "Khóa màn hình", "không có tài khoản này", "Hệ thống"):
        assert f">{words}<" in page, words
    assert not re.search(r"<td[^>]*>\s*(authn\.|operator|system|unknown-name)", page)


def test_each_note_around_a_session_has_words() -> None:
    """What the code notes is found in the code, so that a new note cannot go without words."""
    source = "".join(path.read_text("utf-8") for path in Path("infrastructure").rglob("*.py"))
    assert set(re.findall(r"note_access\(\s*\"(authn\.[a-z-]+)\"", source)) == set(SIGNING_IN)
