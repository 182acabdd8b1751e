"""People before a real server, by the pages: they sign in, open forms and send them."""

from __future__ import annotations

from typing import Any, cast

import httpx2

from tests.faults.served import PASSWORD
from tests.journeys.world import Browser


def person(port: int, name: str, password: str = PASSWORD) -> Browser:
    """A browser in which this person is signed in."""
    address = f"http://127.0.0.1:{port}"
    client = httpx2.Client(base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=60.0)
    browser = Browser(cast(Any, client))
    browser.get("/dang-nhap")
    answer = browser.submit("sign-in", name=name, password=password)
    assert answer.status_code == 200 and "/dang-nhap" not in str(answer.url), answer.status_code
    return browser
