"""The real wiring, as the journeys have it."""

from tests.journeys.conftest import database, follower, house, world

__all__ = ["database", "follower", "house", "world"]
