"""The association of the journeys, without pages; nothing here waits for the follower."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.account import Role
from infrastructure.work import House
from tests.journeys.conftest import house as house
from tests.journeys.world import World


@pytest.fixture
def world(house: House) -> Iterator[World]:
    """An association with two heads and three reviewers in its chapter; nothing is served."""
    settled = World(house, None).settle()
    settled.person("second_head", "Chu Văn Bình", "chapter", (Role.CHAPTER_HEAD,))
    settled.person("third_reviewer", "Mạc Thị Đào", "chapter", (Role.REVIEWER,))
    yield settled
