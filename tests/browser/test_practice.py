"""Every page of the counsellor's practice on paper and on a bad line, in both languages, on a phone and at a desk.

Also what only an answer shows: refusals beside the form, the report of an import, what a search of the help found.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.harness import WIDTHS, axe, shoot, small_targets, too_wide
from tests.browser.practice import Practice, Press, presses, walks
from tests.browser.test_outbox import KEY
from tests.browser.test_tour import window
from tests.journeys.world import World


def faults_of(page: Page, name: str, language: str) -> list[str]:
    """Take pictures at both widths and return what is wrong."""
    found = []
    for size in WIDTHS:
        page.set_viewport_size(size)  # type: ignore[arg-type] # the library's own type of the same two numbers
        shoot(page, f"practice-{language}-{name}")
        found += [f"{name}: {fault}" for fault in (*axe(page), *small_targets(page))]
        if (more := too_wide(page)) > 0:
            found.append(f"{name}: {more} px too wide at {size['width']}")
    return found


def fill(form: Locator, name: str, text: str) -> None:
    one = form.locator(f"[name='{name}']").first
    if one.evaluate("one => one.tagName") == "SELECT":
        one.select_option(text)
    else:
        one.fill(text)


def press(page: Page, it: Press) -> None:
    """Send a form of a page as a person would, and wait for the answer."""
    page.goto(it.path)
    for fold in page.query_selector_all("main details:not([open]) > summary"):
        fold.click()
    form = page.locator(f"form#{it.form}")
    for name, text in it.answers.items():
        fill(form, name, text)
    if it.file is not None:
        form.locator("input[type=file]").set_input_files(
            {"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": it.file}
        )
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()


def kept(page: Page, language: str) -> list[str]:
    """Save a form without a line and look at what is said, and at the outbox with it."""
    page.route("**/tiep-nhan", lambda one: one.abort() if one.request.method == "POST" else one.continue_())
    page.goto("/tiep-nhan")
    page.evaluate(KEY)
    page.fill("[name='situation.what']", "Cháu nghỉ học nhiều ngày.")
    page.locator("#intake button[type=submit]").first.click()
    page.locator(".outbox-told a").wait_for()
    found = faults_of(page, "outbox-told", language)
    page.goto("/hop-cho")
    page.locator("#outbox-list li").wait_for()
    said = page.locator("#outbox-list li").inner_text()
    assert re.search(r"\b[0-9]{2}/[0-9]{2}\b", said) and not re.search(r"\b[AP]M\b", said), (
        "day/month, 24 hours"
    )
    return found + faults_of(page, "outbox-waiting", language)


@pytest.mark.long
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_of_the_practice_is_looked_at(
    browser: Browser, world: World, address: str, language: str
) -> None:
    practice = Practice(world)
    pressed, faults, count = presses(practice), list[str](), 0
    for who, paths in walks(practice).items():
        opened = window(browser, practice, who, address, language)
        page = opened.new_page()
        for name, path in paths.items():
            answer = page.goto(path)
            if answer is None or answer.status != 200:
                faults.append(f"{name}: status {answer.status if answer else None}")
            assert page.locator("html").get_attribute("lang") == language, name
            for fold in page.query_selector_all("main details:not([open]) > summary"):
                fold.click()
            faults += faults_of(page, name, language)
            count += 1
        for name, one in pressed.get(who, {}).items():
            press(page, one)
            faults += faults_of(page, name, language)
            count += 1
        if who == "counsellor":
            faults += kept(page, language)
        opened.close()
    assert faults == []
    print(f"\n{language}: {count} pages at both widths, nothing too wide, no accessibility fault")
