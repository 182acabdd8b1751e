"""A follower in a process of its own, so that a test can kill it: `python -m tests.faults.follow DSN`."""

from __future__ import annotations

import sys
import time

from infrastructure import follower
from infrastructure.follower import Connection, Follower, fold
from tests.ledger.test_follower import VIEWS, Seen


class Careless(Follower):
    """The control: keeps its position in a transaction of its own, a moment after the rows, as it must not be done."""

    def step(self, connection: Connection) -> int:
        recorded = self._reading.after(connection, self.position)
        if recorded:
            with connection.transaction():
                fold(connection, self._views, recorded, suffix="")
            last = recorded[-1].position
            time.sleep(0.02)
            connection.execute("UPDATE views.progress SET position = %s WHERE name = 'all'", (last,))
            self.position = last
        return len(recorded)


def follower_of(kind: str, dsn: str) -> Follower:
    """A follower with all views, or the control with the one that only notes what it was shown.

    All but a `careful` one ask for the lock again soon: that of who was killed is free a moment later.
    """
    if kind != "careful":
        follower.STANDBY_SECONDS = 0.02
    return Careless(dsn, (Seen(),)) if kind == "careless" else Follower(dsn, VIEWS)


if __name__ == "__main__":
    follower_of("careful", sys.argv[1]).run()
