"""Signing in looked at, drafts that survive, and a screen that locks."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import look, signed_in
from tests.journeys.world import PASSWORD, World
from tests.sign_in.given import Telephone, aged, sql

PAUSE_MS = 900
"""Longer than the pause after which what was typed is kept."""
STORY = "Cháu kể bị bạn cùng lớp dọa, không dám đến trường."


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A counsellor who has signed in."""
    page = signed_in(browser, address, "counsellor")
    yield page
    page.context.close()


def sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/dang-nhap")
    page.fill("#sign-in input[name=name]", who)
    page.fill("#sign-in input[name=password]", PASSWORD)
    page.click("#sign-in button[type=submit]")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def kept(page: Page) -> dict[str, str]:
    """What the browser keeps of drafts."""
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('lachan-draft:')))"
    )
    return found


def type_story(page: Page, address: str) -> None:
    page.goto(f"{address}/tiep-nhan")
    page.locator("[name='situation.what']").press_sequentially(STORY[:10])
    page.fill("[name='situation.what']", STORY)
    page.check("[name='situation.danger_now'][value=no]")
    page.wait_for_timeout(PAUSE_MS)
    for _ in range(50):
        if kept(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft was kept")


def accept_leaving(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())


@pytest.mark.long
def test_the_pages_of_signing_in_look_right(browser: Browser, world: World, address: str) -> None:
    page = signed_in(browser, address, "administrator")
    page.goto(f"{address}/xac-thuc")
    look(page, "second-factor")
    page.fill("#begin [name=password]", PASSWORD)
    page.click("#begin button")
    look(page, "second-factor-new")
    telephone = Telephone(page.inner_text("code.secret").replace(" ", ""))
    page.fill("#confirm [name=answer]", telephone.code())
    page.click("#confirm button")
    expect(page.locator("ul.codes li")).to_have_count(10)
    look(page, "recovery-codes")
    page.goto(f"{address}/xac-thuc")
    look(page, "second-factor-on")
    page.goto(f"{address}/ma-truy-cap")
    look(page, "tokens-none")
    page.fill("[name=name]", "Bảng tổng hợp của Văn phòng")
    page.fill("[name=why]", "báo cáo tuần")
    page.click("#token button[type=submit]")
    look(page, "tokens-errors")
    page.check("[name=scopes][value=read_figures]")
    page.click("#token button[type=submit]")
    look(page, "token-shown")
    page.goto(f"{address}/ma-truy-cap")
    look(page, "tokens")
    page.goto(f"{address}/tai-khoan/ma-truy-cap")
    look(page, "tokens-all")
    page.goto(f"{address}/tai-khoan")
    page.locator("main details summary").first.click()
    look(page, "accounts-factor")
    page.goto(f"{address}/phien")
    look(page, "sessions")
    aged(world, "administrator", "seen_at", 16)
    page.goto(f"{address}/tai-khoan")
    look(page, "locked")
    page.fill("[name=answer]", "000000")
    page.click("#proof button")
    look(page, "proof-wrong")
    page.context.close()


@pytest.mark.long
def test_a_form_that_waited_for_a_proof_looks_right(desk: Page, world: World, address: str) -> None:
    desk.goto(f"{address}/tiep-nhan")
    desk.fill("[name='situation.what']", STORY)
    aged(world, "counsellor", "seen_at", 16)
    desk.click("#intake button[type=submit] >> nth=0")
    expect(desk.locator("#proof")).to_be_visible()
    look(desk, "locked-with-a-form")
    desk.fill("#proof [name=password]", PASSWORD)
    desk.click("#proof button")
    look(desk, "proof-done")
    desk.click("#retry button")
    desk.wait_for_url("**/ho-so/*")
    assert kept(desk) == {}, "what was saved is no draft any more"


def test_a_draft_is_there_after_a_reload_a_lock_and_a_new_sign_in(
    desk: Page, world: World, address: str
) -> None:
    accept_leaving(desk)
    type_story(desk, address)
    desk.reload()
    expect(desk.locator("[name='situation.what']")).to_have_value(STORY)
    expect(desk.locator("[name='situation.danger_now'][value=no]")).to_be_checked()
    look(desk, "draft-restored")
    aged(world, "counsellor", "seen_at", 16)
    desk.reload()
    desk.fill("#proof [name=password]", PASSWORD)
    desk.click("#proof button")
    expect(desk.locator("[name='situation.what']")).to_have_value(STORY)
    desk.click("#sign-out button")
    desk.wait_for_url("**/dang-nhap")
    sign_in(desk, address, "counsellor")
    desk.goto(f"{address}/tiep-nhan")
    expect(desk.locator("[name='situation.what']")).to_have_value(STORY)


def test_a_draft_is_nobody_else_s_and_says_nothing_to_whoever_holds_the_device(
    desk: Page, address: str
) -> None:
    accept_leaving(desk)
    type_story(desk, address)
    whole = json.dumps(kept(desk), ensure_ascii=False)
    opened = b"".join(
        base64.b64decode(part)
        for part in re.findall(r"[A-Za-z0-9+/]{20,}={0,2}", whole)
        if len(part) % 4 == 0
    )
    for telling in (STORY[:8], "situation", "tiep-nhan"):
        assert telling not in whole
        assert telling.encode() not in opened
    desk.click("#sign-out button")
    desk.wait_for_url("**/dang-nhap")
    sign_in(desk, address, "colleague")
    desk.goto(f"{address}/tiep-nhan")
    desk.wait_for_timeout(500)
    expect(desk.locator("[name='situation.what']")).to_have_value("")
    assert len(kept(desk)) == 1, "it waits for its owner"


def test_a_draft_that_was_saved_is_gone_and_one_that_was_refused_stays(desk: Page, address: str) -> None:
    accept_leaving(desk)
    type_story(desk, address)
    desk.fill("[name='situation.what']", "")
    desk.wait_for_timeout(PAUSE_MS)
    desk.click("#intake button[type=submit] >> nth=0")
    expect(desk.locator("#errors")).to_be_visible()
    assert len(kept(desk)) == 1
    desk.fill("[name='situation.what']", STORY)
    desk.wait_for_timeout(PAUSE_MS)
    desk.click("#intake button[type=submit] >> nth=0")
    desk.wait_for_url("**/ho-so/*")
    assert kept(desk) == {}


def test_a_draft_sent_twice_is_saved_once(desk: Page, world: World, address: str) -> None:
    """The answer was lost on the way: the draft is restored with the key of its form, so it is the same wish."""
    accept_leaving(desk)
    type_story(desk, address)
    before = kept(desk)
    desk.click("#intake button[type=submit] >> nth=0")
    desk.wait_for_url("**/ho-so/*")
    first = desk.url
    desk.evaluate(
        "(drafts) => Object.entries(drafts).forEach(([name, text]) => localStorage.setItem(name, text))",
        before,
    )
    desk.goto(f"{address}/tiep-nhan")
    expect(desk.locator("[name='situation.what']")).to_have_value(STORY)
    desk.click("#intake button[type=submit] >> nth=0")
    desk.wait_for_url("**/ho-so/*")
    assert desk.url.partition("?")[0] == first.partition("?")[0]
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'") == [(1,)]


def test_a_draft_is_forgotten_after_three_days_and_when_it_is_discarded(desk: Page, address: str) -> None:
    accept_leaving(desk)
    type_story(desk, address)
    desk.evaluate(
        """() => Object.keys(localStorage).filter((name) => name.startsWith('lachan-draft:')).forEach((name) => {
             const [at, ...rest] = localStorage.getItem(name).split('.');
             localStorage.setItem(name, [at - 73 * 3600 * 1000, ...rest].join('.')); })"""
    )
    desk.goto(f"{address}/hom-nay")
    assert kept(desk) == {}
    type_story(desk, address)
    desk.reload()
    desk.get_by_role("button", name="Bỏ bản nháp").click()
    desk.wait_for_load_state()
    expect(desk.locator("[name='situation.what']")).to_have_value("")
    assert kept(desk) == {}


def test_the_screen_locks_by_itself_and_by_a_button(desk: Page, world: World, address: str) -> None:
    accept_leaving(desk)
    desk.goto(f"{address}/phien")
    desk.click("#lock-now button")
    desk.wait_for_url("**/xac-nhan**")
    desk.goto(f"{address}/hom-nay")
    assert "/xac-nhan" in desk.url
    desk.fill("#proof [name=password]", PASSWORD)
    desk.click("#proof button")
    desk.wait_for_url("**/hom-nay")
    desk.clock.install()
    type_story_at_a_stopped_clock(desk, address)
    desk.clock.fast_forward(16 * 60 * 1000)
    desk.wait_for_url("**/xac-nhan?tiep=%2Ftiep-nhan")
    desk.goto(f"{address}/hom-nay")
    assert "/xac-nhan" in desk.url, "the server has locked it too"


def type_story_at_a_stopped_clock(page: Page, address: str) -> None:
    page.goto(f"{address}/tiep-nhan")
    page.fill("[name='situation.what']", STORY)


def test_typing_keeps_the_screen_open(desk: Page, world: World, address: str) -> None:
    accept_leaving(desk)
    desk.clock.install()
    desk.goto(f"{address}/tiep-nhan")
    told: list[str] = []
    desk.on("request", lambda request: told.append(request.url) if request.url.endswith("/con-day") else None)
    for turn in range(30):
        desk.locator("[name='situation.what']").press_sequentially(f"{turn} ")
        desk.clock.run_for(45_000)
    assert "/tiep-nhan" in desk.url
    assert 10 <= len(told) <= 23, "once a minute at most"


def test_without_scripts_signing_in_and_locking_work(browser: Browser, world: World, address: str) -> None:
    page = signed_in(browser, address, "counsellor", scripts=False)
    page.goto(f"{address}/tiep-nhan")
    page.fill("[name='situation.what']", STORY)
    aged(world, "counsellor", "seen_at", 16)
    page.click("#intake button[type=submit] >> nth=0")
    page.fill("#proof [name=password]", PASSWORD)
    page.click("#proof button")
    page.click("#retry button")
    page.wait_for_url("**/ho-so/*")
    page.goto(f"{address}/phien")
    page.click("#lock-now button")
    assert "/xac-nhan" in page.url
