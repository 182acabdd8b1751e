"""A case of the past in a browser, on a phone and on a desk: asked by a form without scripts, and looked at."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from application.view_differences import Asker
from infrastructure.comparing import compare_on_record
from infrastructure.postgres import Database
from tests.browser.harness import look, signed_in
from tests.browser.test_corrections import _at, _case


@pytest.mark.long
def test_an_auditor_goes_back_and_sees_what_was_known(
    browser: Browser, address: str, database: Database
) -> None:
    page = signed_in(browser, address, "counsellor")
    case, code = _case(page, address)
    page.goto(f"{case}/ghi-chep")
    page.fill("[name=note]", "Cháu đang ở nhà bà nội.")
    page.click("#note button[type=submit]")
    page.wait_for_url(_at(case))
    page.goto(f"{case}/sua/1")
    page.fill("[name='value.note.note']", "Cháu đang ở nhà bà ngoại.")
    page.fill("[name=reason]", "nghe nhầm")
    page.click("#correction button[type=submit]")
    page.wait_for_url(_at(case))
    page.goto(f"{case}/luc-ay")
    expect(page.locator("#lines")).to_be_visible()
    look(page, "past-own")
    page.goto(f"{case}/tung-o")
    look(page, "past-cells-own")
    page.goto(f"{address}/so-theo-doi/vao-ngay")
    look(page, "past-log")
    page.context.close()
    _inspected(browser, address, database, case.rpartition("/")[2], code)


def _inspected(browser: Browser, address: str, database: Database, case_id: str, code: str) -> None:
    page: Page = signed_in(browser, address, "auditor")
    history = f"{address}/lich-su/{case_id}"
    page.goto(f"{history}/luc-ay")
    positions = [int(one.rpartition("/")[2]) for one in _links(page)]
    page.select_option("[name=by]", "position")
    page.fill("[name=position]", str(positions[1]))
    page.click("#when summary")
    page.fill("[name=to_position]", str(positions[-1]))
    page.click("#when button[type=submit]")
    page.wait_for_url("**to_position*")
    expect(page.locator("main")).to_contain_text("được đính chính sau lúc ấy")
    expect(page.locator("main")).not_to_contain_text("bà nội")
    look(page, "past")
    page.goto(f"{history}/tung-o")
    look(page, "past-cells")
    page.goto(f"{history}/su-kien/{positions[-1]}")
    look(page, "past-event")
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("UPDATE facts.records SET state = 'closed' WHERE record = %s", (case_id,))
    compare_on_record(database.follower_dsn, Asker.OPERATOR)
    page.goto(f"{address}/nhat-ky/doi-chieu")
    expect(page.locator("main")).to_contain_text(f"record {case_id}")
    look(page, "view-differences")
    page.goto(f"{address}/nhat-ky/so-theo-doi")
    expect(page.locator("main")).to_contain_text(code)
    page.context.close()


def _links(page: Page) -> list[str]:
    found = page.locator("#lines ~ ol a[href*='/su-kien/']").all()
    return [one.get_attribute("href") or "" for one in found]
