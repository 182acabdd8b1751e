"""A pool that is full again soon after the server is."""

from __future__ import annotations

from psycopg_pool import ConnectionPool
from psycopg_pool.pool import AddConnection, MaintenanceTask

from infrastructure.postgres.limited import LimitedConnection

RETRY_SECONDS = 0.25
"""How long after a connection that failed the next is tried. The library waits 1 second, then 2, then 4."""


class PatientPool(ConnectionPool[LimitedConnection]):
    """The library's pool, which asks a server that is away more often: it is back in about a second (decision 0130)."""

    def schedule_task(self, task: MaintenanceTask, delay: float) -> None:
        """Do something later; connecting again, soon."""
        super().schedule_task(task, min(delay, RETRY_SECONDS) if isinstance(task, AddConnection) else delay)
