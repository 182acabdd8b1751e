"""How much memory processes hold, and whether it grows."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

EVERY_SECONDS = 2.0
PAGE_BYTES = 4096


@dataclass
class Memory(threading.Thread):
    """Looks at processes again and again until stopped; `named` gives those that are there, by name."""

    named: Callable[[], dict[int, str]]
    stopped: threading.Event = field(default_factory=threading.Event)
    held: dict[tuple[int, str], list[tuple[float, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.stopped.wait(EVERY_SECONDS):
            now = time.monotonic()
            for pid, name in self.named().items():
                try:
                    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                except (OSError, IndexError):
                    continue
                self.held.setdefault((pid, name), []).append((now, pages * PAGE_BYTES))

    def growth(self, warm_up: float, last: float) -> dict[str, tuple[float, float, float]]:
        """Return of each process that lived to the end: megabytes when warm, at the end, and the growth in percent.

        Args:
            warm_up: Seconds of its life after which a process is warm.
            last: Seconds at the end, and after the warm-up, that are looked at.
        """
        ends, found = max(moments[-1][0] for moments in self.held.values()), {}
        for (pid, name), moments in sorted(self.held.items()):
            began = moments[0][0]
            warm = [size for at, size in moments if warm_up <= at - began < warm_up + last]
            end = [size for at, size in moments if at > ends - last]
            if warm and end and ends - last > began + warm_up + last:
                before, after = statistics.median(warm) / 1e6, statistics.median(end) / 1e6
                found[f"{name} {pid}"] = (before, after, 100 * (after / before - 1))
        return found
