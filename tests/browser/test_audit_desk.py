"""The auditor's desk in a browser: who looked at a case, a finding opened and remedied, the pages on phone and desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.api.given import program
from tests.browser.harness import look, signed_in
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.test_inspection import SAID
from tests.journeys.world import World


@pytest.mark.long
def test_an_auditor_finds_who_looked_and_follows_a_finding_to_its_remedy(
    world: World, address: str, browser: Browser
) -> None:
    colleague = program(world, "colleague")
    case, code = taken_in(colleague)
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    colleague.ask("POST", "/interests", {"code": code, "declaration": {"interest": "relative"}})
    page = signed_in(browser, address, "auditor")
    page.goto(f"{address}/kiem-tra")
    look(page, "audit-desk")
    page.locator("#case input[name=code]").fill(code.lower())
    page.locator("#case button").click()
    page.wait_for_url("**/nhat-ky?case=*")
    page.locator("td", has_text="ngoài phạm vi đơn vị").first.wait_for()
    assert CHILD not in page.content()
    look(page, "audit-who-looked")
    page.goto(f"{address}/kiem-tra/niem-phong")
    look(page, "audit-seal")
    page.goto(f"{address}/kiem-tra/su-kien")
    page.locator("details.filters summary").click()
    look(page, "audit-events")
    page.goto(f"{address}/kiem-tra/nguoi?account={world.accounts['colleague']}")
    look(page, "audit-person")
    page.goto(f"{address}/kiem-tra/xung-dot")
    look(page, "audit-conflicts")
    page.get_by_role("link", name=code).click()
    page.wait_for_url("**/xung-dot/*")
    assert page.get_by_text("Trước khi phát hiện").first.is_visible()
    look(page, "audit-conflict")

    page.goto(f"{address}/kiem-tra/kien-nghi")
    form = page.locator("#finding")
    form.locator("select[name=unit]").select_option(str(world.units["province"]))
    form.locator("select[name='said.kind']").select_option(label="Xung đột lợi ích")
    form.locator("textarea[name='said.found']").fill(SAID["found"])
    form.locator("textarea[name='said.recommended']").fill(SAID["recommended"])
    form.locator("input[name='said.due_on']").fill("2999-12-31")
    form.locator("button").click()
    page.wait_for_url("**/kien-nghi/*-*")
    path = page.url.removeprefix(address)
    unit = signed_in(browser, address, "supervisor")
    unit.goto(f"{address}/hom-nay")
    unit.get_by_role("link", name="kiến nghị của Ban kiểm tra chờ đơn vị").click()
    unit.wait_for_url("**/kiem-tra/kien-nghi")
    unit.goto(f"{address}{path}")
    look(unit, "audit-finding-of-the-unit")
    unit.locator("#remedy input[name=done_on]").fill("2026-01-05")
    unit.locator("#remedy textarea").fill("Đã họp và nhắc.")
    unit.locator("#remedy button").click()
    unit.get_by_text("Chờ Ban kiểm tra xem lại").first.wait_for()
    page.reload()
    page.locator("#check").get_by_label("Đã khắc phục").check()
    page.locator("#check textarea").fill("Đã xem biên bản.")
    page.locator("#check button").click()
    page.get_by_text("Đã khắc phục, chờ khép lại").first.wait_for()
    look(page, "audit-finding")
    page.goto(f"{address}/kiem-tra/kien-nghi")
    look(page, "audit-findings")
    page.goto(f"{address}/nhat-ky?decision=deny")
    page.get_by_role("link", name="Đề nghị trích xuất kết quả tìm này").click()
    page.wait_for_url("**/trich-xuat?*")
    look(page, "audit-extract")
