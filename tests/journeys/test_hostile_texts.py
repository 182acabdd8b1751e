"""Texts that mean something to a browser, a database, a template or a header are kept and shown as written."""

from __future__ import annotations

import html

import pytest

from tests.journeys.world import World

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE es.events; --",
    "x' OR '1'='1",
    "{{ 1234 * 4321 }} {% raw %} ${7*7}",
    "%s %(name)s {0} %n",
    "=1+1",
    ".* [a-z]+ (",
    "% _ \\",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_kept_and_shown_as_it_was_written(world: World, text: str) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit("intake", situation__what=text, details__child__name=text)
    assert page.status_code == 200
    assert html.escape(text, quote=True) in page.text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    for raw in ("<script>alert", "<img src=x", "5332114", 'href="javascript:'):
        assert raw not in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_search_finds_what_bears_that_name_and_nothing_else(world: World, text: str) -> None:
    browser = world.sign_in("counsellor")
    for name in ("Hoàng Văn Tú", "Đặng Thị Bích Ngọc"):
        browser.get("/tiep-nhan")
        browser.submit("intake", situation__what="Cháu bị đánh", details__child__name=name)
    browser.get("/so-theo-doi")
    page = browser.submit("search", words=text)
    assert page.status_code == 200
    assert "Hoàng Văn Tú" not in page.text and "Đặng Thị Bích Ngọc" not in page.text
    browser.get("/so-theo-doi")
    assert "Hoàng Văn Tú" in browser.submit("search", words="tu").text, "the search searches"


@pytest.mark.parametrize(
    "address",
    [
        "/%0d%0aSet-Cookie:%20a=b",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_to_go_back_to_is_ours_and_one_line(world: World, address: str) -> None:
    browser = world.browser()
    browser.client.follow_redirects = False
    answer = browser.get(f"/ngon-ngu/en?tiep={address}")
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\"))
    assert "a=b" not in answer.headers.get("set-cookie", "")
