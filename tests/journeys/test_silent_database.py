"""A database that says nothing (stopped, unplugged): an answer in time, what was typed kept, nothing there twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest
from argon2 import PasswordHasher

from infrastructure import accounts
from infrastructure.follower import Follower
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.postgres.limited import LimitedConnection
from infrastructure.settings import Settings
from infrastructure.work.recording import EMERGENCY_PATIENCE
from tests.conftest import Cluster
from tests.journeys.serving import serving
from tests.journeys.settled import CHEAP, settled
from tests.journeys.world import World
from tests.silence import Line, line_to

PATIENCE = 3
"""The least that the setting allows."""
TYPED = "Cháu bé đứng một mình ở bến xe."


@pytest.fixture
def line(database: Database) -> Iterator[Line]:
    with line_to(database.app_dsn) as line:
        yield line


@pytest.fixture
def world(
    cluster: Cluster,
    database: Database,
    line: Line,
    tmp_path: Path,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    settled(cluster).give_keys(tmp_path)
    through = replace(database, app_dsn=line.dsn(database.app_dsn))
    settings = Settings(home=tmp_path, answer_seconds=PATIENCE)
    with open_house(through, settings) as house, serving(house) as app:
        yield settled(cluster).world(house, app)
        line.talk()


def entries(database: Database) -> int:
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'").fetchone()
    assert row is not None
    return int(row[0])


def test_a_wait_ends_and_the_connection_is_closed(database: Database) -> None:
    with LimitedConnection.connect(database.app_dsn) as connection:
        connection.patience = 0.2
        connection.execute("SELECT pg_sleep(0.4)")  # no limit yet
        connection.begin_limit()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")
        assert connection.closed


def test_the_limit_is_for_all_waits_of_a_transaction_together(database: Database) -> None:
    with LimitedConnection.connect(database.app_dsn) as connection:
        connection.patience = 0.5
        connection.begin_limit()
        with pytest.raises(psycopg.OperationalError):
            for _ in range(10):
                connection.execute("SELECT pg_sleep(0.2)")
        assert connection.closed


def test_what_is_reckoned_meanwhile_is_no_waiting(database: Database) -> None:
    with LimitedConnection.connect(database.app_dsn) as connection:
        connection.patience = 0.5
        connection.begin_limit()
        connection.execute("SELECT 1")
        sleep(0.7)
        connection.execute("SELECT 2")
        assert not connection.closed
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")


def test_a_limit_that_ended_is_forgotten(database: Database) -> None:
    with LimitedConnection.connect(database.app_dsn) as connection:
        connection.patience = 0.1
        connection.begin_limit()
        connection.end_limit()
        connection.execute("SELECT pg_sleep(0.3)")
        assert not connection.closed


def test_a_form_sent_to_a_silent_database_comes_back_and_is_saved_once(
    world: World, line: Line, database: Database
) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": TYPED}
    line.fall_silent()
    began = monotonic()
    away = browser.client.post("/tiep-nhan", data=fields)
    assert away.status_code == 503
    assert TYPED in away.text
    assert monotonic() - began < 60, "it waited for the database"
    assert entries(database) == 0
    line.talk()
    browser.page = away
    assert TYPED in browser.submit("retry").text
    assert entries(database) == 1


def test_when_only_the_answer_to_the_commit_is_lost_the_retry_finds_it(
    world: World, line: Line, database: Database
) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": TYPED}
    line.silent_after = b"COMMIT"
    lost = browser.client.post("/tiep-nhan", data=fields)
    assert lost.status_code == 503
    assert entries(database) == 1, "it was saved; only nobody was told"
    line.talk()
    browser.page = lost
    assert TYPED in browser.submit("retry").text
    assert entries(database) == 1


def test_an_emergency_is_waited_for_longer_than_an_ordinary_save(
    world: World, line: Line, database: Database
) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/khan-cap")
    fields = browser.form("emergency") | {"what": "Trẻ ở một mình trong nhà cháy."}
    line.silent_after = b"COMMIT"
    began = monotonic()
    lost = browser.client.post("/khan-cap", data=fields)
    assert monotonic() - began >= PATIENCE * EMERGENCY_PATIENCE - 1
    assert lost.status_code == 503
    assert "Trẻ ở một mình trong nhà cháy." in lost.text


def test_the_emergency_page_opens_with_its_numbers_and_its_box_while_the_database_is_silent(
    world: World, line: Line
) -> None:
    browser = world.sign_in("counsellor")
    line.fall_silent()
    page = browser.get("/khan-cap")
    assert page.status_code == 200
    assert 'href="tel:111"' in page.text
    assert browser.form("emergency")["what"] == ""


def test_readiness_answers_in_time(world: World, line: Line) -> None:
    client = world.browser().client
    assert client.get("/readyz").json()["status"] == "ok"
    line.fall_silent()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})
