"""*Hướng dẫn* looked at: by a counsellor, by somebody who is not signed in, without scripts, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from api.guide import TOPICS, content
from tests.browser.harness import PICTURES, axe, look, signed_in
from tests.journeys.world import World


@pytest.mark.long
def test_help_is_found_read_and_printed(browser: Browser, world: World, address: str) -> None:
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/hom-nay")
    page.click("footer a[href='/huong-dan']")
    expect(page.locator("h2").first).to_have_text("Việc của bạn")
    look(page, "guide")
    page.fill("#search [name=words]", "hop cho")
    page.click("#search button")
    assert "words" not in page.url
    page.locator("main .list a", has_text="Khi mạng yếu").first.click()
    expect(page.locator("h1")).to_have_text("Khi mạng yếu hoặc mất mạng")
    look(page, "guide-topic")
    for topic in TOPICS:
        page.goto(f"{address}/huong-dan/{topic.slug}")
        assert axe(page) == [], topic.slug
    page.goto(f"{address}/huong-dan/tat-ca")
    look(page, "guide-all")
    whole = page.locator("main")
    assert "<h" not in whole.inner_text()
    said = [str(content(topic.slug, "vi")) for topic in TOPICS]
    assert whole.locator("h3").count() == sum(one.count("<h2>") for one in said) > 0
    drawn = "all => all.map((one) => one.naturalWidth)"
    assert min(page.eval_on_selector_all("main img", drawn)) > 0, (
        "a picture is printed though nobody went there"
    )
    page.pdf(path=str(PICTURES / "guide-all.pdf"), format="A4")
    page.context.close()


@pytest.mark.long
def test_help_is_there_before_signing_in_and_in_english(browser: Browser, world: World, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/dang-nhap")
    page.click("footer a[href='/huong-dan']")
    page.click("a[hreflang=en]")
    expect(page.locator("h1")).to_have_text("Help")
    page.click("main a[href='/huong-dan/khan-cap']")
    expect(page.locator("h1")).to_have_text("When a child is in danger")
    look(page, "guide-english")
    page.close()


def test_help_is_searched_without_scripts(browser: Browser, world: World, address: str) -> None:
    page = signed_in(browser, address, "head", scripts=False)
    page.goto(f"{address}/huong-dan")
    page.fill("#search [name=words]", "khong co chu nao nhu vay")
    page.click("#search button")
    expect(page.locator("main")).to_contain_text("Không có mục nào có đủ các chữ này.")
    assert page.url == f"{address}/huong-dan"
    page.context.close()
