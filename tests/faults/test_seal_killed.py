"""I-3: writers, connections and the whole server killed around appends; the tree is the log, whatever was killed.

The control keeps its frontier in a transaction after that of the entry, and must end up short.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application.seal import SealedLog
from infrastructure.postgres import Database, migrate
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.seal.export import export
from infrastructure.seal.keys import SignersFolder
from infrastructure.seal.signer import Signer, origin_of
from infrastructure.seal.tree import Frontier
from infrastructure.verifier.checking import Check, Trusted, entries_of
from infrastructure.verifier.leaves import event_leaf
from tests.faults.appending import STOP, TABLE, append_for_ever, positions_in
from tests.faults.counts import FULL, times
from tests.faults.report import report
from tests.startup.running import PATIENCE_SECONDS, children_of, is_running, until

pytestmark = pytest.mark.faults
KILLS = times("LACHAN_SEAL_KILLS", 100, 500)
WRITERS, SEED, SIGNED_EVERY, SERVER_EVERY = 3, 20261126, 25, 50
CONNECTION_EVERY = 12
"""A killed connection costs a recovery, a second and more; a killed writer a few hundredths."""
CONTEXT = multiprocessing.get_context("forkserver")


@dataclass
class Drill:
    """A durable server, writers, and what was acknowledged to them."""

    server: EmbeddedServer
    database: Database
    folder: Path
    writers: list[BaseProcess] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> Path:
        return self.folder / "acknowledged"

    def begin(self) -> None:
        while len(self.writers) < WRITERS:
            arguments = (self.database.app_dsn, self.acknowledged)
            self.writers.append(CONTEXT.Process(target=append_for_ever, args=arguments, daemon=True))
            self.writers[-1].start()

    def pause(self) -> None:
        """Let every writer end what it is doing."""
        (self.folder / STOP).touch()
        for writer in self.writers:
            writer.join()
        self.writers.clear()
        (self.folder / STOP).unlink()

    def end(self) -> None:
        for writer in self.writers:
            writer.kill()
            writer.join()
        self.writers.clear()

    def wait_for_another(self) -> None:
        """Return when something more was acknowledged: writers are at work, and the next kill hits them."""
        before = len(positions_in(self.acknowledged))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(positions_in(self.acknowledged)) <= before:
            assert time.monotonic() < end, "nothing is saved any more"
            time.sleep(0.005)

    def kill(self, turn: int, chance: random.Random) -> None:
        """Kill a writer, a connection or, now and then, every process of the server."""
        if turn % SERVER_EVERY == SERVER_EVERY - 1:
            self._kill_server()
        elif turn % CONNECTION_EVERY == 0:
            self._kill_connection(chance)
        else:
            self._kill_writer(chance)

    def _kill_writer(self, chance: random.Random) -> None:
        writer = self.writers.pop(chance.randrange(len(self.writers)))
        writer.kill()
        writer.join()
        self.begin()
        self.killed["writers"] += 1

    def _kill_connection(self, chance: random.Random) -> None:
        """Kill a backend at work: PostgreSQL then ends all the others and recovers."""
        found = [pid for pid, line in children_of(self._postmaster()).items() if "lachan_app" in line]
        if not found:
            return self._kill_writer(chance)
        _kill(chance.choice(sorted(found)))
        self.killed["connections"] += 1
        return None

    def _kill_server(self) -> None:
        postmaster = self._postmaster()
        victims = [postmaster, *children_of(postmaster)]
        for pid in victims:
            _kill(pid)
        self.server.stop()  # waits for the process that is gone
        until(lambda: not any(is_running(pid) for pid in victims))
        self.server.start()
        self.killed["whole servers"] += 1

    def _postmaster(self) -> int:
        return int((self.server.data / "postmaster.pid").read_text().split("\n")[0])


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def drill() -> Iterator[Drill]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-seal-drill-"))
    folder.chmod(0o711)
    with drilled(EmbeddedServer(folder, durable=True), folder) as drill:
        yield drill
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def drilled(server: EmbeddedServer, folder: Path) -> Iterator[Drill]:
    """A drill on a fresh log of this server."""
    server.start()
    try:
        database = open_embedded(server, "lachan")
        migrate(database)
        with psycopg.connect(database.owner_dsn) as connection:
            connection.execute(TABLE)
        drill = Drill(server, database, folder)
        try:
            yield drill
        finally:
            drill.end()
    finally:
        server.stop()


def test_the_tree_is_the_log_after_500_kills(drill: Drill) -> None:
    CONTEXT.set_forkserver_preload(["tests.faults.appending"])
    chance, began = random.Random(SEED), time.monotonic()
    signer = Signer(drill.database.signer_dsn, SignersFolder(drill.folder / "signer"))
    drill.begin()
    for _ in range(20):
        drill.wait_for_another()
    drill.pause()
    assert len(set(_sizes(drill).values())) == 1, "the control keeps up as long as nobody is killed"
    drill.begin()
    for turn in range(KILLS):
        drill.wait_for_another()
        time.sleep(chance.uniform(0, 0.01))
        drill.kill(turn, chance)
        if turn % SIGNED_EVERY == 0:
            _sign(drill, signer)
    drill.wait_for_another()
    drill.end()
    _sign(drill, signer)
    _judge(drill, time.monotonic() - began)


def _sign(drill: Drill, signer: Signer) -> None:
    """Sign what is there, once the server answers again."""

    def signed() -> bool:
        try:
            with psycopg.connect(drill.database.signer_dsn, autocommit=True) as connection:
                signer.sign(connection, SealedLog.EVENTS)
            return True
        except psycopg.Error:
            return False

    until(signed)


def _query(drill: Drill, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(drill.database.owner_dsn) as connection:
        return connection.execute(statement.encode()).fetchall()


def _sizes(drill: Drill) -> dict[str, int]:
    ((events,),) = _query(drill, "SELECT count(*) FROM es.events")
    return {"events": events, **dict(_query(drill, "SELECT kept, size FROM es.drill"))}


def _judge(drill: Drill, seconds: float) -> None:
    with psycopg.connect(drill.database.signer_dsn) as connection:
        origin = origin_of(connection, SealedLog.EVENTS)
    folder, file = SignersFolder(drill.folder / "signer"), drill.folder / "so.jsonl"
    export(drill.database.auditor_dsn, [folder.public(origin).vkey()], file)
    told = Check(file, Trusted()).run()
    entries, sizes = entries_of(file, "events"), _sizes(drill)
    rebuilt = Frontier().grown(event_leaf(entry) for entry in entries)
    ((inside,),) = _query(drill, "SELECT nodes FROM es.drill WHERE kept = 'inside'")
    acknowledged, last = positions_in(drill.acknowledged), folder.last(SealedLog.EVENTS)
    assert last is not None
    figures = {
        "kills": sum(drill.killed.values()),
        **{f"of them {name}": count for name, count in sorted(drill.killed.items())},
        "entries acknowledged": len(acknowledged),
        "acknowledged entries that are not in the log": len(set(acknowledged) - {e[0] for e in entries}),
        "entries in the log": sizes["events"],
        "leaves in the tree": rebuilt.size,
        "size of the frontier kept with the entry": sizes["inside"],
        "heads signed between kills": told.logs[0].heads,
        "differences (leaves, positions, heads, roots)": len([f for f in told.findings if f.log == "events"])
        + (last.frontier.root() != rebuilt.root())
        + (Frontier(sizes["inside"], tuple(inside)).root() != rebuilt.root()),
        "control: entries that a frontier kept after the entry has lost": sizes["events"] - sizes["outside"],
        "seconds": round(seconds),
    }
    report("The tree after kills", figures, is_kept=FULL)
    assert figures["kills"] >= KILLS
    assert [entry[0] for entry in entries] == list(range(1, sizes["events"] + 1))
    assert sizes["events"] == rebuilt.size == sizes["inside"]
    assert figures["differences (leaves, positions, heads, roots)"] == 0
    assert figures["acknowledged entries that are not in the log"] == 0
    assert sizes["outside"] < sizes["events"], "the control must fail: nothing was killed at the right moment"
