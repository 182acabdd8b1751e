"""A bad line: 50 kbit/s with 800 ms to the server and back. What a first visit weighs, and that the work gets done."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.harness import PHONE
from tests.journeys.world import PASSWORD, World
from tests.sign_in.given import sql

FIRST_VISIT_BYTES = 100_000
"""What a first visit may weigh over the wire. Source: DESIGN, section 9."""
KBIT = 1000 / 8
LINE = {"offline": False, "latency": 800, "downloadThroughput": 50 * KBIT, "uploadThroughput": 50 * KBIT}


class Scale:
    """Adds up what a page brings over the wire, headers too."""

    def __init__(self, devtools: CDPSession) -> None:
        self.bytes = self.requests = 0
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", self._came)

    def _came(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def taken(self) -> tuple[int, int]:
        """Return bytes and requests since the last time."""
        found = self.bytes, self.requests
        self.bytes = self.requests = 0
        return found


@pytest.mark.long
def test_a_consultation_is_logged_on_a_bad_line(browser: Browser, world: World, address: str) -> None:
    window = browser.new_context(viewport=PHONE, locale="vi-VN", service_workers="block")  # type: ignore[arg-type] # two numbers
    page = window.new_page()
    devtools = window.new_cdp_session(page)
    scale = Scale(devtools)
    devtools.send("Network.emulateNetworkConditions", LINE)
    said = []

    def measured(what: str, began: float) -> None:
        bytes_, requests = scale.taken()
        said.append(f"{what}: {bytes_} bytes, {requests} requests, {monotonic() - began:.1f} s")

    began = monotonic()
    page.goto(f"{address}/dang-nhap", wait_until="load")
    assert 0 < scale.bytes < FIRST_VISIT_BYTES
    measured("sign-in page, first visit", began)
    began = monotonic()
    page.fill("#sign-in input[name=name]", "counsellor")
    page.fill("#sign-in input[name=password]", PASSWORD)
    page.click("#sign-in button[type=submit]", no_wait_after=True)
    page.wait_for_url("**/hom-nay", wait_until="load", timeout=60_000)
    assert 0 < scale.bytes < FIRST_VISIT_BYTES
    measured("signed in, first page", began)
    for what, path in (("follow-up log", "/so-theo-doi"), ("form of a report", "/tiep-nhan")):
        began = monotonic()
        page.goto(f"{address}{path}", wait_until="load", timeout=60_000)
        measured(what, began)
    began = monotonic()
    page.goto(f"{address}/tu-van/moi", wait_until="load", timeout=60_000)
    measured("form of a consultation", began)
    began = monotonic()
    page.fill("[name='consultation.narrative']", "Bà ngoại hỏi thủ tục khai sinh quá hạn cho cháu.")
    page.locator("#consultation button[type=submit]").first.click(no_wait_after=True)
    page.wait_for_url(lambda url: "/tu-van/" in url and "/moi" not in url, wait_until="load", timeout=60_000)
    expect(page.locator("main")).to_contain_text("khai sinh quá hạn")
    measured("saved and shown", began)
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic = 'counselling.session-logged.1'") == [(1,)]
    print("\n" + "\n".join(said))
    window.close()
