"""What a real browser says of every page that can be reached: nothing against the policy, nobody else is asked."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.access.test_interference import NOT_FOLLOWED
from tests.browser.harness import signed_in
from tests.browser.test_tour import Tour
from tests.journeys.world import World

MOST = 60
"""Pages of each person."""
REPORTED = """document.addEventListener('securitypolicyviolation',
    (broken) => console.error('policy: ' + broken.violatedDirective))"""
PLANTED = """const one = document.createElement('img');
    one.src = 'https://elsewhere.example/x.png';
    document.body.append(one)"""


@pytest.mark.security
def test_no_page_breaks_the_policy_or_asks_anybody_else(world: World, browser: Browser, address: str) -> None:
    Tour(world)
    ours, seen, elsewhere, complaints = urlsplit(address).netloc, set[str](), list[str](), list[str]()
    for who in ("counsellor", "supervisor", "auditor", "officer", "administrator"):
        page = signed_in(browser, address, who)
        page.add_init_script(REPORTED)
        page.on("request", lambda asked: elsewhere.append(asked.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        waiting, visited = ["/hom-nay"], set[str]()
        while waiting and len(visited) < MOST:
            path = waiting.pop(0)
            if path in visited:
                continue
            visited.add(path)
            page.goto(f"{address}{path}")
            waiting += _links(page.content(), page.url, ours)
        seen |= visited
    elsewhere = [url for url in elsewhere if urlsplit(url).netloc != ours]
    broken = [one for one in complaints if "status of 4" not in one]
    print(
        f"\nN-7: {len(seen)} pages in Chromium: {len(broken)} reports against the policy, "
        f"{len(elsewhere)} requests to others"
    )
    assert len(seen) > 60
    assert (broken, elsewhere) == ([], [])
    page.evaluate(PLANTED)
    page.wait_for_timeout(300)
    assert any("policy" in one for one in complaints), "a planted picture from elsewhere is reported"
    page.context.close()


def _links(page: str, base: str, ours: str) -> list[str]:
    found = (urlsplit(urljoin(base, html.unescape(one))) for one in re.findall(r'href="([^"#]*)"', page))
    paths = (f"{one.path}?{one.query}" if one.query else one.path for one in found if one.netloc == ours)
    return [path for path in paths if not path.startswith((*NOT_FOLLOWED, "/static", "/thoat-nhanh"))]
