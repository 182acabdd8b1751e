"""The directory of duty numbers: who keeps it, who reads it, and where its numbers stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from application.directory import DutyBook
from infrastructure.directory import KeptDirectory
from tests.journeys.acts import key_file_held
from tests.journeys.test_case import _taken_in
from tests.journeys.world import PEOPLE, Browser, World

COMMUNE, RESIDENCE, PROVINCE = "07282@2025-07-01", "07210@2025-07-01", "24@2025-07-01"
NUMBER = {"unit": COMMUNE, "body": "police", "number": "0204 000 00 12", "valid_from": "2025-07-01"}


def listed(browser: Browser, **fields: str) -> str:
    answer = browser.api("POST", "/api/v1/duty-numbers", json=NUMBER | fields)
    assert answer.status_code == 201, answer.text
    browser.get("/danh-ba")  # the process that reads the directory keeps it
    return str(answer.json()["location"]).rpartition("/")[2]


@pytest.fixture
def keeper(world: World) -> Browser:
    return world.sign_in("supervisor")


def test_a_supervisor_lists_and_withdraws_a_number_on_the_page(keeper: Browser) -> None:
    assert "Chưa có số nào" in keeper.get("/danh-ba").text
    page = keeper.submit("number", **NUMBER, note="trực ban")
    assert page.status_code == 200
    assert 'href="tel:02040000012"' in page.text
    assert "trực ban" in page.text
    page = keeper.submit("withdraw-1", last_day="2025-12-31")
    assert "đến 31/12/2025" in page.text
    assert "withdraw-1" not in page.text


def test_a_number_that_cannot_be_called_comes_back_with_what_was_typed(keeper: Browser) -> None:
    keeper.get("/danh-ba")
    page = keeper.submit("number", **(NUMBER | {"number": "hỏi xã"}))
    assert page.status_code == 422
    assert 'value="hỏi xã"' in page.text


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_everyone_reads_and_only_supervisors_and_administrators_keep_it(world: World, who: str) -> None:
    listed(world.sign_in("administrator"))
    browser = world.sign_in(who)
    page = browser.get("/danh-ba")
    assert 'href="tel:02040000012"' in page.text
    keeps = who in {"supervisor", "commune_supervisor", "administrator"}
    assert ('id="number"' in page.text) is keeps
    again = browser.api("POST", "/api/v1/duty-numbers", json=NUMBER | {"number": "02040000099"})
    assert again.status_code == (201 if keeps else 404)


def test_a_program_lists_reads_and_withdraws_and_a_repeat_has_one_effect(keeper: Browser) -> None:
    key = {"Idempotency-Key": "once"}
    first = keeper.api("POST", "/api/v1/duty-numbers", json=NUMBER, headers=key)
    assert keeper.api("POST", "/api/v1/duty-numbers", json=NUMBER, headers=key).json() == first.json()
    entry = first.json()["location"].rpartition("/")[2]
    assert keeper.api("POST", "/api/v1/duty-numbers", json=NUMBER).status_code == 409
    body = {"unit": COMMUNE, "last_day": "2025-12-31"}
    assert keeper.api("POST", f"/api/v1/duty-numbers/{entry}/withdraw", json=body).status_code == 201
    assert keeper.api("POST", f"/api/v1/duty-numbers/{entry}/withdraw", json=body).status_code == 409
    (shown,) = keeper.api("GET", "/api/v1/duty-numbers").json()
    assert (shown["entry"], shown["last_day"]) == (entry, "2025-12-31")
    body["unit"] = RESIDENCE
    assert keeper.api("POST", f"/api/v1/duty-numbers/{entry}/withdraw", json=body).status_code == 404


def test_numbers_of_both_communes_stand_on_the_case_and_on_its_emergency_page(
    world: World, keeper: Browser
) -> None:
    browser, case_id = _taken_in(
        world, situation__where__unit=COMMUNE, details__child__residence__unit=RESIDENCE
    )
    assert isinstance(browser, Browser)
    listed(keeper)
    listed(keeper, unit=RESIDENCE, number="02040000013", body="health_station")
    for path in (f"/ho-so/{case_id}", f"/khan-cap?ho_so={case_id}"):
        page = browser.get(path).text
        assert 'href="tel:02040000012"' in page
        assert 'href="tel:02040000013"' in page
    assert "0204000001" not in browser.get("/khan-cap").text
    foreign = world.sign_in("elsewhere").get(f"/khan-cap?ho_so={case_id}")
    assert foreign.status_code == 200
    assert "0204000001" not in foreign.text, "it would tell where the child lives"


def test_a_province_s_number_is_on_every_page_and_a_private_one_only_for_those_signed_in(
    world: World, keeper: Browser
) -> None:
    listed(keeper, unit=PROVINCE, note="bà C.")
    listed(keeper, unit=PROVINCE, number="02040000013", is_private="true", body="child_protection")
    stranger = world.browser()
    for path in ("/dang-nhap", "/khan-cap", "/khong-co"):
        page = stranger.get(path).text
        assert 'href="tel:02040000012"' in page, path
        assert "02040000013" not in page and "bà C." not in page, path
    page = world.sign_in("reviewer").get("/hom-nay").text
    assert 'href="tel:02040000012"' in page and 'href="tel:02040000013"' in page


def test_the_commune_that_a_unit_serves_is_named_at_its_founding(world: World, keeper: Browser) -> None:
    administrator = world.sign_in("administrator")
    administrator.get("/don-vi")
    page = administrator.submit(
        "unit", level="commune", name="Hội xã mẫu", code="XM", area=COMMUNE, founded_on="2025-07-01"
    )
    assert page.status_code == 200
    unit = next(one for one in administrator.api("GET", "/api/v1/units").json() if one["code"] == "XM")
    account = world.accounts["colleague"]
    body = {"unit": unit["unit"], "roles": ["counsellor"]}
    assert administrator.api("PUT", f"/api/v1/accounts/{account}/roles", json=body).status_code == 200
    listed(keeper)
    assert 'href="tel:02040000012"' in world.sign_in("colleague").get("/hom-nay").text
    assert "02040000012" not in world.sign_in("elsewhere").get("/hom-nay").text


def test_numbers_are_shown_while_the_key_store_is_stuck(world: World, keeper: Browser) -> None:
    listed(keeper, unit=PROVINCE)
    with key_file_held(world):
        assert 'href="tel:02040000012"' in world.browser().get("/khan-cap").text


def digits(book: DutyBook) -> list[str]:
    return [one.digits for one in book.listings]


@pytest.fixture
def second(world: World) -> Iterator[KeptDirectory]:
    """The copy of another process."""
    copy = KeptDirectory(world.house)
    copy.start()
    yield copy
    copy.stop()


def test_another_process_reads_it_anew_and_keeps_what_it_has_when_it_cannot(
    world: World, keeper: Browser, second: KeptDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert digits(second.book) == []
    listed(keeper)
    second.refresh()
    assert digits(second.book) == ["02040000012"]
    pool = type(world.house.pool)
    monkeypatch.setattr(pool, "getconn", _no_connection)
    second.refresh()
    assert digits(second.book) == ["02040000012"]


def _no_connection(*_: object, **__: object) -> object:
    from psycopg_pool import PoolTimeout

    raise PoolTimeout("away")


def test_a_service_that_starts_again_knows_the_numbers(world: World, keeper: Browser) -> None:
    listed(keeper, unit=PROVINCE)
    with TestClient(world.app):
        assert 'href="tel:02040000012"' in world.browser().get("/dang-nhap").text
