"""Run every figure and write docs/benchmarks.md: `make bench`, about ten minutes."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    append,
    desk,
    figures,
    http,
    library_views,
    log,
    people,
    rebuild,
    seal,
    size,
    standing,
    works,
)
from bench.engine import nation, partitions, pooler, replica
from bench.measure import ROUNDS, Figure, durable_server, milliseconds
from bench.peers import measured as beside_peers
from bench.peers.installed import PeersAreNotHere
from infrastructure.logging import start_logging
from tests.ledger.given import found_town, house_of

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
CASES = int(os.environ.get("LACHAN_BENCH_CASES", "100000"))
LIBRARY_EVENTS = 3000
WISHED_VIEWS = "≥ 15 ×; ≥ 20,000/s"
NOTES = "## Where the time goes"
Row = tuple[str, ...]
PARTS = ("append", "work", "http", "peers", "log", "history", "rebuild", "start", "seal")
ENGINE: dict[str, Callable[[], Iterable[Row]]] = {
    "replica": replica.rows,
    "partitions": partitions.rows,
    "pooler": pooler.rows,
    "nation": nation.rows,
}
"""What the existing engine brings (docs/scale.md); each alone."""
ALONE = (*PARTS, "desk", "figures", "people", "size", *ENGINE)
"""What can be asked for alone: `python -m bench work log` prints those rows and writes nothing; `desk`,
`figures`, `people`, `size` and the engine's only so."""


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


def log_rows(figures: log.LogFigures) -> list[Row]:
    size, theirs = f"{figures.cases:,} cases", figures.runner
    runner = f"library's runner, one small view: {theirs.said()}"
    built, missed = figures.built, figures.caught_up
    load = f"load {size} (encrypt, append in batches of {log.BATCH}, fact rows)"
    still = f"catch-up after {log.MISSED:,} missed events, views with {size}"
    return [
        (
            "catch-up, all views from the first event",
            built.said(),
            runner,
            share(built, theirs),
            WISHED_VIEWS,
        ),
        (still, missed.said(), runner, share(missed, theirs), ""),
        (f"follow-up log page, {size}, unit of 10,000", milliseconds(figures.page), "", "", "≤ 60 ms"),
        ("search by name without marks over 10,000 cases", milliseconds(figures.search), "", "", "≤ 200 ms"),
        (load, f"{figures.loaded:,.0f} cases/s", "", "", ""),
    ]


def page_of(rows: list[Row]) -> str:
    """Return the page; what is written below the table, by hand, stays."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = f"""# Benchmarks

Made by `make bench` on {datetime.now(UTC).date().isoformat()}: {machine}, embedded PostgreSQL with full durability
(`fsync`, `synchronous_commit`). Rates are medians of {ROUNDS} rounds with the lowest and highest in brackets; ours and
the reference take turns in the same run, after one round to warm up. "Load" is the machine's load average over the
minute before the row was done, our own part included.
The wished figures are those of the design; one that is missed stands here as it is.

| What | Ours | Reference | Ours by reference | Wished | Load |
|---|---|---|---|---|---|
"""
    known = PAGE.read_text().partition(NOTES) if PAGE.exists() else ("", "", "")
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows) + f"\n{NOTES}{known[2]}"


def main() -> None:
    """Measure everything, or the parts named; figures appear as they come."""
    start_logging("error")
    asked = [part for part in sys.argv[1:] if part in ALONE]
    measures: dict[str, Callable[[], Iterable[Row]]] = {
        "append": _append_rows,
        "work": _work_rows,
        "http": _http_rows,
        "peers": _peer_rows,
        "log": _log_rows,
        "history": _history_rows,
        "rebuild": rebuild.rows,
        "start": standing.start_rows,
        "seal": _seal_rows,
        "desk": _desk_rows,
        "figures": figures.rows,
        "people": people.rows,
        "size": size.rows,
        **ENGINE,
    }
    rows: list[Row] = []
    for part in asked or PARTS:
        for row in measures[part]():
            rows.append((*row, f"{os.getloadavg()[0]:.1f}"))
            print(" | ".join(rows[-1]), flush=True)
    if not asked:
        PAGE.write_text(page_of(rows))


def _append_rows() -> list[Row]:
    with durable_server() as (_, database):
        return append_rows(append.measured(database))


def _work_rows() -> list[Row]:
    with durable_server() as (_, database), house_of(database) as house:
        town = found_town(database, house)
        return work_rows(works.measured(town, append.raw(database.owner_dsn)))


def _log_rows() -> list[Row]:
    with durable_server() as (_, database), house_of(database) as house:
        town = found_town(database, house)
        library = library_views.runner(database.owner_dsn, LIBRARY_EVENTS)
        return log_rows(log.measured(town, CASES, library))


def _history_rows() -> Iterator[Row]:
    with durable_server() as (_, database), house_of(database) as house:
        yield from standing.history_rows(found_town(database, house))


def _seal_rows() -> list[Row]:
    with durable_server() as (_, database):
        found = seal.appended(database)
    sealed, bare = found["with leaf"], found["without leaf"]
    ratio = f"{bare.middle / sealed.middle:.2f} × the time"
    verified = seal.verified()
    took = f"{verified.seconds:.0f} s ({verified.processor_seconds:.0f} s of processor)"
    took += f", {verified.megabytes:.0f} MB in the largest process"
    rate = f"{seal.ENTRIES / verified.seconds:,.0f}/s, {took}"
    what = f"verify the seal of {seal.ENTRIES:,} events ({verified.bytes / 1e9:.1f} GB export)"
    return [
        (
            "append one event with its leaf, 8 writers",
            sealed.said(),
            f"without the leaf: {bare.said()}",
            ratio,
            "≤ 1.5 ×",
        ),
        (what, rate, "", "", "≥ 100,000/s; < 60 s; < 500 MB"),
    ]


def _desk_rows() -> Iterator[Row]:
    with durable_server() as (_, database), house_of(database) as house:
        yield from desk.rows(found_town(database, house))


def _http_rows() -> list[Row]:
    found = http.measured()
    ours, theirs = found["log a consultation"], found["bare route"]
    what = f"HTTP: log a consultation, {http.PROCESSES} processes, {http.THREADS} clients"
    return [
        (what, ours.said(), f"bare FastAPI route, one INSERT: {theirs.said()}", share(ours, theirs), "≥ 30%")
    ]


def _peer_rows() -> list[Row]:
    try:
        return beside_peers.rows(share)
    except PeersAreNotHere:
        return [("HTTP: the same journeys of peers", "", "not measured: peers are not here", "", "faster")]


if __name__ == "__main__":
    main()
