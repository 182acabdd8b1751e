"""The association of the journeys under the setting that is the default: a second factor before sensitive work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from infrastructure import accounts
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.conftest import database, follower, world
from tests.journeys.settled import CHEAP, settled

__all__ = ["database", "follower", "world"]


@pytest.fixture
def house(
    cluster: Cluster, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """A house with every setting as an operator gets it; hashing is made cheap, and only that."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    settled(cluster).give_keys(tmp_path)
    with open_house(database, Settings(home=tmp_path, workers=1)) as opened:
        yield opened
