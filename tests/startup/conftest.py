"""Fixtures of the start-up tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Cluster
from tests.startup.given import Server


@pytest.fixture
def server(cluster: Cluster) -> Iterator[Server]:
    given = Server(cluster)
    yield given
    given.drop()
