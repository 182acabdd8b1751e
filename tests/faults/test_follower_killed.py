"""D-8: the follower killed three hundred times while others write; its views are those of a rebuild, byte by byte.

The control keeps its position in a transaction a moment after that of the rows, and must be seen to fold something
twice.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from application.demo import DemoYear, load
from application.demo.copies import Copies
from application.ledger import Recorded
from infrastructure.demo import open_stage
from infrastructure.follower import FOLLOWER_LOCK, compare, progress, rebuild
from infrastructure.growing import append, whole_log
from infrastructure.house import open_house
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.demo.conftest import PASSWORD
from tests.faults.nursery import Nursery, kill
from tests.faults.report import report
from tests.ledger.test_follower import VIEWS, positions, reached
from tests.startup.running import PATIENCE_SECONDS, until

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("LACHAN_FAULTS_FOLLOWER_KILLS", "300"))
CONTROL_KILLS, AT_ONCE, PAUSE_SECONDS, SEED = max(10, KILLS // 10), 4, 0.02, 20261127
MOST_SECONDS, EARLY_EVERY = 0.03, 5
"""How long a follower goes on at most once it has folded something; one in so many is killed as it begins."""


@dataclass
class Writing:
    """Tells copies of the fictional year, a few facts a transaction, for as long as a block lasts."""

    house: House
    told: Iterator[Recorded] = field(init=False)

    def __post_init__(self) -> None:
        with self.house.pool.connection() as connection:
            copies = Copies.of(whole_log(self.house, connection))
        self.told = (one for number in count() for one in copies.copy(number))

    def __enter__(self) -> None:
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._tell, daemon=True)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def _tell(self) -> None:
        with self.house.pool.connection() as connection:
            while not self.stopped.wait(PAUSE_SECONDS):
                append(self.house, connection, list(islice(self.told, AT_ONCE)))


def test_killed_three_hundred_times(database: Database, tmp_path: Path) -> None:
    settings, chance = Settings(home=tmp_path), random.Random(SEED)
    with open_stage(database, settings, 7) as stage:
        load(DemoYear(seed=7, password=PASSWORD, scale=0.01), stage)
    began = time.monotonic()
    with open_house(database, settings, connections=2) as house, Nursery(database.follower_dsn) as nursery:
        writing = Writing(house)
        with writing:
            moved = _killed(database, nursery, KILLS, "eager", chance)
        top = _caught_up(database, nursery)
        seen, live = positions(database), _digests(database)
        differing = sum(one.only_live + one.only_rebuilt for one in compare(database.follower_dsn, VIEWS))
        figures: dict[str, object] = {
            "kills": KILLS,
            "of them after it had folded something": moved,
            "events": top,
            "events skipped": len(set(range(1, top + 1)) - set(seen)),
            "events folded twice": len(seen) - len(set(seen)),
            "rows of views that differ from the log": differing,
            "tables": len(live),
            "tables that are not byte by byte those of a rebuild": _not_as_rebuilt(database, live),
            "others at work on this machine (load over 1 minute)": round(os.getloadavg()[0], 1),
            "seconds": round(time.monotonic() - began),
        }
        with writing:
            _killed(database, nursery, CONTROL_KILLS, "careless", chance)
        again = positions(database)
    figures |= {
        "control, position kept after the rows: kills": CONTROL_KILLS,
        "control, position kept after the rows: events folded twice": len(again) - len(set(again)),
    }
    report("Follower killed (D-8)", figures)
    assert seen == list(range(1, top + 1)), figures
    assert differing == figures["tables that are not byte by byte those of a rebuild"] == 0, figures
    assert moved > KILLS / 2, "it was killed before it did anything"
    assert len(again) > len(set(again)), "the control must fold something twice"


def _killed(database: Database, nursery: Nursery, kills: int, kind: str, chance: random.Random) -> int:
    """Kill a follower again and again, now and then as it begins; return how many of them had moved on."""
    moved = 0
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        for turn in range(kills):
            before = progress(connection)
            pid = nursery.follow(database.follower_dsn, kind)
            if turn % EARLY_EVERY:
                wait_until(lambda: progress(connection) > before)  # noqa: B023 - asked within the turn
            time.sleep(chance.uniform(0, MOST_SECONDS))
            kill(pid)
            moved += progress(connection) > before
    return moved


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "nothing is folded any more"
        time.sleep(0.01)


def _caught_up(database: Database, nursery: Nursery) -> int:
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute("SELECT max(position) FROM es.events").fetchone()
    assert row is not None
    pid = nursery.follow(database.follower_dsn)
    until(lambda: reached(database) == row[0])
    kill(pid)
    return int(row[0])


def _digests(database: Database) -> dict[str, str]:
    """What stands in each table of each view, as text and in order."""
    found = {}
    with psycopg.connect(database.follower_dsn) as connection:
        for view in VIEWS:
            for table in view.TABLES:
                name = sql.Identifier(view.schema(), table)
                digest = hashlib.sha256()
                for (row,) in connection.execute(
                    sql.SQL('SELECT t::text FROM {} t ORDER BY t::text COLLATE "C"').format(name)
                ):
                    digest.update(row.encode() + b"\n")
                found[f"{view.schema()}.{table}"] = digest.hexdigest()
    return found


def _not_as_rebuilt(database: Database, live: dict[str, str]) -> int:
    """Build every view anew from the log's beginning; return how many tables hold something else."""
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        rebuild(connection, VIEWS, Ledger(keys=None))
    rebuilt = _digests(database)
    return sum(live[name] != rebuilt[name] for name in live)
