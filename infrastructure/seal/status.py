"""How the seal stands, for the auditors' desk, `doctor` and `/readyz`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from application.seal import Cosigned, Head, SealedLog, SealStatus
from infrastructure.work import PgWork

Connection = psycopg.Connection[Any]

_STATUS = """
SELECT l.log, l.origin, n.size, coalesce(c.size, 0), c.signed_at, coalesce(w.size, 0), w.cosigned_at, w.witness
  FROM seal.logs l
 CROSS JOIN LATERAL (SELECT CASE l.log
       WHEN 'events' THEN coalesce((SELECT max(position) FROM es.events), 0)
       ELSE coalesce((SELECT at_position FROM trail.newest(clock_timestamp())), 0) END AS size) n
  LEFT JOIN LATERAL (SELECT size, signed_at FROM seal.checkpoints
                      WHERE log = l.log ORDER BY size DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT size, cosigned_at, witness FROM seal.cosignatures
                      WHERE log = l.log ORDER BY size DESC, cosigned_at DESC LIMIT 1) w ON true
 ORDER BY l.log DESC
"""
_WAITED = {
    log: f"SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float8 FROM {table} WHERE position = %s"  # noqa: S608
    for log, table in ((SealedLog.EVENTS, "es.events"), (SealedLog.ACCESS, "trail.entries"))
}
_HEADS = "SELECT DISTINCT ON (log) log, size, note FROM seal.checkpoints ORDER BY log DESC, size DESC"
_COSIGNED = (
    "SELECT log, size, witness, cosigned_at, received_at FROM seal.cosignatures"
    " ORDER BY cosigned_at DESC, log DESC LIMIT %s"
)


def status_of(connection: Connection) -> list[SealStatus]:
    """Return how each log stands, events first; the roles of the application, auditor and signer may ask."""
    rows = connection.execute(_STATUS, prepare=True).fetchall()
    return [SealStatus(SealedLog(row[0]), *row[1:]) for row in rows]


def waited_seconds(connection: Connection, status: SealStatus) -> float:
    """Return how long the oldest entry without a head has waited."""
    row = connection.execute(_WAITED[status.log], (status.signed_size + 1,), prepare=True).fetchone()
    return float(row[0]) if row else 0.0


def summary_of(connection: Connection) -> dict[str, object]:
    """Return what `/readyz` tells of the seal; casework never waits for it."""
    both = status_of(connection)
    waited = max((waited_seconds(connection, one) for one in both if one.unsigned), default=0.0)
    return {
        "unsigned": sum(one.unsigned for one in both),
        "unsigned_seconds": round(waited, 1),
        "unwitnessed": sum(one.unwitnessed for one in both),
    }


class PgSeals:
    """Keeps `application.seal.Seals`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def status(self) -> Sequence[SealStatus]:
        """Return how each log stands, events first."""
        return status_of(self._work.connection)

    def heads(self) -> Sequence[Head]:
        """Return the newest head of each log that has one, events first."""
        rows = self._work.connection.execute(_HEADS, prepare=True).fetchall()
        return [Head(SealedLog(row[0]), *row[1:]) for row in rows]

    def cosigned(self, limit: int) -> Sequence[Cosigned]:
        """Return the last cosignatures, newest first."""
        rows = self._work.connection.execute(_COSIGNED, (limit,), prepare=True).fetchall()
        return [Cosigned(SealedLog(row[0]), *row[1:]) for row in rows]
