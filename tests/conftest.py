"""A database for each test: a throw-away cluster (or the server of DATABASE_URL), one template, one clone a test."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from infrastructure.postgres import Database, migrate
from infrastructure.postgres.database import open_embedded, open_server
from infrastructure.postgres.roles import MADE, DatabaseRole
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.settings import Settings
from tests.together import Together

DROP_SECONDS = 60
IN_MEMORY = Path("/dev/shm")  # only where a throw-away cluster lies
ROOM = 4 << 30
"""Bytes that must be free in memory for the cluster to lie there."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no cycles while the tests are read, and never again at what was read: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Let tests that share something run in one process."""
    return Together(config, log)


@dataclass(frozen=True)
class Cluster:
    """A server for tests: its maintenance connection and the migrated template."""

    maintenance_dsn: str
    template: Database
    home: Path
    connection: psycopg.Connection[Any] = field(compare=False, repr=False)
    kept: list[str] = field(default_factory=list, compare=False)
    """Databases that are copied from as long as the server is there."""

    def execute(self, statement: sql.Composed) -> None:
        self.connection.execute(statement)

    def clone(self, of: Database | None = None) -> Database:
        """Copy a database that nobody is connected to: the migrated, empty one unless another is named."""
        name = f"{self.template.name}_{uuid.uuid4().hex[:8]}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER {}").format(
                sql.Identifier(name),
                sql.Identifier((of or self.template).name),
                sql.Identifier(self.template.names.owner),
            )
        )
        follower = sql.Identifier(self.template.names.of(DatabaseRole.FOLLOWER))
        self.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(name), follower))
        return self.template.named(name)

    def drop(self, name: str) -> None:
        """Drop it; an autovacuum worker on somebody else's server is not ours to end, only to wait for."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        end = time.monotonic() + DROP_SECONDS
        while True:
            try:
                return self.execute(statement)
            except errors.InsufficientPrivilege:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of DATABASE_URL when it is set, else an embedded one without durability."""
    home = Path(tempfile.mkdtemp(prefix="lachan-test-", dir=_quickest_folder()))
    home.chmod(0o711)
    url = Settings(home=home).database_url
    try:
        yield from _given(url.get_secret_value(), home) if url else _embedded(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _quickest_folder() -> Path | None:
    """Memory where there is room for it: copying the template's 400 files is most of what a database costs there."""
    try:
        return (
            IN_MEMORY if shutil.disk_usage(IN_MEMORY).free > ROOM and os.access(IN_MEMORY, os.W_OK) else None
        )
    except OSError:
        return None


def _embedded(home: Path) -> Iterator[Cluster]:
    server = EmbeddedServer(home, durable=False)
    server.start()
    try:
        template = open_embedded(server, "lachan")
        migrate(template)
        with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
            yield Cluster(server.root_dsn(), template, home, connection)
    finally:
        server.stop()


def _given(url: str, home: Path) -> Iterator[Cluster]:
    name = f"lachan_test_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        template = open_server(Settings(home=home), make_conninfo(url, dbname=name))
        cluster = Cluster(url, template, home, connection)
        try:
            migrate(template)
            yield cluster
        finally:
            for made in (*cluster.kept, name):
                cluster.drop(made)
            for role in MADE:
                with suppress(psycopg.Error):
                    cluster.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(template.names.of(role))))


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """A migrated, empty database of this test alone."""
    clone = cluster.clone()
    yield clone
    cluster.drop(clone.name)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder with a short path that an unprivileged server may enter, for a test's LACHAN_HOME."""
    folder = Path(tempfile.mkdtemp(prefix="lachan-home-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)
