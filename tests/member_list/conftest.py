"""An association with its pages, as in the journeys."""

from tests.journeys.conftest import follower, house, later, world

__all__ = ["follower", "house", "later", "world"]
