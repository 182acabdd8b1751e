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
from pathlib import Path

import psycopg
import pytest

from tests.faults.counts import FULL, times
from tests.faults.cutting import CuttingLine
from tests.faults.drill import Drill
from tests.faults.forked import Forked
from tests.faults.served import Association, postgres_of
from tests.faults.test_killed import SETTINGS, place
from tests.startup.running import Serving, free_port, until

__all__ = ["place"]
pytestmark = pytest.mark.faults
WEB_KILLS = times("LACHAN_FAULTS_WEB_KILLS", 150, 600)
DATABASE_KILLS = times("LACHAN_FAULTS_DATABASE_KILLS", 25, 80)
CUTS = times("LACHAN_FAULTS_CUTS", 500, 2000)
SEED = 20261127


@contextmanager
def drill(place: Path) -> Iterator[tuple[Drill, Forked]]:
    with (
        Serving(place, SETTINGS, free_port(), workers=1) as serving,
        Forked(place, SETTINGS | {"LACHAN_LOG_LEVEL": "error"}) as forked,
    ):
        association = Association(serving)
        association.set_up()
        until(lambda: len(forked.alive()) == forked.how_many)
        yield Drill(association), forked


def test_web_processes_are_killed(place: Path) -> None:
    chance = random.Random(SEED)
    with drill(place) as (going, forked):
        going.begin(forked.port)
        until(lambda: all(saver.acknowledged for saver in going.savers))
        for _ in range(WEB_KILLS):
            time.sleep(chance.uniform(0.02, 0.2))
            until(lambda: bool(forked.alive()))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(forked.alive()), signal.SIGKILL)
        figures = going.end("Web processes killed", {"kills": WEB_KILLS}, is_kept=FULL)
        assert figures["control without a key: entries saved twice"] > 0, figures  # type: ignore[operator]


def test_the_database_is_killed(place: Path) -> None:
    chance, away, server = random.Random(SEED), list[float](), list[float]()
    with drill(place) as (going, forked):
        going.begin(forked.port)
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
        going.end("Database killed", faults, is_kept=FULL)
        assert control.lost() > 0


def _share(seconds: list[float], of_hundred: int) -> float:
    return round(sorted(seconds)[max(0, len(seconds) * of_hundred // 100 - 1)], 2)


def test_lines_are_cut(place: Path) -> None:
    with drill(place) as (going, forked):
        line = CuttingLine(("127.0.0.1", forked.port), random.Random(SEED)).start()
        going.begin(line.port)
        until(lambda: line.cuts >= CUTS, seconds=1800)
        figures = going.end("Lines cut", {"lines cut": line.cuts}, is_kept=FULL)
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
