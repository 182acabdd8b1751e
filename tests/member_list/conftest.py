"""An association with its pages, as in the journeys."""

from tests.journeys.conftest import database, follower, house, later, world

__all__ = ["database", "follower", "house", "later", "world"]
