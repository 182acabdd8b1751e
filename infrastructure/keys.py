"""The key store: wrapped keys in a SQLite file beside the ledger, never in the ledger's cluster.

A key made here is durable before it is used: a pool of spare keys is kept in memory, so no file sync
happens under a database lock. Keys are wrapped (RFC 3394) by the root key, which is a separate file.

Source: DESIGN, section 7 (WAL and base backups of the ledger would keep destroyed keys).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import threading
import time
from collections import OrderedDict, deque
from pathlib import Path
from uuid import UUID, uuid4

import structlog
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from infrastructure.crypto import StreamKey

log = structlog.get_logger()

SPARES = 64
"""Spare keys made in one file sync; a process keeps between half of this and this many in memory."""
CACHED_SECONDS = 60.0
"""How long an unwrapped key stays in memory; an erased key must vanish soon (DESIGN, section 7)."""
CACHED_KEYS = 20_000
"""At most this many unwrapped keys in memory (about 3 MB)."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    key_id BLOB PRIMARY KEY,
    wrapped BLOB NOT NULL,
    made_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purpose_keys (
    purpose TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
"""


class KeyStoreDamaged(Exception):
    """The root key does not open the key store, or one of the two files is missing."""


def root_key(folder: Path) -> tuple[bytes, bool]:
    """Return the root key from its file, made on the first start, and whether it is new."""
    path = folder / "root.key"
    if path.exists():
        secret = bytes.fromhex(path.read_text().strip())
        if len(secret) != 32:
            raise KeyStoreDamaged
        return secret, False
    if (folder / "keys.sqlite").exists():
        raise KeyStoreDamaged
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = os.urandom(32)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return secret, True


class KeyStore:
    """Keys by id, spare keys for new streams, and keys by purpose (keyed hashes)."""

    def __init__(self, folder: Path) -> None:
        self._root, self.is_new = root_key(folder)
        self._lock = threading.Lock()  # of what is in memory; never held during a file access
        self._file_lock = threading.Lock()
        self._spares: deque[StreamKey] = deque()
        self._cache: OrderedDict[UUID, tuple[float, StreamKey]] = OrderedDict()
        self._purposes: dict[str, bytes] = {}
        path = folder / "keys.sqlite"
        self._file = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
        path.chmod(0o600)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.executescript(_SCHEMA)
        self._refilling = False
        self._refill()

    def close(self) -> None:
        """Close the file and forget the keys in memory."""
        with self._file_lock, self._lock:
            self._file.close()
            self._cache.clear()
            self._spares.clear()

    def spare(self) -> StreamKey:
        """Return a key that is durable and that no stream uses yet; from memory, without touching the file."""
        with self._lock:
            if self._spares:
                key = self._spares.popleft()
                wanted = len(self._spares) < SPARES // 2 and not self._refilling
                self._refilling = self._refilling or wanted
            else:
                key, wanted = None, False
        if key is None:
            self._refill()
            return self.spare()
        if wanted:
            threading.Thread(target=self._refill, name="spare-keys", daemon=True).start()
        self._remember(key)
        return key

    def get(self, key_id: UUID) -> StreamKey | None:
        """Return the key, or None when it was destroyed or never was."""
        with self._lock:
            held = self._cache.get(key_id)
            if held and held[0] > time.monotonic():
                return held[1]
        with self._file_lock:
            row = self._file.execute("SELECT wrapped FROM keys WHERE key_id = ?", (key_id.bytes,)).fetchone()
        if row is None:
            return None
        key = StreamKey(key_id, self._unwrap(row[0]))
        self._remember(key)
        return key

    def keyed_hash(self, purpose: str, content: str | bytes) -> bytes:
        """Return HMAC-SHA256 of the content under the key of this purpose (made when first asked for)."""
        secret = self._purposes.get(purpose) or self._purpose_key(purpose)
        data = content.encode() if isinstance(content, str) else content
        return hmac.digest(secret, data, hashlib.sha256)

    def count(self) -> int:
        """Return how many keys the file holds."""
        with self._file_lock:
            return int(self._file.execute("SELECT count(*) FROM keys").fetchone()[0])

    def _purpose_key(self, purpose: str) -> bytes:
        fresh = aes_key_wrap(self._root, os.urandom(32))
        with self._file_lock:
            self._file.execute("INSERT OR IGNORE INTO purpose_keys VALUES (?, ?)", (purpose, fresh))
            row = self._file.execute(
                "SELECT wrapped FROM purpose_keys WHERE purpose = ?", (purpose,)
            ).fetchone()
        self._purposes[purpose] = self._unwrap(row[0])
        return self._purposes[purpose]

    def _unwrap(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._root, wrapped)
        except InvalidUnwrap:
            raise KeyStoreDamaged from None

    def _refill(self) -> None:
        made = [StreamKey(uuid4(), os.urandom(32)) for _ in range(SPARES)]
        now = time.time()
        rows = [(key.id.bytes, aes_key_wrap(self._root, key.secret), now) for key in made]
        try:
            with self._file_lock:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.executemany("INSERT INTO keys VALUES (?, ?, ?)", rows)
                self._file.execute("COMMIT")
            with self._lock:
                self._spares.extend(made)
        finally:
            self._refilling = False

    def _remember(self, key: StreamKey) -> None:
        with self._lock:
            self._cache[key.id] = (time.monotonic() + CACHED_SECONDS, key)
            self._cache.move_to_end(key.id)
            while len(self._cache) > CACHED_KEYS:
                self._cache.popitem(last=False)
