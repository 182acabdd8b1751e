"""The association of the journeys, asked by programs."""

from __future__ import annotations

from tests.journeys.conftest import follower, house, world

__all__ = ["follower", "house", "world"]
