"""Whole associations made one after another in one test, each on a database of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.house import open_house
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.journeys.serving import following, serving
from tests.journeys.settled import settled
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
        with (
            open_house(database, settings) as house,
            following(database.follower_dsn),
            serving(house) as app,
        ):
            yield founded.world(house, app)
