"""The chapter's pages and the auditor's, looked at in a browser at both widths."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

from tests.browser.harness import look, signed_in
from tests.journeys.test_referral import CHILD, FATHER, asked, assigned, declared, drafted, pages
from tests.journeys.world import World


def case_of(world: World) -> str:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit(
        "intake",
        situation__what="Cháu ở với ông bà, chưa có giấy khai sinh.",
        details__child__name=CHILD,
        details__family__father__name=FATHER,
    )
    found = re.search(r"/ho-so/([0-9a-f-]{36})", str(page.url))
    assert found
    return found[1]


def test_the_way_of_a_request_looks_right(browser: Browser, world: World, address: str) -> None:
    case_id = case_of(world)
    counsellor, head = signed_in(browser, address, "counsellor"), signed_in(browser, address, "head")
    reviewer = signed_in(browser, address, "reviewer")
    counsellor.goto(f"{address}/ho-so/{case_id}/de-nghi-chi-hoi")
    look(counsellor, "referral-ask")
    counsellor.click("#ask button[type=submit]")
    look(counsellor, "referral-ask-errors")
    referral = asked(world, case_id, **{"request.urgent": "Phiên hòa giải ngày mai"})
    head.goto(f"{address}/chi-hoi")
    look(head, "referral-list-head")
    head.goto(f"{address}/chi-hoi/{referral}")
    look(head, "referral-head-assigns")
    assigned(world, referral)
    reviewer.goto(f"{address}/chi-hoi/{referral}")
    look(reviewer, "referral-declaration")
    declared(world, referral)
    reviewer.goto(f"{address}/chi-hoi/{referral}")
    look(reviewer, "referral-review")
    drafted(world, referral)
    head.goto(f"{address}/chi-hoi/{referral}")
    look(head, "referral-head-approves")
    chapter_head = pages(world, "head")
    chapter_head.get(f"/chi-hoi/{referral}")
    chapter_head.fill_and_submit("approve")
    counsellor.goto(f"{address}/chi-hoi/{referral}")
    look(counsellor, "referral-ready")
    counsellor.click("#read button[type=submit]")
    counsellor.wait_for_selector("#opinion")
    look(counsellor, "referral-read")
    counsellor.goto(f"{address}/chi-hoi")
    look(counsellor, "referral-list-counsellor")


def test_the_history_looks_right(browser: Browser, world: World, address: str) -> None:
    case_id = case_of(world)
    asked(world, case_id)
    auditor = signed_in(browser, address, "auditor")
    auditor.goto(f"{address}/lich-su")
    look(auditor, "history-search")
    auditor.goto(f"{address}/lich-su/{case_id}?danh_sach=true")
    look(auditor, "history")
