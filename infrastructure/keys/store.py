"""The key store: keys by id, spare keys for new streams, and keys by purpose for keyed hashes.

A key made here is durable before it is used: a pool of spare keys is kept in memory, so no file sync happens
under a database lock. Keys are wrapped (RFC 3394) by the root key; the shelf holds only what is wrapped.

Source: DESIGN, section 7 (WAL and base backups of the ledger would keep destroyed keys).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import structlog
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from infrastructure.crypto import StreamKey
from infrastructure.keys.root import KeyStoreDamaged, RootFile, root_file, root_id
from infrastructure.keys.shelf import RootChanged, Shelf, ShelfOutOfOrder, Wrapped
from infrastructure.keys.sqlite import SqliteShelf

log = structlog.get_logger()
T = TypeVar("T")

SPARES = 64
"""Spare keys made in one file sync; a process keeps between half of this and this many in memory."""
SPARE_SECONDS = 86_400.0
"""A spare key that lay in memory for a day is not used any more: the reaper may count on it."""
CACHED_SECONDS = 60.0
"""How long an unwrapped key stays in memory; an erased key must vanish soon (DESIGN, section 7)."""
CACHED_KEYS = 20_000
"""At most this many unwrapped keys in memory (about 3 MB)."""
OF_ONE = "/"
"""In the name of a purpose that may be destroyed (of one person, of one generation): it is not held for ever."""
FILE_NAME = "keys.sqlite"


class KeyStore:
    """Keys by id, spare keys for new streams, and keys by purpose (keyed hashes)."""

    def __init__(
        self, folder: Path, *, shelf: Shelf | None = None, root: RootFile | None = None, spares: bool = True
    ) -> None:
        self.root = root or root_file(folder)
        self.shelf: Shelf = shelf or SqliteShelf(folder / FILE_NAME)
        self._lock = threading.Lock()  # of what is in memory; never held while the shelf is asked
        self._spares: deque[tuple[float, StreamKey]] = deque()
        self._cache: OrderedDict[UUID, tuple[float, StreamKey]] = OrderedDict()
        self._purposes: dict[str, tuple[float, bytes]] = {}
        self._roots: dict[bytes, bytes] = {}
        self._destruction = 0
        self._refiller: threading.Thread | None = None
        try:
            self._current = self._first_root()
            self._read_roots()
            self._opens_everything()
            if spares:
                self._begin_with_spares()
        except BaseException:
            self.shelf.close()
            raise

    def _first_root(self) -> bytes:
        current = self.shelf.root()
        return self.shelf.first_root(root_id(self.root.made())) if current is None else current

    def _opens_everything(self) -> None:
        """While a root key is being replaced, the former one must not be taken away too early."""
        others = self.shelf.under_others(self._current, 1)
        if any(key.root not in self._roots for key in others):
            raise KeyStoreDamaged(self.root.path)

    def _begin_with_spares(self) -> None:
        """Where the disk is full, begin without them: what is there can be read, and the next new stream asks again."""
        try:
            self._refill()
        except ShelfOutOfOrder:
            log.warning("spare_keys_wait", code=ShelfOutOfOrder.__name__)

    def close(self) -> None:
        """Close the shelf and forget the keys in memory."""
        if self._refiller is not None:
            self._refiller.join()
        self.shelf.close()
        with self._lock:
            self._cache.clear()
            self._spares.clear()
            self._purposes.clear()
            self._roots.clear()

    # -- keys by id --------------------------------------------------------------------------------------------------

    def spare(self) -> StreamKey:
        """Return a key that is durable and that no stream uses yet; from memory, without touching the shelf."""
        key = None
        with self._lock:
            while self._spares and self._spares[0][0] < time.monotonic():
                self._spares.popleft()
            if self._spares:
                key = self._spares.popleft()[1]
                if len(self._spares) < SPARES // 2 and not self._is_refilling():
                    self._refiller = threading.Thread(
                        target=self._refill_or_wait, name="spare-keys", daemon=True
                    )
                    self._refiller.start()
        if key is None:
            self._refill()
            return self.spare()
        self._remember(key)
        return key

    def get(self, key_id: UUID) -> StreamKey | None:
        """Return the key, or None when it was destroyed or never was."""
        with self._lock:
            held = self._cache.get(key_id)
            if held and held[0] > time.monotonic():
                return held[1]
        wrapped = self.shelf.get(key_id)
        if wrapped is None:
            return None
        key = StreamKey(key_id, self.unwrapped(wrapped))
        self._remember(key)
        return key

    def count(self) -> int:
        """Return how many keys there are, spare ones included."""
        return self.shelf.count()

    def destroy(self, key_ids: Iterable[UUID], purposes: Iterable[str] = ()) -> int:
        """Destroy keys for good, here and on the shelf; return how many there were."""
        ids, names = list(key_ids), list(purposes)
        gone = self.shelf.destroy(ids, names)
        with self._lock:
            for key_id in ids:
                self._cache.pop(key_id, None)
            for name in names:
                self._purposes.pop(name, None)
        return gone

    def forget(self, destruction: int) -> bool:
        """Forget what is held in memory when keys were destroyed since; return whether there was something to forget.

        Args:
            destruction: Position in the log of the last destruction of keys.
        """
        with self._lock:
            if destruction <= self._destruction:
                return False
            self._destruction = destruction
            self._cache.clear()
            for name in [name for name in self._purposes if OF_ONE in name]:
                del self._purposes[name]
        return True

    # -- keys by purpose ---------------------------------------------------------------------------------------------

    def keyed_hash(self, purpose: str, content: str | bytes) -> bytes:
        """Return HMAC-SHA256 of the content under the key of this purpose (made when first asked for)."""
        data = content.encode() if isinstance(content, str) else content
        return hmac.digest(self._purpose_key(purpose), data, hashlib.sha256)

    def _purpose_key(self, purpose: str) -> bytes:
        held = self._purposes.get(purpose)
        if held and held[0] > time.monotonic():
            return held[1]
        found = self.shelf.purpose(purpose) or self._wrapped_anew(
            lambda: self.shelf.purpose(purpose, self.wrapped(purpose, os.urandom(32)))
        )
        if found is None:
            raise KeyStoreDamaged(self.root.path)
        secret = self.unwrapped(found)
        end = time.monotonic() + CACHED_SECONDS if OF_ONE in purpose else float("inf")
        with self._lock:
            self._purposes[purpose] = (end, secret)
        return secret

    # -- wrapping ----------------------------------------------------------------------------------------------------

    def wrapped(self, name: UUID | str, secret: bytes) -> Wrapped:
        """Return a key wrapped under the current root key."""
        return Wrapped(
            name, self._current, aes_key_wrap(self._roots[self._current], secret), made_at=time.time()
        )

    def unwrapped(self, key: Wrapped) -> bytes:
        """Return the key itself.

        Raises:
            KeyStoreDamaged: The root keys known here do not open it.
        """
        if key.root not in self._roots:
            self._read_roots()
        try:
            return aes_key_unwrap(self._roots[key.root], key.wrapped)
        except (KeyError, InvalidUnwrap):
            raise KeyStoreDamaged(self.root.path) from None

    def secret_of_root(self) -> bytes:
        """Return the current root key; for rotation and shares only."""
        return self._roots[self._current]

    def learn_root(self, secret: bytes) -> None:
        """Know one more root key, and look again which is the current one."""
        self._roots[root_id(secret)] = secret
        self._read_roots()

    def _read_roots(self) -> None:
        """Read the root key and whatever leads on from it; the current one must be among them."""
        try:
            secret = self.root.read()
            self._roots[root_id(secret)] = secret
        except KeyStoreDamaged:
            if not self._roots:
                raise
        links = self.shelf.links()
        for _ in links:
            for link in links:
                if link.under in self._roots and link.root not in self._roots:
                    self._roots[link.root] = _opened(link.wrapped, self._roots[link.under], self.root.path)
        self._current = self.shelf.root() or self._current
        if self._current not in self._roots:
            raise KeyStoreDamaged(self.root.path)

    def _wrapped_anew(self, attempt: Callable[[], T]) -> T:
        """Try, and try again under the new root key when it was replaced meanwhile."""
        try:
            return attempt()
        except RootChanged:
            self._read_roots()
            return attempt()

    def _is_refilling(self) -> bool:
        """Whether the one thread that refills is at work; `close` waits for it."""
        return self._refiller is not None and self._refiller.is_alive()

    def _refill(self) -> None:
        made = [StreamKey(uuid4(), os.urandom(32)) for _ in range(SPARES)]
        self._wrapped_anew(lambda: self.shelf.add([self.wrapped(key.id, key.secret) for key in made]))
        with self._lock:
            self._spares.extend((time.monotonic() + SPARE_SECONDS, key) for key in made)

    def _refill_or_wait(self) -> None:
        """Refill, in a thread of its own: where nothing can be kept now, half of the spare keys is still there."""
        try:
            self._refill()
        except Exception as failure:
            log.warning("spare_keys_wait", code=type(failure).__name__)

    def _remember(self, key: StreamKey) -> None:
        with self._lock:
            self._cache[key.id] = (time.monotonic() + CACHED_SECONDS, key)
            self._cache.move_to_end(key.id)
            while len(self._cache) > CACHED_KEYS:
                self._cache.popitem(last=False)


def _opened(wrapped: bytes, secret: bytes, place: object) -> bytes:
    try:
        return aes_key_unwrap(secret, wrapped)
    except InvalidUnwrap:
        raise KeyStoreDamaged(place) from None
