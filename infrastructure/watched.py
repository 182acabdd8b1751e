"""Figures of what an operator must not forget: seal, witness, backups, disk; ids and codes only.

Asked when somebody looks. What was never done has waited for ever: its age is +Inf, so that a rule about age fires.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from infrastructure.backup.last import last_made
from infrastructure.checkup.backups import wal_bytes
from infrastructure.home import RESTORING
from infrastructure.room import room_of
from infrastructure.seal.status import status_of, waited_seconds

PATIENCE_SECONDS = 2
_CLOCK = """
SELECT (SELECT count(*) FROM auth.set_backs), coalesce(greatest(0, extract(epoch FROM
       (SELECT recorded_at FROM es.events ORDER BY position DESC LIMIT 1) - clock_timestamp())), 0)::float8
"""
Samples = dict[str, float]


class Watched:
    """Collects the figures of one installation."""

    def __init__(self, dsn: str, home: Path, cluster: Path | None) -> None:
        self._dsn, self._home, self._cluster = dsn, home, cluster

    def collect(self) -> Iterator[Any]:
        """Yield the figures; those of the database are left out while it does not answer."""
        yield _gauge(
            "backup_age_seconds", "Since the last backup made here.", {"": _age(last_made(self._home))}
        )
        yield _gauge(
            "restore_unfinished", "Whether a restore did not end well.", {"": self._is_half_restored()}
        )
        free = {name: float(left) for name, left in room_of(self._home, self._cluster).free().items()}
        yield _gauge("disk_free_bytes", "Free on the disk of a place.", free, "place")
        waiting = wal_bytes(self._cluster) if self._cluster else None
        if waiting is not None:
            yield _gauge("wal_bytes", "Write-ahead log of the embedded server.", {"": float(waiting)})
        try:
            with psycopg.connect(self._dsn, connect_timeout=PATIENCE_SECONDS) as connection:
                yield from self._clock(connection)
                yield from self._seal(connection)
        except psycopg.Error:
            return

    def _is_half_restored(self) -> float:
        return float((self._home / RESTORING).exists())

    def _clock(self, connection: psycopg.Connection[Any]) -> Iterator[Any]:
        times, ahead = connection.execute(_CLOCK).fetchone() or (0, 0.0)
        yield _gauge("clock_set_backs", "How often the clock was set back.", {"": float(times)})
        yield _gauge("log_ahead_seconds", "How far the newest event is ahead of the clock.", {"": ahead})

    def _seal(self, connection: psycopg.Connection[Any]) -> Iterator[Any]:
        both = {one.log.value: one for one in status_of(connection)}
        waited = {
            name: waited_seconds(connection, one) if one.unsigned else 0.0 for name, one in both.items()
        }
        unsigned = {name: float(one.unsigned) for name, one in both.items()}
        unseen = {name: float(one.unwitnessed) for name, one in both.items()}
        seen = {name: _age(one.witnessed_at) for name, one in both.items()}
        yield _gauge("seal_unsigned_entries", "Entries without a signed head.", unsigned, "log")
        yield _gauge("seal_unsigned_seconds", "Age of the oldest of them.", waited, "log")
        yield _gauge("seal_unwitnessed_entries", "Entries that no witness has seen.", unseen, "log")
        yield _gauge("seal_witnessed_age_seconds", "Since a witness last cosigned.", seen, "log")


def _age(moment: datetime | None) -> float:
    return math.inf if moment is None else (datetime.now(UTC) - moment).total_seconds()


def _gauge(name: str, about: str, samples: Samples, label: str = "") -> Any:
    from prometheus_client.core import GaugeMetricFamily

    gauge = GaugeMetricFamily(f"lachan_{name}", about, labels=[label] if label else [])
    for value, sample in samples.items():
        gauge.add_metric([value] if label else [], sample)
    return gauge
