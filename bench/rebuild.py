"""All views built anew from the whole log: the fictional year grown to `LACHAN_BENCH_REBUILD` events."""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psycopg

from bench.grown import installed
from bench.measure import Figure
from infrastructure.demo import DatabaseStage
from infrastructure.follower import FOLLOWER_LOCK, rebuild
from infrastructure.growing import Growing
from infrastructure.ledger import Ledger
from infrastructure.logging import start_logging
from infrastructure.postgres import Database
from infrastructure.views import every_view

SIZES = tuple(int(one) for one in os.environ.get("LACHAN_BENCH_REBUILD", "100000").split(","))
ROUNDS, ONCE_ABOVE = 3, 200_000
Row = tuple[str, ...]


def rebuilt(dsn: str) -> tuple[float, float]:
    """Rebuild every view, as `lachan views rebuild` does; return seconds and the most memory it took, in MB."""
    start_logging("error")
    began = time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET synchronous_commit TO off")
        connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        rebuild(connection, every_view(), Ledger(keys=None))
    took = time.perf_counter() - began
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return took, int(peak[1]) / 1024 if peak else 0.0


def row_of(stage: DatabaseStage, database: Database, there: int) -> Row:
    """Return how quickly all views of a log of so many events are built anew, each time in a process of its own."""
    taken, megabytes = [], []
    stage.follower.connection.execute("SELECT pg_advisory_unlock(%s)", (FOLLOWER_LOCK,))
    for _ in range(1 if there > ONCE_ABOVE else ROUNDS):
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
            seconds, peak = apart.submit(rebuilt, database.follower_dsn).result()
        taken.append(there / seconds)
        megabytes.append(peak)
    stage.follower.connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
    figure = Figure(tuple(taken))
    said = f"{there / figure.middle:.0f} s, {figure.said()}, at most {max(megabytes):.0f} MB"
    return f"rebuild all views, {there:,} events of the fictional year", said, "", "", "1,000,000 in ≤ 120 s"


def rows() -> Iterator[Row]:
    """Grow the fictional year from size to size, and rebuild its views at each."""
    with installed() as (stage, database):
        growing = Growing.begun(stage, database)
        for size in SIZES:
            yield row_of(stage, database, growing.to(size))
