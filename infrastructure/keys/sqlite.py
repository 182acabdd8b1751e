"""The key store's default shelf: an SQLite file beside the ledger, for one machine.

`synchronous=FULL`: durable when a call returns. `secure_delete` writes zeros over what is deleted, and the
write-ahead file is emptied after a destruction, so no copy of a destroyed key stays in any of its files.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from infrastructure.keys.shelf import Contents, Link, RootChanged, ShelfOutOfOrder, Wrapped

WAIT_SECONDS = 30
"""How long a write waits for another process."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    key_id BLOB PRIMARY KEY,
    root BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    made_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purposes (
    purpose TEXT PRIMARY KEY,
    root BLOB NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (root BLOB PRIMARY KEY, under BLOB NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS current (one INTEGER PRIMARY KEY CHECK (one = 1), root BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class SqliteShelf:
    """Keeps `infrastructure.keys.shelf.Shelf` in one file."""

    KIND = "sqlite"

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            path, check_same_thread=False, timeout=WAIT_SECONDS, isolation_level=None
        )
        path.chmod(0o600)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.executescript(_SCHEMA)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told_plainly():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:  # a full disk may have ended it already
                    self._file.execute("ROLLBACK")
                raise

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock, _told_plainly():
            return self._file.execute(query, values).fetchall()

    def root(self) -> bytes | None:
        """Return the id of the current root key."""
        return _one_bytes(self._rows("SELECT root FROM current"))

    def first_root(self, root: bytes) -> bytes:
        """Make this the root key of an empty shelf; return the one that it is by now."""
        with self._writing() as file:
            file.execute("INSERT OR IGNORE INTO current VALUES (1, ?)", (root,))
            return bytes(file.execute("SELECT root FROM current").fetchone()[0])

    def add(self, keys: Sequence[Wrapped]) -> None:
        """Keep new keys."""
        with self._writing() as file:
            _under_current(file, keys)
            file.executemany(
                "INSERT INTO keys VALUES (?, ?, ?, ?)",
                [(_id(key), key.root, key.wrapped, key.made_at) for key in keys],
            )

    def get(self, key_id: UUID) -> Wrapped | None:
        """Return a key, or None."""
        rows = self._rows("SELECT key_id, root, wrapped, made_at FROM keys WHERE key_id = ?", (key_id.bytes,))
        return _by_id(rows[0]) if rows else None

    def purpose(self, name: str, made: Wrapped | None = None) -> Wrapped | None:
        """Return the key of a purpose, keeping `made` when there is none yet."""
        query = "SELECT purpose, root, wrapped FROM purposes WHERE purpose = ?"
        if made is None:
            rows = self._rows(query, (name,))
            return _by_purpose(rows[0]) if rows else None
        with self._writing() as file:
            _under_current(file, (made,))
            file.execute("INSERT OR IGNORE INTO purposes VALUES (?, ?, ?)", (name, made.root, made.wrapped))
            return _by_purpose(file.execute(query, (name,)).fetchone())

    def count(self) -> int:
        """Return how many keys by id there are."""
        return int(str(self._rows("SELECT count(*) FROM keys")[0][0]))

    def older_than(self, moment: float) -> list[UUID]:
        """Return the ids of keys made before a moment."""
        rows = self._rows("SELECT key_id, root, wrapped, made_at FROM keys WHERE made_at < ?", (moment,))
        return [key.name for key in map(_by_id, rows) if isinstance(key.name, UUID)]

    def destroy(self, key_ids: Iterable[UUID], purposes: Iterable[str] = ()) -> int:
        """Destroy keys; afterwards neither the file nor its write-ahead file holds them."""
        with self._writing() as file:
            before = file.total_changes
            file.executemany("DELETE FROM keys WHERE key_id = ?", [(key_id.bytes,) for key_id in key_ids])
            file.executemany("DELETE FROM purposes WHERE purpose = ?", [(name,) for name in purposes])
            gone = file.total_changes - before
        self._leave_no_copy()
        return gone

    def _leave_no_copy(self) -> None:
        """Move everything into the main file and empty the write-ahead file, which still holds older pages."""
        with self._lock:
            blocked = self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if blocked:
            raise TimeoutError("the write-ahead file of the key store could not be emptied")

    def links(self) -> list[Link]:
        """Return what leads from one root key to the next."""
        return [Link(*row) for row in self._rows("SELECT root, under, wrapped FROM links")]  # type: ignore[arg-type] # BLOBs

    def begin_rotation(self, link: Link) -> None:
        """Make a new root key the current one."""
        with self._writing() as file:
            file.execute(
                "INSERT OR IGNORE INTO links VALUES (?, ?, ?)", (link.root, link.under, link.wrapped)
            )
            file.execute("UPDATE current SET root = ? WHERE root = ?", (link.root, link.under))

    def under_others(self, root: bytes, limit: int) -> list[Wrapped]:
        """Return up to `limit` keys that are not wrapped under this root key."""
        by_id = "SELECT key_id, root, wrapped, made_at FROM keys WHERE root <> ? LIMIT ?"
        keys = [_by_id(row) for row in self._rows(by_id, (root, limit))]
        by_purpose = "SELECT purpose, root, wrapped FROM purposes WHERE root <> ? LIMIT ?"
        return keys or [_by_purpose(row) for row in self._rows(by_purpose, (root, limit))]

    def rewrap(self, keys: Sequence[Wrapped]) -> None:
        """Replace what keys are wrapped in."""
        with self._writing() as file:
            for key in keys:
                table, name = ("keys", "key_id") if isinstance(key.name, UUID) else ("purposes", "purpose")
                values = (key.root, key.wrapped, _id(key))
                file.execute(f"UPDATE {table} SET root = ?, wrapped = ? WHERE {name} = ?", values)  # noqa: S608

    def end_rotation(self) -> None:
        """Forget what led from the former root key to the current one."""
        with self._writing() as file:
            file.execute("DELETE FROM links")
        self._leave_no_copy()

    def contents(self) -> Contents:
        """Return everything at one moment."""
        with self._writing() as file:
            return Contents(
                bytes(file.execute("SELECT root FROM current").fetchone()[0]),
                tuple(map(_by_id, file.execute("SELECT key_id, root, wrapped, made_at FROM keys"))),
                tuple(map(_by_purpose, file.execute("SELECT purpose, root, wrapped FROM purposes"))),
                tuple(Link(*row) for row in file.execute("SELECT root, under, wrapped FROM links")),
            )

    def fill(self, contents: Contents) -> None:
        """Keep everything of a backup."""
        with self._writing() as file:
            file.execute("INSERT INTO current VALUES (1, ?)", (contents.root,))
            file.executemany(
                "INSERT INTO keys VALUES (?, ?, ?, ?)",
                [(_id(key), key.root, key.wrapped, key.made_at) for key in contents.keys],
            )
            file.executemany(
                "INSERT INTO purposes VALUES (?, ?, ?)",
                [(key.name, key.root, key.wrapped) for key in contents.purposes],
            )
            file.executemany(
                "INSERT INTO links VALUES (?, ?, ?)", [(x.root, x.under, x.wrapped) for x in contents.links]
            )

    def note(self, name: str) -> str | None:
        """Return a note of the operator's commands."""
        rows = self._rows("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Keep a note."""
        with self._writing() as file:
            file.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Tell a disk without room, or a file that is held for too long, from what is damaged."""
    try:
        yield
    except sqlite3.OperationalError as failure:
        raise ShelfOutOfOrder(is_full=failure.sqlite_errorcode == sqlite3.SQLITE_FULL) from failure


def _under_current(file: sqlite3.Connection, keys: Sequence[Wrapped]) -> None:
    root = _one_bytes(file.execute("SELECT root FROM current").fetchall())
    if any(key.root != root for key in keys):
        raise RootChanged


def _one_bytes(rows: Sequence[Sequence[object]]) -> bytes | None:
    return bytes(rows[0][0]) if rows else None  # type: ignore[call-overload] # a BLOB


def _id(key: Wrapped) -> bytes | str:
    return key.name.bytes if isinstance(key.name, UUID) else key.name


def _by_id(row: Sequence[object]) -> Wrapped:
    key_id, root, wrapped, made_at = row
    return Wrapped(UUID(bytes=key_id), root, wrapped, made_at)  # type: ignore[arg-type] # BLOBs and a REAL


def _by_purpose(row: Sequence[object]) -> Wrapped:
    return Wrapped(*row)  # type: ignore[arg-type] # a TEXT and two BLOBs
