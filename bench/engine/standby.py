"""A second server that follows the first by streaming, made and started from the embedded binaries."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.binaries import clean_environment, run
from infrastructure.postgres.server import EmbeddedServer
from tests.startup.running import children_of


@dataclass
class Standby:
    """A running copy."""

    server: EmbeddedServer
    folder: Path
    process: subprocess.Popen[bytes]

    def dsn(self, of: str) -> str:
        """Return the same way in as into the first server, but here."""
        return make_conninfo(of, host=str(self.folder))

    def promote(self) -> float:
        """Make it a server of its own; return the seconds until it takes a change."""
        began = time.perf_counter()
        with psycopg.connect(self.dsn(self.server.root_dsn()), autocommit=True) as connection:
            connection.execute("SELECT pg_promote(true, 60)")
            connection.execute("CREATE TABLE promoted (at timestamptz)")
        return time.perf_counter() - began


@contextmanager
def standby_of(server: EmbeddedServer) -> Iterator[Standby]:
    """Copy a running server and let the copy follow it."""
    with TemporaryDirectory(prefix="lachan-bench-") as given:
        folder = Path(given)
        if server.run_as:
            server.run_as.own(folder)
        data = folder / "data"
        copying = [
            *(str(server.programs / "pg_basebackup"), "--dbname", server.root_dsn(), "--pgdata", str(data)),
            *("--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream"),
        ]
        done = run(copying, server.run_as)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        standby = Standby(server, folder, _started(server, folder, data))
        try:
            _until_following(server, standby)
            yield standby
        finally:
            standby.process.send_signal(signal.SIGQUIT)
            standby.process.wait(30)


def _started(server: EmbeddedServer, folder: Path, data: Path) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": str(server.connections),
        "shared_buffers": "128MB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [str(server.programs / "postgres"), "-D", str(data), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=clean_environment(),
        user=server.run_as.uid if server.run_as else None,
        group=server.run_as.gid if server.run_as else None,
        extra_groups=[] if server.run_as else None,
    )


def _until_following(server: EmbeddedServer, standby: Standby) -> None:
    for _ in range(600):
        with suppress(psycopg.OperationalError), psycopg.connect(server.root_dsn()) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
            ).fetchone()
            if row and row[0]:
                with psycopg.connect(standby.dsn(server.root_dsn())):
                    return
        time.sleep(0.1)
    raise RuntimeError("the copy does not follow")


def waits_for_standby(server: EmbeddedServer, wanted: bool) -> None:
    """Let commits wait until the copy has them too, or not."""
    with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
        names = sql.Literal("*" if wanted else "")
        connection.execute(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(names))
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.5)


def kill(server: EmbeddedServer) -> None:
    """Pull the plug of the first server: SIGKILL to all its processes."""
    postmaster = int((server.data / "postmaster.pid").read_text().split("\n")[0])
    for pid in (postmaster, *children_of(postmaster)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
