"""Work in one move and the weekly sheet: looked at, at both widths, without scripts; and the sheet on paper."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from application.work_transfer import DeclineWork, OfferWork, decline_work, offer_work
from domain.lists import UnitLevel
from domain.work_transfer import Absence, Given, TransferKind
from tests.browser.harness import look, plain, window
from tests.browser.test_lists import DAY, _step
from tests.journeys.acts import do
from tests.journeys.test_requests_handed import asked, clear, closed, proposed
from tests.journeys.world import World


@pytest.mark.long
def test_moves_and_the_weekly_sheet(browser: Browser, world: World, address: str) -> None:
    cases = [_step(world, f"Đặng Thị {name}", days) for name, days in (("Một", -3), ("Hai", 0), ("Ba", 2))]
    away = OfferWork(
        of=world.accounts["counsellor"],
        kind=TransferKind.AWAY,
        absence=Absence(first=DAY, last=DAY + timedelta(days=6)),
        receiver=world.accounts["colleague"],
        others=(Given(record=cases[2], receiver=world.accounts["elsewhere"]),),
        reason="Nghỉ phép năm",
        note="Bà ngoại cháu chỉ nghe máy sau 17 giờ.",
    )
    move = do(world, "supervisor", partial(offer_work, away))
    declining = DeclineWork(transfer=move, reason="Tuần này đi cơ sở")
    do(world, "elsewhere", partial(decline_work, declining))
    _step(world, "Đặng Thị Bốn", 1)
    pages = {
        "supervisor": {
            "handing": "/ban-giao",
            "handing-offer": f"/ban-giao/cua/{world.accounts['counsellor']}",
            "handing-move": f"/ban-giao/{move}",
            "handing-today": "/hom-nay",
            "week-unit": "/hom-nay/phieu-tuan?cua=unit",
            "week-names": "/hom-nay/phieu-tuan?cua=unit&ten=true",
        },
        "colleague": {"handing-answer": f"/ban-giao/{move}", "handing-waiting": "/hom-nay"},
        "administrator": {"handing-account": f"/tai-khoan/{world.accounts['counsellor']}/viec"},
    }
    requests(world, cases)
    pages["supervisor"] |= {"handing-review": f"/ban-giao/cua/{world.accounts['reviewer']}"}
    pages["supervisor"] |= {"handing-left": f"/ban-giao/cua/{world.accounts['counsellor']}"}
    pages["head"] = {"handing-head": "/hom-nay", "handing-head-list": "/chi-hoi"}
    pages["administrator"] |= {"handing-vacant": "/hom-nay"}
    for who, paths in pages.items():
        opened = window(browser, world, who, address)
        page = opened.new_page()
        for name, path in paths.items():
            page.goto(path)
            look(page, name)
        opened.close()
    _answered_without_scripts(browser, world, address, move)


def _answered_without_scripts(browser: Browser, world: World, address: str, move: UUID) -> None:
    """Part of a move declined, the rest accepted; what was declined offered anew and called back, twice."""
    colleague, supervisor = (plain(browser, world, who, address) for who in ("colleague", "supervisor"))
    colleague.goto(f"/ban-giao/{move}")
    colleague.click("summary:has-text('Từ chối nhận')")
    colleague.check("#decline [name=records] >> nth=0")
    colleague.click("#decline button[type=submit]")
    assert colleague.is_visible("#decline"), "the refusal is said where the form is open"
    colleague.fill("#decline [name=reason]", "Đang theo dõi ba cháu khác.")
    colleague.click("#decline button[type=submit]")
    expect(colleague.locator("main")).to_contain_text("Từ chối nhận")
    colleague.goto(f"/ban-giao/{move}")
    colleague.click("#accept button[type=submit]")
    expect(colleague.locator("main")).to_contain_text("Đã nhận")
    for _ in range(2):
        supervisor.goto(f"/ban-giao/cua/{world.accounts['counsellor']}")
        supervisor.select_option("#offer [name=receiver]", str(world.accounts["colleague"]))
        supervisor.select_option("#offer [name=kind]", "leaves")
        supervisor.click("#offer button[type=submit]")
        expect(supervisor.locator("main")).to_contain_text("Chờ nhận")
        supervisor.click("#call-back button[type=submit]")
        expect(supervisor.locator("main")).not_to_contain_text("Chờ nhận")
    supervisor.goto("/hom-nay/phieu-tuan?cua=unit")
    supervisor.check("#sheet [name=ten]")
    supervisor.click("#sheet button[type=submit]")
    expect(supervisor.locator("main")).to_contain_text("Đặng Thị")
    expect(supervisor.locator("main")).not_to_contain_text("Chỉ có mã")
    for one in (colleague, supervisor):
        one.context.close()


def requests(world: World, cases: list[UUID]) -> None:
    """Two requests under review, of one the reviewer is gone; no officer is left, and one chapter has no head."""
    first, second = (asked(world, case_id) for case_id in cases[:2])
    proposed(world, first)
    proposed(world, second, "second_reviewer")
    clear(world, second, "second_reviewer")
    world.found(
        "second_chapter", UnitLevel.LEGAL_CHAPTER, "CH2", "Chi hội luật sư, hội thẩm khu vực miền núi"
    )
    asked(world, cases[2], chapter="second_chapter")
    closed(world, "second_reviewer")
    closed(world, "officer")


@pytest.mark.long
def test_the_weekly_sheet_on_paper_is_a4_and_names_nobody(
    browser: Browser, world: World, address: str
) -> None:
    _step(world, "Đặng Thị Một", 0)
    opened = window(browser, world, "counsellor", address)
    page = opened.new_page()
    page.goto("/hom-nay/phieu-tuan")
    page.emulate_media(media="print")
    assert page.locator("th.paper").first.is_visible()
    assert not page.locator("form#sheet").is_visible() and not page.locator("nav.main").first.is_visible()
    expect(page.locator("main")).not_to_contain_text("Đặng Thị Một")
    paper = page.pdf(prefer_css_page_size=True)
    assert (paper.startswith(b"%PDF-") and b"/MediaBox [0 0 594" in paper) or b"/MediaBox [0 0 595" in paper
    page.goto("/hom-nay/phieu-tuan?ten=true")
    expect(page.locator("main")).to_contain_text("Đặng Thị Một")
    opened.close()
