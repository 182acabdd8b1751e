"""Figures of two provinces in one national database by logical replication: the facts of releases, nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from bench.append import appending
from bench.measure import Row, alone, durable_server
from infrastructure.postgres import Database
from infrastructure.postgres.binaries import run
from infrastructure.postgres.server import EmbeddedServer

PROVINCES, RELEASES, OTHERS = 2, 20, 500
RELEASED = "figures.released.2"
ROLE, PASSWORD = "nation", "for-a-trial-only"
COLUMNS = "position, stream_id, version, topic, recorded_at, unit, coded, leaf"
_OFFERED = f"""
CREATE PUBLICATION released FOR TABLE es.events ({COLUMNS}) WHERE (topic = '{RELEASED}') WITH (publish = 'insert')
"""
_KEPT = """
CREATE SCHEMA es;
CREATE TABLE es.events (
    position bigint NOT NULL, stream_id uuid NOT NULL, version integer NOT NULL, topic text NOT NULL,
    recorded_at timestamptz NOT NULL, unit uuid, coded bytea NOT NULL, leaf bytea NOT NULL,
    PRIMARY KEY (stream_id, version))
"""
"""Positions of two provinces are the same numbers; a stream's id is not."""


def rows() -> Iterator[Row]:
    """Yield what was found."""
    with ExitStack() as stack:
        provinces = [stack.enter_context(_province()) for _ in range(PROVINCES)]
        nation, _ = stack.enter_context(durable_server())
        with psycopg.connect(nation.root_dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE nation")
        with psycopg.connect(nation.root_dsn("nation"), autocommit=True) as connection:
            connection.execute(_KEPT)
            for number, (server, database) in enumerate(provinces, 1):
                _subscribe(connection, number, server, database)
            began = time.perf_counter()
            for _, database in provinces:
                _recorded(database)
            arrived = _arrived(connection, PROVINCES * RELEASES)
            topics = connection.execute("SELECT topic, count(*) FROM es.events GROUP BY 1").fetchall()
        what = f"{PROVINCES} provinces, {OTHERS} facts and {RELEASES} releases each"
        said = f"{topics}, all there {arrived - began:.1f} s after the first was recorded"
        yield alone(f"logical replication of releases: {what}", said)
        yield alone("what the nation's role could take instead", _taken(*provinces[0]))


@contextmanager
def _province() -> Iterator[tuple[EmbeddedServer, Database]]:
    with durable_server() as (server, database):
        with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET wal_level = 'logical'")
            role = sql.SQL("CREATE ROLE {} LOGIN REPLICATION PASSWORD {}")
            connection.execute(role.format(sql.Identifier(ROLE), sql.Literal(PASSWORD)))
        server.stop()
        server.start()
        with psycopg.connect(server.root_dsn(database.name), autocommit=True) as connection:
            connection.execute(_OFFERED.encode())
            connection.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {ROLE}".encode())
            connection.execute(f"GRANT USAGE ON SCHEMA es TO {ROLE}".encode())
            connection.execute(f"GRANT SELECT ({COLUMNS}) ON es.events TO {ROLE}".encode())
        yield server, database


def _subscribe(
    connection: psycopg.Connection[tuple[object, ...]],
    number: int,
    server: EmbeddedServer,
    database: Database,
) -> None:
    way = server.dsn(database.name, ROLE, PASSWORD)
    statement = sql.SQL("CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION released")
    connection.execute(statement.format(sql.Identifier(f"province_{number}"), sql.Literal(way)))


def _recorded(database: Database) -> None:
    release, other = appending(database.app_dsn, topic=RELEASED), appending(database.app_dsn)
    for number in range(OTHERS):
        other()
        if number % (OTHERS // RELEASES) == 0:
            release()


def _arrived(connection: psycopg.Connection[tuple[object, ...]], wanted: int) -> float:
    for _ in range(600):
        row = connection.execute("SELECT count(*) FROM es.events").fetchone()
        if row and int(str(row[0])) >= wanted:
            return time.perf_counter()
        time.sleep(0.05)
    raise RuntimeError("not all of it arrived")


def _taken(server: EmbeddedServer, database: Database) -> str:
    """Try to copy the whole cluster with the role that only subscribes."""
    with TemporaryDirectory(prefix="lachan-bench-") as given:
        folder = Path(given)
        if server.run_as:
            server.run_as.own(folder)
        way = server.dsn(database.name, ROLE, PASSWORD)
        command = [str(server.programs / "pg_basebackup"), "--dbname", way, "--pgdata", str(folder / "all")]
        done = run([*command, "--checkpoint=fast"], server.run_as)
        if done.returncode:
            return f"not the cluster: {done.stderr.strip().splitlines()[-1]}"
        size = sum(file.stat().st_size for file in (folder / "all").rglob("*") if file.is_file())
        return f"the whole cluster by pg_basebackup, {size / 1e6:.0f} MB"
