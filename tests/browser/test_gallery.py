"""Every macro, at both widths, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery import gallery
from tests.browser.harness import PHONE, look, served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(gallery()) as base:
        yield f"{base}/bo-suu-tap"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_macro_is_accessible_at_both_widths(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}?lang={language}")
    look(page, f"gallery-{language}")


def test_a_form_with_errors_is_accessible_and_its_summary_leads_to_the_fields(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.fill("#f-birth-month", "13")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#errors")).to_be_focused()
    look(page, "gallery-errors")
    page.locator("#errors a").first.click()
    expect(page.locator("#f-name")).to_be_focused()
    assert page.input_value("#f-birth-month") == "13"


def test_without_scripts_a_form_keeps_what_was_typed(page_without_scripts: Page, address: str) -> None:
    page = page_without_scripts
    page.goto(address)
    page.fill("#f-name", "Lò Văn Ún")
    page.get_by_label("Nữ").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#errors")).to_be_visible()
    assert page.input_value("#f-name") == "Lò Văn Ún"
    expect(page.get_by_label("Nữ")).to_be_checked()


def test_on_a_phone_the_menu_opens_without_scripts(page_without_scripts: Page, address: str) -> None:
    page = page_without_scripts
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # the library's own type of the same two numbers
    page.goto(address)
    expect(page.get_by_role("link", name="Tư vấn")).to_be_hidden()
    page.locator("nav.main .folded > summary").click()
    expect(page.get_by_role("link", name="Tư vấn")).to_be_visible()
    expect(page.get_by_role("link", name="Đề nghị Chi hội")).to_be_hidden()
    page.locator("nav.main .folded .others summary").click()
    expect(page.get_by_role("link", name="Đề nghị Chi hội")).to_be_visible()


def test_what_is_seldom_used_unfolds_without_scripts(page_without_scripts: Page, address: str) -> None:
    page = page_without_scripts
    page.goto(address)
    expect(page.get_by_role("link", name="Đề nghị Chi hội")).to_be_hidden()
    page.locator("nav.main .row .others summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Đề nghị Chi hội")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đề nghị Chi hội")).to_be_focused()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_unfolded_menu_is_accessible_at_both_widths(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}?lang={language}")
    page.locator("nav.main .row .others summary").click()
    page.evaluate("document.querySelectorAll('nav.main details').forEach((one) => { one.open = true; })")
    look(page, f"menu-unfolded-{language}")


def test_the_unfolded_menu_goes_away_with_escape_and_with_a_click_elsewhere(page: Page, address: str) -> None:
    page.goto(address)
    others, summary = page.locator("nav.main .row .others"), page.locator("nav.main .row .others summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(others.locator("ul")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    expect(others.locator("ul")).to_be_visible()
    page.locator("h1").click()
    expect(others.locator("ul")).to_be_hidden()


def test_quick_exit_leaves_no_way_back_to_the_page(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.fill("#f-name", "chưa lưu")
    page.get_by_role("link", name="Thoát nhanh", exact=True).click()
    page.wait_for_url("**/thoat-nhanh")
    page.go_back()
    assert "bo-suu-tap" not in page.url


def test_three_shifts_leave_quickly(page: Page, address: str) -> None:
    page.goto(address)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/thoat-nhanh")


def test_a_second_tap_on_save_sends_nothing(page: Page, address: str) -> None:
    page.goto(address)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        """() => { const form = document.getElementById('gallery');
                   for (let tap = 0; tap < 5; tap++) form.querySelector('button[type=submit]').click(); }"""
    )
    page.wait_for_load_state()
    expect(page.locator("#errors")).to_be_visible()
    assert len(sent) == 1


def test_by_keyboard_the_first_stop_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
