"""Two files compared, merged and taken apart in a browser, looked at on a phone and on a desk."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from application.child_case import AddNote, PlanStep, add_note, plan_step
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.lists import Allegation
from tests.browser.harness import look, plain, signed_in
from tests.journeys.acts import do, taken_in
from tests.journeys.world import World


def _without_scripts(page: Page, mine: UUID, other: UUID) -> None:
    """Take the merge back, then find, compare and merge once more."""
    page.goto(f"/ho-so/{other}/bo-gop")
    page.fill("#unmerge [name=reason]", "Hai trẻ khác nhau")
    page.click("#unmerge button[type=submit]")
    expect(page.locator("main")).to_contain_text("Bỏ gộp")
    expect(page.locator("main")).not_to_contain_text("Đã nhập vào hồ sơ")
    page.goto(f"/ho-so/{other}")
    code = page.inner_text("h1 + p").split()[0]
    page.goto(f"/ho-so/{mine}/gop")
    page.fill("#find [name=code]", code)
    page.click("#find button[type=submit]")
    page.wait_for_url(lambda url: url.endswith(f"/ho-so/{mine}/gop?voi={other}"))
    page.check(f"[name=main][value='{mine}']")
    page.check("[name=known_by][value=family]")
    page.fill("#merge [name=reason]", "Mẹ cháu xác nhận.")
    page.click("#merge button[type=submit]")
    page.wait_for_url(lambda url: url.endswith(f"/ho-so/{mine}"))
    expect(page.locator("main")).to_contain_text("Mẹ cháu xác nhận.")
    page.goto(f"/ho-so/{other}")
    expect(page.locator("main")).to_contain_text("Đã nhập vào hồ sơ")
    page.context.close()


@pytest.mark.long
def test_merging_looks_right(browser: Browser, address: str, world: World) -> None:
    mine = taken_in(world, "Chu Thị Lê", allegation=Allegation.RISK)
    other = taken_in(world, "Chu Thị Lệ", who="elsewhere")
    do(
        world,
        "elsewhere",
        partial(add_note, AddNote(case_id=other, note="Bà ngoại gọi, cháu đang ở nhà bà.")),
    )
    taken_in(world, "Chu Văn Núi", who="elsewhere")
    step = Step(what="Thăm nhà bà ngoại", due_on=vietnam_day(datetime.now(UTC)))
    do(world, "elsewhere", partial(plan_step, PlanStep(case_id=other, step=step)))
    page = signed_in(browser, address, "supervisor")
    page.goto(f"{address}/ho-so/{mine}/gop")
    look(page, "merge-find")
    page.goto(f"{address}/ho-so/{mine}/gop?voi={other}")
    look(page, "merge-compare")
    page.click("#merge button[type=submit]")
    look(page, "merge-errors")
    page.check(f"[name=main][value='{mine}']")
    page.check("[name=known_by][value=papers]")
    page.fill("[name=reason]", "Cùng giấy khai sinh, mẹ cháu xác nhận.")
    page.click("#merge button[type=submit]")
    page.wait_for_url(f"**/ho-so/{mine}")
    look(page, "merge-main")
    page.goto(f"{address}/ho-so/{other}")
    look(page, "merge-duplicate")
    page.goto(f"{address}/so-theo-doi?unit={world.units['commune']}&order=code")
    expect(page.locator("main")).to_contain_text("đã nhập vào")
    look(page, "merge-log")
    page.goto(f"{address}/ho-so/{other}/bo-gop")
    look(page, "merge-take-back")
    _without_scripts(plain(browser, world, "supervisor", address), mine, other)
    colleague = signed_in(browser, address, "colleague")
    colleague.goto(f"{address}/ho-so/{mine}")
    look(colleague, "merge-closed-to-reader")
