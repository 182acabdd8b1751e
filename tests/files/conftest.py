"""Journeys of files run in the association of the journeys."""

from tests.journeys.conftest import follower, house, world

__all__ = ["follower", "house", "world"]
