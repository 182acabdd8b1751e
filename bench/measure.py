"""Rounds in turn, medians and spread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from infrastructure.postgres import Database, migrate
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import EmbeddedServer

ROUNDS = 5
QUIET = float(os.environ.get("LACHAN_BENCH_QUIET", "0"))
"""The load average below which questions are asked; 0: asked at once. For a machine that others use, too."""
TICKS = os.sysconf("SC_CLK_TCK")
Once = Callable[[], object]
Row = tuple[str, ...]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured in several rounds."""

    rounds: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.rounds)

    def said(self, unit: str = "/s") -> str:
        low, high = min(self.rounds), max(self.rounds)
        return f"{_number(self.middle)}{unit} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def in_turn(rounds: Mapping[K, Callable[[], float]]) -> dict[K, Figure]:
    """Run each in turn, `ROUNDS` times after one to warm up, so that all meet the same weather."""
    found: dict[K, list[float]] = {name: [] for name in rounds}
    for turn in range(ROUNDS + 1):
        for name, run in rounds.items():
            figure = run()
            if turn:
                found[name].append(figure)
    return {name: Figure(tuple(figures)) for name, figures in found.items()}


def rate(makers: Callable[[int], Once], *, threads: int = 8, each: int = 60) -> float:
    """Return how many a second these threads do together; `makers(n)` gives thread n its own thing to do."""
    start = threading.Barrier(threads + 1)

    def run(thing: Once) -> None:
        start.wait()
        for _ in range(each):
            thing()

    running = [threading.Thread(target=run, args=(makers(n),)) for n in range(threads)]
    for thread in running:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in running:
        thread.join()
    return threads * each / (time.perf_counter() - began)


def times(thing: Once, count: int) -> list[float]:
    """Return how many milliseconds each call took."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        thing()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def wait_for_quiet() -> None:
    """Return once the load average of the last minute is below `QUIET`, where that is asked for."""
    while QUIET and os.getloadavg()[0] >= QUIET:
        time.sleep(5)


def percentile(taken: list[float], share: float) -> float:
    """Return the value that this share of calls stays below."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


def milliseconds(taken: list[float]) -> str:
    """Return the 95th percentile, which the design names, with the median and the span."""
    middle, low, high = median(taken), min(taken), max(taken)
    return f"p95 {percentile(taken, 0.95):.0f} ms (median {middle:.0f}, {low:.0f} to {high:.0f})"


def processor_seconds(pids: Iterable[int]) -> float:
    """Return what these processes, and their children that have ended, have used."""
    used = 0
    for pid in pids:
        with suppress(OSError):
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            used += sum(int(ticks) for ticks in after_name[11:15])
    return used / TICKS


def alone(what: str, said: str, wished: str = "") -> Row:
    """Return a row that has no reference."""
    return what, said, "", "", wished


@contextmanager
def durable_server() -> Iterator[tuple[EmbeddedServer, Database]]:
    """A PostgreSQL with full durability, thrown away afterwards."""
    with TemporaryDirectory(prefix="lachan-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        server = EmbeddedServer(home, durable=True)
        server.start()
        try:
            database = open_embedded(server, "lachan")
            migrate(database)
            yield server, database
        finally:
            server.stop()
