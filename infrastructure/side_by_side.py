"""Several connections that work at the same time on things that do not touch each other, as views do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import Any, Self, TypeVar

import psycopg

from infrastructure.postgres.limited import LimitedConnection
from infrastructure.postgres.lines import connected, here_meanwhile

Connection = psycopg.Connection[Any]
T = TypeVar("T", bound=Hashable)


def another(connection: Connection) -> LimitedConnection:
    """Return one more connection to the same place; its commits do not wait for the disk."""
    way = connection.info
    second = connected(way.dsn, password=way.password)
    second.execute("SET synchronous_commit TO off")
    return second


class SideBySide:
    """Works on as many things at a time as it has connections; each thing in a transaction of its own.

    Meanwhile the caller's connection asks the server something now and then, so that nobody takes it for dead.
    """

    def __init__(self, connection: Connection, ways: int) -> None:
        self._callers = connection
        self._connections = [another(connection) for _ in range(ways)]
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for one in self._connections:
            self._idle.put(one)
        self._threads = ThreadPoolExecutor(ways, "side-by-side")
        self._took: dict[Hashable, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for one in self._connections:
            one.close()

    def each(self, work: Callable[[Connection, T], None], things: Iterable[T]) -> None:
        """Do the work on each thing; what took longest the last time is begun first.

        Raises:
            BaseException: What the first piece of work that failed raised, once all have ended.
        """
        longest_first = sorted(things, key=lambda thing: -self._took.get(thing, 0.0))
        running = [self._threads.submit(self._one, work, thing) for thing in longest_first]
        here_meanwhile(self._callers, lambda seconds: not wait(running, seconds).not_done)
        for done in running:
            done.result()

    def _one(self, work: Callable[[Connection, T], None], thing: T) -> None:
        connection, began = self._idle.get(), time.monotonic()
        try:
            with connection.transaction():
                work(connection, thing)
        finally:
            self._idle.put(connection)
            self._took[thing] = time.monotonic() - began
