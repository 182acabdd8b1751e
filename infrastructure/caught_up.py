"""Waiting until the views hold all that is recorded, before something is closed for ever."""

from __future__ import annotations

import time

from application.work import TryAgain
from infrastructure.work import PgWork

FOLLOWER_WAIT_SECONDS = 2.0
"""How long a closing waits for the views."""


def caught_up(work: PgWork) -> int:
    """Wait until the views hold all that is recorded; return their position.

    Raises:
        TryAgain: They lag behind, so what is closed now would lack what was saved.
    """
    run = work.connection.execute
    row = run("SELECT coalesce(max(position), 0) FROM es.events").fetchone()
    recorded, end = int(row[0]) if row else 0, time.monotonic() + FOLLOWER_WAIT_SECONDS
    while (position := _position(work)) < recorded:
        if time.monotonic() > end:
            raise TryAgain
        time.sleep(0.005)
    return position


def _position(work: PgWork) -> int:
    row = work.connection.execute("SELECT position FROM views.progress WHERE name = 'all'").fetchone()
    return int(row[0]) if row else 0
