"""The association of the journeys, without pages; nothing here waits for the follower."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.account import Role
from infrastructure.work import House
from tests.conftest import Cluster
from tests.journeys.conftest import database as database
from tests.journeys.conftest import house as house
from tests.journeys.settled import settled
from tests.journeys.world import World


@pytest.fixture
def world(cluster: Cluster, house: House) -> Iterator[World]:
    """An association with two heads and three reviewers in its chapter; nothing is served."""
    found = settled(cluster).world(house, None)
    found.person("second_head", "Chu Văn Bình", "chapter", (Role.CHAPTER_HEAD,))
    found.person("third_reviewer", "Mạc Thị Đào", "chapter", (Role.REVIEWER,))
    yield found
