"""The association of the journeys, asked by programs."""

from __future__ import annotations

from tests.journeys.conftest import database, follower, house, world

__all__ = ["database", "follower", "house", "world"]
