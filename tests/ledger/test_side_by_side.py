"""Work side by side: a failure is told once all have ended, and whoever waits meanwhile does not fall silent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from infrastructure.postgres import lines
from infrastructure.side_by_side import SideBySide
from tests.ledger.given import Town

PATIENCE_SECONDS = 20.0
Connection = psycopg.Connection[Any]


@pytest.fixture
def caller(town: Town) -> Iterator[Connection]:
    with psycopg.connect(town.database.follower_dsn, autocommit=True) as connection:
        yield connection


def test_what_fails_is_raised_once_all_have_ended(caller: Connection) -> None:
    ended: list[int] = []

    def work(connection: Connection, thing: int) -> None:
        connection.execute("SELECT 1 / %s", (thing,))
        ended.append(thing)

    with SideBySide(caller, 2) as ways:
        with pytest.raises(psycopg.errors.DivisionByZero):
            ways.each(work, (0, 1, 2, 3))
        assert sorted(ended) == [1, 2, 3]
        ways.each(work, (4,))
    assert ended[-1] == 4


def test_whoever_waits_is_not_taken_for_dead(caller: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A standby ends a follower whose session is silent for four seconds; making an index takes longer than that."""
    monkeypatch.setattr(lines, "HERE_SECONDS", 0.02)
    seen: set[Any] = set()

    def work(connection: Connection, _: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while len(seen) < 3 and time.monotonic() < until:
            time.sleep(0.01)
            connection.execute("SELECT pg_stat_clear_snapshot()")
            asked = connection.execute(
                "SELECT state_change FROM pg_stat_activity WHERE pid = %s", (caller.info.backend_pid,)
            )
            seen.add(asked.fetchone())

    with SideBySide(caller, 2) as ways:
        ways.each(work, ("an index",))
    assert len(seen) == 3
