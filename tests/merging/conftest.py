"""The association of the journeys; the follower folds when the test says so, in its own thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infrastructure.follower import Follower
from infrastructure.postgres import Database
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.conftest import database as database
from tests.journeys.conftest import house as house
from tests.journeys.settled import settled
from tests.journeys.world import World


@pytest.fixture
def follower(database: Database) -> Iterator[Follower]:
    """The follower, folding when it is told to."""
    running = Follower(database.follower_dsn)
    running.catch_up()
    yield running


@pytest.fixture
def world(cluster: Cluster, house: House, follower: Follower) -> World:
    """An association with units and people; nothing is served."""
    return settled(cluster).world(house, None)
