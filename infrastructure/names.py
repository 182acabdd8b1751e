"""Names of children opened in memory for lists and searches; never stored, and forgotten soon."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from domain.kernel import FieldClass
from domain.text import fold, name_key
from infrastructure.crypto import CiphertextRefused, Place, parts
from infrastructure.keys import KeyStore

CACHED_SECONDS = 300.0
"""How long an opened name stays in memory; a name whose key is destroyed vanishes within this time."""
CACHED_NAMES = 50_000
"""At most this many opened names in memory (about 25 MB)."""

Key = tuple[str, int]
"""A stream, as text, and the version of the fact that carries the name.

Text, because a search looks up ten thousand of them, and a UUID object costs more to make and to hash than all else.
"""


@dataclass(frozen=True, slots=True)
class OpenedName:
    """A name, its words without marks, and where it stands in the Vietnamese alphabet."""

    name: str
    folded: str
    """The folded words, each after a blank."""
    order: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SealedName:
    """Sealed identity fields with what they are bound to."""

    stream: UUID
    version: int
    topic: str
    sealed: bytes | None


class Names:
    """Opened names of one process, by (stream, version)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, tuple[float, OpenedName]] = OrderedDict()

    def known(self, keys: Iterable[Key]) -> dict[Key, OpenedName]:
        """Return the names that are in memory."""
        now = time.monotonic()
        with self._lock:
            held = self._held
            return {key: found[1] for key in keys if (found := held.get(key)) and found[0] > now}

    def open(self, sealed: Iterable[SealedName], keys: KeyStore) -> dict[Key, OpenedName]:
        """Open names and keep them for a while; a destroyed key gives an empty name."""
        opened = {(str(one.stream), one.version): _opened(_name(one, keys)) for one in sealed}
        end = time.monotonic() + CACHED_SECONDS
        with self._lock:
            for key, name in opened.items():
                self._held[key] = (end, name)
            while len(self._held) > CACHED_NAMES:
                self._held.popitem(last=False)
        return opened

    def forget(self) -> None:
        """Forget every name."""
        with self._lock:
            self._held.clear()


_BY_KEYS: WeakKeyDictionary[KeyStore, Names] = WeakKeyDictionary()


def names_of(keys: KeyStore) -> Names:
    """Return the opened names of a key store in this process."""
    return _BY_KEYS.setdefault(keys, Names())


def _opened(name: str) -> OpenedName:
    return OpenedName(name, f" {fold(name)}", name_key(name))


NAMELESS = _opened("")
"""What stands where a name is not shown."""


def _name(one: SealedName, keys: KeyStore) -> str:
    return _child_name(opened_part(one, FieldClass.IDENTITY, keys))


def opened_part(one: SealedName, field_class: FieldClass, keys: KeyStore) -> Mapping[str, Any]:
    """Return one class of sealed fields; nothing when its key was destroyed."""
    try:
        for part in parts(one.sealed):
            key = keys.get(part.key_id)
            if part.field_class is field_class and key is not None:
                return part.open(key, Place(one.stream, one.version, one.topic))
    except CiphertextRefused:
        return {}
    return {}


def _child_name(identity: Mapping[str, Any]) -> str:
    child = identity.get("details", {}).get("child", {})
    return str(child.get("name") or "")
