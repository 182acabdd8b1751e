"""The association of the journeys, without pages; nothing here waits for the follower."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.account import Role
from infrastructure.work import House, recording
from tests.conftest import Cluster
from tests.journeys.conftest import database as database
from tests.journeys.conftest import house as house
from tests.journeys.settled import settled
from tests.journeys.world import World


@pytest.fixture
def world(cluster: Cluster, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An association with two heads and three reviewers in its chapter; nothing is served, and no view is followed."""
    monkeypatch.setattr(recording, "FOLLOWER_WAIT_SECONDS", 0)
    found = settled(cluster).world(house, None)
    found.person("second_head", "Chu Văn Bình", "chapter", (Role.CHAPTER_HEAD,))
    found.person("third_reviewer", "Mạc Thị Đào", "chapter", (Role.REVIEWER,))
    yield found
