"""An entry corrected, hidden, taken away and moved: who sees the old value, and what follows the new one."""

from __future__ import annotations

import re

from tests.journeys.acts import followed
from tests.journeys.world import Browser, World

LEAKED = "Trần Văn Kẻ Nào"
NOTE = "Cháu kể ở nhà bà ngoại."


def taken_in(world: World, who: str = "counsellor", **more: str) -> tuple[Browser, str, str]:
    browser = world.sign_in(who)
    browser.get("/tiep-nhan")
    fields = {"situation__what": "Cháu bị đánh.", "details__child__name": "Lê Thị Mai Anh"} | more
    page = browser.submit("intake", **fields)
    found = re.search(r"/ho-so/([0-9a-f-]{36})", str(page.url))
    code = re.search(r"[A-Z]{2}\.[A-Z]{2}\.\d{4}\.20\d\d", page.text)
    assert found and code, page.text[:500]
    return browser, found[1], code[0]


def noted(browser: Browser, case_id: str, note: str) -> str:
    """Add a note and return its entry."""
    browser.get(f"/ho-so/{case_id}/ghi-chep")
    page = browser.submit("note", note=note)
    return str(re.findall(rf"/ho-so/{case_id}/sua/(\d+)", page.text)[0])


def test_an_ordinary_correction_shows_old_and_new_with_who_and_why(world: World) -> None:
    browser, case_id, _ = taken_in(world)
    entry = noted(browser, case_id, NOTE)
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    refused = browser.submit("correction", value__note__note="Cháu kể ở nhà bà nội.")
    assert refused.status_code == 422, refused.text[:6000]
    assert "Hãy ghi vì sao sửa" in refused.text
    page = browser.submit("correction", value__note__note="Cháu kể ở nhà bà nội.", reason="nghe nhầm")
    assert page.status_code == 200, page.text[:3000]
    assert "đã sửa" in page.text and "nghe nhầm" in page.text
    assert f"Nội dung: {NOTE} → Cháu kể ở nhà bà nội." in page.text
    beside = page.text[page.text.index("Ghi một lần theo dõi") :]
    assert f"Nội dung: {NOTE} → Cháu kể ở nhà bà nội." in beside
    assert "Lý do: nghe nhầm" in beside and "Lương Thị Hạnh" in beside
    shown = browser.api("GET", f"/api/v1/cases/{case_id}").json()["history"]
    line = next(one for one in shown if one["topic"] == "case.noted.1")
    assert line["fact"]["note"] == "Cháu kể ở nhà bà nội." and line["first"]["note"] == NOTE


ROLES = (
    "counsellor",
    "colleague",
    "supervisor",
    "officer",
    "auditor",
    "office",
    "head",
    "reviewer",
    "administrator",
)
PAGES = (
    *("/ho-so/{case}", "/lich-su/{case}", "/lich-su/{case}/da-che", "/ho-so/{case}/chi-tiet", "/so-theo-doi"),
    *(
        "/hom-nay",
        "/tu-van",
        "/tu-van/{matter}",
        "/ho-so/{case}/ghi-chep",
        "/nhat-ky",
        "/ho-so/{case}/lien-he",
    ),
    *(
        "/ho-so/{case}/de-nghi-chi-hoi",
        "/ho-so/{case}/dong-y",
        "/api/v1/cases/{case}",
        "/api/v1/histories/{case}",
    ),
    *("/api/v1/consultations/{matter}", "/api/v1/histories/{case}/hidden", "/api/v1/follow-up-log"),
    *("/api/v1/today", "/api/v1/consultations", "/ho-so/{case}/ai-da-xem", "/ho-so/{case}?moi=true"),
    *(
        "/ho-so/{case}/luc-ay",
        "/ho-so/{case}/tung-o",
        "/api/v1/cases/{case}/past",
        "/api/v1/cases/{case}/cells",
    ),
    *("/api/v1/cases/{case}/consents", "/api/v1/referrals", "/ho-so/{case}/sua/0", "/ho-so/{case}/ket-thuc"),
)


def leaks(
    world: World, word: str, case_id: str, matter: str = "none", roles: tuple[str, ...] = ROLES
) -> list[str]:
    """Return which answers, of which roles, hold a word."""
    found = []
    for who in roles:
        browser = world.sign_in(who)
        for path in PAGES:
            address = path.format(case=case_id, matter=matter)
            if word in browser.get(address).text:
                found.append(f"{who} {address}")
    return found


def break_glass(browser: Browser, code: str) -> None:
    browser.get("/mo-khan")
    page = browser.submit("break", code=code, breaking__ground="inspection", breaking__reason="Kiểm tra")
    assert page.status_code == 200, page.text[:2000]


def test_a_leaked_note_is_seen_by_nobody_but_an_auditor_through_broken_glass(world: World) -> None:
    browser, case_id, code = taken_in(world)
    entry = noted(browser, case_id, f"Người kể: {LEAKED}")
    assert leaks(world, LEAKED, case_id, roles=("counsellor", "colleague", "supervisor"))
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    half = browser.submit("correction", value__note__note=f"{LEAKED} ở Lục Nam", reason=f"thêm {LEAKED}")
    assert LEAKED in half.text
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    page = browser.submit("correction", kind="misplaced", value__note__note="Người kể xin giấu tên.")
    assert "Người kể xin giấu tên." in page.text and "Che nội dung cũ" in page.text
    followed(world)
    assert leaks(world, LEAKED, case_id) == []
    auditor = world.sign_in("auditor")
    assert auditor.get(f"/lich-su/{case_id}/da-che").status_code == 404
    break_glass(auditor, code)
    seen = auditor.get(f"/lich-su/{case_id}/da-che")
    assert seen.status_code == 200 and seen.text.count(LEAKED) >= 2
    assert LEAKED in auditor.get(f"/api/v1/histories/{case_id}/hidden").text
    events = auditor.api("GET", f"/api/v1/histories/{case_id}").json()["events"]
    assert [one["coded"] for one in events if one["hidden"]] == [{}, {}]
    looks = auditor.get(f"/lich-su/{case_id}").text
    assert "Xem nội dung đã che" in looks
    assert LEAKED not in looks
    # broken glass opens it to nobody else
    colleague = world.sign_in("elsewhere")
    break_glass(colleague, code)
    assert colleague.get(f"/lich-su/{case_id}/da-che").status_code == 404
    assert leaks(world, LEAKED, case_id, roles=("elsewhere",)) == []


CLOSED_TO_GLASS = {
    "details__health_note": "Nhiễm HIV từ mẹ",
    "details__informant__name": "Bà Hàng Xóm Tên Thật",
    "details__suspected__name": "Kẻ Bị Nêu Nhầm Tên",
}
"""One value of each class that broken glass leaves closed."""


def test_an_auditor_sees_hidden_values_of_every_class_and_each_class_is_in_the_access_log(
    world: World,
) -> None:
    browser, case_id, code = taken_in(world, details__informant__agreed="true", **CLOSED_TO_GLASS)
    browser.get(f"/ho-so/{case_id}/chi-tiet")
    right = dict.fromkeys(CLOSED_TO_GLASS, "")
    page = browser.submit("details", kind="misplaced", situation__what="Cháu bị ngã.", **right)
    assert page.status_code == 200 and "Cháu bị ngã." in page.text, page.text[:3000]
    followed(world)
    for word in CLOSED_TO_GLASS.values():
        assert leaks(world, word, case_id, roles=("counsellor", "supervisor", "auditor")) == []
    auditor = world.sign_in("auditor")
    break_glass(auditor, code)
    shown = auditor.get(f"/lich-su/{case_id}/da-che").text
    sent = auditor.get(f"/api/v1/histories/{case_id}/hidden").text
    others = (
        path.format(case=case_id, matter="none")
        for path in PAGES
        if "che" not in path and "hidden" not in path
    )
    elsewhere = "".join(auditor.get(path).text for path in others)
    for word in CLOSED_TO_GLASS.values():
        assert word in shown and word in sent and word not in elsewhere, word
    looks = [
        one
        for one in auditor.api("GET", f"/api/v1/histories/{case_id}").json()["looks"]
        if one["action"] == "history.see-hidden" and one["decision"] == "permit"
    ]
    assert {one["basis"] for one in looks} == {"break-glass"}
    classes = [one["field_class"] for one in looks]
    assert {"narrative", "identity", "health", "reporter_identity", "evidence"} == set(classes), classes
    assert len(classes) == 2 * len(set(classes))


def test_a_note_that_belongs_nowhere_is_taken_away(world: World) -> None:
    browser, case_id, _ = taken_in(world)
    entry = noted(browser, case_id, f"Nhầm: {LEAKED}")
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    page = browser.submit("take-away")
    assert "Bỏ hẳn một mục" in page.text and LEAKED not in page.text
    assert browser.get(f"/ho-so/{case_id}/sua/{entry}").status_code == 404
    assert leaks(world, LEAKED, case_id) == []


def test_a_wrong_name_is_hidden_in_every_list_and_matches_no_more(world: World) -> None:
    browser, case_id, _ = taken_in(
        world,
        details__child__name=LEAKED,
        details__child__telephone="0912 345 678",
        situation__what="Lời của người khác.",
    )
    followed(world)
    before = browser.api("GET", "/api/v1/follow-up-log").text
    assert LEAKED in before
    matched = _matches(world, case_id)
    browser.get(f"/ho-so/{case_id}/chi-tiet")
    page = browser.submit(
        "details",
        kind="misplaced",
        details__child__telephone="0987 654 321",
        details__child__name="Hà Thị Lê",
        situation__what="Cháu bị đánh ở trường.",
    )
    assert page.status_code == 200 and "Hà Thị Lê" in page.text, page.text[:3000]
    followed(world)
    assert leaks(world, LEAKED, case_id) == []
    assert leaks(world, "Lời của người khác", case_id) == []
    search = browser.api("POST", "/api/v1/follow-up-log/search", json={"words": LEAKED}).text
    assert case_id not in search
    assert matched and not set(matched) & set(_matches(world, case_id))


def _matches(world: World, case_id: str) -> list[object]:
    with world.system() as work:
        rows = work.connection.execute(
            "SELECT kind, hash FROM facts.matches WHERE record = %s ORDER BY 1, 2", (case_id,)
        ).fetchall()
    return list(rows)


def test_a_note_in_the_wrong_childs_file_is_moved_and_a_closed_target_reopens(world: World) -> None:
    browser, wrong, _ = taken_in(world)
    _, right, code = taken_in(
        world, details__child__name="Ngô Bảo Nam", details__circumstances__allegation="none"
    )
    browser.get(f"/ho-so/{right}/ket-thuc")
    assert "Đã kết thúc" in browser.submit("closing", outcome="safe", child_informed="true").text
    entry = noted(browser, wrong, f"Về cháu Nam: {LEAKED}")
    browser.get(f"/ho-so/{wrong}/sua/{entry}")
    assert browser.submit("move", code="BG.TN.9999.2026").status_code == 422
    source = browser.submit("move", code=code)
    assert "Một mục đã chuyển sang hồ sơ khác vì ghi nhầm" in source.text, source.text[:3000]
    assert LEAKED not in source.text and code not in source.text and right not in source.text
    target = browser.get(f"/ho-so/{right}").text
    assert f"Về cháu Nam: {LEAKED}" in target and "từ hồ sơ khác, vì ghi nhầm" in target
    assert "Mở lại hồ sơ vì có thông tin mới" in target and "Lương Thị Hạnh" in target
    followed(world)
    assert leaks(world, LEAKED, wrong, roles=("colleague", "supervisor", "auditor")) == [
        one
        for one in leaks(world, LEAKED, wrong, roles=("colleague", "supervisor", "auditor"))
        if wrong not in one
    ]


def test_a_forwarding_moves_with_its_answers_and_the_duty_follows(world: World) -> None:
    abuse = {"details__circumstances__allegation": "abuse"}
    browser, wrong, _ = taken_in(world, **abuse)
    _, right, code = taken_in(world, **abuse)
    browser.get(f"/ho-so/{wrong}/chuyen")
    page = browser.submit("forward", recipient__kind="hotline_111", reference="77/CV")
    entry = re.findall(rf"/ho-so/{wrong}/tra-loi/(\d+)", page.text)[0]
    browser.get(f"/ho-so/{wrong}/tra-loi/{entry}")
    browser.submit("answer", kind="acknowledged", what="Đã nhận tin")
    browser.get(f"/ho-so/{wrong}/sua/{entry}")
    browser.submit("move", code=code)
    browser.get(f"/ho-so/{wrong}/ket-thuc")
    assert browser.submit("closing", outcome="safe", child_informed="true").status_code == 409
    target = browser.get(f"/ho-so/{right}").text
    assert "77/CV" in target and "Đã nhận tin" in target
    followed(world)
    rows = {one["case_id"]: one for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]}
    assert rows[wrong]["duty_met"] is False and rows[right]["duty_met"] is True, rows
    browser.get(f"/ho-so/{right}/ket-thuc")
    assert "Đã kết thúc" in browser.submit("closing", outcome="safe", child_informed="true").text


def test_an_entry_is_not_moved_into_a_file_that_is_not_open_to_the_mover(world: World) -> None:
    browser, wrong, _ = taken_in(world)
    _, _, code = taken_in(world, who="elsewhere")
    entry = noted(browser, wrong, NOTE)
    browser.get(f"/ho-so/{wrong}/sua/{entry}")
    refused = browser.submit("move", code=code)
    assert refused.status_code == 422
    assert NOTE in browser.get(f"/ho-so/{wrong}").text


def test_a_stale_correction_is_refused_and_a_repeat_is_one(world: World) -> None:
    browser, case_id, _ = taken_in(world)
    entry = noted(browser, case_id, NOTE)
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    fields = browser.form("correction") | {"value.note.note": "Một", "reason": "nghe nhầm"}
    late = {**browser.form("correction"), "_key": "khac", "value.note.note": "Hai", "reason": "nghe nhầm"}
    for _ in range(2):
        assert browser.client.post(f"/ho-so/{case_id}/sua/{entry}", data=fields).status_code == 200
    assert browser.get(f"/ho-so/{case_id}").text.count("Sửa lần theo dõi") == 1
    stale = browser.client.post(f"/ho-so/{case_id}/sua/{entry}", data=late)
    assert stale.status_code == 412 and "Hai" in stale.text and f"{NOTE} → Một" in stale.text, stale.text[
        :4000
    ]


def test_a_corrected_step_names_who_does_it_before_and_after(world: World) -> None:
    browser, case_id, _ = taken_in(world)
    browser.get(f"/ho-so/{case_id}/viec-tiep")
    page = browser.submit("step", what="Gọi lại", due_on="2030-01-02")
    entry = max(re.findall(rf"/ho-so/{case_id}/sua/(\d+)", page.text), key=int)
    browser.get(f"/ho-so/{case_id}/sua/{entry}")
    colleague = str(world.accounts["colleague"])
    shown = browser.submit("correction", value__step__responsible=colleague, reason="nhầm người")
    assert "Người làm: — → Giáp Văn Thuận" in shown.text, shown.text[-6000:]
