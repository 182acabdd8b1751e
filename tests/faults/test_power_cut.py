"""The power is cut: everything acknowledged is on the disk, every copy starts, and the tree is the log.

The control is a server that does not ask its disk to keep anything (`fsync=off`): the same cuts must lose entries
there. `kill -9` cannot see that: what a killed process wrote is still in the system's memory.
Source: SECURITY, D-3.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres import Database
from infrastructure.postgres.binaries import clean_environment
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import SUPERUSER, EmbeddedServer
from infrastructure.refusal import CannotStart
from infrastructure.seal.tree import Frontier
from tests.faults.appending import positions_in
from tests.faults.counts import FULL, times
from tests.faults.power import Machine, machine
from tests.faults.report import report
from tests.faults.test_seal_killed import CONTEXT, Drill, drilled

pytestmark = pytest.mark.faults
CUTS = times("LACHAN_FAULTS_CUTS_OF_POWER", 15, 45)
CONTROL_CUTS, SEED = 5, 20261127
SMALL_LOG = {"max_wal_size": "96MB", "checkpoint_timeout": "30s"}
"""More checkpoints than in service, so that cuts fall into some of them; and less to copy."""


class Server(EmbeddedServer):
    """The embedded server with a small log; the control also writes without waiting for the disk."""

    extra: tuple[tuple[str, str], ...] = ()

    def _options(self) -> Iterator[str]:
        yield from super()._options()
        for name, value in (*SMALL_LOG.items(), *self.extra):
            yield from ("-c", f"{name}={value}")


class Careless(Server):
    extra = (("fsync", "off"),)


@dataclass
class Found:
    """What copies of the disk held."""

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    not_started: int = 0
    not_the_log: int = 0
    seconds: list[float] = field(default_factory=list)


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-power-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def working(kind: type[Server], on: Machine) -> Iterator[Drill]:
    """A server on that machine's disk and writers who note elsewhere what was acknowledged to them."""
    with drilled(kind(on.disk / "var", durable=True), on.folder) as drill:
        os.sync()
        drill.begin()
        yield drill


def test_the_power_is_cut(folder: Path) -> None:
    CONTEXT.set_forkserver_preload(["tests.faults.appending"])
    began = time.monotonic()
    with machine(folder) as made:
        with working(Server, made) as drill:
            found, checked = cut_again_and_again(drill, made, CUTS)
        made.disk.joinpath("var").rename(made.disk / "before")
        drill.acknowledged.unlink()
        with working(Careless, made) as drill:
            control, _ = cut_again_and_again(drill, made, CONTROL_CUTS)
    found.seconds.sort()
    figures = {
        "cuts of power": found.cuts,
        "entries acknowledged before them": found.acknowledged,
        "acknowledged entries lost": found.lost,
        "clusters that did not start": found.not_started,
        "trees that are not the log": found.not_the_log,
        "seconds to recover, median": round(found.seconds[len(found.seconds) // 2], 2),
        "the same, longest": round(found.seconds[-1], 2),
        "pages and indexes of the last (pg_amcheck)": "sound" if checked else "damaged",
        "control, a server that does not wait for its disk: cuts": control.cuts,
        "control: acknowledged entries lost in them": control.lost,
        "control: clusters that did not start": control.not_started,
        "seconds": round(time.monotonic() - began),
    }
    report("Power cut (D-3)", figures, is_kept=FULL)
    assert (found.lost, found.not_started, found.not_the_log) == (0, 0, 0)
    assert checked
    assert control.lost > 0


def cut_again_and_again(drill: Drill, on: Machine, cuts: int) -> tuple[Found, bool]:
    """Cut the power of a machine at work, and look each time at what its disk held; the last is looked at closely."""
    chance, found, is_sound = random.Random(SEED), Found(), False
    for number in range(cuts):
        drill.wait_for_another()
        time.sleep(chance.uniform(0, 0.5))
        acknowledged = positions_in(drill.acknowledged)
        with on.cut() as disk:
            is_sound = looked_at(disk, acknowledged, found, closely=number == cuts - 1)
    return found, is_sound


def looked_at(disk: Path, acknowledged: list[int], found: Found, *, closely: bool) -> bool:
    """Start a server on the copy, which need not last itself, and count; return whether it is sound."""
    server, began = EmbeddedServer(disk / "var", durable=False), time.monotonic()
    found.cuts += 1
    found.acknowledged += len(acknowledged)
    try:
        server.start()
    except CannotStart:
        found.not_started += 1
        found.lost += len(acknowledged)
        return False
    try:
        found.seconds.append(time.monotonic() - began)
        database = open_embedded(server, "lachan")
        with psycopg.connect(database.owner_dsn) as connection:
            rows = connection.execute("SELECT position, leaf FROM es.events ORDER BY position").fetchall()
            kept = connection.execute("SELECT size, nodes FROM es.drill WHERE kept = 'inside'").fetchone()
        found.lost += len(set(acknowledged) - {position for position, _ in rows})
        rebuilt = Frontier().grown(leaf for _, leaf in rows)
        dense = [position for position, _ in rows] == list(range(1, len(rows) + 1))
        found.not_the_log += kept is None or not dense or rebuilt != Frontier(kept[0], tuple(kept[1]))
        return _is_sound(server, database) if closely else True
    finally:
        server.stop()


def _is_sound(server: EmbeddedServer, database: Database) -> bool:
    """Read every page of tables and indexes, as the superuser."""
    command = [str(server.programs / "pg_amcheck"), "--install-missing", "--heapallindexed", "--no-password"]
    way = ["--host", str(server.socket), "--username", SUPERUSER, database.name]
    secret = {"PGPASSWORD": server.secrets.password(SUPERUSER)}
    return subprocess.run([*command, *way], env=clean_environment() | secret, check=False).returncode == 0
