"""Pages of corrections in a browser, on a phone and on a desk; and once without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import look, signed_in


def _at(page: str) -> Callable[[str], bool]:
    """Return whether an address is that of a page, whatever part of it is shown."""
    return lambda url: re.split("[?#]", url)[0] == page


def _case(page: Page, address: str) -> tuple[str, str]:
    page.goto(f"{address}/tiep-nhan")
    page.fill("[name='situation.what']", "Cháu kể bị bố dượng đánh nhiều lần.")
    page.click("#intake button[type=submit] >> nth=0")
    page.wait_for_url("**/ho-so/*")
    code = page.text_content("h1 + p") or ""
    return page.url.partition("?")[0], code.split()[0]


def _forwarded(page: Page, case: str) -> None:
    page.goto(f"{case}/chuyen")
    page.select_option("[name='recipient.kind']", "hotline_111")
    page.click("#forward button[type=submit]")
    page.wait_for_url(_at(case))


@pytest.mark.long
def test_corrections_look_right(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor")
    case, code = _case(page, address)
    page.goto(f"{case}/ghi-chep")
    page.fill("[name=note]", "Cháu đang ở nhà bà nội.")
    page.click("#note button[type=submit]")
    page.wait_for_url(_at(case))
    page.goto(f"{case}/chuyen")
    page.select_option("[name='recipient.kind']", "hotline_111")
    page.click("#forward button[type=submit]")
    page.wait_for_url(_at(case))
    for entry in (0, 1, 2):
        page.goto(f"{case}/sua/{entry}")
        look(page, f"correction-{entry}")
    page.goto(f"{case}/sua/1")
    page.fill("[name='value.note.note']", "Cháu đang ở nhà bà ngoại.")
    page.click("#correction button[type=submit]")
    page.locator(".errors").first.wait_for()
    look(page, "correction-without-reason")
    page.fill("[name=reason]", "nghe nhầm")
    page.click("#correction button[type=submit]")
    page.wait_for_url(_at(case))
    page.click("details:has-text('Trước → sau') summary")
    look(page, "case-corrected")
    page.goto(f"{case}/sua/2")
    page.click("#take-away button")
    page.wait_for_url(_at(case))
    look(page, "case-taken-away")
    page.goto(f"{case}/tu-van")
    page.fill("[name='consultation.narrative']", "Mẹ hỏi về quyền nuôi con.")
    page.click("#consultation button[type=submit] >> nth=0")
    page.wait_for_url("**/tu-van/*-*")
    look(page, "matter-to-relink")
    page.goto(f"{page.url}/sua/1")
    look(page, "session-correction")
    matter_page = page.url.partition("/sua/")[0]
    page.fill("#move [name=code]", "BG.TN.9999.2026")
    page.click("#move button[type=submit]")
    page.locator(".errors").first.wait_for()
    look(page, "session-move-refused")
    other, other_code = _case(page, address)
    _forwarded(page, other)
    _forwarded(page, other)
    _forwarded(page, case)
    page.click("a:has-text('Ghi trả lời của cơ quan') >> nth=0")
    page.fill("[name=what]", "Đã nhận tin")
    page.click("#answer button[type=submit]")
    page.wait_for_url(_at(case))
    page.click(".timeline li:has-text('Đã nhận tin') a:has-text('Sửa mục này')")
    page.fill("#move [name=code]", other_code)
    page.click("#move button[type=submit]")
    page.locator("#move [name=forwarding]").wait_for()
    look(page, "answer-which-forwarding")
    page.select_option("#move [name=forwarding]", index=1)
    page.click("#move button[type=submit]")
    page.wait_for_url(_at(case))
    page.goto(f"{address}/khan-cap?ho_so={case.rpartition('/')[2]}")
    page.fill("[name=what]", "Cháu Nam đang bị nhốt trong nhà, hàng xóm nghe khóc.")
    page.fill("[name=told]", "113, lúc 20 giờ")
    page.click("#emergency button[type=submit]")
    page.wait_for_url(_at(case))
    page.click("a:has-text('Đặt nhầm hồ sơ?')")
    look(page, "emergency-move")
    page.fill("#move [name=code]", other_code)
    page.click("#move button[type=submit]")
    page.wait_for_url(_at(case))
    page.goto(f"{matter_page}/sua/1")
    page.fill("#move [name=code]", other_code)
    page.click("#move button[type=submit]")
    page.wait_for_url(_at(matter_page))
    look(page, "matter-session-left")
    page.goto(case)
    look(page, "case-left")
    page.goto(other)
    look(page, "case-came")
    auditor = signed_in(browser, address, "auditor")
    auditor.goto(f"{address}/mo-khan")
    auditor.fill("[name=code]", code)
    auditor.check("[name='breaking.ground'][value=inspection]")
    auditor.click("#break button[type=submit]")
    auditor.goto(f"{case.replace('/ho-so/', '/lich-su/')}/da-che")
    expect(auditor.locator("main")).to_contain_text("Tổng đài")
    look(auditor, "hidden")


@pytest.mark.long
def test_an_entry_is_hidden_and_moved_without_scripts(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor", scripts=False)
    _, code = _case(page, address)
    wrong, _ = _case(page, address)
    for words in ("Lời một", "Lời hai"):
        page.goto(f"{wrong}/ghi-chep")
        page.fill("[name=note]", words)
        page.click("#note button[type=submit]")
    page.goto(f"{wrong}/sua/0")
    page.select_option("[name='value.reception.channel']", "in_person")
    page.fill("[name=reason]", "ghi thiếu")
    page.click("#correction button[type=submit]")
    expect(page.locator("main")).to_contain_text("ghi thiếu")
    expect(page.locator("main")).to_contain_text("đã sửa")
    page.goto(f"{wrong}/sua/1")
    page.fill("[name='value.note.note']", "")
    page.click("#correction button[type=submit]")
    assert "Nội dung: Hãy điền mục này." in page.inner_text("#errors")
    page.goto(f"{wrong}/sua/1")
    page.check("[name=kind][value=misplaced]")
    page.fill("[name='value.note.note']", "Lời đúng")
    page.click("#correction button[type=submit]")
    expect(page.locator("main")).to_contain_text("Lời đúng")
    expect(page.locator("main")).not_to_contain_text("Lời một")
    page.goto(f"{wrong}/sua/2")
    page.fill("[name=code]", code)
    page.click("#move button[type=submit]")
    expect(page.locator("main")).to_contain_text("đã chuyển sang hồ sơ khác")
    expect(page.locator("main")).not_to_contain_text("Lời hai")
