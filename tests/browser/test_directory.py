"""The page of duty numbers, and the numbers at the top of every page, in Vietnamese at both widths."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.harness import look, signed_in
from tests.journeys.world import World

PROVINCE, COMMUNE = "24@2025-07-01", "07282@2025-07-01"


@pytest.mark.long
def test_numbers_are_listed_and_stand_on_every_page(browser: Browser, world: World, address: str) -> None:
    page = signed_in(browser, address, "supervisor")
    for number, (place, body) in enumerate(
        ((PROVINCE, "child_protection"), (PROVINCE, "police"), (COMMUNE, "health_station")), start=12
    ):
        page.goto(f"{address}/danh-ba")
        page.select_option("#number select[name=unit]", place)
        page.select_option("#number select[name=body]", body)
        page.fill("#number input[name=number]", f"0204 000 00 {number}")
        page.fill("#number input[name=note]", "số giả lập")
        page.fill("#number input[name=valid_from]", "2025-07-01")
        page.click("#number button[type=submit]")
    expect(page.get_by_role("link", name="0204 000 00 14")).to_be_visible()
    look(page, "directory")
    page.goto(f"{address}/khan-cap")
    look(page, "emergency-with-duty-numbers")
    stranger = browser.new_context(locale="vi-VN", java_script_enabled=True).new_page()
    stranger.goto(f"{address}/dang-nhap")
    expect(stranger.locator(".duty a.call")).to_have_count(2)
    look(stranger, "sign-in-with-duty-numbers")
