"""Figures with bars, by clause and by place: looked at, at both widths and in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.harness import look, window
from tests.journeys.test_figure_cells import filled
from tests.journeys.world import World

PAGES = {
    "figures-programme": "/chuong-trinh?year=2025",
    "figures-duties": "/dieu-92?year=2025",
    "figures-duties-en": "/dieu-92?year=2025&lang=en",
    "figures-districts": "/dieu-92/bang?duty=A92_1_MOBILISE&by=district&year=2025&lang=vi",
    "figures-communes-en": "/dieu-92/bang?duty=ORGANISATION&by=commune&year=2025&lang=en",
    "figures-months": "/dieu-92/bang?duty=INNER_WORK&by=month&year=2025&lang=vi",
    "figures-cell": "/dieu-92/mo?measure=outreach&year=2025&commune=07210@2025-07-01",
}


@pytest.mark.long
def test_bars_and_cuts_are_readable_at_both_widths(browser: Browser, world: World, address: str) -> None:
    filled(world)
    opened = window(browser, world, "auditor", address)
    page = opened.new_page()
    for name, path in PAGES.items():
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, name
        look(page, name)
    opened.close()
