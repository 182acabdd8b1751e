"""What a browser journey looks at besides its own matter: accessibility, width, and a picture to be looked at."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page
from starlette.types import ASGIApp

from tests.journeys.world import PASSWORD, World

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1200, "height": 900}
WIDTHS = (PHONE, DESKTOP)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
PICTURES.mkdir(parents=True, exist_ok=True)
WANTED = "LACHAN_PICTURES" in os.environ
"""Whether pictures are taken; `make test-long` wants them."""
PLAIN_HTTP = "may-khac.test"
"""A name of this machine that a browser takes for another one, so that plain HTTP is no safe context."""
ARGUMENTS = [
    f"--host-resolver-rules=MAP {PLAIN_HTTP} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = (
    "No Chromium was found: the browser journeys did not run. Install Debian's package chromium, "
    "or name a browser in CHROMIUM."
)


def chromium() -> str | None:
    """Return the Chromium to use, or None when there is none."""
    named = os.environ.get("CHROMIUM")
    known = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((found for name in known if (found := shutil.which(name))), None)


def axe(page: Page) -> list[str]:
    """Return what breaks WCAG 2.2 A or AA: the rule and the places, nothing else of the page."""
    options = {"runOnly": {"type": "tag", "values": list(WCAG)}, "resultTypes": ["violations"]}
    answer = Axe().run(page, options=options).response
    return [
        f"{rule['id']} ({rule['impact']}): " + "; ".join(str(node["target"]) for node in rule["nodes"])
        for rule in answer["violations"]
    ]


def too_wide(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """Return links, buttons and fields that are lower than 24 px and stand in no sentence (WCAG 2.2, 2.5.8)."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
            .filter((one) => one.getClientRects().length && !one.closest('p, li, dd, td, th, label'))
            .filter((one) => one.getBoundingClientRect().height < 24)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    return [str(one) for one in found]


def shoot(page: Page, name: str) -> None:
    """Take a picture of the whole page, to be looked at by people; `make test` asks for none."""
    if not WANTED:
        return
    width = (page.viewport_size or DESKTOP)["width"]
    path = PICTURES / f"{name}-{width}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except (
        Error
    ):  # a busy machine now and then gives Chromium no frame; the picture is for people, not the verdict
        page.wait_for_timeout(500)
        page.screenshot(path=path, full_page=True)


def look(page: Page, name: str) -> None:
    """Look at a page at both widths: no accessibility fault, nothing wider than the window; a picture where asked for.

    A form that was just sent is waited for: it is sent by script, so a click ends before the next page is there.
    """
    page.locator("form[data-sent]").first.wait_for(state="detached")
    for size in WIDTHS:
        page.set_viewport_size(size)  # type: ignore[arg-type] # the library's own type of the same two numbers
        shoot(page, name)
        assert too_wide(page) <= 0, f"{name} is wider than {size['width']} px"
        assert axe(page) == [], name
        assert small_targets(page) == [], name


def window(browser: Browser, world: World, who: str, address: str) -> BrowserContext:
    """Return a window in which this person is signed in already."""
    opened = browser.new_context(viewport=DESKTOP, base_url=address)  # type: ignore[arg-type] # own type of two numbers
    token = world.sign_in(who).client.cookies.get("sid")
    opened.add_cookies([{"name": "sid", "value": str(token), "url": address}])
    return opened


def plain(browser: Browser, world: World, who: str, address: str) -> Page:
    """Return a page without scripts, at a telephone's width, in a window in which this person is signed in already."""
    window = browser.new_context(viewport=PHONE, base_url=address, java_script_enabled=False)  # type: ignore[arg-type] # two numbers
    token = world.sign_in(who).client.cookies.get("sid")
    window.add_cookies([{"name": "sid", "value": str(token), "url": address}])
    return window.new_page()


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port for as long as a test needs it, and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait = threading.Event()
        while not server.started and thread.is_alive():
            wait.wait(0.02)
        assert server.started, "the server did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def signed_in(browser: Browser, address: str, who: str, *, scripts: bool = True) -> Page:
    """Return a page of a fresh window in which this person has signed in."""
    window = browser.new_context(viewport=DESKTOP, locale="vi-VN", java_script_enabled=scripts)  # type: ignore[arg-type] # two numbers
    page = window.new_page()
    page.goto(f"{address}/dang-nhap")
    page.fill("#sign-in input[name=name]", who)
    page.fill("#sign-in input[name=password]", PASSWORD)
    page.click("#sign-in button[type=submit]")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)
    return page
