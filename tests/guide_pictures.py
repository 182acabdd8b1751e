"""Makes the pictures of *Hướng dẫn* from the fictional year: `make guide`, with a Chromium and a few minutes.

Everyone in them is invented. One picture a page and language, as a telephone turned sideways shows it.
"""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.texts import LANGUAGES
from tests.browser.harness import ARGUMENTS, NO_BROWSER, chromium

PICTURES = Path(__file__).parents[1] / "api" / "static" / "guide"
WINDOW = {"width": 780, "height": 900}
TALLEST = 640
KEY = """() => new Promise((done) => document.dispatchEvent(new CustomEvent("lachan-vault", {
    detail: (vault) => vault.open().then(() => done(true)) })))"""
"""Waits until the page has the key of what the browser keeps."""
LACHAN = str(Path(sys.executable).with_name("lachan"))

Step = Callable[[Page, str], None]


def at(path: str) -> Step:
    """Return the step that opens a page."""

    def opened(page: Page, address: str) -> None:
        page.goto(f"{address}{path}")

    return opened


def of_a_case(ending: str) -> Step:
    """Return the step that opens a page of the first case of the log."""

    def opened(page: Page, address: str) -> None:
        page.goto(f"{address}/so-theo-doi")
        found = re.search(r'href="(/ho-so/[0-9a-f-]{36})', page.content())
        assert found, "the log shows no case"
        page.goto(f"{address}{found[1]}{ending}")

    return opened


def with_files(page: Page, address: str) -> None:
    """Open the files of the first case of the log that has some."""
    page.goto(f"{address}/so-theo-doi?order=code")
    for case in dict.fromkeys(re.findall(r'href="(/ho-so/[0-9a-f-]{36})', page.content())):
        page.goto(f"{address}{case}/tep")
        if page.locator(f"main a[href^='{case}/tep/']").count():
            return
    raise AssertionError("no case has files")


def books(page: Page, address: str) -> None:
    """Open the register of the year that was played."""
    page.goto(f"{address}/ket-so")
    page.locator("main a", has_text="2025").first.click()
    page.wait_for_url("**/2025")


def waiting(page: Page, address: str) -> None:
    """Open the outbox with one form in it."""
    page.goto(f"{address}/tu-van/moi")
    page.evaluate(KEY)
    page.fill("[name='consultation.narrative']", "Bà hỏi thủ tục khai sinh quá hạn cho cháu.")
    page.route("**/tu-van/moi", lambda one: one.abort() if one.request.method == "POST" else one.continue_())
    page.locator("#consultation button[type=submit]").first.click()
    page.locator(".outbox-told a").wait_for()
    page.goto(f"{address}/hop-cho")
    page.locator("#outbox-list li").wait_for()


SHOWN: tuple[tuple[str, str, Step], ...] = (
    ("hom-nay", "tuvan.tpbg1", at("/hom-nay")),
    ("khan-cap", "tuvan.tpbg1", at("/khan-cap")),
    ("tiep-nhan", "tuvan.tpbg1", at("/tiep-nhan")),
    ("ghi-tu-van", "tuvan.tpbg1", at("/tu-van/moi")),
    ("chuyen-thong-tin", "tuvan.tpbg1", of_a_case("/chuyen")),
    ("so-theo-doi", "tuvan.tpbg1", at("/so-theo-doi")),
    ("hop-cho", "tuvan.tpbg1", waiting),
    ("sua-chua", "tuvan.tpbg1", of_a_case("/sua/0")),
    ("gop-ho-so", "tuvan.tpbg1", of_a_case("/gop")),
    ("hai-dong", "tuvan.tpbg1", of_a_case("/hai-dong")),
    ("thu-va-in", "tuvan.tpbg1", of_a_case("/van-ban")),
    ("tep", "tuvan.tinh2", with_files),
    ("ban-giao", "giamsat.tinh", at("/ban-giao")),
    ("ket-so", "giamsat.tinh", books),
    ("nhap-xuat", "giamsat.tinh", at("/nhap-so-cu")),
    ("chi-hoi", "chihoitruong", at("/chi-hoi")),
    ("dieu-92", "giamsat.tinh", at("/dieu-92?year=2025")),
    ("nhat-ky", "kiemtra.1", at("/nhat-ky")),
    ("yeu-cau-du-lieu", "baove.dulieu", at("/yeu-cau-du-lieu")),
    ("tai-khoan", "quantri", at("/tai-khoan")),
)
"""Name of the picture, who is signed in, and how the page is reached."""
BEGINS = {"so-theo-doi": "main table >> nth=-1", "ket-so": "main table"}
"""Where a picture begins, if not with the page: filters and search stand above a table."""
WIDE = frozenset({"so-theo-doi", "dieu-92"})
"""Tables that need a desk."""
DESK = {"width": 1120, "height": 900}


def main() -> int:
    """Make all of them anew."""
    path = chromium()
    if path is None:
        sys.stderr.write(NO_BROWSER + "\n")
        return 2
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.iterdir():
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as home,
        played(home) as (address, password),
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, who, step in SHOWN:
            for language in LANGUAGES:
                file = PICTURES / f"{name}.{language}.webp"
                file.write_bytes(shot(browser, address, who, password, language, step, name))
                sys.stdout.write(f"{file.name}: {file.stat().st_size:,} bytes\n")
        browser.close()
    return 0


@contextmanager
def played(home: str) -> Iterator[tuple[str, str]]:
    """Play a small fictional year, serve it on a free port, and yield its address and everybody's password."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = os.environ | {
        "LACHAN_HOME": home,
        "LACHAN_PORT": str(port),
        "LACHAN_WORKERS": "1",
        "LACHAN_REQUIRE_SECOND_FACTOR": "nobody",
        "COLUMNS": "200",
    }
    demo = subprocess.run(
        [LACHAN, "demo", "--scale", "0.3"], env=settings, capture_output=True, text=True, check=True
    )
    password = re.findall(r"gia-lap-[0-9a-f]+", demo.stdout)[-1]
    server = subprocess.Popen([LACHAN, "serve"], env=settings, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        until(f"{address}/readyz")
        yield address, password
    finally:
        server.terminate()
        server.wait(60)


def until(address: str) -> None:
    """Wait until the service answers."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(address)


def shot(
    browser: Browser, address: str, who: str, password: str, language: str, step: Step, name: str
) -> bytes:
    """Return a picture of one page as WebP, from the part where it begins."""
    size = DESK if name in WIDE else WINDOW
    window = browser.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")  # type: ignore[arg-type] # two numbers
    page = window.new_page()
    page.goto(f"{address}/dang-nhap")
    page.fill("#sign-in input[name=name]", who)
    page.fill("#sign-in input[name=password]", password)
    page.click("#sign-in button[type=submit]")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)
    page.goto(f"{address}/ngon-ngu/{language}?tiep=/hop-cho")
    step(page, address)
    top, main_part = (
        page.locator(BEGINS.get(name, "main")).first.bounding_box(),
        page.locator("main").bounding_box(),
    )
    assert main_part is not None and top is not None
    height = min(TALLEST, main_part["y"] + main_part["height"] - top["y"])
    png = page.screenshot(
        full_page=True, clip={"x": 0, "y": top["y"], "width": size["width"], "height": height}
    )
    window.close()
    made = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(made, "WEBP", quality=60, method=6)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
