"""Guessing: the same work whatever is wrong, slowed down by account and network, and nobody ever locked out."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from application.accounts import (
    CloseAccount,
    PasswordTooCommon,
    PasswordTooShort,
    Secrets,
    close_account,
    strong,
)
from application.sign_in import TooManyTries
from infrastructure import accounts, attempts
from infrastructure.published import is_published, published
from infrastructure.work import Caller, PgWork
from tests.journeys.settled import CHEAP
from tests.journeys.world import PASSWORD, World
from tests.sign_in.given import sql

KINDS = {
    "unknown name": ("nobody", PASSWORD),
    "wrong password": ("counsellor", "một câu khác hẳn"),
    "disabled account": ("colleague", PASSWORD),
    "disabled account, wrong password": ("colleague", "một câu khác hẳn"),
}


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each hash that is verified, in order."""
    counted: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, stored: str, password: str) -> bool:
        counted.append(stored)
        return bool(verify(self, stored, password))

    accounts._decoy()
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    yield counted


def guess(world: World, name: str, password: str, network: str = "10.0.0.0/24") -> str:
    """Try a password from a network: `in`, `no`, or `wait`."""
    with PgWork(world.house, Caller(network=network)) as work:
        try:
            account = work.view(Secrets).check(name, password)  # type: ignore[type-abstract]
        except TooManyTries:
            return "wait"
        if account is not None:
            work.view(Secrets).open_session(account, f"token {time.monotonic_ns()}")  # type: ignore[type-abstract]
        work.commit(status=200 if account else 401)
        return "in" if account else "no"


def test_whatever_is_wrong_the_answer_is_the_same_and_so_is_the_work(world: World, hashes: list[str]) -> None:
    with world.system() as work:
        close_account(CloseAccount(account=world.accounts["colleague"]), work)
    statements = _counted_statements(world)
    told: dict[str, tuple[object, ...]] = {}
    for kind, (name, password) in KINDS.items():
        browser = world.browser()
        browser.get("/dang-nhap")
        hashes.clear()
        statements.clear()
        answer = browser.submit("sign-in", name=name, password=password)
        body = re.sub(r'value="[^"]*"', "", answer.text)
        headers = {name for name in answer.headers if name != "content-length"}
        told[kind] = (answer.status_code, body, sorted(headers), len(hashes), len(statements))
        sql(world, "DELETE FROM auth.attempts")
    assert len(set(map(str, told.values()))) == 1, {kind: one[3:] for kind, one in told.items()}
    assert told["unknown name"][3] == 1
    print(
        f"N-5: four kinds of failure: same bytes, {told['unknown name'][3]} hash, {told['unknown name'][4]} statements"
    )


def _counted_statements(world: World) -> list[str]:
    """Each statement of the application's connections from now on."""
    import psycopg

    counted: list[str] = []
    execute = psycopg.Connection.execute

    def counting(self: psycopg.Connection, query: object, *values: object, **more: object) -> object:
        counted.append(str(query))
        return execute(self, query, *values, **more)  # type: ignore[call-overload]

    for connection in list(world.house.pool._pool):
        connection.execute = counting.__get__(connection)  # type: ignore[method-assign]
    return counted


def test_a_wrong_password_slows_the_next_and_a_wait_is_half_a_minute_at_most(world: World) -> None:
    waits = []
    for _ in range(14):
        guess(world, "counsellor", "một câu khác hẳn")
        row = sql(world, "SELECT max(extract(epoch FROM wait_until - last_at)) FROM auth.attempts")
        waits.append(int(row[0][0]))
        sql(world, "UPDATE auth.attempts SET wait_until = last_at, last_at = last_at - interval '1 s'")
    assert waits[:4] == [0, 0, 1, 2]
    assert waits == sorted(waits)
    assert max(waits) == 30


def test_waiting_is_not_counted_so_asking_again_never_lengthens_it(world: World) -> None:
    while guess(world, "counsellor", "một câu khác hẳn") != "wait":
        pass
    before = sql(world, "SELECT key, failures, wait_until FROM auth.attempts ORDER BY key")
    assert {guess(world, "counsellor", "x") for _ in range(20)} == {"wait"}
    assert sql(world, "SELECT key, failures, wait_until FROM auth.attempts ORDER BY key") == before


def test_failures_elsewhere_do_not_slow_whoever_signed_in_from_here_before(world: World) -> None:
    assert guess(world, "counsellor", PASSWORD, "192.0.2.0/24") == "in"
    for network in range(30):
        guess(world, "counsellor", "một câu khác hẳn", f"10.0.{network}.0/24")
    for _ in range(6):
        guess(world, "supervisor", "một câu khác hẳn", "192.0.2.0/24")
    assert guess(world, "supervisor", PASSWORD, "192.0.2.0/24") == "wait", "its network is being guessed from"
    assert [guess(world, "counsellor", PASSWORD, "192.0.2.0/24") for _ in range(10)] == ["in"] * 10


def test_an_account_under_attack_is_open_from_a_network_that_never_failed(world: World) -> None:
    for network in range(40):
        guess(world, "counsellor", "một câu khác hẳn", f"10.0.{network}.0/24")
    assert guess(world, "counsellor", "một câu khác hẳn", "10.1.0.0/24") == "no"
    assert guess(world, "counsellor", PASSWORD, "10.1.0.0/24") == "wait", (
        "one try at a time while it is guessed"
    )
    assert guess(world, "counsellor", PASSWORD, "198.51.100.0/24") == "in"


def test_few_of_many_guesses_reach_the_hash_and_the_right_person_gets_in_throughout(
    world: World, hashes: list[str]
) -> None:
    networks, names, turns = 50, 20, 2
    assert guess(world, "counsellor", PASSWORD, "192.0.2.0/24") == "in"
    hashes.clear()
    admitted = 0
    for network in range(networks):
        for name in [*range(names)] * turns:
            who = "counsellor" if name == 0 else f"name{name}"
            guess(world, who, "một câu khác hẳn", f"10.0.{network}.0/24")
        admitted += guess(world, "counsellor", PASSWORD, "192.0.2.0/24") == "in"
    asked = networks
    guessed = len(hashes) - asked
    assert admitted == asked
    assert guessed <= 4 * networks
    print(
        f"N-6: {networks * names * turns} guesses over {names} names and {networks} networks: {guessed} hashed"
    )


def test_a_hundred_guesses_at_once_are_a_hundred(world: World, hashes: list[str]) -> None:
    threads = [threading.Thread(target=guess, args=(world, "counsellor", "một câu khác")) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hashes) <= attempts.NETWORK_FREE + 1


def test_signing_in_right_or_wrong_is_in_the_access_log(world: World) -> None:
    guess(world, "counsellor", "một câu khác hẳn")
    guess(world, "nobody-of-this-name", "một câu khác hẳn")
    guess(world, "counsellor", PASSWORD)
    entries = "SELECT decision, account FROM trail.entries WHERE action = 'authn.sign-in' ORDER BY position"
    counsellor = world.accounts["counsellor"]
    assert sql(world, entries) == [("deny", counsellor), ("deny", None), ("permit", counsellor)]


def test_no_address_is_kept(world: World) -> None:
    guess(world, "counsellor", "một câu khác hẳn", "203.0.113.0/24")
    guess(world, "counsellor", PASSWORD, "203.0.113.0/24")
    kept = str(sql(world, "SELECT * FROM auth.attempts")) + str(
        sql(world, "SELECT * FROM auth.known_networks")
    )
    assert "203.0.113" not in kept + str(sql(world, "SELECT * FROM trail.entries"))


def test_the_page_says_how_long_to_wait_and_keeps_the_name(world: World) -> None:
    browser = world.browser()
    for _ in range(6):
        browser.get("/dang-nhap")
        answer = browser.submit("sign-in", name="counsellor", password="sai")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert 'value="counsellor"' in answer.text
    assert "giây rồi thử lại" in answer.text


def test_at_most_four_hashes_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, guard = 0, 0, threading.Lock()

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal now, most
            with guard:
                now += 1
                most = max(most, now)
            try:
                time.sleep(0.02)
                return super().hash(password, salt=salt)
            finally:
                with guard:
                    now -= 1

    monkeypatch.setattr(accounts, "HASHER", Watched(**CHEAP))
    for processes, allowed in ((1, 4), (2, 2), (8, 1)):
        accounts.share_hashes(processes)
        most = 0
        threads = [threading.Thread(target=accounts.hashed, args=("một câu",)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == allowed
    accounts.share_hashes(1)


def test_a_password_is_hashed_again_when_the_house_hashes_harder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT password_hash FROM auth.credentials WHERE account = %s"
    (before,) = sql(world, query, world.accounts["counsellor"])[0]
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**{**CHEAP, "time_cost": 2}))
    assert guess(world, "counsellor", PASSWORD) == "in"
    (after,) = sql(world, query, world.accounts["counsellor"])[0]
    assert "t=1" in before and "t=2" in after
    assert guess(world, "counsellor", PASSWORD) == "in"


def test_a_password_reset_while_it_is_being_checked_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: Callable[[str, str], bool] = accounts.verified

    def slow(stored: str, password: str) -> bool:
        with world.system() as work:
            secrets = work.view(Secrets)  # type: ignore[type-abstract]
            secrets.set_password(world.accounts["counsellor"], "a1b2c3-d4e5f6-0a9b8c", one_time=True)
        return verified(stored, password)

    monkeypatch.setattr(accounts, "verified", slow)
    assert guess(world, "counsellor", PASSWORD) == "no"


class _List:
    """The part of `Secrets` that needs no database."""

    is_published = staticmethod(is_published)


LIST = cast(Secrets, _List())


@pytest.mark.parametrize("password", ["ngắn quá", "x" * 201])
def test_a_password_is_long_enough_and_not_endless(password: str) -> None:
    with pytest.raises(PasswordTooShort):
        strong(SecretStr(password), LIST)


@pytest.mark.parametrize(
    "password",
    [
        "Mật khẩu 2026!",
        "bacgiang123456",
        "HoiBaoVeQuyenTreEm",
        "qwertyuiop[]12",
        "aaaaaaaaaaaaaaa",
        "P@ssw0rd2025!!",
        "!@#$%^&*()_+!@#",
        "............!",
        "leavemealone",
        "Leavemealone2026!",
        "gfhjkmgfhjkm",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        strong(SecretStr(password), LIST)


@pytest.mark.parametrize(
    "password",
    [
        "4071 8826 3905 1174",
        "mưa rơi trên mái tôn",
        "BUFFALOESCROSSTHERIVER",
        "§¶≈√∫≤≥÷ ¿¡*",
        "z8 " * 21 + "z9",
        "k7w " * 50,
    ],
)
def test_a_password_of_any_letters_and_up_to_two_hundred_is_taken_as_it_is(password: str) -> None:
    assert strong(SecretStr(password), LIST) == password


def test_the_three_thousand_commonest_are_in_the_list() -> None:
    """Those that are as long as a password must be are refused; the shorter ones are for being too short."""
    assert len(published()) > 25_000
    assert {"123456", "password", "qwerty"} <= published()


def test_a_password_has_no_day_on_which_it_ends(world: World) -> None:
    """Nothing is kept from which an age could be told, so no change is ever forced by one."""
    kept = "SELECT attname FROM pg_attribute WHERE attrelid = 'auth.credentials'::regclass AND attnum > 0"
    columns = {name for (name,) in sql(world, kept)}
    assert columns >= {"account", "password_hash", "must_change"}
    assert [name for name in columns if name.endswith(("_at", "_on", "_until", "expires"))] == []


def test_a_decomposed_password_is_the_same_password(world: World) -> None:
    import unicodedata

    assert strong(SecretStr(unicodedata.normalize("NFD", PASSWORD)), LIST) == PASSWORD
    assert guess(world, "counsellor", unicodedata.normalize("NFD", PASSWORD)) == "in"
