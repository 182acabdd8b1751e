"""D-4, the other line: that from the web processes to PostgreSQL, cut after a random number of bytes.

Anywhere: while somebody is let in, in the middle of a statement, between COMMIT and its answer. Whoever saves is told
to send again, the pool gets itself new connections, and nothing of the former is left. Source: SECURITY, D-4.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from infrastructure.postgres.secrets import Secrets
from tests.faults.by_tcp import Apart, founded_by_tcp
from tests.faults.cutting import CuttingLine
from tests.faults.drill import Drill
from tests.faults.forked import Forked
from tests.faults.nursery import Nursery
from tests.faults.test_killed import SETTINGS, place
from tests.startup.running import until

__all__ = ["place"]
pytestmark = pytest.mark.faults
CUTS = int(os.environ.get("LACHAN_FAULTS_DATABASE_CUTS", "2000"))
LONGEST, SEED = 24_000, 20261127
"""Bytes after which a line is cut at the latest: to be let in takes some 1,000, to save an entry some thousands."""
MOST_SESSIONS = 8
"""Of one web process: six threads and two."""
CALM_SECONDS = 2.0
SESSIONS = """
SELECT count(*), count(*) FILTER (WHERE xact_start < clock_timestamp() - interval '5 seconds')
  FROM pg_stat_activity WHERE usename = 'lachan_app'
"""


@dataclass
class Cut:
    """A drill whose web processes reach the database through a line that is cut."""

    drill: Drill
    forked: Forked
    line: CuttingLine

    def sessions(self) -> tuple[int, int]:
        """Return how many sessions of the application the server has, and in how many a transaction is old."""
        count, old = self.drill.association.query(SESSIONS)[0]
        return int(count), int(old)

    def files(self) -> int:
        """Return the most file descriptors that one of the web processes has open."""
        return max(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.forked.alive())

    def seconds_until_calm(self) -> float:
        """Return how long it took until nobody had to send anything again any more."""
        began = last = time.monotonic()
        sent_again = self._sent_again()
        while time.monotonic() - last < CALM_SECONDS:
            time.sleep(0.02)
            if self._sent_again() != sent_again:
                last, sent_again = time.monotonic(), self._sent_again()
            assert last - began < 60, "the pool does not recover"
        return last - began

    def _sent_again(self) -> int:
        return sum(saver.retries for saver in self.drill.savers)


@contextmanager
def cut(place: Path) -> Iterator[Cut]:
    with founded_by_tcp(place) as (founded, database):
        known = conninfo_to_dict(database.owner_dsn)
        line = CuttingLine((str(known["host"]), 5432), random.Random(SEED), longest=LONGEST, share=1.0)
        line.start(cutting=False)
        password = quote(str(known["password"]), safe="")
        url = f"postgresql://{known['user']}:{password}@127.0.0.1:{line.port}/{known['dbname']}"
        given = Secrets.of_server(founded.home, founded.url).folder
        shutil.copytree(given, Secrets.of_server(founded.home, url).folder)
        settings = SETTINGS | {
            "DATABASE_URL": f"{url}?sslmode=disable&gssencmode=disable",
            "LACHAN_LOG_LEVEL": "error",
        }
        with Nursery(database.follower_dsn) as nursery, Forked(founded.home, settings) as forked:
            nursery.follow(database.follower_dsn, "live")
            association = Apart(founded, port=forked.port)
            association.set_up()
            going = Cut(Drill(association), forked, line)
            yield going
        until(lambda: going.sessions()[0] == 0)
        line.stop()


def test_lines_to_the_database_are_cut(place: Path) -> None:
    with cut(place) as going:
        drill, forked, line = going.drill, going.forked, going.line
        files_before = going.files()
        drill.begin(forked.port)
        until(lambda: all(saver.acknowledged for saver in drill.savers))
        line.cutting.set()
        until(lambda: line.cuts >= CUTS, seconds=1800)
        line.cutting.clear()
        recovered = going.seconds_until_calm()
        drill.finish()
        sessions, old = going.sessions()
        more_files = max(0, going.files() - files_before)
        most = MOST_SESSIONS * forked.how_many
        faults: dict[str, object] = {
            "lines cut": line.cuts,
            "seconds until nobody has to send again": round(recovered, 2),
            f"sessions on the server afterwards (at most {most})": sessions,
            "transactions left open": old,
            "others at work on this machine (load over 1 minute)": round(os.getloadavg()[0], 1),
            f"open files more than before, of one web process (at most {MOST_SESSIONS})": more_files,
        }
        figures = drill.end("Lines to the database cut", faults)
        assert old == 0 and sessions <= most and more_files <= MOST_SESSIONS, figures
        assert figures["control without a key: entries saved twice"] > 0, figures  # type: ignore[operator]
