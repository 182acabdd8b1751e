"""What answers say to a browser and to whoever asks for what is not there: cookies over HTTPS, methods, stray files."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from infrastructure.today import PgDueSteps
from tests.api.given import program
from tests.api.test_door import SAFE, UNSAFE, cookies_of
from tests.journeys.world import PASSWORD, Browser, World

SECURE = "https://lachan.example"
ELSEWHERE = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
FOR_ANYONE = {"/dang-nhap", "/khan-cap", "/khan-cap/da-ghi", "/mat-mang"}
"""Pages that are the same for everyone and ask nobody who they are."""
WORKBOOKS = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
"""Files to save, which have no letters to name."""
TEMPLATES = sorted((Path(__file__).parents[2] / "api" / "templates").rglob("*.html"))


def over_https(world: World) -> Browser:
    return Browser(world.client(base_url=SECURE, headers={"Origin": SECURE}, follow_redirects=False))


def test_over_https_each_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(world: World) -> None:
    browser = over_https(world)
    browser.get("/dang-nhap")
    answers = [
        browser.submit("sign-in", name="counsellor", password=PASSWORD),
        browser.get("/ngon-ngu/en"),
    ]
    for name, answer in zip(("sid", "lang"), answers, strict=True):
        first, *settings = answer.headers["set-cookie"].lower().split("; ")
        assert first.startswith(f"__host-{name}=")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(settings)
        assert not any(setting.startswith("domain") for setting in settings)
    assert '<html lang="en">' in browser.get("/hom-nay").text, "both cookies come back and are read"


def test_over_https_each_answer_asks_for_https_for_a_year(world: World) -> None:
    browser = over_https(world)
    for path in ("/dang-nhap", "/nowhere", "/api/v1/nowhere", "/static/app.css", "/healthz"):
        policy = browser.get(path).headers["strict-transport-security"]
        assert policy == "max-age=31536000; includeSubDomains", path


def test_a_page_of_another_site_is_told_of_no_route_that_it_may_read(world: World) -> None:
    client = cookies_of(world, "counsellor")
    for path in SAFE:
        answer = client.request("OPTIONS", path, headers=ELSEWHERE)
        assert "access-control-allow-origin" not in answer.headers, path


def test_methods_that_no_route_names_are_answered_nowhere(world: World) -> None:
    """Each path is asked one of the three, each method a third of all paths."""
    client = world.client(base_url=SECURE, follow_redirects=False)
    paths = [*SAFE, *(path for _, path in UNSAFE), "/static/app.css", "/healthz"]
    asked = [
        (method, path) for method, path in zip(cycle(["TRACE", "CONNECT", "DEBUG"]), paths, strict=False)
    ]
    answered = [one for one in asked if client.request(*one).status_code != 405]
    assert answered == []


@pytest.mark.parametrize(
    "path",
    [
        "/static",
        "/static/",
        "/static/../main.py",
        "/static/%2e%2e/main.py",
        "/.git/config",
        "/.env",
        "/pyproject.toml",
        "/var/keys/root.key",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/metrics",
    ],
)
def test_there_is_no_listing_and_no_stray_file(world: World, path: str) -> None:
    client = world.client(base_url=SECURE, follow_redirects=True)
    assert client.get(path).status_code == 404


def test_each_answer_names_its_kind_is_for_this_site_alone_and_has_the_way_out(world: World) -> None:
    """One walk over every route, from a page of another site, by somebody signed in."""
    client, without = cookies_of(world, "supervisor"), []
    assert set(SAFE) >= FOR_ANYONE
    for path in SAFE:
        answer = client.get(path, headers=ELSEWHERE)
        assert "access-control-allow-origin" not in answer.headers, path
        _names_its_kind(path, answer)
        is_page = answer.status_code == 200 and "<html" in answer.text
        if is_page and path not in FOR_ANYONE and 'action="/dang-xuat"' not in answer.text:
            without.append(path)
    assert without == []
    assert client.get("/static/app.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/static/app.css").headers["content-type"] == "text/css; charset=utf-8"


def _names_its_kind(path: str, answer: Any) -> None:
    kind = answer.headers.get("content-type", "")
    to_save = "attachment" in answer.headers.get("content-disposition", "") and kind in WORKBOOKS
    if not answer.content or to_save:
        return
    if path.startswith("/api/") or answer.text.startswith("{"):
        assert kind in {"application/json", "application/problem+json"}, path
    else:
        assert kind.split(";")[0] in {"text/html", "text/csv", "text/plain"}, (path, kind)
        assert kind.endswith("charset=utf-8"), (path, kind)


def test_no_address_names_a_session_or_a_token() -> None:
    """Every parameter of every address is an id, a code or a filter; secrets travel in headers and bodies alone."""
    secret = re.compile(r"token|password|session|secret|sid\b|csrf|answer", re.IGNORECASE)
    named = [
        (template.name, address)
        for template in TEMPLATES
        for address in re.findall(r'(?:href|action)="([^"]*)"', template.read_text())
        if secret.search(re.sub(r"\{\{.*?\}\}", "", address).partition("?")[2])
    ]
    assert named == []


def test_password_fields_are_masked_and_open_to_password_managers() -> None:
    fields = [
        (template.name, field)
        for template in TEMPLATES
        for field in re.findall(r"f\.text\(form, '(?:password|old|new)'[^\n]*", template.read_text())
    ]
    assert len(fields) >= 5
    for name, field in fields:
        assert "type='password'" in field, name
        assert re.search(r"autocomplete='(?:current|new)-password'", field), name
    scripts = "".join(script.read_text() for script in (TEMPLATES[0].parents[1] / "static").glob("*.js"))
    assert "paste" not in scripts


def test_an_unexpected_error_is_told_by_a_number_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM keys WHERE name = 'Lò Thị Mây'")

    browser, person = world.sign_in("counsellor"), program(world, "counsellor")
    monkeypatch.setattr(PgDueSteps, "between", broken)
    page = world.client(
        base_url=str(browser.client.base_url),
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    page.cookies.update(browser.client.cookies)
    for answer in (page.get("/hom-nay"), person.ask("GET", "/today")):
        assert answer.status_code == 500
        for telling in ("SELECT", "Lò Thị Mây", "RuntimeError", "Traceback", ".py"):
            assert telling not in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_stands_in_another_place_or_twice_opens_nothing(world: World) -> None:
    """A password in the address, a token in the address or in a cookie, a second form token behind a wrong one."""
    stranger = world.client(base_url=SECURE, headers={"Origin": SECURE}, follow_redirects=False)
    address = f"name=counsellor&password={PASSWORD}"
    assert "set-cookie" not in stranger.post(f"/dang-nhap?{address}", data={"name": "x"}).headers
    assert stranger.post(f"/api/v1/sessions?{address}", json={}).status_code == 422
    token = program(world, "counsellor").client.headers["authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "authorization", "__Host-sid"):
        assert stranger.get(f"/api/v1/today?{name}={token}").status_code == 401
    stranger.cookies.set("sid", token, domain="lachan.example")
    assert stranger.get("/api/v1/today").status_code == 401, "over HTTPS only the cookie of that name counts"
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    right = browser.form("intake")
    twice = right | {"_csrf": ["0" * 64, right["_csrf"]], "situation.what": "x"}
    assert browser.client.post("/tiep-nhan", data=twice).status_code == 409
