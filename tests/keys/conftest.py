"""Both shelves of the key store: a file, and a database on a server that is not the ledger's."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infrastructure.keys import KeyStore, Shelf
from infrastructure.keys.pg import PgShelf
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.postgres import Database
from infrastructure.postgres.server import EmbeddedServer
from tests.ledger.given import Town, town_of

Opened = Callable[[], KeyStore]


@pytest.fixture(scope="session")
def other_cluster() -> Iterator[EmbeddedServer]:
    """A second PostgreSQL cluster, for key stores only."""
    home = Path(tempfile.mkdtemp(prefix="lachan-keystore-"))
    home.chmod(0o711)
    server = EmbeddedServer(home, durable=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def keystore_url(other_cluster: EmbeddedServer) -> Iterator[str]:
    """A database of its own with a role of its own, as an operator makes them."""
    name = f"keys_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(other_cluster.root_dsn(), autocommit=True) as root:
        root.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'right'").format(sql.Identifier(name)))
        root.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(name))
        )
    yield make_conninfo(other_cluster.root_dsn(name), user=name, password="right")
    with psycopg.connect(other_cluster.root_dsn(), autocommit=True) as root:
        root.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        root.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@pytest.fixture(params=["file", "server"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Shelf]:
    """Opens the shelf of this test; opened twice it is the same shelf, as two processes see it."""
    if request.param == "file":
        return partial(SqliteShelf, tmp_path / "keys.sqlite")
    url: str = request.getfixturevalue("keystore_url")
    return partial(PgShelf, url)


@pytest.fixture
def opened(shelf: Callable[[], Shelf], tmp_path: Path) -> Iterator[Opened]:
    """Opens the key store of this test; every store that was opened is closed at the end."""
    stores: list[KeyStore] = []

    def open_one() -> KeyStore:
        stores.append(KeyStore(tmp_path, shelf=shelf()))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    """A founded association with signed-in people."""
    with town_of(database) as town:
        yield town
