"""The pool of the web processes, when its server was away."""

from __future__ import annotations

from typing import Any, Self

import psycopg

from infrastructure.postgres import Database
from infrastructure.postgres.limited import LimitedConnection
from infrastructure.postgres.pool import PatientPool


class Hesitating(LimitedConnection):
    """Is refused the first times, as while a server recovers."""

    refused = 0

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        if cls.refused < 3:
            cls.refused += 1
            raise psycopg.OperationalError("the database system is starting up")
        return super().connect(conninfo, **kwargs)


def test_a_server_that_comes_back_is_found_at_once(database: Database) -> None:
    """The library's own pool would ask again after one second, then two, then four."""
    with (
        PatientPool(database.app_dsn, connection_class=Hesitating, min_size=1, timeout=4) as pool,
        pool.connection() as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert Hesitating.refused == 3
