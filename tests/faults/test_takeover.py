"""Two web processes and two followers against one PostgreSQL; the follower at work goes, and the other takes over.

It is killed; its machine vanishes (its line carries nothing any more, and stays open); it is stopped. The control is a
session as the driver makes it, whose line falls silent too: its lock is never freed. Source: DESIGN, section 6.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infrastructure.follower import FOLLOWER_LOCK, compare
from infrastructure.lag import lag_of
from infrastructure.postgres import Database
from tests.faults import cable
from tests.faults.by_tcp import Apart, founded_by_tcp
from tests.faults.forked import Forked
from tests.faults.nursery import Nursery, kill
from tests.faults.report import report
from tests.faults.served import Saver
from tests.faults.test_killed import SETTINGS
from tests.ledger.test_follower import VIEWS, positions
from tests.silence import Line, line_to
from tests.startup.running import until

pytestmark = pytest.mark.faults
TURNS = int(os.environ.get("LACHAN_FAULTS_TAKEOVERS", "2"))
MOST_SECONDS = 10.0
CONTROL_LOCK = 7205492
HOLDER = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND l.granted AND l.objid = %s AND l.mode = 'ExclusiveLock'
"""
Connection = psycopg.Connection[Any]


@dataclass
class Machine:
    """A follower, on a line of its own to the database."""

    name: str
    line: Line
    dsn: str
    pid: int


@dataclass
class Pair:
    """The two machines, and someone who watches the database."""

    watching: Connection
    nursery: Nursery
    machines: dict[str, Machine] = field(default_factory=dict)

    def begin(self, name: str, line: Line, dsn: str) -> None:
        through = make_conninfo(line.dsn(dsn), application_name=name)
        self.machines[name] = Machine(name, line, through, self.nursery.follow(through))

    def ask(self, query: str, *values: object) -> Any:
        row = self.watching.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def leader(self) -> str | None:
        found: str | None = self.ask(HOLDER, FOLLOWER_LOCK)
        return found

    def both_are_there(self) -> bool:
        return lag_of(self.watching).followers == 2 and self.leader() is not None

    def lost(
        self, fault: Callable[[Machine], None], amends: Callable[[Machine], None]
    ) -> tuple[float, float]:
        """Let the one at work meet a fault; return the seconds until another works, and has folded what was there."""
        until(self.both_are_there)
        leader = self.leader()
        assert leader is not None
        began = time.monotonic()
        fault(self.machines[leader])
        top = int(self.ask("SELECT max(position) FROM es.events"))
        until(lambda: self.leader() not in {None, leader})
        led = time.monotonic() - began
        until(lambda: int(self.ask("SELECT position FROM views.progress")) >= top)
        folded = time.monotonic() - began
        amends(self.machines[leader])
        return led, folded

    def kill(self, machine: Machine) -> None:
        kill(machine.pid)

    def begin_again(self, machine: Machine) -> None:
        machine.pid = self.nursery.follow(machine.dsn)


def _fall_silent(machine: Machine) -> None:
    machine.line.fall_silent()


def _talk(machine: Machine) -> None:
    machine.line.talk()


def _stop(machine: Machine) -> None:
    os.kill(machine.pid, signal.SIGSTOP)


def _go_on(machine: Machine) -> None:
    os.kill(machine.pid, signal.SIGCONT)


@contextmanager
def _pair(database: Database) -> Iterator[Pair]:
    with (
        psycopg.connect(database.owner_dsn, autocommit=True) as watching,
        Nursery(database.follower_dsn) as nursery,
        line_to(database.follower_dsn) as one,
        line_to(database.follower_dsn) as other,
    ):
        pair = Pair(watching, nursery)
        pair.begin("first", one, database.follower_dsn)
        pair.begin("second", other, database.follower_dsn)
        yield pair


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="lachan-takeover-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_another_follower_takes_over(folder: Path) -> None:
    stop = threading.Event()
    with ExitStack() as stack:
        far = stack.enter_context(cable.space())
        founded, database = stack.enter_context(founded_by_tcp(folder, (far.near,) if far else ()))
        settings = SETTINGS | {"DATABASE_URL": founded.url, "LACHAN_LOG_LEVEL": "error"}
        web = stack.enter_context(Forked(founded.home, settings, 2))
        pair = stack.enter_context(_pair(database))
        control = stack.enter_context(_control(database))
        association = Apart(founded, port=web.port)
        association.set_up()
        savers = [Saver(association, "keyed", True, stop) for _ in range(2)]
        for saver in savers:
            saver.start()
        figures = _lost_in_turn(pair)
        figures |= _cable_pulled(pair, far, database)
        stop.set()
        for saver in savers:
            saver.join(60)
        figures |= _judged(pair, database, savers, control)
    report("The follower at work goes", figures)
    assert figures["events skipped"] == figures["events folded twice"] == 0, figures
    assert figures["rows of views that differ from a rebuild"] == 0, figures
    assert figures["acknowledged entries lost"] == 0, figures
    assert float(str(figures["longest of all, seconds (bar: 10)"])) < _held_by_the_control(figures), figures
    assert figures["control, an ordinary session on a silent line: its lock is free"] == "no", figures


def _held_by_the_control(figures: dict[str, object]) -> float:
    return float(str(figures["control, an ordinary session on a silent line: seconds"]))


def _lost_in_turn(pair: Pair) -> dict[str, object]:
    figures, longest = dict[str, object](), 0.0
    for name, fault, amends in (
        ("killed", pair.kill, pair.begin_again),
        ("its machine vanished", _fall_silent, _talk),
        ("stopped", _stop, _go_on),
    ):
        took = [pair.lost(fault, amends) for _ in range(TURNS)]
        figures[f"{name}, times"] = TURNS
        figures[f"{name}: seconds until the other works"] = _told(led for led, _ in took)
        figures[f"{name}: seconds until what was there is folded"] = _told(folded for _, folded in took)
        longest = max(longest, *(folded for _, folded in took))
    return figures | {"longest of all, seconds (bar: 10)": round(longest, 2)}


def _told(seconds: Iterator[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in seconds)


def _cable_pulled(pair: Pair, far: cable.Space | None, database: Database) -> dict[str, object]:
    """Pull the cable of a session that says nothing by itself: TCP alone must find out."""
    name = "cable pulled (a network of its own): seconds until the lock is free"
    if far is None:
        return {name: "not tried: this user may not make a network"}
    holding = far.hold(make_conninfo(database.follower_dsn, host=far.near))
    try:
        assert None not in {pair.ask(HOLDER, cable.OURS), pair.ask(HOLDER, cable.ORDINARY)}
        far.pull()
        began = time.monotonic()
        until(lambda: pair.ask(HOLDER, cable.OURS) is None)
        free = time.monotonic() - began
        kept = pair.ask(HOLDER, cable.ORDINARY) is not None
        assert kept, "the control must fail"
        return {name: round(free, 1), "control: an ordinary session there still holds its lock": "yes"}
    finally:
        holding.kill()
        holding.communicate()


@contextmanager
def _control(database: Database) -> Iterator[float]:
    """Hold a lock through a line that has fallen silent; yields since when."""
    with line_to(database.follower_dsn) as line:
        connection = psycopg.connect(line.dsn(database.follower_dsn), autocommit=True)
        connection.execute("SELECT pg_advisory_lock(%s)", (CONTROL_LOCK,))
        line.fall_silent()
        yield time.monotonic()
        line.talk()
        connection.close()


def _judged(pair: Pair, database: Database, savers: list[Saver], since: float) -> dict[str, object]:
    top = int(pair.ask("SELECT max(position) FROM es.events"))
    until(lambda: pair.ask("SELECT position FROM views.progress") == top)
    silent = time.monotonic() - since
    assert silent > MOST_SECONDS
    held = pair.ask(HOLDER, CONTROL_LOCK) is not None
    for machine in pair.machines.values():
        kill(machine.pid)
    seen = positions(database)
    promised = {where.rpartition("/")[2] for saver in savers for where in saver.acknowledged.values()}
    opened = pair.watching.execute("SELECT stream_id::text FROM es.events WHERE topic = 'case.opened.1'")
    return {
        "control, an ordinary session on a silent line: seconds": round(silent),
        "control, an ordinary session on a silent line: its lock is free": "no" if held else "yes",
        "others at work on this machine (load over 1 minute)": round(os.getloadavg()[0], 1),
        "web processes": 2,
        "events": top,
        "entries acknowledged": len(promised),
        "acknowledged entries lost": len(promised - {stream for (stream,) in opened}),
        "events skipped": len(set(range(1, top + 1)) - set(seen)),
        "events folded twice": len(seen) - len(set(seen)),
        "rows of views that differ from a rebuild": sum(
            one.only_live + one.only_rebuilt for one in compare(database.follower_dsn, VIEWS)
        ),
    }
