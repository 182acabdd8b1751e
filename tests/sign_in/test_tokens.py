"""Tokens of programs: shown once, within scopes and roles, until a day, ended by owner or administrator."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import httpx2

from application.access import BY_ROLE, NEEDS_FRESH_PROOF, Action
from application.tokens import SCOPES
from domain.account import Role, TokenScope
from tests.journeys.world import Browser, World
from tests.sign_in.given import aged, enrolled, sql, text_of, topics

IN_TEN_DAYS = str(date.today() + timedelta(days=10))


def granted(browser: Browser, *scopes: str, **typed: str) -> str:
    """Grant a token through the page and return it."""
    browser.get("/ma-truy-cap")
    fields: dict[str, Any] = {"name": "Bảng tổng hợp", "why": "báo cáo tuần", "last_day": IN_TEN_DAYS}
    page = browser.submit("token", **(fields | typed), scopes=list(scopes))
    shown = re.search(r'<code class="secret">(lct_[\w-]+)</code>', page.text)
    assert shown is not None, page.text
    return shown[1]


def ask(world: World, token: str, method: str, path: str, **settings: Any) -> httpx2.Response:
    client = world.client(headers={"Authorization": f"Bearer {token}"})
    return client.request(method, path, **settings)


def test_a_token_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    token = granted(counsellor, "read_log")
    assert token not in counsellor.get("/ma-truy-cap").text
    assert "Bảng tổng hợp" in text_of(counsellor.page)
    everything = str(sql(world, "SELECT * FROM auth.tokens")) + str(sql(world, "SELECT * FROM es.events"))
    assert token not in everything
    assert "Bảng tổng hợp" not in everything


def test_granting_needs_a_factor_and_a_fresh_proof(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    body = {"name": "x", "why": "y", "scopes": ["read_log"], "last_day": IN_TEN_DAYS}
    assert counsellor.api("POST", "/api/v1/tokens", json=body).json()["type"] == "/problems/factor-missing"
    enrolled(counsellor)
    aged(world, "counsellor", "proved_at", 11)
    assert counsellor.api("POST", "/api/v1/tokens", json=body).json()["type"] == "/problems/step-up-required"


def test_a_token_does_what_its_scopes_say_and_nothing_else(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    token = granted(counsellor, "read_log")
    assert ask(world, token, "GET", "/api/v1/today").status_code == 200
    for method, path in (("POST", "/api/v1/cases"), ("GET", "/api/v1/article92"), ("GET", "/api/v1/tokens")):
        answer = ask(world, token, method, path, json={"situation": {"what": "x"}})
        assert (answer.status_code, answer.json()["type"]) in {
            (403, "/problems/outside-token"),
            (404, "/problems/http"),
        }, path
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'") == [(0,)]


def test_a_token_never_does_more_than_the_role(world: World) -> None:
    head = world.sign_in("head")
    enrolled(head)
    token = granted(head, "take_in", "read_log", "read_cases")
    assert ask(world, token, "POST", "/api/v1/cases", json={"situation": {"what": "x"}}).status_code == 404


def test_a_token_opens_no_restricted_file_and_no_account(world: World) -> None:
    supervisor = world.sign_in("supervisor")
    enrolled(supervisor)
    case = supervisor.api("POST", "/api/v1/cases", json={"situation": {"what": "x"}}).json()["location"]
    token = granted(supervisor, *[scope.value for scope in TokenScope])
    assert ask(world, token, "GET", case).status_code == 200
    sql(
        world,
        "UPDATE facts.records SET sensitivity = 'restricted' WHERE record = %s",
        case.rpartition("/")[2],
    )
    assert ask(world, token, "GET", case).status_code == 401


def test_every_use_of_a_token_is_in_the_access_log(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    token = granted(counsellor, "read_log")
    (row,) = sql(world, "SELECT id FROM auth.tokens")
    for _ in range(5):
        ask(world, token, "GET", "/api/v1/today")
    ask(world, token, "GET", "/api/v1/tokens")
    used = sql(
        world, "SELECT action, decision, reason FROM trail.entries WHERE purpose = %s", f"token:{row[0]}"
    )
    assert used.count(("today.see", "permit", "")) == 5
    assert ("account.own", "deny", "token-scope") in used
    assert sql(world, "SELECT seen_at IS NOT NULL FROM auth.tokens") == [(True,)]


def test_its_owner_ends_a_token(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    token = granted(counsellor, "read_log")
    counsellor.get("/ma-truy-cap")
    counsellor.submit("revoke-1")
    assert ask(world, token, "GET", "/api/v1/today").status_code == 401
    assert topics(world, "counsellor")[-2:] == ["account.token-granted.1", "account.token-revoked.1"]


def test_an_administrator_sees_every_token_and_ends_one(world: World) -> None:
    counsellor, admin = world.sign_in("counsellor"), world.sign_in("administrator")
    enrolled(counsellor)
    enrolled(admin)
    token = granted(counsellor, "read_log")
    assert "Lương Thị Hạnh" in html.unescape(admin.get("/tai-khoan/ma-truy-cap").text)
    admin.submit("revoke-1", because="suspected_misuse")
    assert ask(world, token, "GET", "/api/v1/today").status_code == 401


def test_a_token_ends_with_its_last_day_and_with_its_account(world: World) -> None:
    counsellor, admin = world.sign_in("counsellor"), world.sign_in("administrator")
    enrolled(counsellor)
    enrolled(admin)
    first, second = granted(counsellor, "read_log"), granted(counsellor, "read_log", name="Khác")
    one = "(SELECT id FROM auth.tokens LIMIT 1)"
    over = f"UPDATE auth.tokens SET ends_at = ends_at - interval '12 days' WHERE id = {one}"
    sql(world, over)
    assert sorted(ask(world, one, "GET", "/api/v1/today").status_code for one in (first, second)) == [
        200,
        401,
    ]
    admin.api("DELETE", f"/api/v1/accounts/{world.accounts['counsellor']}")
    assert {ask(world, one, "GET", "/api/v1/today").status_code for one in (first, second)} == {401}
    assert topics(world, "counsellor")[-1] == "account.token-revoked.1"


def test_a_token_lasts_ninety_days_at_most_and_has_a_scope(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    wrong: tuple[dict[str, Any], ...] = ({"scopes": []}, {"last_day": str(date.today() + timedelta(days=95))})
    for body in wrong:
        said = {"name": "x", "why": "y", "scopes": ["read_log"], "last_day": IN_TEN_DAYS} | body
        assert counsellor.api("POST", "/api/v1/tokens", json=said).status_code == 409


def test_a_token_is_no_key_to_pages_with_a_cookie_and_no_session(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    token = granted(counsellor, "read_log")
    assert ask(world, token, "GET", "/api/v1/sessions").status_code == 403
    assert (
        ask(world, token, "POST", "/api/v1/sessions/current/proof", json={"answer": "1"}).status_code == 403
    )


def test_no_scope_opens_accounts_secrets_or_oversight_of_decisions() -> None:
    opened = {action for actions in SCOPES.values() for action in actions}
    assert set(SCOPES) == set(TokenScope)
    assert not opened & NEEDS_FRESH_PROOF
    assert not opened & {Action.OWN_ACCOUNT, Action.CLOSE_CASE, Action.APPROVE_OPINION, Action.TRIAGE}
    assert all(Role.ADMINISTRATOR not in BY_ROLE[action] for action in opened - {Action.SEE_TODAY})


def test_no_page_of_an_administrator_shows_a_case(world: World) -> None:
    from fastapi.routing import APIRoute

    from api.routes import page_routers

    counsellor, admin = world.sign_in("counsellor"), world.sign_in("administrator")
    enrolled(admin)
    said = {"situation": {"what": "Bé Lò Thị Mây bị bỏ đói"}, "details": {"child": {"name": "Lò Thị Mây"}}}
    case = counsellor.api("POST", "/api/v1/cases", json=said).json()["location"].rpartition("/")[2]
    account = str(world.accounts["counsellor"])
    shown = []
    for router in page_routers():
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if "GET" in (route.methods or ()):
                path = re.sub(r"\{[^}]*\}", case, route.path.replace("{account}", account))
                text = text_of(admin.get(path))
                shown += [path] if "Lò Thị Mây" in text or "bị bỏ đói" in text else []
    assert shown == []
