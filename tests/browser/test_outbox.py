"""An open form without a signal: kept, seen in *Hộp chờ*, sent exactly once; and what *Thoát nhanh* explains."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import PLAIN_HTTP, look, signed_in
from tests.browser.test_sign_in import accept_leaving, sign_in
from tests.journeys.world import PASSWORD, World
from tests.sign_in.given import aged, sql

STORY = "Cháu kể bị bạn cùng lớp dọa, không dám đến trường."
KEY = """() => new Promise((done) => document.dispatchEvent(new CustomEvent("lachan-vault", {
    detail: (vault) => vault.open().then(() => done(true)) })))"""
"""Waits until the page has the key of what the browser keeps."""
SAVE = "#intake button[type=submit] >> nth=0"


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A counsellor who has signed in, on a browser that has met the service before."""
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/hom-nay")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    accept_leaving(page)
    yield page
    page.context.close()


def waiting(page: Page) -> dict[str, str]:
    """What the browser keeps of forms that wait."""
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('lachan-wait:')))"
    )
    return found


def opened(world: World) -> int:
    """How many cases were taken in."""
    ((count,),) = sql(world, "SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'")
    return int(count)


def write(page: Page, address: str) -> None:
    page.goto(f"{address}/tiep-nhan")
    page.evaluate(KEY)
    page.fill("[name='situation.what']", STORY)
    page.check("[name='situation.danger_now'][value=no]")


def save_without_a_line(page: Page, address: str) -> None:
    write(page, address)
    page.context.set_offline(True)
    page.click(SAVE)
    expect(page.locator(".outbox-told")).to_contain_text("Hộp chờ")
    assert len(waiting(page)) == 1


def test_a_form_saved_without_a_signal_is_sent_once_when_it_returns(
    desk: Page, world: World, address: str
) -> None:
    save_without_a_line(desk, address)
    look(desk, "outbox-told")
    assert opened(world) == 0
    desk.context.set_offline(False)
    desk.wait_for_url("**/ho-so/*")
    assert opened(world) == 1
    assert waiting(desk) == {}
    desk.goto(f"{address}/tiep-nhan")
    desk.wait_for_timeout(500)
    expect(desk.locator("[name='situation.what']")).to_have_value("")


def test_it_is_sent_once_after_a_reload_without_a_line_and_a_new_sign_in(
    desk: Page, world: World, address: str
) -> None:
    save_without_a_line(desk, address)
    desk.reload()
    expect(desk.locator("h1")).to_have_text("Mất kết nối mạng")
    expect(desk.locator("#outbox-list li")).to_have_count(1)
    look(desk, "offline")
    sql(world, "DELETE FROM auth.sessions")
    desk.context.set_offline(False)
    desk.goto(f"{address}/hom-nay")
    assert "/dang-nhap" in desk.url
    assert opened(world) == 0
    sign_in(desk, address, "counsellor")
    expect(desk.locator("#outbox-link")).to_be_hidden()
    assert opened(world) == 1
    desk.goto(f"{address}/hop-cho")
    look(desk, "outbox-sent")
    expect(desk.locator("#outbox-sent a")).to_have_text("Tiếp nhận thông tin")
    desk.click("#outbox-sent a")
    expect(desk.locator("main")).to_contain_text(STORY)


def test_an_answer_that_was_lost_makes_no_second_entry(desk: Page, world: World, address: str) -> None:
    write(desk, address)
    lost: list[str] = []

    def swallow(route: object) -> None:
        lost.append(route.fetch(max_redirects=0).headers.get("lachan-to", ""))  # type: ignore[attr-defined]
        route.abort("connectionfailed")  # type: ignore[attr-defined]

    desk.route(
        "**/tiep-nhan", lambda route: swallow(route) if route.request.method == "POST" else route.continue_()
    )
    desk.click(SAVE)
    expect(desk.locator(".outbox-told")).to_contain_text("Hộp chờ")
    assert opened(world) == 1, "the service has it, and the browser does not know"
    desk.unroute("**/tiep-nhan")
    desk.goto(f"{address}/hop-cho")
    expect(desk.locator("#outbox-list li")).to_have_count(0)
    assert opened(world) == 1
    assert desk.locator("#outbox-sent a").get_attribute("href") == lost[0]


def test_what_is_refused_stays_until_it_is_corrected(desk: Page, world: World, address: str) -> None:
    desk.goto(f"{address}/tiep-nhan")
    desk.evaluate(KEY)
    desk.check("[name='situation.danger_now'][value=no]")
    desk.context.set_offline(True)
    desk.click(SAVE)
    expect(desk.locator(".outbox-told")).to_contain_text("Hộp chờ")
    desk.context.set_offline(False)
    expect(desk.locator(".outbox-told")).to_contain_text("mở lại để sửa")
    desk.goto(f"{address}/hop-cho")
    expect(desk.locator("#outbox-list li")).to_have_count(1)
    expect(desk.locator("#outbox-list")).to_contain_text("Hệ thống chưa nhận")
    expect(desk.locator("#outbox-list .error")).to_have_text("Việc gì đã xảy ra?: Hãy điền mục này.")
    look(desk, "outbox-refused")
    desk.goto(f"{address}/hom-nay")
    expect(desk.locator("#outbox-link")).to_contain_text("(1)")
    desk.goto(f"{address}/hop-cho")
    desk.get_by_role("button", name="Mở lại biểu mẫu").click()
    desk.wait_for_url("**/tiep-nhan")
    expect(desk.locator("[name='situation.danger_now'][value=no]")).to_be_checked()
    desk.fill("[name='situation.what']", STORY)
    desk.click(SAVE)
    desk.wait_for_url("**/ho-so/*")
    assert opened(world) == 1
    assert waiting(desk) == {}


def test_a_restricted_form_waits_for_the_proof(desk: Page, world: World, address: str) -> None:
    save_without_a_line(desk, address)
    aged(world, "counsellor", "seen_at", 16)
    desk.context.set_offline(False)
    expect(desk.locator(".outbox-told")).to_contain_text("xác nhận danh tính")
    assert opened(world) == 0
    desk.goto(f"{address}/hom-nay")
    desk.fill("#proof [name=password]", PASSWORD)
    desk.click("#proof button")
    desk.wait_for_url("**/hom-nay")
    expect(desk.locator("#outbox-link")).to_be_hidden()
    assert opened(world) == 1


def test_what_waits_says_nothing_to_whoever_holds_the_device(desk: Page, world: World, address: str) -> None:
    save_without_a_line(desk, address)
    whole = json.dumps(waiting(desk), ensure_ascii=False)
    sealed = b"".join(
        base64.b64decode(part)
        for part in re.findall(r"[A-Za-z0-9+/]{20,}={0,2}", whole)
        if len(part) % 4 == 0
    )
    for telling in (STORY[:8], "situation", "/tiep-nhan"):
        assert telling not in whole
        assert telling.encode() not in sealed
    sql(world, "DELETE FROM auth.sessions")
    desk.context.set_offline(False)
    sign_in(desk, address, "colleague")
    desk.goto(f"{address}/hop-cho")
    desk.wait_for_timeout(700)
    expect(desk.locator("#outbox-list li")).to_contain_text("tài khoản khác")
    assert opened(world) == 0
    assert len(waiting(desk)) == 1, "it waits for its author"


def test_an_emergency_without_a_line_says_to_call(desk: Page, world: World, address: str) -> None:
    desk.goto(f"{address}/khan-cap")
    desk.evaluate(KEY)
    desk.fill("[name=what]", "Cháu bé đang bị đánh ở nhà bên.")
    desk.context.set_offline(True)
    desk.click("#emergency button[type=submit]")
    expect(desk.locator(".outbox-told")).to_contain_text("Hãy gọi 111, 113 hoặc 115 ngay")
    look(desk, "emergency-offline")
    desk.context.set_offline(False)
    desk.wait_for_url("**/khan-cap/da-ghi")
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic = 'emergency.noted.1'") == [(1,)]


def test_several_entries_are_written_into_one_open_form(desk: Page, world: World, address: str) -> None:
    save_without_a_line(desk, address)
    desk.get_by_role("button", name="Ghi mục khác").click()
    expect(desk.locator("[name='situation.what']")).to_have_value("")
    desk.fill("[name='situation.what']", "Một cháu khác cùng xóm, bỏ học từ đầu tháng.")
    desk.click(SAVE)
    expect(desk.locator(".outbox-told")).to_contain_text("Hộp chờ")
    assert len(waiting(desk)) == 2
    desk.context.set_offline(False)
    desk.wait_for_url("**/ho-so/*")
    assert opened(world) == 2


def test_the_browser_keeps_no_page_of_a_record(desk: Page, world: World, address: str) -> None:
    write(desk, address)
    desk.click(SAVE)
    desk.wait_for_url("**/ho-so/*")
    kept = desk.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )
    assert sorted(kept) == sorted(
        [
            "/mat-mang",
            *(f"/static/{name}" for name in ("app.css", "app.js", "vault.js", "outbox.js", "icon.svg")),
        ]
    )


def test_a_browser_that_can_keep_nothing_says_so_before_it_is_relied_on(
    browser: Browser, world: World, address: str
) -> None:
    plainly = address.replace("127.0.0.1", PLAIN_HTTP)
    page = signed_in(browser, plainly, "counsellor")
    page.goto(f"{plainly}/tiep-nhan")
    assert page.evaluate("crypto.subtle") is None, "another machine, no HTTPS"
    expect(page.locator("#intake").locator("xpath=preceding-sibling::p[1]")).to_contain_text("không giữ được")
    look(page, "outbox-cannot")
    page.goto(f"{plainly}/hop-cho?lang=en")
    expect(page.locator("main .notice.warn")).to_contain_text("cannot keep a form")
    page.goto(f"{address}/dang-nhap")
    expect(page.locator("body")).not_to_contain_text("không giữ được")
    page.context.close()


@pytest.mark.long
def test_quick_exit_is_explained_to_anyone(browser: Browser, desk: Page, address: str) -> None:
    desk.goto(f"{address}/hop-cho")
    look(desk, "outbox-empty")
    for page in (desk, browser.new_page()):
        page.goto(f"{address}/thoat-nhanh/la-gi")
        expect(page.locator("h1")).to_have_text("Thoát nhanh là gì?")
        look(page, "quick-exit")
        page.goto(f"{address}/ngon-ngu/en?tiep=/thoat-nhanh/la-gi")
        expect(page.locator("h1")).to_have_text("What is quick exit?")
