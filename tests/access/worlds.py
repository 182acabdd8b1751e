"""Whole associations made one after another in one test, each on a database of its own."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from api.main import app_of
from infrastructure.follower import Follower
from infrastructure.house import open_house
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.settled import Settled, settled
from tests.journeys.world import World


@contextmanager
def association(cluster: Cluster) -> Iterator[World]:
    """An association with units and people, its pages and its API; gone afterwards."""
    founded = settled(cluster)
    with (
        tempfile.TemporaryDirectory(prefix="lachan-world-") as home,
        founded.copied(cluster) as database,
    ):
        founded.give_keys(Path(home))
        settings = Settings(home=Path(home), require_second_factor="nobody", workers=1)
        with open_house(database, settings) as house, followed_by(database.follower_dsn):
            yield from _running(founded, house)


def _running(founded: Settled, house: House) -> Iterator[World]:
    @contextmanager
    def opened() -> Iterator[House]:
        yield house

    app = app_of(opened)
    with TestClient(app):
        yield founded.world(house, app)


@contextmanager
def followed_by(dsn: str) -> Iterator[None]:
    """A follower in a thread of its own."""
    running = Follower(dsn)
    running.catch_up()
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        running.stop()
        thread.join(10)
