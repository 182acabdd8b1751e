"""The real wiring on real PostgreSQL: application, ledger, keys, follower."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from infrastructure import accounts
from infrastructure.follower import Follower
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.serving import following, serving
from tests.journeys.settled import CHEAP, settled
from tests.journeys.world import World


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """A copy of the association's database for this test alone."""
    with settled(cluster).copied(cluster) as copy:
        yield copy


@pytest.fixture
def house(
    cluster: Cluster, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """A house over this test's own database; hashing is made cheap, and a password alone is proof enough.

    What a second factor is asked for is tested in tests/sign_in, under the setting that is the default.
    """
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    settled(cluster).give_keys(tmp_path)
    settings = Settings(home=tmp_path, require_second_factor="nobody", workers=1)
    with open_house(database, settings) as opened:
        yield opened


@pytest.fixture
def follower(database: Database) -> Iterator[Follower]:
    """The follower, running in a thread of its own."""
    with following(database.follower_dsn) as running:
        yield running


@pytest.fixture
def world(cluster: Cluster, house: House, follower: Follower) -> Iterator[World]:
    """An association with units and people, its pages and its API."""
    with serving(house) as app:
        yield settled(cluster).world(house, app)


@pytest.fixture
def later(world: World) -> Iterator[World]:
    """The same association eight days later."""
    with world.after(8) as later:
        yield later
