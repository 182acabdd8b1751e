"""Journeys of files run in the association of the journeys."""

from tests.journeys.conftest import database, follower, house, world

__all__ = ["database", "follower", "house", "world"]
