"""A fresh proof: asked before restricted files and account work, never before recording; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from domain.account import Role
from infrastructure import accounts
from infrastructure.house import open_house
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.journeys import world as people
from tests.journeys.serving import following, serving
from tests.journeys.settled import CHEAP
from tests.journeys.world import PASSWORD, Browser, World
from tests.sign_in.given import Telephone, aged, enrolled, secret_on, sql, text_of, topics

NEW = {"name": "Mạc Thị Lan", "sign_in": "lan.mac", "roles": ["counsellor"]}


def opened(browser: Browser, **situation: str) -> str:
    answer = browser.api("POST", "/api/v1/cases", json={"situation": {"what": "Trẻ nghỉ học."} | situation})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["location"])


def restrict(world: World, case: str) -> None:
    record = case.rpartition("/")[2]
    sql(world, "UPDATE facts.records SET sensitivity = 'restricted' WHERE record = %s", record)


def test_account_work_needs_a_second_factor_first(world: World) -> None:
    admin = world.sign_in("administrator")
    assert admin.get("/tai-khoan").url.path == "/xac-thuc"
    enrolled(admin)
    assert admin.get("/tai-khoan").url.path == "/tai-khoan"
    told = world.sign_in("supervisor").api("GET", "/api/v1/units")
    assert told.status_code == 200, "seeing units changes nothing and waits for nothing"


def test_setting_up_the_factor_leads_back_to_what_waited_for_it(world: World) -> None:
    admin = world.sign_in("administrator")
    admin.get("/tai-khoan/ma-truy-cap")
    asked = admin.submit("begin", password="không phải câu này")
    assert asked.status_code == 422
    telephone = Telephone(secret_on(admin.submit("begin", password=PASSWORD).text))
    admin.submit("confirm", answer="000000")
    codes = admin.submit("confirm", answer=telephone.code(-1)).text
    assert 'href="/tai-khoan/ma-truy-cap">Đã cất, đi tiếp' in codes


def test_setting_up_the_factor_leads_nowhere_else(world: World) -> None:
    admin = world.sign_in("administrator")
    page = admin.get("/xac-thuc?tiep=https://elsewhere.example/").text
    assert 'name="_to" value="/hom-nay"' in page


@pytest.fixture
def unpeopled(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An association founded just now, in which nobody but its administrator has an account."""
    monkeypatch.setattr(people, "PEOPLE", {})
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    database = cluster.clone()
    try:
        with (
            open_house(database, Settings(home=tmp_path, workers=1)) as house,
            following(database.follower_dsn),
        ):
            world = World(house, None).settle()
            with serving(house) as world.app:
                yield world
    finally:
        cluster.drop(database.name)


def test_a_new_installation_tells_its_administrator_where_to_begin(unpeopled: World) -> None:
    world = unpeopled
    admin = world.sign_in("quantri")
    today = admin.submit("password", old=PASSWORD, new=f"{PASSWORD} hơn").text
    assert "Bắt đầu" in today and 'href="/xac-thuc?tiep=/don-vi"' in today
    world.person("counsellor", "Lương Thị Hạnh", "province", (Role.COUNSELLOR,))
    assert "Bắt đầu" not in admin.get("/hom-nay").text


def test_a_form_sent_with_a_stale_proof_waits_and_is_offered_again(world: World) -> None:
    admin = world.sign_in("administrator")
    telephone = enrolled(admin)
    admin.get("/tai-khoan")
    aged(world, "administrator", "proved_at", 11)
    asked = admin.submit("account", **NEW, unit=str(world.units["commune"]))
    assert asked.status_code == 401
    assert "lan.mac" not in str(sql(world, "SELECT reason FROM trail.entries"))
    admin.submit("proof", answer="000000")
    assert admin.page is not None and admin.page.status_code == 401
    done = admin.submit("proof", answer=telephone.code())
    assert done.status_code == 200
    assert "Mạc Thị Lan" in text_of(done)
    made = admin.submit("retry")
    assert "lan.mac" in made.text
    assert sql(world, "SELECT count(*) FROM facts.accounts") == [(len(world.accounts) + 2,)]


def test_the_answer_to_a_program_says_what_is_missing(world: World) -> None:
    admin = world.sign_in("administrator")
    assert admin.api("GET", "/api/v1/accounts").json()["type"] == "/problems/factor-missing"
    enrolled(admin)
    aged(world, "administrator", "proved_at", 11)
    answer = admin.api("GET", "/api/v1/accounts")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-up-required")
    entry = sql(world, "SELECT decision, reason FROM trail.entries ORDER BY position DESC LIMIT 1")
    assert entry == [("deny", "step-up")]


def test_a_program_proves_itself_with_the_same_answer(world: World) -> None:
    telephone = enrolled(world.sign_in("administrator"))
    client = world.browser()
    sign_in = {"name": "administrator", "password": PASSWORD}
    first = client.api("POST", "/api/v1/sessions", json=sign_in).json()
    assert first["waits_for_proof"] is True
    bearer = {"Authorization": f"Bearer {first['token']}"}
    assert client.api("GET", "/api/v1/accounts", headers=bearer).status_code == 401
    wrong = client.api("POST", "/api/v1/sessions/current/proof", json={"answer": "1"}, headers=bearer)
    assert wrong.status_code == 401
    right = {"answer": telephone.code()}
    proof = client.api("POST", "/api/v1/sessions/current/proof", json=right, headers=bearer).json()
    renewed = {"Authorization": f"Bearer {proof['token']}"}
    assert client.api("GET", "/api/v1/accounts", headers=renewed).status_code == 200
    assert client.api("GET", "/api/v1/accounts", headers=bearer).status_code == 401, "the old token is dead"


def test_a_restricted_file_of_one_s_own_waits_for_a_fresh_proof(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = opened(counsellor)
    restrict(world, case)
    assert counsellor.api("GET", case).json()["type"] == "/problems/factor-missing"
    telephone = enrolled(counsellor)
    assert counsellor.api("GET", case).status_code == 200
    aged(world, "counsellor", "proved_at", 11)
    page = counsellor.get(case.replace("/api/v1/cases", "/ho-so"))
    assert page.url.path == "/xac-nhan"
    assert counsellor.submit("proof", answer=telephone.code()).url.path.startswith("/ho-so/")


def test_recording_on_a_restricted_file_waits_for_nothing(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = opened(counsellor)
    restrict(world, case)
    aged(world, "counsellor", "proved_at", 600)
    assert counsellor.api("POST", f"{case}/notes", json={"note": "Đã gọi cho mẹ."}).status_code == 201
    forwarding = {"recipient": {"kind": "commune_police"}}
    assert counsellor.api("POST", f"{case}/forwardings", json=forwarding).status_code == 201


def test_whoever_may_not_see_a_restricted_file_is_not_told_that_it_is_there(world: World) -> None:
    case = opened(world.sign_in("counsellor"))
    restrict(world, case)
    absent = "/api/v1/cases/00000000-0000-4000-8000-000000000000"
    for who in ("colleague", "elsewhere", "administrator"):
        person = world.sign_in(who)
        foreign, missing = person.api("GET", case), person.api("GET", absent)
        assert (
            (foreign.status_code, foreign.content)
            == (missing.status_code, missing.content)
            == (404, foreign.content)
        )


def test_a_counsellor_with_ordinary_cases_needs_a_password_alone_all_day(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = opened(counsellor)
    aged(world, "counsellor", "proved_at", 500)
    assert counsellor.api("GET", case).status_code == 200
    assert counsellor.get("/so-theo-doi").status_code == 200


def test_where_everyone_needs_a_factor_it_is_set_up_first(world: World) -> None:
    from dataclasses import replace

    strict = replace(world.house, second_factor="everyone")
    from infrastructure.work import Caller, PgWork

    world.app.state.open_work = lambda caller: PgWork(
        strict, Caller(token=caller.token, idempotency_key=caller.idempotency_key, network=caller.network)
    )
    counsellor = world.sign_in("counsellor")
    assert counsellor.page is not None and counsellor.page.url.path == "/xac-thuc"
    enrolled(counsellor)
    assert counsellor.get("/hom-nay").url.path == "/hom-nay"
    assert topics(world, "counsellor")[-1] == "account.second-factor-enrolled.1"


def test_the_way_back_after_a_proof_leads_nowhere_else(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    for given in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        counsellor.get("/xac-nhan")
        page = counsellor.submit("proof", _to=given, password=PASSWORD)
        assert (page.url.host, page.url.path) == ("testserver", "/hom-nay"), given


RULE = {
    "kind": "case",
    "term": {"length": 8, "unit": "years", "counted_from": "event"},
    "effective_from": "2199-01-01",
}
EXPORT = {"purpose": "report", "legal_basis": "same_organisation", "why": "x", "recipient": "y"}


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [("officer", "/api/v1/retention-rules", RULE), ("supervisor", "/api/v1/exports", EXPORT)],
)
def test_rules_and_exports_need_a_fresh_proof_of_both_people(
    world: World, who: str, path: str, body: dict[str, object]
) -> None:
    """DESIGN 8, SECURITY 3.3(9): asked for, agreed to and downloaded after a fresh proof each time."""
    first = world.sign_in(who)
    assert first.api("POST", path, json=body).json()["type"] == "/problems/factor-missing"
    enrolled(first)
    made = str(first.api("POST", path, json=body).json()["location"])
    aged(world, who, "proved_at", 11)
    assert first.api("POST", path, json=body).json()["type"] == "/problems/step-up-required"
    other = "supervisor" if who == "officer" else "officer"
    second, step = world.sign_in(other), "confirmation" if who == "officer" else "approval"
    assert second.api("POST", f"{made}/{step}").json()["type"] == "/problems/factor-missing"
    enrolled(second)
    aged(world, other, "proved_at", 11)
    assert second.api("POST", f"{made}/{step}").json()["type"] == "/problems/step-up-required"
    aged(world, other, "proved_at", -11)
    assert second.api("POST", f"{made}/{step}").status_code == 201
    if who == "supervisor":
        file = first.api("POST", f"{made}/file", json={"format": "csv"})
        assert file.json()["type"] == "/problems/step-up-required"
