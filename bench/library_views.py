"""The library's own way to a view: its runner, one event and one transaction at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL


class Case(Aggregate):
    """A case of the library's kind."""

    @event("Opened")
    def __init__(self, code: str) -> None:
        self.code = code


class Cases(Application[UUID]):
    """An application of the library's kind."""

    name = "bench"


class Rows(PostgresTrackingRecorder):
    """One row an event, in the same transaction as its position."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS bench_rows (id bigint PRIMARY KEY, code text)").format()
        )

    def put(self, code: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO bench_rows VALUES (%s, %s)", (tracking.notification_id, code))


class RowsOfCases(Projection[Rows]):
    """Writes the rows."""

    name = "bench"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.put(getattr(domain_event, "code", ""), tracking)


def runner(dsn: str, count: int) -> Callable[[], float]:
    """Return what lets the library's runner fold this many events anew, and says how many it folds a second."""
    known = conninfo_to_dict(dsn)
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(known["dbname"]),
        "POSTGRES_HOST": str(known["host"]),
        "POSTGRES_PORT": str(known.get("port", "5432")),
        "POSTGRES_USER": str(known["user"]),
        "POSTGRES_PASSWORD": str(known.get("password", "")),
    }
    cases = Cases(env)
    for _ in range(count // 100):
        cases.save(*(Case(f"{n}") for n in range(100)))
    last = cases.recorder.max_notification_id()

    def once() -> float:
        with psycopg.connect(dsn) as connection:
            connection.execute("DROP TABLE IF EXISTS bench_rows, bench_tracking")
        began = time.perf_counter()
        with ProjectionRunner(
            application_class=Cases, projection_class=RowsOfCases, view_class=Rows, env=env
        ) as folding:
            folding.wait(last, timeout=120)
            return count / (time.perf_counter() - began)

    return once
