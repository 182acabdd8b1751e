"""D-8: the follower killed three hundred times while others write; its views are those of a rebuild, byte by byte.

The control keeps its position in a transaction after that of the rows, and must be seen to fold something twice.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from application.demo import DemoYear, load
from application.demo.copies import Copies
from infrastructure.demo import open_stage
from infrastructure.follower import FOLLOWER_LOCK, compare, rebuild
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
from tests.startup.running import until

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("LACHAN_FAULTS_FOLLOWER_KILLS", "300"))
CONTROL_KILLS, AT_ONCE, SEED = 100, 8, 20261127
LONGEST_LIFE = 0.12
"""Seconds that a follower lives at most: it begins, folds what has come meanwhile, and is killed anywhere in that."""


@dataclass
class Writer(threading.Thread):
    """Tells copies of the fictional year, a few facts a transaction, until told to stop."""

    house: House
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        with self.house.pool.connection() as connection:
            copies = Copies.of(whole_log(self.house, connection))
        self.told = (one for number in count() for one in copies.copy(number))

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        with self.house.pool.connection() as connection:
            while not self.stopped.is_set():
                append(self.house, connection, list(islice(self.told, AT_ONCE)))
                time.sleep(0.005)


@contextmanager
def writing(house: House) -> Iterator[None]:
    writer = Writer(house)
    writer.start()
    try:
        yield
    finally:
        writer.stopped.set()
        writer.join()


def test_killed_three_hundred_times(database: Database, tmp_path: Path) -> None:
    settings, chance = Settings(home=tmp_path), random.Random(SEED)
    with open_stage(database, settings, 7) as stage:
        load(DemoYear(seed=7, password=PASSWORD, scale=0.01), stage)
    began = time.monotonic()
    with open_house(database, settings, connections=2) as house, Nursery(database.follower_dsn) as nursery:
        with writing(house):
            moved = _killed(database, nursery, KILLS, "careful", chance)
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
            "seconds": round(time.monotonic() - began),
        }
        with writing(house):
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
    """Kill a follower again and again; return how many of them had moved on."""
    moved, before = 0, reached(database)
    for _ in range(kills):
        pid = nursery.follow(database.follower_dsn, kind)
        time.sleep(chance.uniform(0.02, LONGEST_LIFE))
        kill(pid)
        after = reached(database)
        moved, before = moved + (after > before), after
    return moved


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
                    sql.SQL('SELECT t::text FROM {} t ORDER BY 1 COLLATE "C"').format(name)
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
