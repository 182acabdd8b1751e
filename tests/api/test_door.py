"""The door: which unsafe requests pass, what a look changes, and what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.routes import api_routers, page_routers
from tests.api.given import ABSENT, events, program
from tests.journeys.world import ORIGIN, World

OPEN_TO_ALL = {"/dang-nhap", "/api/v1/sessions"}
"""Where nobody is signed in yet; the origin is asked all the same."""


def routes() -> Iterator[tuple[str, str]]:
    """Each method and path of pages and API, with an absent id in it."""
    for router in (*page_routers(), *api_routers()):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield method, re.sub(r"\{[^}]*\}", ABSENT, route.path)


UNSAFE = sorted((method, path) for method, path in routes() if method not in {"GET", "HEAD"})
SAFE = sorted(path for method, path in routes() if method == "GET")
FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "a foreign origin": {"Origin": "https://evil.example"},
    "no origin to speak of": {"Origin": "null"},
    "a cookie and nothing else": {},
}


def cookies_of(world: World, who: str) -> TestClient:
    """A client with this person's cookie and no header that a browser would add."""
    signed_in = world.sign_in(who).client
    client = world.client(follow_redirects=False)
    client.cookies.update(signed_in.cookies)
    return client


@pytest.mark.bar
def test_no_unsafe_request_of_another_site_passes(world: World) -> None:
    client, before = cookies_of(world, "counsellor"), events(world)
    passed = [
        (method, path, name)
        for method, path in UNSAFE
        for name, headers in FOREIGN.items()
        if client.request(method, path, headers=headers).status_code != 403
    ]
    print(f"\nN-4: {len(UNSAFE)} unsafe routes × {len(FOREIGN)} foreign origins: {len(passed)} pass")
    assert passed == []
    assert events(world) == before


@pytest.mark.bar
@pytest.mark.parametrize("typed", [{}, {"_csrf": "0" * 64}, {"_csrf": ""}])
def test_no_form_passes_without_the_token_of_its_session(world: World, typed: dict[str, str]) -> None:
    client, before = cookies_of(world, "counsellor"), events(world)
    pages = [path for _, path in UNSAFE if not path.startswith("/api/") and path not in OPEN_TO_ALL]
    answers = {path: client.post(path, data=typed | {"x": "y"}, headers={"Origin": ORIGIN}) for path in pages}
    passed = {path: a.status_code for path, a in answers.items() if a.status_code not in {404, 409}}
    print(f"\nN-4: {len(pages)} forms sent with {typed or 'no'} token: {len(passed)} pass")
    assert passed == {}
    assert events(world) == before


def test_no_operation_of_the_api_answers_a_stranger(world: World) -> None:
    stranger = world.client(follow_redirects=False)
    asked = [
        (method, path)
        for method, path in (*UNSAFE, *(("GET", path) for path in SAFE))
        if path.startswith("/api/") and (method, path) != ("POST", "/api/v1/sessions")
    ]
    answered = {
        (method, path): status
        for method, path in asked
        if (status := stranger.request(method, path).status_code) not in {401, 422, 428}
    }
    assert answered == {}


@pytest.mark.bar
@pytest.mark.parametrize("who", ["counsellor", "administrator"])
def test_looking_changes_nothing_and_every_answer_carries_its_headers(world: World, who: str) -> None:
    client, before = cookies_of(world, who), events(world)
    for path in [*SAFE, "/nowhere", "/api/v1/nowhere"]:
        answer = client.get(path)
        assert answer.status_code < 500, path
        lacking(path, answer.headers)
    assert events(world) == before
    print(f"\nN-4, N-7: {len(SAFE) + 2} safe routes as {who}: 0 events, every answer with its headers")


def lacking(path: str, headers: Any) -> None:
    assert headers["content-security-policy"].startswith("default-src 'none'"), path
    assert headers["x-content-type-options"] == "nosniff", path
    assert headers["cache-control"] == "no-store", path


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    browser = world.browser()
    browser.client.follow_redirects = False
    browser.get("/dang-nhap")
    answer = browser.submit("sign-in", name="counsellor", password="một câu đủ dài để nhớ")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_same_refusals_reach_a_program(world: World) -> None:
    answer = program(world, "counsellor").ask("GET", f"/cases/{ABSENT}")
    lacking("absent", answer.headers)
    assert answer.headers["content-type"] == "application/problem+json"
