"""The key store's shelf for more than one machine: a PostgreSQL database on a server of its own (`KEYSTORE_URL`).

Never the ledger's own cluster: its write-ahead log and base backups are kept for years and would keep destroyed
keys as long (DESIGN, section 7). A copy of that cluster carries the same system identifier and is refused too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from infrastructure.keys.shelf import Contents, Link, RootChanged, Wrapped
from infrastructure.postgres.trouble import no_access
from infrastructure.refusal import CannotStart

Connection = psycopg.Connection[Any]
LOCK = 7205421
"""Advisory lock of whoever makes the tables, or replaces the root key."""
CONNECTIONS = 4
"""At most this many connections of one process; keys are held in memory, so few are asked for."""
WAIT_SECONDS = 5.0
_IDENTIFIER = "SELECT system_identifier FROM pg_control_system()"
_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS keystore;
CREATE TABLE IF NOT EXISTS keystore.keys (
    key_id uuid PRIMARY KEY, root bytea NOT NULL, wrapped bytea NOT NULL, made_at double precision NOT NULL);
CREATE TABLE IF NOT EXISTS keystore.purposes (purpose text PRIMARY KEY, root bytea NOT NULL, wrapped bytea NOT NULL);
CREATE TABLE IF NOT EXISTS keystore.links (root bytea PRIMARY KEY, under bytea NOT NULL, wrapped bytea NOT NULL);
CREATE TABLE IF NOT EXISTS keystore.current (one integer PRIMARY KEY CHECK (one = 1), root bytea NOT NULL);
CREATE TABLE IF NOT EXISTS keystore.notes (name text PRIMARY KEY, value text NOT NULL);
"""


def in_the_ledgers_cluster() -> CannotStart:
    """Return the refusal for a key store in the cluster of the ledger."""
    return CannotStart(
        "KEYSTORE_URL trỏ vào cùng cụm PostgreSQL với sổ sự kiện: bản sao lưu của sổ sẽ giữ cả khoá đã huỷ. "
        "Hãy đặt kho khoá trên một máy chủ khác, hoặc bỏ KEYSTORE_URL để dùng tệp trong LACHAN_HOME.",
        "KEYSTORE_URL points into the PostgreSQL cluster of the ledger, whose backups would keep destroyed keys: "
        "put the key store on another server, or remove KEYSTORE_URL to use a file in LACHAN_HOME.",
    )


def keystore_unreachable(url: str, error: psycopg.OperationalError) -> CannotStart:
    """Return the refusal for a key store that lets nobody in."""
    said = no_access(url, error)
    return CannotStart(
        said.vi.replace("DATABASE_URL", "KEYSTORE_URL"), said.en.replace("DATABASE_URL", "KEYSTORE_URL")
    )


def refuse_ledgers_cluster(url: str, ledger_dsn: str) -> None:
    """Refuse a key store in the ledger's own cluster.

    Raises:
        CannotStart: It is, or one of the two cannot be reached.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as keystore:
            ours = keystore.execute(_IDENTIFIER).fetchone()
    except psycopg.OperationalError as error:
        raise keystore_unreachable(url, error) from None
    with psycopg.connect(ledger_dsn, connect_timeout=10) as ledger:
        theirs = ledger.execute(_IDENTIFIER).fetchone()
    if ours == theirs:
        raise in_the_ledgers_cluster()


class PgShelf:
    """Keeps `infrastructure.keys.shelf.Shelf` in a database of its own."""

    KIND = "postgresql"

    def __init__(self, url: str) -> None:
        if not conninfo_to_dict(url).get("dbname"):
            raise CannotStart(
                "KEYSTORE_URL cần đủ vai trò, máy chủ và tên cơ sở dữ liệu.",
                "KEYSTORE_URL needs a role, a server and the name of a database.",
            )
        try:
            with psycopg.connect(url, connect_timeout=10) as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                connection.execute(_SCHEMA)
        except psycopg.OperationalError as error:
            raise keystore_unreachable(url, error) from None
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=WAIT_SECONDS,
            open=True,
            kwargs={"options": "-c synchronous_commit=on"},
        )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except PoolTimeout as failure:
            raise psycopg.OperationalError("the key store does not answer") from failure

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._transaction() as connection:
            return connection.execute(query, values).fetchall()

    def root(self) -> bytes | None:
        """Return the id of the current root key."""
        rows = self._rows("SELECT root FROM keystore.current")
        return bytes(rows[0][0]) if rows else None

    def first_root(self, root: bytes) -> bytes:
        """Make this the root key of an empty shelf; return the one that it is by now."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO keystore.current VALUES (1, %s) ON CONFLICT DO NOTHING", (root,))
        return self.root() or root

    def add(self, keys: Sequence[Wrapped]) -> None:
        """Keep new keys."""
        with self._transaction() as connection:
            _under_current(connection, keys)
            connection.cursor().executemany(
                "INSERT INTO keystore.keys VALUES (%s, %s, %s, %s)",
                [(key.name, key.root, key.wrapped, key.made_at) for key in keys],
            )

    def get(self, key_id: UUID) -> Wrapped | None:
        """Return a key, or None."""
        rows = self._rows(
            "SELECT key_id, root, wrapped, made_at FROM keystore.keys WHERE key_id = %s", (key_id,)
        )
        return Wrapped(*rows[0]) if rows else None

    def purpose(self, name: str, made: Wrapped | None = None) -> Wrapped | None:
        """Return the key of a purpose, keeping `made` when there is none yet."""
        if made is not None:
            with self._transaction() as connection:
                _under_current(connection, (made,))
                connection.execute(
                    "INSERT INTO keystore.purposes VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    (name, made.root, made.wrapped),
                )
        rows = self._rows("SELECT purpose, root, wrapped FROM keystore.purposes WHERE purpose = %s", (name,))
        return Wrapped(*rows[0]) if rows else None

    def count(self) -> int:
        """Return how many keys by id there are."""
        return int(self._rows("SELECT count(*) FROM keystore.keys")[0][0])

    def older_than(self, moment: float) -> list[UUID]:
        """Return the ids of keys made before a moment."""
        return [
            row[0] for row in self._rows("SELECT key_id FROM keystore.keys WHERE made_at < %s", (moment,))
        ]

    def destroy(self, key_ids: Iterable[UUID], purposes: Iterable[str] = ()) -> int:
        """Destroy keys and rewrite the tables; the cluster's own log and backups must expire by themselves."""
        with self._transaction() as connection:
            gone = connection.execute(
                "DELETE FROM keystore.keys WHERE key_id = ANY(%s)", (list(key_ids),)
            ).rowcount
            gone += connection.execute(
                "DELETE FROM keystore.purposes WHERE purpose = ANY(%s)", (list(purposes),)
            ).rowcount
        if gone:
            self._leave_no_copy()
        return gone

    def _leave_no_copy(self) -> None:
        """Write the tables anew, so that no dead row holds a destroyed key."""
        with self._transaction() as connection:
            connection.rollback()
            connection.autocommit = True
            try:
                for table in ("keys", "purposes", "links"):
                    connection.execute(f"VACUUM (FULL) keystore.{table}")
            finally:
                connection.autocommit = False

    def links(self) -> list[Link]:
        """Return what leads from one root key to the next."""
        return [Link(*row) for row in self._rows("SELECT root, under, wrapped FROM keystore.links")]

    def begin_rotation(self, link: Link) -> None:
        """Make a new root key the current one; whoever is adding keys ends first."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO keystore.links VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (link.root, link.under, link.wrapped),
            )
            connection.execute(
                "UPDATE keystore.current SET root = %s WHERE root = %s", (link.root, link.under)
            )

    def under_others(self, root: bytes, limit: int) -> list[Wrapped]:
        """Return up to `limit` keys that are not wrapped under this root key."""
        by_id = "SELECT key_id, root, wrapped, made_at FROM keystore.keys WHERE root <> %s LIMIT %s"
        keys = [Wrapped(*row) for row in self._rows(by_id, (root, limit))]
        by_purpose = "SELECT purpose, root, wrapped FROM keystore.purposes WHERE root <> %s LIMIT %s"
        return keys or [Wrapped(*row) for row in self._rows(by_purpose, (root, limit))]

    def rewrap(self, keys: Sequence[Wrapped]) -> None:
        """Replace what keys are wrapped in."""
        by_id = [(key.root, key.wrapped, key.name) for key in keys if isinstance(key.name, UUID)]
        by_purpose = [(key.root, key.wrapped, key.name) for key in keys if isinstance(key.name, str)]
        with self._transaction() as connection:
            cursor = connection.cursor()
            cursor.executemany("UPDATE keystore.keys SET root = %s, wrapped = %s WHERE key_id = %s", by_id)
            cursor.executemany(
                "UPDATE keystore.purposes SET root = %s, wrapped = %s WHERE purpose = %s", by_purpose
            )

    def end_rotation(self) -> None:
        """Forget what led from the former root key to the current one."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM keystore.links")
        self._leave_no_copy()

    def contents(self) -> Contents:
        """Return everything at one moment."""
        with self._transaction() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

            def rows(query: str) -> list[tuple[Any, ...]]:
                return connection.execute(query).fetchall()

            return Contents(
                bytes(rows("SELECT root FROM keystore.current")[0][0]),
                tuple(Wrapped(*r) for r in rows("SELECT key_id, root, wrapped, made_at FROM keystore.keys")),
                tuple(Wrapped(*r) for r in rows("SELECT purpose, root, wrapped FROM keystore.purposes")),
                tuple(Link(*r) for r in rows("SELECT root, under, wrapped FROM keystore.links")),
            )

    def fill(self, contents: Contents) -> None:
        """Keep everything of a backup."""
        with self._transaction() as connection:
            cursor = connection.cursor()
            cursor.execute("INSERT INTO keystore.current VALUES (1, %s)", (contents.root,))
            cursor.executemany(
                "INSERT INTO keystore.keys VALUES (%s, %s, %s, %s)",
                [(key.name, key.root, key.wrapped, key.made_at) for key in contents.keys],
            )
            cursor.executemany(
                "INSERT INTO keystore.purposes VALUES (%s, %s, %s)",
                [(key.name, key.root, key.wrapped) for key in contents.purposes],
            )
            cursor.executemany(
                "INSERT INTO keystore.links VALUES (%s, %s, %s)",
                [(link.root, link.under, link.wrapped) for link in contents.links],
            )

    def note(self, name: str) -> str | None:
        """Return a note of the operator's commands."""
        rows = self._rows("SELECT value FROM keystore.notes WHERE name = %s", (name,))
        return str(rows[0][0]) if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Keep a note."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO keystore.notes VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def _under_current(connection: Connection, keys: Sequence[Wrapped]) -> None:
    row = connection.execute("SELECT root FROM keystore.current FOR SHARE").fetchone()
    if any(row is None or key.root != bytes(row[0]) for key in keys):
        raise RootChanged
