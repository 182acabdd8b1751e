"""Whoever goes back after saving finds the words there again: saved again, it is still saved once."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import signed_in

SAVE = "#intake button[type=submit] >> nth=0"


def _entries(page: Page, address: str) -> int:
    page.goto(f"{address}/so-theo-doi")
    return len(set(re.findall(r"/ho-so/[0-9a-f-]{36}", page.content())))


def test_saved_again_after_going_back_it_is_the_same_entry(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor")
    before = _entries(page, address)
    page.goto(f"{address}/tiep-nhan")
    page.fill("[name='situation.what']", "Cháu kể bị đánh, đã trốn sang nhà bà.")
    page.click(SAVE)
    page.wait_for_url("**/ho-so/*")
    first = page.url
    page.go_back()
    expect(page.locator("[name='situation.what']")).to_have_value("Cháu kể bị đánh, đã trốn sang nhà bà.")
    page.click(SAVE)
    page.wait_for_url("**/ho-so/*")
    assert page.url == first
    page.go_back()
    page.fill("[name='situation.what']", "Cháu kể bị dượng đánh, đã trốn sang nhà bà.")
    page.click(SAVE)
    expect(page.locator("#retry")).to_be_visible()
    expect(page.locator("main")).to_contain_text("đã được gửi với nội dung khác")
    assert _entries(page, address) == before + 1


def test_a_form_opened_anew_is_an_entry_of_its_own(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor")
    before = _entries(page, address)
    for _ in range(2):
        page.goto(f"{address}/tiep-nhan")
        page.fill("[name='situation.what']", "Hai cháu khác nhau, cùng một lời kể.")
        page.click(SAVE)
        page.wait_for_url("**/ho-so/*")
    assert _entries(page, address) == before + 2
