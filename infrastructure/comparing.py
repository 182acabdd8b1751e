"""Comparing the views with the log, on the record: nightly in the follower's process, and when an operator asks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
import structlog
from psycopg.types.json import Jsonb

from application.view_differences import (
    Asker,
    Comparison,
    DifferingRow,
    Side,
    TableCompared,
    is_due,
)
from infrastructure.differences import Difference
from infrastructure.follower import Follower, compare, progress
from infrastructure.postgres.lines import connected
from infrastructure.work import PgWork

log = structlog.get_logger()
Connection = psycopg.Connection[Any]

COMPARE_LOCK = 7205421
"""Session lock of whoever compares: each folds the whole log, so one at a time."""
LOOK_SECONDS = 600.0
"""How often the follower's process asks whether the nightly comparison is due."""
_LAST = """
SELECT clock_timestamp(), coalesce(
    (SELECT max(begun_at) FROM views.comparisons),
    (SELECT recorded_at FROM es.events ORDER BY position LIMIT 1))
"""


def compare_on_record(dsn: str, asked_by: Asker, *more: Difference) -> list[Difference]:
    """Compare every view and the fact rows with the log, keep what was found, and return it.

    Args:
        dsn: Of the follower.
        asked_by: Who wanted to know.
        more: What was compared elsewhere, with keys, and belongs to the same run.
    """
    with connected(dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (COMPARE_LOCK,))
        return _run(connection, dsn, asked_by, more)


def _run(connection: Connection, dsn: str, asked_by: Asker, more: Sequence[Difference]) -> list[Difference]:
    begun_at, upto = _clock(connection), progress(connection)
    found = [*compare(dsn), *more]
    with connection.transaction():
        _keep(connection, asked_by, begun_at, upto, found)
    _alarm(found)
    return found


def _clock(connection: Connection) -> datetime:
    return cast("tuple[datetime]", connection.execute("SELECT clock_timestamp()").fetchone())[0]


def _keep(
    connection: Connection, asked_by: Asker, begun_at: datetime, upto: int, found: Sequence[Difference]
) -> None:
    wrong = [one for one in found if one.only_live or one.only_rebuilt]
    differing = sum(one.only_live + one.only_rebuilt for one in wrong)
    rows = sum(one.rows for one in found)
    query = (
        "INSERT INTO views.comparisons (asked_by, begun_at, ended_at, position, tables, row_count, differing)"
        " VALUES (%s, %s, clock_timestamp(), %s, %s, %s, %s) RETURNING number"
    )
    values = (asked_by, begun_at, upto, len(found), rows, differing)
    number = cast("tuple[int]", connection.execute(query, values).fetchone())[0]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO views.differing_tables VALUES (%s, %s, %s, %s, %s)",
            [(number, one.table, one.rows, one.only_live, one.only_rebuilt) for one in wrong],
        )
        named = [row for one in wrong for row in one.named]
        cursor.executemany(
            "INSERT INTO views.differing_rows VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (number, line, row.table, Jsonb(row.key), row.side, list(row.columns))
                for line, row in enumerate(named, 1)
            ],
        )


def _alarm(found: Sequence[Difference]) -> None:
    for one in found:
        if one.only_live or one.only_rebuilt:
            log.error("view_differs", table=one.table, count=one.only_live + one.only_rebuilt)
    log.info("views_compared", count=sum(one.rows for one in found))


def compare_when_due(dsn: str) -> bool:
    """Run the nightly comparison if it is due and nobody compares just now; return whether it ran."""
    with connected(dsn) as connection:
        query = "SELECT pg_try_advisory_lock(%s)"
        if not cast("tuple[bool]", connection.execute(query, (COMPARE_LOCK,)).fetchone())[0]:
            return False
        now, last = cast("tuple[datetime, datetime | None]", connection.execute(_LAST).fetchone())
        if not is_due(now, last):
            return False
        _run(connection, dsn, Asker.NIGHTLY, ())
        return True


class Nightly(threading.Thread):
    """Asks now and then whether the nightly comparison is due; of several followers one compares."""

    def __init__(self, dsn: str) -> None:
        super().__init__(name="nightly-comparison", daemon=True)
        self._dsn = dsn
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """Ask no more; a comparison that runs is given up with the process: it writes nothing before its end."""
        self._stop_asked.set()

    def run(self) -> None:
        """Look every ten minutes; a database that does not answer is asked again the next time."""
        while not self._stop_asked.wait(LOOK_SECONDS):
            try:
                compare_when_due(self._dsn)
            except psycopg.Error as failure:
                log.warning("comparison_waits", code=getattr(failure, "sqlstate", None) or "connection")


class FollowerWithNights:
    """Follows the log, and compares its views with it at night."""

    def __init__(self, dsn: str) -> None:
        self._follower, self._nightly = Follower(dsn), Nightly(dsn)

    def run(self) -> None:
        """Follow, until told to stop."""
        self._nightly.start()
        self._follower.run()

    def stop(self) -> None:
        """Ask both to end."""
        self._nightly.stop()
        self._follower.stop()


class PgViewDifferences:
    """Keeps `application.view_differences.ViewDifferences`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def runs(self, limit: int) -> Sequence[Comparison]:
        """Return the latest comparisons."""
        query = (
            "SELECT number, asked_by, begun_at, ended_at, position, tables, row_count, differing"
            " FROM views.comparisons ORDER BY number DESC LIMIT %s"
        )
        rows = self._work.connection.execute(query, (limit,), prepare=True)
        return [Comparison(row[0], Asker(row[1]), *row[2:]) for row in rows]

    def tables(self, number: int) -> Sequence[TableCompared]:
        """Return the tables that differ."""
        query = (
            "SELECT name, row_count, only_live, only_rebuilt FROM views.differing_tables"
            " WHERE number = %s ORDER BY name"
        )
        return [TableCompared(*row) for row in self._work.connection.execute(query, (number,), prepare=True)]

    def rows(self, number: int) -> Sequence[DifferingRow]:
        """Return the rows that were named."""
        query = "SELECT name, key, side, columns FROM views.differing_rows WHERE number = %s ORDER BY line"
        return [
            DifferingRow(name, tuple((a, b) for a, b in key), Side(side), tuple(columns))
            for name, key, side, columns in self._work.connection.execute(query, (number,), prepare=True)
        ]
