"""Run every figure and write docs/benchmarks.md: `make bench`, about five minutes."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench import append, http, library_views, log, works
from bench.measure import ROUNDS, Figure, durable_server
from infrastructure.logging import start_logging
from tests.ledger.given import found_town, house_of

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
CASES = int(os.environ.get("LACHAN_BENCH_CASES", "100000"))
LIBRARY_EVENTS = 3000
Row = tuple[str, str, str, str, str]


def share(ours: Figure, reference: Figure) -> str:
    """Return ours as a share of the reference."""
    ratio = ours.middle / reference.middle
    return f"{ratio:.1f} ×" if ratio >= 1 else f"{ratio:.0%}"


def append_rows(found: dict[str, Figure]) -> list[Row]:
    what, ours = "append one event, 8 writers, sealed", found["ours, sealed"]
    library, raw = found["library"], found["raw insert"]
    rows: list[Row] = [
        (what, ours.said(), f"library's default recorder: {library.said()}", share(ours, library), "≥ 2 ×"),
        (what, ours.said(), f"raw insert and commit, no order: {raw.said()}", share(ours, raw), ""),
    ]
    theirs = found.get("message-db")
    if theirs is None:
        return [*rows, (what, ours.said(), "message-db: not measured, npm is not here", "", "ahead")]
    return [
        *rows,
        (what, ours.said(), f"message-db `write_message`: {theirs.said()}", share(ours, theirs), "ahead"),
    ]


def work_rows(found: dict[str, Figure]) -> list[Row]:
    work, raw = found["work"], found["raw insert"]
    logged, unlogged = found["read, logged"], found["read, not logged"]
    reading = "open a case with its entry in the access log, 8 threads"
    return [
        (
            "command, whole `Work`, 8 threads",
            work.said(),
            f"raw insert: {raw.said()}",
            share(work, raw),
            "≥ 15%",
        ),
        (reading, logged.said(), f"without the entry: {unlogged.said()}", share(logged, unlogged), ""),
    ]


def log_rows(found: log.LogFigures, library: float) -> list[Row]:
    size, folded = f"{found.cases:,} cases", found.folded_per_second
    runner = f"library's runner, one small view: {library:,.0f}/s"
    load = f"load {size} (encrypt, append in batches of {log.BATCH}, fact rows)"
    return [
        (
            "catch-up, all views",
            f"{folded:,.0f} events/s",
            runner,
            f"{folded / library:.0f} ×",
            "≥ 15 ×; ≥ 20,000/s",
        ),
        (f"follow-up log page, {size}, unit of 10,000", f"p95 {found.page_ms:.0f} ms", "", "", "≤ 60 ms"),
        (
            "search by name without marks over 10,000 cases",
            f"p95 {found.search_ms:.0f} ms",
            "",
            "",
            "≤ 200 ms",
        ),
        (load, f"{found.loaded_per_second:,.0f} cases/s", "", "", ""),
    ]


def page_of(rows: list[Row]) -> str:
    """Return the page."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = f"""# Benchmarks

Made by `make bench` on {datetime.now(UTC).date().isoformat()}: {machine}, embedded PostgreSQL with full durability
(`fsync`, `synchronous_commit`), load average {os.getloadavg()[0]:.1f} at the end. Rates are medians of {ROUNDS}
rounds with the lowest and highest in brackets; ours and the reference take turns in the same run, after one round
to warm up.
The wished figures are those of the design; one that is missed stands here as it is.

| What | Ours | Reference | Ours by reference | Wished |
|---|---|---|---|---|
"""
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> None:
    """Measure everything; figures appear as they come."""
    start_logging("error")
    rows: list[Row] = []

    def keep(more: list[Row]) -> None:
        rows.extend(more)
        for row in more:
            print(" | ".join(row), flush=True)

    with durable_server() as (_, database):
        keep(append_rows(append.measured(database)))
    with durable_server() as (_, database), house_of(database) as house:
        town = found_town(database, house)
        keep(work_rows(works.measured(town, append.raw(database.owner_dsn))))
    keep(_http_rows())
    with durable_server() as (_, database), house_of(database) as house:
        town = found_town(database, house)
        library = library_views.events_a_second(database.owner_dsn, LIBRARY_EVENTS)
        keep(log_rows(log.measured(town, CASES), library))
    PAGE.write_text(page_of(rows))


def _http_rows() -> list[Row]:
    found = http.measured()
    ours, theirs = found["log a consultation"], found["bare route"]
    what = f"HTTP: log a consultation, {http.PROCESSES} processes, {http.THREADS} clients"
    return [
        (what, ours.said(), f"bare FastAPI route, one INSERT: {theirs.said()}", share(ours, theirs), "≥ 30%")
    ]


if __name__ == "__main__":
    main()
