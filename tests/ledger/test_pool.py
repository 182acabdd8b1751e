"""The pool of the web processes, when its server was away."""

from __future__ import annotations

from typing import Any, Self

import psycopg
import pytest
from psycopg_pool import ConnectionPool
from psycopg_pool.pool import AddConnection, MaintenanceTask

from infrastructure.postgres import Database
from infrastructure.postgres.limited import LimitedConnection
from infrastructure.postgres.pool import RETRY_SECONDS, PatientPool


class Hesitating(LimitedConnection):
    """Is refused the first times, as while a server recovers."""

    refused = 0

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        if cls.refused < 3:
            cls.refused += 1
            raise psycopg.OperationalError("the database system is starting up")
        return super().connect(conninfo, **kwargs)


def test_a_server_that_comes_back_is_found_soon(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own pool would ask again after one second, then two, then four."""
    delays: list[float] = []
    schedule = ConnectionPool.schedule_task

    def noted(self: ConnectionPool[Any], task: MaintenanceTask, delay: float) -> None:
        if isinstance(task, AddConnection):
            delays.append(delay)
        schedule(self, task, delay)

    monkeypatch.setattr(ConnectionPool, "schedule_task", noted)
    with (
        PatientPool(database.app_dsn, connection_class=Hesitating, min_size=1) as pool,
        pool.connection() as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert Hesitating.refused == len(delays) == 3
    assert max(delays) <= RETRY_SECONDS
