"""Closing a register and the book of a period: looked at, at both widths, and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from domain.calendar import vietnam_day
from domain.lists import AbuseType, Allegation
from domain.units import Place, register
from tests.browser.harness import PICTURES, look, plain, signed_in
from tests.journeys.acts import NOW, taken_in
from tests.journeys.test_register import (
    BEFORE,
    LAST,
    closed,
    consulted,
    corrected,
    ended,
    path_of,
    told_police,
    within,
)
from tests.journeys.world import World

MANY = 40
"""Entries of a month that take more than one sheet."""
A4_LANDSCAPE = (842, 595)
"""Points."""


def filled(world: World) -> None:
    """A closed month of many entries, and a second one with additions and corrections to the first."""
    where = Place(unit=register().options_on(vietnam_day(NOW))[0].as_written)
    cases = [
        taken_in(
            world,
            f"Lò Văn Ví Dụ {number}",
            received_at=within(BEFORE, 1 + number % 27),
            where=where,
            allegation=Allegation.ABUSE if number % 3 == 0 else Allegation.NONE,
            abuse_types=(AbuseType.VIOLENCE,) if number % 3 == 0 else (),
        )
        for number in range(MANY)
    ]
    told_police(world, cases[0])
    consulted(world, within(BEFORE), cases[0])
    closed(world, BEFORE)
    taken_in(world, "Lò Thị Muộn", received_at=within(BEFORE, 3), allegation=Allegation.RISK)
    corrected(world, cases[0], "Lò Văn Ví Dụ Đã Sửa")
    ended(world, cases[1])
    consulted(world, within(BEFORE, 20))
    taken_in(world, "Vi Thị Ba", received_at=within(LAST))


def sheets(pdf: bytes) -> tuple[int, set[tuple[int, int]]]:
    """How many pages a PDF has, and their sizes in whole points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    sizes = {(round(float(wide)), round(float(high))) for wide, high in boxes}
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), sizes


@pytest.mark.long
def test_a_register_is_closed_read_and_printed(world: World, address: str, browser: Browser) -> None:
    filled(world)
    page = signed_in(browser, address, "supervisor")
    page.goto(f"{address}/ket-so")
    look(page, "register")
    page.goto(f"{address}{path_of(world, LAST)}/xem-truoc")
    look(page, "book-preview")
    without = plain(browser, world, "supervisor", address)
    without.goto(f"{path_of(world, LAST)}/xem-truoc")
    without.get_by_role("button", name="Kết sổ").click()
    without.wait_for_url(lambda url: url.endswith(path_of(world, LAST)))
    expect(without.locator("main")).to_contain_text("Lò Văn Ví Dụ Đã Sửa")
    page.goto(f"{address}{path_of(world, LAST)}")
    look(page, "book-corrections")
    page.goto(f"{address}{path_of(world, BEFORE)}?lang=en")
    look(page, "book-english")
    page.goto(f"{address}{path_of(world, BEFORE)}?lang=vi")
    pdf = page.pdf(prefer_css_page_size=True)
    (PICTURES / "book.pdf").write_bytes(pdf)
    pages, sizes = sheets(pdf)
    assert pages >= 4
    assert sizes == {A4_LANDSCAPE}
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.book thead')).display")
        == "table-header-group"
    )
    shown = "[...document.querySelectorAll('nav, footer, form')].filter((one) => one.getClientRects().length).length"
    assert page.evaluate(shown) == 0
