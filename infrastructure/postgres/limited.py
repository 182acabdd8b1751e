"""A connection that does not wait for ever: one that is paused by the system, or unplugged, is given up in time.

A database that is gone says so at once; one that is merely stopped says nothing, and TCP would wait for hours. So
each transaction gets a number of seconds for all that it waits for (what it reckons meanwhile is no waiting); then its
connection is closed, and the caller is told to try again. A COMMIT that was given up may have happened: the idempotency
key answers the retry.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
import structlog
from psycopg import OperationalError
from psycopg.abc import PQGen

log = structlog.get_logger()
R = TypeVar("R")
LOOK_EVERY_SECONDS = 0.1
"""How often a wait looks whether it was interrupted; the driver's own value."""


class LimitedConnection(psycopg.Connection[Any]):
    """A connection whose waits together take no longer than a limit, while one is set."""

    patience: float | None = None
    """Seconds that a transaction may wait in all; None for no limit."""
    _left: float | None = None
    """Seconds that it may still wait."""

    def begin_limit(self, times: float = 1.0) -> None:
        """Let what follows wait `times` the patience of this connection, counted from now."""
        self._left = None if self.patience is None else self.patience * times

    def end_limit(self) -> None:
        """Wait without a limit again: the connection goes back to the pool."""
        self._left = None

    def wait(self, gen: PQGen[R], interval: float = LOOK_EVERY_SECONDS, timeout: float | None = None) -> R:
        """Wait for an answer; closes the connection when the limit is reached.

        Raises:
            psycopg.OperationalError: No answer came in time; a COMMIT may have happened all the same.
        """
        left = self._left
        if left is None:
            return super().wait(gen, interval, timeout)
        began = monotonic()
        try:
            return super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except OperationalError:
            if monotonic() - began >= left and not self.closed:
                log.warning("database_gave_no_answer")
                self.close()
            raise
        finally:
            self._left = max(0.0, left - (monotonic() - began))


def begin_limit(connection: psycopg.Connection[Any], times: float = 1.0) -> None:
    """Begin the limit of a connection that has one."""
    if isinstance(connection, LimitedConnection):
        connection.begin_limit(times)


def end_limit(connection: psycopg.Connection[Any]) -> None:
    """End the limit of a connection that has one."""
    if isinstance(connection, LimitedConnection):
        connection.end_limit()


@contextmanager
def within_limit(connection: psycopg.Connection[Any], times: float = 1.0) -> Iterator[None]:
    """Let what is done here wait `times` the patience of a connection that has one."""
    begin_limit(connection, times)
    try:
        yield
    finally:
        end_limit(connection)
