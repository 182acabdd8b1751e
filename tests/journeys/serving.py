"""What serves and follows an association in the process of the tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.main import app_of
from infrastructure.follower import Follower
from infrastructure.work import House


class _Application:
    """An application that serves one house after another; what it keeps of one, it keeps while it serves."""

    def __init__(self) -> None:
        self.house: House | None = None
        self.app = app_of(self._opened)

    @contextmanager
    def _opened(self) -> Iterator[House]:
        assert self.house is not None
        yield self.house


_resting: list[_Application] = []


@contextmanager
def serving(house: House) -> Iterator[FastAPI]:
    """Serve a house for as long as the block lasts; two at once are two applications.

    An application that is done serves the next house: its routes take longer to build than the rest of a test's
    beginning.
    """
    one = _resting.pop() if _resting else _Application()
    one.house = house
    try:
        with TestClient(one.app):
            yield one.app
    finally:
        one.house = None
        _resting.append(one)


@contextmanager
def following(dsn: str) -> Iterator[Follower]:
    """Let the follower run in a thread of its own; at the end it is woken, so that nobody waits for its next look."""
    running = Follower(dsn)
    running.catch_up()
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.stop()
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("NOTIFY lachan_events")
        thread.join(10)
