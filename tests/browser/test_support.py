"""Needs of support, the list for partners and the book of a fund, at both widths and in both languages."""

import pytest
from playwright.sync_api import Browser

from tests.api.given import last, program
from tests.browser.harness import look, signed_in
from tests.journeys.acts import followed
from tests.journeys.test_fund import RECEIPT, entered
from tests.journeys.test_support import DONOR, ask, introduced
from tests.journeys.world import World

OPEN = "for (const one of document.querySelectorAll('details.more')) one.open = true"


@pytest.mark.long
def test_a_need_and_its_list_are_looked_at(browser: Browser, world: World, address: str) -> None:
    case, need = introduced(world)
    program(world, "office").made("/support-lists", {"to": DONOR})
    pledge = {"donor_kind": "enterprise", "donor": DONOR, "amount_vnd": 2_000_000, "on": "2025-10-01"}
    given = {
        "on": "2025-10-02",
        "worth": {"money_vnd": 500_000},
        "paper": "BN 07",
        "counting": "both",
        "pledge": 1,
    }
    assert ask(world, "office", f"/support-needs/{need}/pledges", pledge) == 201
    assert ask(world, "office", f"/support-needs/{need}/deliveries", given) == 201
    followed(world)
    page = signed_in(browser, address, "office")
    for path, name in (
        ("/ho-tro", "needs"),
        ("/ho-tro/moi", "need-new"),
        ("/danh-sach-ho-tro", "support-lists"),
    ):
        page.goto(f"{address}{path}")
        look(page, name)
    page.goto(f"{address}/ho-tro/{need}")
    page.evaluate(OPEN)
    look(page, "need")
    page.goto(f"{address}/ho-tro/{need}?lang=en")
    look(page, "need-en")
    counsellor = signed_in(browser, address, "counsellor")
    counsellor.goto(f"{address}/ho-so/{case}/ho-tro")
    look(counsellor, "need-of-case")


@pytest.mark.long
def test_the_book_of_a_fund_is_looked_at(browser: Browser, world: World, address: str) -> None:
    fund = last(program(world, "office").made("/funds", {"unit": str(world.units["province"])}))
    assert entered(world, fund, "purposes", name="Học bổng Sông Thương") == 201
    assert entered(world, fund, "vouchers", **RECEIPT, purpose=1) == 201
    assert entered(world, fund, "vouchers", **RECEIPT | {"amount_vnd": 20_000_000}) == 201
    spent = RECEIPT | {"kind": "training", "on": "2025-10-09", "amount_vnd": 1_000_000, "overdrawn": True}
    assert entered(world, fund, "vouchers", **spent) == 201
    assert entered(world, fund, "cancellations", entry=3, reason="Ghi nhầm") == 201
    followed(world)
    page = signed_in(browser, address, "office")
    page.goto(f"{address}/quy")
    look(page, "funds")
    page.goto(f"{address}/quy/{fund}?thang=2025-10")
    page.evaluate(OPEN)
    look(page, "fund")
    page.goto(f"{address}/quy/{fund}?thang=2025-10&lang=en")
    look(page, "fund-en")
    page.goto(f"{address}/quy/{fund}/so-quy?thang=2025-10")
    look(page, "fund-book")
