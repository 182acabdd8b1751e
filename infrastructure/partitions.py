"""The access log's months, made ahead: by whoever migrates, and each hour by the follower, which is always there."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import structlog
from psycopg import errors

log = structlog.get_logger()
Connection = psycopg.Connection[Any]

EVERY_SECONDS = 3600.0
"""How often the follower looks. A month that is missing meanwhile refuses nothing: the default partition takes it."""


def keep(connection: Connection) -> None:
    """Make this month and the two after it; a busy log is left alone until the next time."""
    if connection.execute("SELECT to_regprocedure('trail.keep_partitions()')").fetchone() == (None,):
        return
    try:
        with connection.transaction():
            row = connection.execute("SELECT trail.keep_partitions()").fetchone()
    except errors.LockNotAvailable:
        log.warning("partitions_wait", reason="the access log is busy")
        return
    if row is not None and row[0]:
        log.info("partitions_made", months=row[0])


def make(connection: Connection, first: date, months: int) -> None:
    """Make the months of a year that is played; as the owner."""
    connection.execute("SELECT trail.make_partitions(%s, %s)", (first, months))
