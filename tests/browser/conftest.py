"""A headless Chromium, one for all journeys, and a fresh page for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.harness import ARGUMENTS, DESKTOP, NO_BROWSER, chromium, served
from tests.journeys.conftest import database, follower, house, world
from tests.journeys.world import World

__all__ = ["database", "follower", "house", "world"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; journeys are skipped with a sentence where there is none."""
    path = chromium()
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of this test alone."""
    opened = browser.new_context(viewport=DESKTOP, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")  # type: ignore[arg-type] # the library's own type of the same two numbers
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; what its console or the policy complains of fails the test."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert [one for one in complaints if "status of 4" not in one] == []


@pytest.fixture
def page_without_scripts(browser: Browser) -> Iterator[Page]:
    """A page whose scripts are switched off."""
    opened = browser.new_context(viewport=DESKTOP, java_script_enabled=False)  # type: ignore[arg-type] # as above
    yield opened.new_page()
    opened.close()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The association of the journeys, served on a free port."""
    with served(world.app) as found:
        yield found
