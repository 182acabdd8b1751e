"""`/readyz`: the database answers, a follower works, and it is not far behind; otherwise 503."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from application.work import DiskIsFull
from infrastructure.follower import FOLLOWER_LOCK, Follower
from infrastructure.postgres import Database
from infrastructure.work import Caller, PgWork
from tests.journeys.world import World
from tests.startup.running import until


def status(world: World) -> tuple[int, str]:
    answer = world.browser().client.get("/readyz")
    return answer.status_code, answer.json()["status"]


def test_it_is_ready_until_nobody_follows(world: World, follower: Follower) -> None:
    until(lambda: status(world) == (200, "ok"))
    assert world.browser().client.get("/readyz").json()["followers"] == 1
    follower.stop()
    until(lambda: status(world) == (503, "no follower"))
    assert world.browser().client.get("/healthz").status_code == 200


def test_it_tells_what_is_not_sealed_yet(world: World, follower: Follower, database: Database) -> None:
    told = world.browser().client.get("/readyz").json()["seal"]
    with psycopg.connect(database.owner_dsn) as connection:
        logs = "SELECT (SELECT count(*) FROM es.events) + (SELECT count(*) FROM trail.entries)"
        row = connection.execute(logs).fetchone()
    assert row is not None and told["unsigned"] == told["unwitnessed"] == row[0]
    assert told["unsigned_seconds"] > 0


def test_a_follower_that_is_far_behind_is_not_ready(
    world: World, follower: Follower, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower.stop()
    with psycopg.connect(database.follower_dsn) as stuck:
        stuck.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        stuck.execute("UPDATE views.progress SET position = 1 WHERE name = 'all'")
        assert status(world) == (200, "ok")
        stuck.commit()
        monkeypatch.setattr("infrastructure.lag.FAR_BEHIND_EVENTS", 3)
        answer = world.browser().client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["status"] == "behind"
        assert answer.json()["lag"] > 3


def test_a_full_disk_is_told_to_whoever_watches_and_to_whoever_saves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DiskIsFull), PgWork(world.house, Caller()):
        raise errors.DiskFull
    monkeypatch.setattr("infrastructure.room.LEAST_BYTES", 1 << 62)
    assert status(world) == (503, "disk full")
    with pytest.raises(DiskIsFull), PgWork(world.house, Caller()):
        raise psycopg.OperationalError
