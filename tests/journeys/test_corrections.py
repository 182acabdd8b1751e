"""An entry corrected, hidden, taken away and moved: who sees the old value, and what follows the new one."""

from __future__ import annotations

import re

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
    return re.findall(rf"/ho-so/{case_id}/sua/(\d+)", page.text)[0]


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
    shown = browser.api("GET", f"/api/v1/cases/{case_id}").json()["history"]
    line = next(one for one in shown if one["topic"] == "case.noted.1")
    assert line["fact"]["note"] == "Cháu kể ở nhà bà nội." and line["first"]["note"] == NOTE
