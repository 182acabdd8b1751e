"""The bars of SECURITY N-1, N-3, N-5 and N-6 over their whole space, with their figures.

Guesses are made in one process by the work that the page calls, so the pace is far above that of a network. Timing is
told with cheap hashes: what else differs would show more clearly than behind 200 ms of hashing.
"""

from __future__ import annotations

import os
import resource
import secrets
import statistics
import threading
import time
from collections.abc import Callable
from itertools import combinations

import httpx2
import pytest
from argon2 import PasswordHasher

from application.accounts import CloseAccount, Secrets, close_account
from infrastructure import accounts
from infrastructure.work import token_hash
from tests.journeys.settled import CHEAP
from tests.journeys.world import PASSWORD, Browser, World
from tests.sign_in.given import sql
from tests.sign_in.test_guessing import guess, hashes
from tests.sign_in.test_sessions import WITHDRAWN

__all__ = ["hashes"]
ACCOUNTS, NETWORKS, GUESSES = 100, 50, 10_000
REACHING = 200
PAIRS = 1_000
SIGN_INS, AT_ONCE = 60, 20
HOME = "192.0.2.0/24"
WRONG = "một câu khác hẳn"


@pytest.mark.security
def test_of_ten_thousand_guesses_two_hundred_reach_the_hash_and_the_right_person_signs_in_throughout(
    world: World, hashes: list[str]
) -> None:
    assert guess(world, "counsellor", PASSWORD, HOME) == "in"
    hashes.clear()
    names = ["counsellor", "supervisor", "colleague", *(f"name{one}" for one in range(ACCOUNTS - 3))]
    each = GUESSES // NETWORKS
    admitted = asked = 0
    slowest = 0.0
    began = time.monotonic()
    for network in range(NETWORKS):
        for turn in range(each):
            assert guess(world, names[turn % ACCOUNTS], WRONG, f"10.0.{network}.0/24") != "in"
        since = time.monotonic()
        for _ in range(2):
            admitted, asked = admitted + (guess(world, "counsellor", PASSWORD, HOME) == "in"), asked + 1
        slowest = max(slowest, (time.monotonic() - since) / 2)
    reached = len(hashes) - asked
    print(
        f"\nN-6: {GUESSES:,} guesses over {ACCOUNTS} names and {NETWORKS} networks in "
        f"{time.monotonic() - began:.0f} s: {reached} reach the hash; the right person from a known device signs in "
        f"{admitted} of {asked} times meanwhile (slowest {slowest * 1000:.0f} ms with cheap hashes)"
    )
    assert admitted == asked
    assert reached <= REACHING


KINDS = {
    "unknown user": ("nobody-{}", PASSWORD),
    "wrong password": ("counsellor", WRONG),
    "disabled account": ("colleague", PASSWORD),
}


@pytest.mark.security
def test_the_time_of_an_answer_does_not_tell_what_was_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control looks the name up first and makes no hash for one that does not exist; its hashes cost more."""
    with world.system() as work:
        close_account(CloseAccount(account=world.accounts["colleague"]), work)
    accounts._decoy()
    told = {pair: auc(*times) for pair, times in _pairs(_timed(world, PAIRS)).items()}
    verified, decoy = accounts.verified, accounts._decoy()
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=2, memory_cost=16 * 1024, parallelism=1))
    with world.system() as work:
        secrets = work.view(Secrets)  # type: ignore[type-abstract]
        secrets.set_password(world.accounts["counsellor"], PASSWORD, one_time=False)
    monkeypatch.setattr(
        accounts, "verified", lambda stored, password: stored != decoy and verified(stored, password)
    )
    control = _pairs(_timed(world, PAIRS // 5))["unknown user / wrong password"]
    figures = ", ".join(f"{pair} {auc:.3f}" for pair, auc in told.items())
    print(
        f"\nN-5: timing AUC over {PAIRS:,} pairs of answers of the page: {figures}; "
        f"control without the hash for unknown names: {auc(*control):.3f}"
    )
    assert all(0.45 <= auc <= 0.55 for auc in told.values())
    assert not 0.45 <= auc(*control) <= 0.55


def _timed(world: World, times: int) -> dict[str, list[float]]:
    """Return the seconds of each answer, the kinds taking turns, so that the machine's moods fall on all of them."""
    browser = world.browser()
    browser.get("/dang-nhap")
    form = browser.form("sign-in")
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(times + 5):
        order = list(KINDS.items())
        for kind, (name, password) in order[number % 3 :] + order[: number % 3]:
            seconds = _answer(browser, form | {"name": name.format(number), "password": password})
            if number >= 5:
                found[kind].append(seconds)
        sql(world, "DELETE FROM auth.attempts")
    return found


def _answer(browser: Browser, form: dict[str, str]) -> float:
    began = time.perf_counter()
    answer = browser.client.post("/dang-nhap", data=form)
    seconds = time.perf_counter() - began
    assert answer.status_code == 401, answer.status_code
    return seconds


def _pairs(times: dict[str, list[float]]) -> dict[str, tuple[list[float], list[float]]]:
    return {f"{one} / {two}": (times[one], times[two]) for one, two in combinations(times, 2)}


def auc(first: list[float], second: list[float]) -> float:
    """Return how often an answer of the first kind is slower than one of the second; 0.5 tells nothing."""
    both = sorted([(seconds, 0) for seconds in first] + [(seconds, 1) for seconds in second])
    ranks = sum(place for place, (_, kind) in enumerate(both, start=1) if kind == 0)
    return (ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


@pytest.mark.security
def test_signing_in_with_the_hash_that_the_house_really_makes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times are printed and judged by nobody: the machine is shared. What the hash costs is judged."""
    real = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
    made = _real_parameters()
    assert made["memory_cost"] >= 64 * 1024 and made["time_cost"] >= 3
    assert made == {name: getattr(real, name) for name in made}
    monkeypatch.setattr(accounts, "HASHER", real)
    assert guess(world, "counsellor", PASSWORD, HOME) == "in"
    alone = [_seconds(lambda: guess(world, "counsellor", PASSWORD, HOME)) for _ in range(SIGN_INS)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    together = _seconds(lambda: _at_once(world))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    load = os.getloadavg()[0]
    print(
        f"\nN-1: Argon2id {made['memory_cost'] // 1024} MiB, {made['time_cost']} passes; {SIGN_INS} sign-ins: median "
        f"{statistics.median(alone) * 1000:.0f} ms, p95 {statistics.quantiles(alone, n=20)[-1] * 1000:.0f} ms; "
        f"{AT_ONCE} at once: {together:.1f} s, {more:.0f} MiB more (bar 400 MB; load {load:.1f})"
    )


def _real_parameters() -> dict[str, int]:
    """What `infrastructure.accounts` hashes with when no test has put anything in its place."""
    import importlib.util

    spec = importlib.util.find_spec("infrastructure.accounts")
    assert spec is not None and spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return {name: getattr(fresh.HASHER, name) for name in CHEAP}


def _at_once(world: World) -> None:
    threads = [
        threading.Thread(target=guess, args=(world, "counsellor", PASSWORD, HOME)) for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


ENDING = 200
"""Sessions for each of the five ways in which an account's sessions end."""


@pytest.mark.security
def test_a_thousand_old_cookies_open_nothing(world: World) -> None:
    """Each session answers before, and none after; the control is the session of somebody else."""
    other, opened, refused = world.sign_in("supervisor"), 0, 0
    for name, end in ENDINGS.items():
        cookies = _many_sessions(world, ENDING)
        client = world.browser().client
        opened += sum(_opens(client, cookie) for cookie in cookies[:20])
        end(world)
        refused += sum(not _opens(client, cookie) for cookie in cookies)
        assert other.get("/hom-nay").url.path == "/hom-nay", name
    asked = len(ENDINGS) * ENDING
    print(
        f"\nN-3: {refused:,} of {asked:,} old cookies refused ({', '.join(ENDINGS)}); before, {opened} of 100 opened"
    )
    assert (refused, opened) == (asked, 20 * len(ENDINGS))


def _many_sessions(world: World, count: int) -> list[str]:
    tokens = [secrets.token_urlsafe(32) for _ in range(count)]
    with world.house.pool.connection() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO auth.sessions (token_hash, account, ends_at) VALUES (%s, %s, now() + interval '1 hour')",
            [(token_hash(token), world.accounts["colleague"]) for token in tokens],
        )
    return tokens


def _opens(client: httpx2.Client, cookie: str) -> bool:
    client.cookies.clear()
    client.cookies.set("sid", cookie)
    answer = client.get("/hom-nay", follow_redirects=False)
    return not answer.headers.get("location", "").startswith("/dang-nhap")


def _withdrawn(kind: str) -> Callable[[World], None]:
    def end(world: World) -> None:
        with world.system() as work:
            WITHDRAWN[kind](world, work)

    return end


def _left(world: World) -> None:
    with world.system() as work:
        work.view(Secrets).end_all(world.accounts["colleague"])  # type: ignore[type-abstract]


def _over(world: World) -> None:
    sql(world, "UPDATE auth.sessions SET ends_at = now() WHERE account = %s", world.accounts["colleague"])


ENDINGS: dict[str, Callable[[World], None]] = {
    "all ended by their owner": _left,
    "over": _over,
    **{kind: _withdrawn(kind) for kind in ("roles", "password", "disabling")},
}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
