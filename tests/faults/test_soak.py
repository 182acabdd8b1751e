"""Ten minutes of fifty people's mix, with everything that can go wrong in turn: nothing lost, nothing saved twice.

Run by `make soak`. The control is the same count over a log from which one acknowledged entry is taken away.
Source: SECURITY, D-12.
"""

from __future__ import annotations

import os
import random
import re
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from infrastructure.follower import compare
from tests.faults.cutting import CuttingLine
from tests.faults.disks import fill, free, small_disk
from tests.faults.forked import Forked
from tests.faults.memory import Memory
from tests.faults.people import MIX, Seen, at_work, hired
from tests.faults.report import report
from tests.faults.served import Association, ask, postgres_of, sign_in
from tests.startup.running import Serving, children_of, free_port, is_running, until

pytestmark = pytest.mark.soak
SECONDS = float(os.environ.get("LACHAN_SOAK_SECONDS", "600"))
WARM_UP, CALM_END, SEED = SECONDS * 0.2, SECONDS * 0.1, 20261127
DISK_MEGABYTES, WEB, GROWTH_PERCENT = 1500, 3, 10
SETTINGS = {"LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}
WATCHED = {"lachan-web": "first web", "lachan-follower": "follower", "lachan-signer": "signer"}

CONTROL = "control, one entry taken away: acknowledged forms lost"
NEVER = (
    "acknowledged forms lost",
    "forms saved twice",
    "entries torn",
    "gaps in the log",
    "rows of views that differ from the log",
    "answers 5xx other than 503",
    "forms refused",
    "people signed out",
    "tracebacks",
)


@dataclass
class Nemeses:
    """What goes wrong, one after another; each ends with a service that is ready again."""

    serving: Serving
    forked: Forked
    line: CuttingLine
    chance: random.Random
    done: dict[str, list[float]] = field(default_factory=dict)
    """Seconds until the service was ready again, by what had gone wrong."""
    away: list[tuple[float, float]] = field(default_factory=list)
    """From when to when something was wrong."""

    def all(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("follower killed", lambda: self._kill_child("lachan-follower")),
            ("signer killed", lambda: self._kill_child("lachan-signer")),
            ("web process killed", self._kill_web),
            ("database killed", self._kill_database),
            ("database paused for 15 s", self._pause_database),
            ("lines cut for 20 s", self._cut_lines),
            ("disk full for 10 s", self._fill_disk),
        )

    def one(self, name: str, goes_wrong: Callable[[], None]) -> None:
        began = time.monotonic()
        goes_wrong()
        ended = time.monotonic()
        until(self._is_ready, 300)
        until(lambda: len(self.forked.alive()) == WEB, 300)
        self.done.setdefault(name, []).append(time.monotonic() - ended)
        self.away.append((began, time.monotonic() + 2))
        print(f"{name}: ready after {self.done[name][-1]:.1f} s", flush=True)

    def _is_ready(self) -> bool:
        try:
            return ask(self.forked.port, "GET", "/readyz")[0] == 200
        except (OSError, ValueError):
            return False

    def _kill_child(self, word: str) -> None:
        _kill([pid for pid, line in children_of(self.serving.process.pid).items() if word in line])

    def _kill_web(self) -> None:
        """The youngest: the others must show over ten minutes what they hold."""
        _kill(sorted(self.forked.alive())[-1:])

    def _kill_database(self) -> None:
        victims = postgres_of(self.serving.home)
        _kill(victims)
        until(lambda: not any(is_running(pid) for pid in victims))

    def _pause_database(self) -> None:
        frozen = postgres_of(self.serving.home)
        try:
            for pid in frozen:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            time.sleep(15)
        finally:
            for pid in frozen:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _cut_lines(self) -> None:
        self.line.share = 0.3
        time.sleep(20)
        self.line.share = 0.0

    def _fill_disk(self) -> None:
        fill(self.serving.home)
        until(lambda: not self._is_ready())
        time.sleep(10)
        free(self.serving.home)


def _kill(pids: Sequence[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-soak-"))
    folder.chmod(0o711)
    with small_disk(folder / "var", DISK_MEGABYTES) as disk:
        yield disk


def test_ten_minutes_of_everything(place: Path) -> None:
    seen, stop, log = Seen(), threading.Event(), place.parent / "web.log"
    with Serving(place, SETTINGS, free_port(), workers=1, patience=300) as serving:
        association = Association(serving, port=serving.port)
        found = re.search(r"one-time password \(printed only now\): (\S+)", serving.said())
        assert found is not None
        names = hired(association, sign_in(serving.port, "quantri", found[1]))
        with Forked(place, SETTINGS | {"LACHAN_LOG_LEVEL": "error"}, WEB, log) as forked:
            until(lambda: len(forked.alive()) == WEB, 300)
            nemeses = Nemeses(
                serving,
                forked,
                CuttingLine(("127.0.0.1", forked.port), random.Random(SEED), share=0.0).start(),
                random.Random(SEED),
            )
            memory = Memory(lambda: _watched(serving, forked))
            people = at_work(names, forked.port, nemeses.line.port, seen, stop, SEED)
            memory.start()
            began = time.monotonic()
            _ten_minutes(nemeses, began)
            stop.set()
            for one in people:
                one.join(180)
            memory.stopped.set()
            nemeses.line.stop()
            assert not any(one.is_alive() for one in people), "somebody still waits for an acknowledgement"
            said = serving.said() + log.read_text(encoding="utf-8")
            _judge(association, seen, nemeses, memory, time.monotonic() - began, said)


def _ten_minutes(nemeses: Nemeses, began: float) -> None:
    time.sleep(WARM_UP)
    while True:
        for name, goes_wrong in nemeses.all():
            nemeses.one(name, goes_wrong)
            time.sleep(nemeses.chance.uniform(2, 5))
        if time.monotonic() - began > SECONDS - CALM_END - 90:
            break
    time.sleep(max(CALM_END, SECONDS - (time.monotonic() - began)))


def _watched(serving: Serving, forked: Forked) -> dict[int, str]:
    here = {serving.process.pid: "serve", **dict.fromkeys(forked.alive(), "web")}
    for pid, line in children_of(serving.process.pid).items():
        here |= dict.fromkeys(
            [pid], next((name for word, name in WATCHED.items() if word in line), "helper of serve")
        )
    return here


def _judge(
    association: Association, seen: Seen, nemeses: Nemeses, memory: Memory, seconds: float, said: str
) -> None:
    grown = memory.growth(min(60.0, SECONDS * 0.1), min(30.0, SECONDS * 0.1))
    figures: dict[str, object] = {
        "people": sum(MIX.values()),
        "minutes": round(seconds / 60, 1),
        **{f"{name}, times": len(ready) for name, ready in nemeses.done.items()},
        "seconds until ready again, median and longest": _spread(nemeses.done),
        **_kept(association, seen),
        "requests answered": sum(seen.statuses.values()),
        "lines that broke before an answer": seen.no_answer,
        "forms sent again": seen.sent_again,
        "answers 503": seen.statuses[503],
        "answers 5xx other than 503": sum(n for s, n in seen.statuses.items() if s >= 500 and s != 503),
        "forms refused": sum(seen.refused.values()),
        "people signed out": seen.led_to["/dang-nhap"],
        "people asked for a fresh proof": seen.led_to["/xac-nhan"],
        "tracebacks": tracebacks_in(said),
        **_by_kind(seen, nemeses.away),
        **{
            f"memory of {name}, MB when warm and at the end": f"{before:.0f}, {after:.0f} ({percent:+.1f} %)"
            for name, (before, after, percent) in grown.items()
        },
        "others at work on this machine (load over 1 minute)": round(os.getloadavg()[0], 1),
    }
    report("Soak (D-12)", figures)
    for promise in NEVER:
        assert figures[promise] == 0, (promise, seen.refused, seen.statuses)
    assert figures[CONTROL] == 1
    assert len([name for name in grown if name.startswith("web")]) >= WEB - 1
    assert all(percent <= GROWTH_PERCENT for _, _, percent in grown.values()), grown


def _kept(association: Association, seen: Seen) -> dict[str, object]:
    """Hold the log against what was acknowledged."""
    kept = set(association.kept_keys(seen.acknowledged).values())
    in_log = association.query(
        "SELECT idempotency_key, count(DISTINCT request_id) FROM es.events"
        " WHERE idempotency_key IS NOT NULL GROUP BY 1"
    )
    there = {key for key, _ in in_log}
    top, count = association.query("SELECT max(position), count(*) FROM es.events")[0]
    last = "SELECT position FROM views.progress WHERE name = 'all'"
    until(lambda: association.query(last)[0][0] >= top)
    opened = {
        s for (s,) in association.query("SELECT stream_id FROM es.events WHERE topic = 'case.opened.1'")
    }
    recorded = {record for (record,) in association.query("SELECT record FROM facts.records")}
    differences = compare(association.database().follower_dsn)
    return {
        "forms acknowledged": len(kept),
        "acknowledged forms lost": len(kept - there),
        CONTROL: len(kept - (there - set(list(kept)[:1]))),
        "forms saved twice": sum(requests > 1 for _, requests in in_log),
        "entries torn": len(opened - recorded),
        "gaps in the log": int(top - count),
        "rows of views that differ from the log": sum(d.only_live + d.only_rebuilt for d in differences),
    }


def tracebacks_in(said: str) -> int:
    """Count what Python printed by itself, and what the house told of with the place where it happened, as an error."""
    told = (line for line in said.splitlines() if '"where"' in line and '"level": "error"' in line)
    return said.count("Traceback") + sum(1 for _ in told)


def _spread(done: dict[str, list[float]]) -> str:
    return "; ".join(
        f"{name} {statistics.median(ready):.1f}, {max(ready):.1f}" for name, ready in done.items()
    )


def _by_kind(seen: Seen, away: Sequence[tuple[float, float]]) -> dict[str, object]:
    """Return how long people waited by kind of page, while nothing was wrong."""
    told: dict[str, object] = {}
    for kind, moments in sorted(seen.seconds.items()):
        calm = sorted(s for at, s in moments if not any(b <= at + s and at <= e for b, e in away))
        if len(calm) >= 20:
            half, most = calm[len(calm) // 2], calm[len(calm) * 95 // 100]
            told[f"{kind}, ms: p50, p95 ({len(calm)})"] = f"{half * 1000:.0f}, {most * 1000:.0f}"
    return told
