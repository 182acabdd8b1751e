"""Six hundred web processes killed, the database killed eighty times, two thousand lines cut: nothing promised is lost.

People save one entry after another and send each again, under its key, until it is acknowledged; others do so without a
key, and must be seen to save some entry twice, or the faults did not fall where they hurt.
Source: SECURITY, D-1, D-2, D-4.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from infrastructure.follower import compare
from tests.faults.cutting import CuttingLine
from tests.faults.forked import Forked
from tests.faults.report import report
from tests.faults.served import Association, Saver, postgres_of
from tests.faults.test_killed import SETTINGS, place
from tests.startup.running import Serving, free_port, until

__all__ = ["place"]
pytestmark = pytest.mark.faults
WEB_KILLS = int(os.environ.get("LACHAN_FAULTS_WEB_KILLS", "600"))
DATABASE_KILLS = int(os.environ.get("LACHAN_FAULTS_DATABASE_KILLS", "80"))
CUTS = int(os.environ.get("LACHAN_FAULTS_CUTS", "2000"))
SEED = 20261127


@dataclass
class Drill:
    """A served association, web processes that are quickly back, and people who save through them."""

    association: Association
    forked: Forked
    stop: threading.Event
    savers: list[Saver]
    began: float

    def begin(self, port: int) -> None:
        """Let four people save under keys and three without, through this port."""
        self.association.port = port
        for who, has_key, how_many in (("keyed", True, 4), ("keyless", False, 3)):
            self.savers += [Saver(self.association, who, has_key, self.stop) for _ in range(how_many)]
        for saver in self.savers:
            saver.start()

    def acknowledged(self) -> int:
        return sum(len(saver.acknowledged) for saver in self.savers)

    def until_acknowledged(self, how_many: int) -> None:
        until(lambda: self.acknowledged() >= how_many)

    def finish(self) -> None:
        """Let everyone finish what they are at."""
        self.stop.set()
        for saver in self.savers:
            saver.join(120)

    def end(self, title: str, faults: dict[str, object]) -> dict[str, object]:
        """Let everyone finish; count what was promised against what is there."""
        self.finish()
        figures = faults | self._judged() | {"seconds": round(time.monotonic() - self.began)}
        report(title, figures)
        for promise in (
            "acknowledged entries lost",
            "entries saved twice",
            "entries torn",
            "gaps in the log",
        ):
            assert figures[promise] == 0, figures
        assert figures["conflicts shown"] == figures["answers 5xx other than 503"] == 0, figures
        assert figures["rows of views that differ from the log"] == 0, figures
        return figures

    def _judged(self) -> dict[str, object]:
        entries = self.association.query(
            "SELECT idempotency_key, stream_id::text, version FROM es.events WHERE topic = 'case.opened.1'"
        )
        keyed = [saver for saver in self.savers if saver.has_key]
        promised = [
            where.rpartition("/")[2] for saver in self.savers for where in saver.acknowledged.values()
        ]
        with_key = [key for key, _, _ in entries if key]
        wanted = sum(len(saver.acknowledged) for saver in self.savers if not saver.has_key)
        top, count = self.association.query("SELECT max(position), count(*) FROM es.events")[0]
        recorded = {stream for (stream,) in self.association.query("SELECT record::text FROM facts.records")}
        opened = {stream for _, stream, _ in entries}
        last = "SELECT position FROM views.progress WHERE name = 'all'"
        until(lambda: self.association.query(last)[0][0] == top)
        differences = compare(self.association.database().follower_dsn)
        statuses = [(status, many) for saver in self.savers for status, many in saver.statuses.items()]
        return {
            "entries acknowledged": len(promised),
            "requests sent again": sum(saver.retries for saver in keyed),
            "acknowledged entries lost": len(set(promised) - opened),
            "entries torn": len(opened ^ recorded),
            "entries saved twice": len(with_key) - len(set(with_key)),
            "gaps in the log": int(top - count),
            "conflicts shown": sum(many for status, many in statuses if status in {409, 412}),
            "answers 503": sum(many for status, many in statuses if status == 503),
            "answers 5xx other than 503": sum(m for status, m in statuses if status >= 500 and status != 503),
            "rows of views that differ from the log": sum(d.only_live + d.only_rebuilt for d in differences),
            "control without a key: entries saved twice": len(entries) - len(with_key) - wanted,
        }


@contextmanager
def drill(place: Path) -> Iterator[Drill]:
    with (
        Serving(place, SETTINGS, free_port(), workers=1) as serving,
        Forked(place, SETTINGS | {"LACHAN_LOG_LEVEL": "error"}) as forked,
    ):
        association = Association(serving)
        association.set_up()
        until(lambda: len(forked.alive()) == forked.how_many)
        yield Drill(association, forked, threading.Event(), [], time.monotonic())


def test_web_processes_are_killed(place: Path) -> None:
    chance = random.Random(SEED)
    with drill(place) as going:
        going.begin(going.forked.port)
        until(lambda: all(saver.acknowledged for saver in going.savers))
        for _ in range(WEB_KILLS):
            time.sleep(chance.uniform(0.02, 0.2))
            until(lambda: bool(going.forked.alive()))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(going.forked.alive()), signal.SIGKILL)
        figures = going.end("Web processes killed", {"kills": WEB_KILLS})
        assert figures["control without a key: entries saved twice"] > 0, figures  # type: ignore[operator]


def test_the_database_is_killed(place: Path) -> None:
    chance, away, server = random.Random(SEED), list[float](), list[float]()
    with drill(place) as going:
        going.begin(going.forked.port)
        with Unsynchronised(going.association) as control:
            for _ in range(DATABASE_KILLS):
                time.sleep(chance.uniform(0.1, 0.6))
                before, killed = going.acknowledged(), time.monotonic()
                for pid in postgres_of(place):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                until(going.association.answers)
                server.append(time.monotonic() - killed)
                going.until_acknowledged(before + len(going.savers) + 1)
                away.append(time.monotonic() - killed)
        faults: dict[str, object] = {
            "kills of every process of the database": DATABASE_KILLS,
            "seconds until the server answers again, median": _share(server, 50),
            "the same, 95 of 100": _share(server, 95),
            "seconds until entries are saved again, median": _share(away, 50),
            "the same of them, 95 of 100 (bar: 3)": _share(away, 95),
            "control, commits that do not wait for the disk: acknowledged rows lost": control.lost(),
        }
        going.end("Database killed", faults)
        assert control.lost() > 0


def _share(seconds: list[float], of_hundred: int) -> float:
    return round(sorted(seconds)[max(0, len(seconds) * of_hundred // 100 - 1)], 2)


def test_lines_are_cut(place: Path) -> None:
    with drill(place) as going:
        line = CuttingLine(("127.0.0.1", going.forked.port), random.Random(SEED)).start()
        going.begin(line.port)
        until(lambda: line.cuts >= CUTS, seconds=1800)
        figures = going.end("Lines cut", {"lines cut": line.cuts})
        line.stop()
        assert figures["control without a key: entries saved twice"] > 0, figures  # type: ignore[operator]


class Unsynchronised(threading.Thread):
    """The control: rows whose commit is acknowledged before it is on the disk, which the same kills must lose."""

    def __init__(self, association: Association) -> None:
        super().__init__(daemon=True)
        self.association, self.acknowledged, self.stopped = association, 0, threading.Event()

    def __enter__(self) -> Unsynchronised:
        with self._connected() as connection:
            connection.execute("CREATE TABLE public.control (n bigint)")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.join(60)

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.association.database().owner_dsn, autocommit=True)

    def run(self) -> None:
        while not self.stopped.is_set():
            with suppress(psycopg.Error, OSError), self._connected() as connection:
                connection.execute("SET synchronous_commit = off")
                while not self.stopped.is_set():
                    connection.execute("INSERT INTO public.control VALUES (%s)", (self.acknowledged,))
                    self.acknowledged += 1
            time.sleep(0.05)

    def lost(self) -> int:
        """Return how many acknowledged rows are not there."""
        (kept,) = self.association.query("SELECT count(DISTINCT n) FROM public.control")[0]
        return self.acknowledged - int(kept)
