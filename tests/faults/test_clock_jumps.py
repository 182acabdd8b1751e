"""The clock jumps, in the application and in the database: the logs keep their order, nobody is let in for longer.

Each jump is made in either of them alone and in both, there and back. The control is an append that asks the clock and
nothing else: its times do run backwards.
Source: SECURITY, D-6.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher

from domain.calendar import vietnam_day
from infrastructure import accounts
from infrastructure.follower import compare
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.seal.desk import public_keys, sign_now
from infrastructure.seal.export import export
from infrastructure.settings import Settings
from infrastructure.verifier.checking import Check, Trusted
from infrastructure.work import House
from tests.conftest import Cluster
from tests.faults.clocks import STILL, Clocks, movable
from tests.faults.report import report
from tests.journeys.acts import followed
from tests.journeys.conftest import database, follower
from tests.journeys.settled import CHEAP, settled
from tests.journeys.world import PASSWORD, Browser, World
from tests.sign_in.given import Telephone, enrolled
from tests.startup.running import until

__all__ = ["database", "follower"]
pytestmark = pytest.mark.faults
NOW = datetime.now(UTC)
COMMUNE = {"kind": "commune_peoples_committee", "name_as_written": "UBND xã Đồng Kỳ"}
JUMPS = {
    "-3 d": timedelta(days=-3),
    "-1 h": timedelta(hours=-1),
    "year end": datetime(NOW.year, 12, 31, 16, 59, 50, tzinfo=UTC) - NOW,
    "29 Feb": datetime(NOW.year + (-NOW.year % 4 or 4), 2, 29, 5, tzinfo=UTC) - NOW,
    "+10 y": timedelta(days=3652),
}
"""The nearest first: what was recorded under a clock that was ahead keeps its time until the clock has caught up."""


@pytest.fixture
def clocks(cluster: Cluster, database: Database) -> Iterator[Clocks]:
    if database.server is None:
        pytest.skip("the catalogue of a server that is not ours is left alone: the clock was not moved here")
    with movable(cluster.maintenance_dsn, database.name) as clocks:
        yield clocks


@pytest.fixture
def house(
    cluster: Cluster, clocks: Clocks, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    settled(cluster).give_keys(tmp_path)
    settings = Settings(home=tmp_path, require_second_factor="nobody", workers=1)
    with open_house(database, settings) as opened:
        yield opened


@pytest.fixture
def world(cluster: Cluster, clocks: Clocks, house: House, follower: object) -> Iterator[World]:
    with settled(cluster).world(house, None).under(clocks.now) as world:
        yield world


def at_work(world: World, who: str) -> Browser:
    """Sign in; whoever finds the screen locked says the password again."""
    browser = world.sign_in(who)
    browser.get("/hom-nay")
    if browser.page is not None and browser.page.url.path == "/xac-nhan":
        browser.submit("proof", password=PASSWORD)
    return browser


def saved(browser: Browser, what: str) -> int:
    body = {"situation": {"what": what}}
    return browser.api("POST", "/api/v1/cases", json=body).status_code


@dataclass
class Jumping:
    """One association, its clocks, and a case whose commune was told an hour ago."""

    world: World
    clocks: Clocks
    case: str
    refused: int = 0
    deadlines: int = 0
    set_backs: int = 0

    def go(self, name: str, application: timedelta, database: timedelta) -> None:
        """Jump there and back, with work before, in between and after."""
        before = self._seen()
        self.clocks.set(application=application, database=database)
        self._work(f"đồng hồ {name}")
        self._seen()
        self.clocks.set()
        self._work(f"sau khi đồng hồ {name} được chỉnh lại")
        assert self._seen() == before, name
        self.set_backs += database != STILL

    def _work(self, what: str) -> None:
        browser = at_work(self.world, "counsellor")
        for number in range(3):
            self.refused += saved(browser, f"Cháu kể lần {number}, {what}.") != 201

    def _seen(self) -> dict[str, Any]:
        """Return the clocks of the case; each stands as the application's clock says."""
        browser = at_work(self.world, "counsellor")
        seen: dict[str, Any] = browser.api("GET", f"/api/v1/cases/{self.case}/two-lines").json()["clocks"][0]
        is_over = self.clocks.now() > datetime.fromisoformat(seen["until"])
        assert seen["standing"].endswith("/passed" if is_over else "/running")
        day = browser.api("GET", "/api/v1/today").json()["day"]
        assert day == vietnam_day(self.clocks.now()).isoformat()
        self.deadlines += 1
        return {name: seen[name] for name in ("clock", "since", "until", "standing")}


def test_jumps_of_either_clock_and_of_both(world: World, clocks: Clocks, database: Database) -> None:
    began, jumping = time.monotonic(), Jumping(world, clocks, _case(world))
    for name, jump in JUMPS.items():
        jumping.go(name, jump, STILL)
        jumping.go(name, STILL, jump)
        jumping.go(name, jump, jump)
    followed(world)
    found = _query(database, "SELECT count(*), max(it_was - it_is) FROM auth.set_backs")[0]
    figures = {
        "jumps there and back": 3 * len(JUMPS),
        "times the database's clock went back": jumping.set_backs,
        "of them found and kept": found[0],
        "the longest, days": found[1].days,
        "entries refused": jumping.refused,
        "deadlines computed again and right": jumping.deadlines,
        **_order(database),
        **_sealed(world, database),
        "rows of views that differ from the log": sum(
            d.only_live + d.only_rebuilt for d in compare(database.follower_dsn)
        ),
        "control, times by the clock alone: steps backwards": _by_the_clock_alone(clocks),
        "seconds": round(time.monotonic() - began),
    }
    report("Clock jumps (D-6)", figures)
    assert figures["times the database's clock went back"] == figures["of them found and kept"]
    for promise in (
        "entries refused",
        "gaps or entries out of order",
        "steps backwards in time",
        "entries or heads that do not fit the trees",
        "rows of views that differ from the log",
    ):
        assert figures[promise] == 0, figures
    assert figures["control, times by the clock alone: steps backwards"] == len(JUMPS)


def _case(world: World) -> str:
    """A case of today, passed on to the commune an hour ago: its twelve hours run."""
    browser = at_work(world, "counsellor")
    details = {"suspected": {"relation": "parent"}, "circumstances": {"allegation": "abuse"}}
    body = {
        "situation": {"what": "Cháu kể chuyện ở nhà.", "where": {"unit": "07210@2025-07-01"}},
        "details": details,
    }
    case = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    told = {"recipient": COMMUNE, "at": (NOW - timedelta(hours=1)).isoformat()}
    assert browser.api("POST", f"{case}/forwardings", json=told).status_code == 201
    return str(case.rsplit("/", 1)[1])


def _query(database: Database, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_dsn) as connection:
        return connection.execute(statement.encode()).fetchall()


def _order(database: Database) -> dict[str, object]:
    """Look at both logs by position: dense, and the time of recording never before that of the one before."""
    gaps = back = count = 0
    for table in ("es.events", "trail.entries"):
        rows = _query(database, f"SELECT position, recorded_at FROM {table} ORDER BY position")
        count += len(rows)
        gaps += sum(position != number for number, (position, _) in enumerate(rows, 1))
        back += sum(later < before for (_, before), (_, later) in pairwise(rows))
    return {
        "entries of both logs": count,
        "gaps or entries out of order": gaps,
        "steps backwards in time": back,
    }


def _sealed(world: World, database: Database) -> dict[str, object]:
    settings = Settings(home=world.house.room.places["home"])
    list(sign_now(database, settings))
    file = settings.home / "so.jsonl"
    export(database.auditor_dsn, public_keys(database, settings), file)
    found = Check(file, Trusted()).run()
    return {"entries or heads that do not fit the trees": len(found.findings)}


def _by_the_clock_alone(clocks: Clocks) -> int:
    """What an append would record that asks the clock and nothing else: each jump is one step backwards."""
    shown = []
    for jump in JUMPS.values():
        for shift in (jump, STILL) if jump > STILL else (STILL, jump):
            clocks.set(database=shift)
            shown.append(clocks.shown_by_database())
    clocks.set()
    return sum(later < before for before, later in pairwise(shown))


def test_a_clock_that_was_set_back_revives_nobody_and_keeps_nobody_out(world: World, clocks: Clocks) -> None:
    early, emergency = at_work(world, "counsellor"), {"emergency": {"what": "Cháu bé bị nhốt trong nhà."}}
    clocks.set(database=JUMPS["+10 y"])
    assert early.get("/hom-nay").url.path == "/dang-nhap", "ten years later a session is over"
    late = at_work(world, "supervisor")
    assert late.get("/hom-nay").url.path == "/hom-nay"
    for _ in range(8):
        world.browser().api(
            "POST", "/api/v1/sessions", json={"name": "colleague", "password": "sai hoàn toàn"}
        )
    clocks.set()
    assert early.get("/hom-nay").url.path == "/dang-nhap", "it was over, and stays so"
    assert late.get("/hom-nay").url.path == "/hom-nay", "it is found with this look"
    assert late.get("/hom-nay").url.path == "/xac-nhan", "every screen is locked once"
    assert _longest_session(world) <= timedelta(hours=10), "and lasts no longer than it may"
    waits = world.browser().api("POST", "/api/v1/sessions", json={"name": "colleague", "password": PASSWORD})
    assert waits.status_code == 200 or int(waits.headers["Retry-After"]) <= 30
    until(lambda: at_work(world, "counsellor").get("/hom-nay").url.path == "/hom-nay")
    again = at_work(world, "counsellor")
    clocks.set(database=JUMPS["-1 h"])
    at_work(world, "supervisor")
    assert again.get("/hom-nay").url.path == "/xac-nhan", "every screen is locked once"
    assert again.api("POST", "/api/v1/emergencies", json=emergency).status_code == 201
    again.get("/hom-nay")
    assert again.submit("proof", password=PASSWORD).url.path == "/hom-nay"


def _longest_session(world: World) -> timedelta:
    with world.house.pool.connection() as connection:
        row = connection.execute("SELECT max(ends_at - clock_timestamp()) FROM auth.sessions").fetchone()
    assert row is not None and isinstance(row[0], timedelta)
    return row[0]


def test_one_time_codes_follow_the_telephone(world: World, clocks: Clocks) -> None:
    telephone = enrolled(at_work(world, "counsellor"))
    for shift in (JUMPS["+10 y"], JUMPS["-1 h"]):
        clocks.set(database=shift)
        assert not _proves(world, telephone.code()), "a code of another hour"
        assert _proves(world, telephone.recovery[0 if shift > STILL else 1]), "written codes know no hour"
        clocks.set()
    code = telephone.code(1)
    assert _proves(world, code)
    assert not _proves(world, code), "never twice"
    assert not _proves(world, Telephone(telephone.secret).code(1))


def _proves(world: World, answer: str) -> bool:
    browser = world.sign_in("counsellor")
    assert browser.page is not None and browser.page.url.path == "/xac-nhan"
    return browser.submit("proof", answer=answer).url.path != "/xac-nhan"
