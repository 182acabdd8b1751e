"""What serves and follows an association in the process of the tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp

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
_portals: dict[int, BlockingPortal] = {}


def client_of(app: ASGIApp, **options: Any) -> TestClient:
    """Return a client whose requests run in the event loop that serves the application, as a server's do.

    Left alone, each request of a client starts and ends a loop of its own, with its own threads.
    """
    client = TestClient(app, **options)
    client.portal = _portals.get(id(app))
    return client


@contextmanager
def serving(house: House) -> Iterator[FastAPI]:
    """Serve a house for as long as the block lasts; two at once are two applications.

    An application that is done serves the next house: its routes take longer to build than the rest of a test's
    beginning.
    """
    one = _resting.pop() if _resting else _Application()
    one.house = house
    try:
        with TestClient(one.app) as client:
            assert client.portal is not None
            _portals[id(one.app)] = client.portal
            yield one.app
    finally:
        _portals.pop(id(one.app), None)
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
