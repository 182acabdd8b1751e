"""How far the views are behind the log, and whether anyone is folding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import psycopg

from infrastructure.follower import FOLLOWER_LOCK, PRESENT_LOCK

FAR_BEHIND_EVENTS = 10_000
"""More unfolded events than this are too many: some seconds of catching up (docs/benchmarks.md)."""
FAR_BEHIND_SECONDS = 60
"""An event that waits for longer than this to be folded says that the follower is stuck or starved."""
_LAG = """
WITH at AS (
    SELECT coalesce((SELECT position FROM views.progress WHERE name = 'all'), 0) AS folded,
           coalesce((SELECT max(position) FROM es.events), 0) AS last)
SELECT last - folded,
       coalesce((SELECT extract(epoch FROM clock_timestamp() - e.recorded_at)
                   FROM es.events e WHERE e.position = folded + 1), 0)::float8,
       coalesce(bool_or(objid = %(lead)s), false), count(*) FILTER (WHERE objid = %(present)s)
  FROM at LEFT JOIN pg_locks
    ON locktype = 'advisory' AND granted AND classid = 0 AND objid IN (%(lead)s, %(present)s) AND objsubid = 1
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
 GROUP BY last, folded
"""


@dataclass(frozen=True, slots=True)
class Lag:
    """Unfolded events, the age of the oldest of them in seconds, whether a follower works, and how many there are."""

    events: int
    seconds: float
    is_led: bool
    followers: int
    """With those that stand by."""

    @property
    def is_far_behind(self) -> bool:
        """Whether pages show what is too old."""
        return self.events > FAR_BEHIND_EVENTS or self.seconds > FAR_BEHIND_SECONDS


def lag_of(connection: psycopg.Connection[Any]) -> Lag:
    """Return how the follower does; the application's own role may ask."""
    asked = connection.execute(_LAG, {"lead": FOLLOWER_LOCK, "present": PRESENT_LOCK})
    row = cast("tuple[int, float, bool, int]", asked.fetchone())
    return Lag(*row)
