"""The chapter's pages and the auditor's, looked at in a browser at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from domain.referral.conflict_sheet import SheetLine
from tests.browser.harness import look, signed_in
from tests.journeys.acts import followed
from tests.journeys.test_opinion import DISSENT, STEPS
from tests.journeys.test_referral import (
    CHILD,
    FACTS,
    FATHER,
    QUESTION,
    TYPED,
    asked,
    assigned,
    declared,
    drafted,
    pages,
)
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


ASKED = {
    "request.question": QUESTION,
    "request.facts": FACTS,
    "request.urgent": "Phiên hòa giải ngày mai",
}
NEW = frozenset(
    {"referral-ask", "referral-declaration", "referral-review-sent", "referral-board", "referral-read"}
)
"""Pages looked at in each run of the tests; the others, and the English ones, take long."""


def test_the_three_people_in_one_run(browser: Browser, world: World, address: str) -> None:
    """The counsellor refers, the head assigns and approves, the reviewer declares and writes; each in the browser."""
    run(browser, world, address, lambda page, name: look(page, name) if name in NEW else None)


@pytest.mark.long
def test_each_page_of_the_run_looks_right_in_both_languages(
    browser: Browser, world: World, address: str
) -> None:
    run(browser, world, address, look)


def run(browser: Browser, world: World, address: str, look: Callable[[Page, str], object]) -> None:
    case_id = case_of(world)
    counsellor, head = signed_in(browser, address, "counsellor"), signed_in(browser, address, "head")
    reviewer = signed_in(browser, address, "reviewer")
    counsellor.goto(f"{address}/ho-so/{case_id}/de-nghi-chi-hoi")
    look(counsellor, "referral-ask")
    counsellor.click("#ask button[type=submit]")
    counsellor.wait_for_selector("#errors")
    look(counsellor, "referral-ask-errors")
    for name, text in ASKED.items():
        field = counsellor.locator(f'#ask [name="{name}"]')
        if not field.is_visible():
            counsellor.locator("details", has=field).locator("summary").first.click()
        field.fill(text)
    counsellor.click("#ask button[type=submit]")
    counsellor.wait_for_url("**/chi-hoi/*")
    way = counsellor.url.partition("?")[0]
    followed(world)
    head.goto(f"{address}/chi-hoi")
    look(head, "referral-list-head")
    head.goto(way)
    look(head, "referral-head-assigns")
    head.select_option("#assign [name=reviewer]", str(world.accounts["reviewer"]))
    head.click("#assign button[type=submit]")
    head.wait_for_selector("text=Chờ khai báo xung đột lợi ích")
    followed(world)
    reviewer.goto(way)
    look(reviewer, "referral-declaration")
    for line in SheetLine:
        reviewer.check(f'#declaration [name="declaration.{line.value}"][value=no]')
    reviewer.click("#declaration button[type=submit]")
    reviewer.wait_for_selector("#opinion")
    followed(world)
    reviewer.goto(f"{address}/chi-hoi")
    look(reviewer, "referral-inbox")
    reviewer.goto(way)
    reviewer.click("#opinion button[type=submit]")
    reviewer.wait_for_selector("#errors")
    look(reviewer, "referral-review-errors")
    for name, text in (TYPED | STEPS).items():
        field = reviewer.locator(f'#opinion [name="{name}"]')
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    look(reviewer, "referral-review")
    reviewer.click("#opinion button[type=submit]")
    reviewer.wait_for_selector("#drafts")
    look(reviewer, "referral-review-sent")
    followed(world)
    head.goto(f"{address}/bang-chi-hoi")
    look(head, "referral-board")
    head.goto(way)
    look(head, "referral-head-approves")
    head.goto(f"{way}/y-kien-khac")
    look(head, "referral-dissent")
    head.fill("#dissent textarea", DISSENT)
    head.click("#dissent button[type=submit]")
    head.wait_for_selector("#approve")
    head.goto(f"{way}/ban-thao")
    look(head, "referral-drafts")
    head.goto(way)
    head.click("#approve button[type=submit]")
    head.wait_for_selector("text=Công văn trả lời đề nghị")
    head.goto(f"{way}/van-ban/y-kien")
    look(head, "referral-paper")
    counsellor.goto(way)
    look(counsellor, "referral-ready")
    counsellor.click("#read button[type=submit]")
    counsellor.wait_for_selector("#opinion")
    look(counsellor, "referral-read")
    counsellor.goto(f"{way}/viec/1")
    look(counsellor, "referral-step")
    counsellor.fill("#step [name=reference]", "17/CV-HBV")
    counsellor.click("#step button[type=submit]")
    counsellor.wait_for_selector("text=17/CV-HBV")
    counsellor.goto(f"{address}/chi-hoi")
    look(counsellor, "referral-list-counsellor")
    followed(world)
    for page, name in (
        ("/bang-chi-hoi/quy", "referral-quarter"),
        ("/bang-chi-hoi/quy/mo?measure=returned", "events"),
    ):
        head.goto(f"{address}{page}")
        look(head, name)
        head.goto(f"{address}{page}{'&' if '?' in page else '?'}lang=en")
        look(head, f"{name}-en")
    for who, page, name in (
        (head, f"{way}/ban-thao", "referral-drafts-en"),
        (counsellor, way, "referral-read-en"),
    ):
        who.goto(f"{page}?lang=en")
        look(who, name)


@pytest.mark.long
def test_the_conflict_sheet_questions_and_ties_look_right(
    browser: Browser, world: World, address: str
) -> None:
    """A request with entries that go along, not sure at first, more asked, and a tie that is found later."""
    case_id = case_of(world)
    pages(world, "counsellor").client.post(f"/api/v1/cases/{case_id}/notes", json={"note": "Cô giáo gọi lại"})
    counsellor, head = signed_in(browser, address, "counsellor"), signed_in(browser, address, "head")
    reviewer = signed_in(browser, address, "reviewer")
    counsellor.goto(f"{address}/ho-so/{case_id}/de-nghi-chi-hoi")
    for more in counsellor.query_selector_all("#ask details > summary"):
        more.click()
    look(counsellor, "referral-ask-whole")
    pending = {"request.pending.standing": "yes", "request.pending.court.name": "TAND khu vực 2"}
    pending |= {"request.handed.entries": "1", "request.requested_by": "guardian"}
    referral = asked(world, case_id, **pending)
    head.goto(f"{address}/de-nghi-chi-hoi/tu-phat-hien")
    look(head, "referral-written-in")
    assigned(world, referral)
    declared(world, referral, "unsure")
    reviewer.goto(f"{address}/chi-hoi/{referral}/khai-bao")
    look(reviewer, "referral-declared-unsure")
    head.goto(f"{address}/chi-hoi/{referral}")
    look(head, "referral-head-unsure")
    declared(world, referral)
    asks = pages(world, "reviewer")
    asks.get(f"/chi-hoi/{referral}/y-kien")
    asks.fill_and_submit("ask-more", {"more": "Ai đang trực tiếp nuôi cháu?"})
    counsellor.goto(f"{address}/chi-hoi/{referral}")
    look(counsellor, "referral-more-asked")
    reviewer.goto(f"{address}/chi-hoi/{referral}/y-kien")
    look(reviewer, "referral-review-handed")
    drafted(world, referral)
    chapter_head = pages(world, "head")
    chapter_head.get(f"/chi-hoi/{referral}")
    chapter_head.fill_and_submit("approve")
    head.goto(f"{address}/chi-hoi/{referral}/moi-lien-he?ai={world.accounts['reviewer']}")
    look(head, "referral-tie")
    chapter_head.get(f"/chi-hoi/{referral}/moi-lien-he")
    chapter_head.fill_and_submit("tie", {"account": str(world.accounts["reviewer"]), "reason": "Anh em họ"})
    counsellor.goto(f"{address}/chi-hoi/{referral}")
    look(counsellor, "referral-decided-anew")


@pytest.mark.long
def test_the_history_looks_right(browser: Browser, world: World, address: str) -> None:
    case_id = case_of(world)
    asked(world, case_id)
    auditor = signed_in(browser, address, "auditor")
    auditor.goto(f"{address}/lich-su")
    look(auditor, "history-search")
    auditor.goto(f"{address}/lich-su/{case_id}?danh_sach=true")
    look(auditor, "history")
