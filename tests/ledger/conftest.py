"""A house over a database of the test's own, with people and units made by the ordinary commands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infrastructure.postgres import Database
from tests.ledger.given import Town, town_of


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    """A founded association with signed-in people."""
    with town_of(database) as town:
        yield town
