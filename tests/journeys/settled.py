"""The association of the journeys, founded once in a process: each test works in a copy of its database and keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from infrastructure import accounts
from infrastructure.follower import Follower
from infrastructure.house import key_folder, open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.world import World

CHEAP: dict[str, Any] = {"time_cost": 1, "memory_cost": 1024, "parallelism": 1}
"""How passwords are hashed where it is not the hashing that is tested."""


@dataclass(frozen=True)
class Settled:
    """What was founded; nobody is connected to it any more."""

    database: Database
    home: Path
    units: dict[str, UUID]
    people: dict[str, UUID]

    @contextmanager
    def copied(self, cluster: Cluster) -> Iterator[Database]:
        """A database of one test alone, with the association in it and every view folded."""
        database = cluster.clone(self.database)
        try:
            yield database
        finally:
            cluster.drop(database.name)

    def give_keys(self, home: Path) -> None:
        """Lay a copy of the keys where a house of this home looks for them."""
        shutil.copytree(key_folder(Settings(home=self.home)), key_folder(Settings(home=home)))

    def world(self, house: House, app: Any) -> World:
        """Return the association in its copy."""
        return World(house, app, dict(self.units), dict(self.people))


@cache
def settled(cluster: Cluster) -> Settled:
    """Found the association by the ordinary commands, and let the follower fold them."""
    database = cluster.clone()
    cluster.kept.append(database.name)
    home = cluster.home / "settled"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
        with open_house(database, Settings(home=home, workers=1)) as house:
            world = World(house, None).settle()
    Follower(database.follower_dsn).catch_up()
    return Settled(database, home, world.units, world.accounts)
