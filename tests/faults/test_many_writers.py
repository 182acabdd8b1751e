"""Eight writers and a follower that is killed again and again, over a hundred thousand events: none is skipped."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from itertools import count

import pytest

from domain.installation import InstallationNamed
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.faults.counts import FULL, times
from tests.faults.report import report
from tests.ledger.given import Town, together, town_of
from tests.ledger.test_follower import VIEWS, positions, reached
from tests.startup.running import until

pytestmark = pytest.mark.faults
WRITERS, FACTS_EACH, EVENTS = 8, 5, times("LACHAN_FAULTS_EVENTS", 30_000, 100_000)
KILLS = times("LACHAN_FAULTS_KILLS_AMONG_WRITERS", 4, 10)


def test_nothing_is_skipped(database: Database) -> None:
    began = time.monotonic()
    with town_of(database) as town:
        followers = [_follower(database)]
        until(lambda: _has_views(town))
        has_killed = threading.Event()

        def writer() -> None:
            for one in count():
                if one * FACTS_EACH * WRITERS > EVENTS and has_killed.is_set():
                    return
                _append(town)

        def killer() -> None:
            try:
                for _ in range(KILLS):
                    before = reached(database)
                    until(lambda: reached(database) > before)  # noqa: B023  asked at once
                    followers[-1].kill()
                    followers[-1].wait()
                    followers.append(_follower(database))
            finally:
                has_killed.set()

        assert together([*[writer] * WRITERS, killer]) == [None] * (WRITERS + 1)
        top = town.ask("SELECT max(position) FROM es.events")[0][0]
        written = time.monotonic() - began
        while reached(database) < top and time.monotonic() - began < 600:
            time.sleep(0.1)
        followers[-1].terminate()
        followers[-1].wait()
        seen = positions(database)
        figures = {
            "events": top,
            "writers": WRITERS,
            "times the follower was killed": KILLS,
            "events skipped": len(set(range(1, top + 1)) - set(seen)),
            "events folded twice": len(seen) - len(set(seen)),
            "rows of views that differ from the log": sum(
                d.only_live + d.only_rebuilt for d in compare(database.follower_dsn, VIEWS)
            ),
            "seconds of writing": round(written),
        }
    report("Many writers and a killed follower", figures, is_kept=FULL)
    assert top >= EVENTS
    assert seen == list(range(1, top + 1))
    assert figures["rows of views that differ from the log"] == 0


def _has_views(town: Town) -> bool:
    """Say whether the first follower has made its views: until then there is nothing that a kill could break."""
    kept = {name for (name,) in town.ask("SELECT name FROM views.catalogue")}
    return kept >= {view.NAME for view in VIEWS}


def _append(town: Town) -> None:
    with town.work(system="test") as work:
        names = [InstallationNamed(occurred_at=work.now(), name=f"Hội mẫu {n}") for n in range(FACTS_EACH)]
        work.open(work.new_id(), *names)
        work.commit()


def _follower(database: Database) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.follow", database.follower_dsn],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
