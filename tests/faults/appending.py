"""Someone who appends without end: one entry, its acknowledgement, the next. Two frontiers are kept beside the log.

One grows in the transaction of the entry, as DESIGN asks of whatever follows the log; the other right after it, as it
must not be done: it is the control of the drill.
"""

from __future__ import annotations

import struct
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from infrastructure.durable import UNWAITED, wait_for_disk
from infrastructure.seal.tree import Frontier

STOP = "stop"
ACKNOWLEDGED = struct.Struct(">q")
TABLE = """
CREATE TABLE es.drill (kept text PRIMARY KEY, size bigint NOT NULL, nodes bytea[] NOT NULL);
INSERT INTO es.drill VALUES ('inside', 0, '{}'), ('outside', 0, '{}');
GRANT SELECT, UPDATE ON es.drill TO PUBLIC;
"""
_APPEND = f"""SELECT es.append(gen_random_uuid(), 0, 'installation.named.1', now(), NULL, 'system:test', 'system',
    NULL, NULL, NULL, NULL, gen_random_uuid(), gen_random_uuid(), NULL, NULL, 'c', 'r',
    convert_to('{{}}', 'UTF8'), NULL), {UNWAITED}"""
_NEWEST = "SELECT position, leaf FROM es.events ORDER BY position DESC LIMIT 1"
_HELD = "SELECT size, nodes FROM es.drill WHERE kept = %s FOR UPDATE"
_KEEP = "UPDATE es.drill SET size = %s, nodes = %s WHERE kept = %s"
Connection = psycopg.Connection[tuple[object, ...]]


def append_for_ever(dsn: str, acknowledged: Path) -> None:
    """Append until killed, or asked to stop by a file; whoever loses the server connects again."""
    stop = acknowledged.with_name(STOP)
    while not stop.exists():
        with suppress(psycopg.Error), psycopg.connect(dsn, connect_timeout=5) as connection:
            while not stop.exists():
                append_once(connection, acknowledged)
        time.sleep(0.01)


def append_once(connection: Connection, acknowledged: Path) -> None:
    """Append one entry with its place in the frontier; acknowledge it once it is on the disk."""
    held = _frontier(connection, "inside")
    connection.execute(_APPEND)
    position, leaf = _row(connection.execute(_NEWEST).fetchone())
    _keep(connection, "inside", held.grown((leaf,)))
    connection.commit()
    _keep(connection, "outside", _frontier(connection, "outside").grown((leaf,)))
    wait_for_disk(connection)
    with acknowledged.open("ab", buffering=0) as out:
        out.write(ACKNOWLEDGED.pack(position))


def _row(row: tuple[object, ...] | None) -> tuple[int, bytes]:
    assert row is not None and isinstance(row[0], int) and isinstance(row[1], bytes)
    return row[0], row[1]


def _frontier(connection: Connection, kept: str) -> Frontier:
    row = connection.execute(_HELD, (kept,)).fetchone()
    assert row is not None and isinstance(row[0], int) and isinstance(row[1], list)
    return Frontier(row[0], tuple(row[1]))


def _keep(connection: Connection, kept: str, frontier: Frontier) -> None:
    connection.execute(_KEEP, (frontier.size, list(frontier.nodes), kept))


def positions_in(acknowledged: Path) -> list[int]:
    """Return what was acknowledged; a number that was cut off by a kill never was."""
    raw = acknowledged.read_bytes() if acknowledged.exists() else b""
    whole = len(raw) // ACKNOWLEDGED.size * ACKNOWLEDGED.size
    return [position for (position,) in ACKNOWLEDGED.iter_unpack(raw[:whole])]
