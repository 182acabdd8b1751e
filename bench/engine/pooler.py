"""PgBouncer between our processes and the server, where the machine has one."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench.append import appending
from bench.measure import Row, alone, durable_server, in_turn, rate
from infrastructure.postgres import Database
from infrastructure.postgres.server import EmbeddedServer

WRITERS, PORT, SERVER_CONNECTIONS = 8, "6432", 4


def rows() -> Iterator[Row]:
    """Yield what was found."""
    program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if program is None:
        yield alone("PgBouncer", "not measured: it is not here")
        return
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    name = said.split("\n")[0]
    with durable_server() as (server, database), _pooling(program, server, database) as folder:
        pooled = make_conninfo(database.app_dsn, host=str(folder), port=PORT)

        def through(dsn: str, threshold: int | None) -> Callable[[], float]:
            writers = cache(lambda _: appending(dsn, prepare_threshold=threshold))
            return lambda: rate(writers, threads=WRITERS)

        found = in_turn(
            {
                "direct": through(database.app_dsn, 1),
                "direct, nothing prepared": through(database.app_dsn, None),
                f"{name}, transactions over {SERVER_CONNECTIONS} connections, nothing prepared": through(
                    pooled, None
                ),
            }
        )
        for words, figure in found.items():
            yield alone(f"append one event, 8 writers, {words}", figure.said())
        yield alone(f"LISTEN through {name}", _listened(pooled, database))
        yield alone(f"prepared statements through {name}", _prepared(pooled))


def _prepared(dsn: str) -> str:
    try:
        makers = [appending(dsn) for _ in range(WRITERS)]
        for _ in range(5):
            for once in makers:
                once()
    except psycopg.Error as failure:
        return f"refused: {str(failure).strip().splitlines()[0]}"
    return "served"


def _listened(dsn: str, database: Database) -> str:
    with (
        psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as listening,
        psycopg.connect(database.app_dsn, autocommit=True) as other,
    ):
        listening.execute("LISTEN lachan_events")
        other.execute("NOTIFY lachan_events")
        heard = list(listening.notifies(timeout=2, stop_after=1))
    return f"{len(heard)} of 1 wake-ups heard"


@contextmanager
def _pooling(program: str, server: EmbeddedServer, database: Database) -> Iterator[Path]:
    known = conninfo_to_dict(database.app_dsn)
    with TemporaryDirectory(prefix="lachan-bench-") as given:
        folder = Path(given)
        (folder / "users").write_text(f'"{known["user"]}" "{known["password"]}"\n')
        settings = {
            **{"unix_socket_dir": folder, "listen_port": PORT, "listen_addr": ""},
            **{"auth_type": "scram-sha-256", "auth_file": folder / "users"},
            **{"pool_mode": "transaction", "default_pool_size": SERVER_CONNECTIONS, "max_client_conn": 200},
            **{"logfile": folder / "log", "pidfile": folder / "pid"},
        }
        place = f"{database.name} = host={server.socket} dbname={database.name}"
        lines = [
            "[databases]",
            place,
            "[pgbouncer]",
            *(f"{name} = {text}" for name, text in settings.items()),
        ]
        (folder / "ini").write_text("\n".join(lines) + "\n")
        if server.run_as:
            for one in (folder, folder / "ini", folder / "users"):
                server.run_as.own(one)
        running = subprocess.Popen(
            [program, str(folder / "ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=server.run_as.uid if server.run_as else None,
            group=server.run_as.gid if server.run_as else None,
            extra_groups=[] if server.run_as else None,
        )
        try:
            _until_pooling(make_conninfo(database.app_dsn, host=given, port=PORT))
            yield folder
        finally:
            running.send_signal(signal.SIGTERM)  # at once, whoever is connected
            running.wait(60)


def _until_pooling(dsn: str) -> None:
    for _ in range(100):
        with suppress(psycopg.OperationalError), psycopg.connect(dsn, prepare_threshold=None):
            return
        time.sleep(0.1)
    raise RuntimeError("PgBouncer did not start")
