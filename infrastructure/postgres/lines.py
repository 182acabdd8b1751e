"""Connections to a machine that may vanish: without power or cable it says no goodbye.

TCP alone keeps such a session, and every lock it holds, for two hours. Asked for as below, the server ends it in some
seconds, and so does whoever waits for a server that has vanished. A process that is stopped still answers as far as TCP
can see: who waits for a lock of one looks at its `Silence`. On a socket of this machine only that counts.

Source: PostgreSQL 18, sections 19.3.2 (TCP settings) and 27.2.3 (pg_stat_activity); tcp(7), TCP_USER_TIMEOUT.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import psycopg

from infrastructure.postgres.limited import LimitedConnection

VANISHED_SECONDS = 5
"""So long nothing is heard of a machine until its session, and its locks, are ended."""
CONNECT_SECONDS = 5
"""How long a new connection may take."""
PATIENCE_SECONDS = 60.0
"""Longest wait for one batch of whoever follows a log; a batch takes a fraction of a second."""
HERE_SECONDS = 1.0
"""How often one that waits for other connections of its own asks the server something."""
OUR_SIDE = {
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": VANISHED_SECONDS - 2,
    "tcp_user_timeout": VANISHED_SECONDS * 1000,
    "connect_timeout": CONNECT_SECONDS,
}
"""What our side of the line does when the server's machine vanishes."""
_SERVERS_SIDE = {
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": str(VANISHED_SECONDS - 2),
    "tcp_user_timeout": str(VANISHED_SECONDS * 1000),
    "client_connection_check_interval": "1s",
}
"""What the server does when our machine vanishes; the last: also in the middle of a long statement."""


def connected(dsn: str, **more: Any) -> LimitedConnection:
    """Connect for hours, in autocommit; either side lets go of the other when its machine vanishes."""
    connection = LimitedConnection.connect(dsn, autocommit=True, **(OUR_SIDE | more))
    connection.patience = PATIENCE_SECONDS
    _set(connection, _SERVERS_SIDE)
    return connection


def here_meanwhile(connection: psycopg.Connection[Any], is_done: Callable[[float], bool]) -> None:
    """Wait until something is done (it waits so many seconds at most), and do not fall silent meanwhile."""
    while not is_done(HERE_SECONDS):
        connection.execute("SELECT")


@dataclass
class Silence:
    """How long the holder of a lock has been waited for by the server, looked at now and then by who wants the lock.

    Only TCP tells of a machine that vanished, and it says nothing of a process that is stopped, or of a box in between
    that answers in its place. The server's own idle timeouts do not count within a pipeline or a COPY; this does.
    """

    lock: int
    also: int
    """A lock that the holder must share, or it is none of those that may be ended."""
    _seen: tuple[int, datetime] | None = None
    _since: float = 0.0

    def seconds(self, connection: psycopg.Connection[Any]) -> float:
        """Return for how long, at every look, it had asked nothing and the server waited for it."""
        row = connection.execute(_HOLDER, {"lock": self.lock, "also": self.also}).fetchone()
        if row is None or row != self._seen:
            self._seen, self._since = row, monotonic()
        return monotonic() - self._since if row else 0.0

    def end(self, connection: psycopg.Connection[Any]) -> None:
        """End the session that was looked at; its transaction is rolled back and its locks are free."""
        if self._seen is not None:
            connection.execute("SELECT pg_terminate_backend(%s)", (self._seen[0],))
            self._seen = None


_HOLDER = """
SELECT a.pid, a.state_change
  FROM pg_locks held JOIN pg_locks shared USING (pid) JOIN pg_stat_activity a USING (pid)
 WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0 AND held.objid = %(lock)s
   AND held.mode = 'ExclusiveLock' AND held.objsubid = 1 AND held.database = shared.database
   AND shared.locktype = 'advisory' AND shared.granted AND shared.classid = 0 AND shared.objid = %(also)s
   AND a.datname = current_database() AND a.wait_event_type = 'Client'
"""


def _set(connection: psycopg.Connection[Any], settings: dict[str, str]) -> None:
    asked = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
    connection.execute(f"SELECT {asked}".encode())  # our own constants


def servers_side() -> str:
    """Return the same as command-line options, for connections of a pool."""
    return " ".join(f"-c {name}={value}" for name, value in _SERVERS_SIDE.items())
