"""A streaming copy: what it costs an append, how far behind it is, and a change-over by force."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import cache

import psycopg

from bench.append import appending, ours
from bench.engine.standby import Standby, kill, standby_of, waits_for_standby
from bench.measure import Once, Row, alone, durable_server, in_turn, milliseconds, rate
from infrastructure.postgres import Database
from infrastructure.postgres.server import EmbeddedServer

WRITERS, LOOKS, BEFORE_THE_FALL_SECONDS = 8, 200, 3.0


def rows() -> Iterator[Row]:
    """Yield what was found."""
    with durable_server() as (server, database):
        writers = cache(ours(database))
        first = in_turn({"first": lambda: rate(writers)})["first"]
        yield alone("append one event, 8 writers, no copy", first.said())
        yield alone("write-ahead log of one event", f"{_written(database):,.0f} bytes")
        began = time.perf_counter()
        with standby_of(server) as standby:
            yield alone("copy made and following", f"{time.perf_counter() - began:.1f} s")
            yield from _appended(server, writers)
            yield alone(
                "an event seen on the copy after its answer",
                milliseconds(_lag(database, standby)),
            )
            yield alone("leaves of the log, first server and copy", _compared(database, standby))
            yield from _fallen(server, database, standby)


def _written(database: Database) -> float:
    """Return the bytes of write-ahead log that an append costs, whole pages after a checkpoint left out."""
    query = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
    once = appending(database.app_dsn)
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        before = connection.execute(query).fetchone()
        for _ in range(LOOKS):
            once()
        after = connection.execute(query).fetchone()
    assert before is not None and after is not None
    return float((after[0] - before[0]) / LOOKS)


def _appended(server: EmbeddedServer, writers: Callable[[int], Once]) -> Iterator[Row]:
    def once(wanted: bool) -> Callable[[], float]:
        def measured() -> float:
            waits_for_standby(server, wanted)
            return rate(writers)

        return measured

    found = in_turn({"not waiting": once(False), "waiting": once(True)})
    for name, figure in found.items():
        yield alone(f"append one event, 8 writers, {name} for the copy", figure.said())


def _lag(database: Database, standby: Standby) -> list[float]:
    """Return milliseconds from the answer of an append until the copy shows it."""
    once, taken = ours(database)(0), []
    with (
        psycopg.connect(database.owner_dsn, autocommit=True) as here,
        psycopg.connect(standby.dsn(database.owner_dsn), autocommit=True) as there,
    ):
        for _ in range(LOOKS):
            once()
            began, last = time.perf_counter(), _last(here)
            while _last(there) < last:
                pass
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _last(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    row = connection.execute("SELECT coalesce(max(position), 0) FROM es.events").fetchone()
    return int(str(row[0])) if row else 0


def _compared(database: Database, standby: Standby) -> str:
    query = (
        "SELECT count(*), encode(sha256(string_agg(leaf, ''::bytea ORDER BY position)), 'hex') FROM es.events"
    )
    found = []
    for dsn in (database.auditor_dsn, standby.dsn(database.auditor_dsn)):
        with psycopg.connect(dsn) as connection:
            row = connection.execute(query).fetchone()
            assert row is not None
            found.append(row)
    return f"{found[0][0]:,} leaves, {'equal' if found[0] == found[1] else 'NOT equal'}"


def _fallen(server: EmbeddedServer, database: Database, standby: Standby) -> Iterator[Row]:
    """Kill the first server while people save, take the copy in its place, and look for what was acknowledged."""
    waits_for_standby(server, True)
    acknowledged: list[int] = []
    writers = [
        threading.Thread(
            target=_until_it_falls, args=(appending(database.app_dsn), acknowledged), daemon=True
        )
        for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    time.sleep(BEFORE_THE_FALL_SECONDS)
    kill(server)
    for writer in writers:
        writer.join(30)
    seconds = standby.promote()
    with psycopg.connect(standby.dsn(database.owner_dsn)) as connection:
        there = {int(row[0]) for row in connection.execute("SELECT position FROM es.events")}
    lost, gaps = len(set(acknowledged) - there), max(there) - len(there)
    said = (
        f"{len(acknowledged):,} acknowledged, {lost} lost, {gaps} gaps; takes changes after {seconds:.1f} s"
    )
    yield alone("first server killed, copy promoted, commits waited for the copy", said, "0 lost")
    moved = rate(lambda _: appending(standby.dsn(database.app_dsn)), threads=WRITERS)
    yield alone("append one event, 8 writers, on the promoted copy", f"{moved:,.0f}/s")


def _until_it_falls(once: Callable[[], int], acknowledged: list[int]) -> None:
    while True:
        try:
            acknowledged.append(once())
        except (psycopg.Error, OSError):
            return
