"""The real wiring, as the journeys have it."""

from tests.journeys.conftest import follower, house, world

__all__ = ["follower", "house", "world"]
