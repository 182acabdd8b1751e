"""What keeps wrapped keys durably: one promise, kept by an SQLite file or by a PostgreSQL database of its own.

A shelf knows no secret: what it holds is wrapped by a root key, which is kept elsewhere. Each row says under
which root key it is wrapped, so the root key is replaced without touching an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class RootChanged(Exception):
    """Another root key is the current one by now: read it, wrap again, and try once more."""


class ShelfOutOfOrder(Exception):
    """Nothing can be read or written at this moment; `is_full` where the disk has no room."""

    def __init__(self, *, is_full: bool = False) -> None:
        super().__init__("full" if is_full else "out of order")
        self.is_full = is_full


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A wrapped key: by id for streams, by name for purposes."""

    name: UUID | str
    root: bytes
    """Id of the root key that it is wrapped under."""
    wrapped: bytes
    made_at: float = 0.0
    """Seconds since 1970; the reaper leaves young keys alone."""


@dataclass(frozen=True, slots=True)
class Link:
    """While a root key is being replaced: the new one, wrapped under the one before."""

    root: bytes
    under: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything on a shelf, for a backup."""

    root: bytes
    keys: tuple[Wrapped, ...]
    purposes: tuple[Wrapped, ...]
    links: tuple[Link, ...]


class Shelf(Protocol):
    """Durable when a method returns; a method is one transaction."""

    KIND: str

    def root(self) -> bytes | None:
        """Return the id of the root key that new keys are wrapped under; None for an empty shelf."""

    def first_root(self, root: bytes) -> bytes:
        """Make this the root key of an empty shelf; return the one that it is by now."""

    def add(self, keys: Sequence[Wrapped]) -> None:
        """Keep new keys.

        Raises:
            RootChanged: They are wrapped under a root key that is no longer the current one.
        """

    def get(self, key_id: UUID) -> Wrapped | None:
        """Return a key, or None when it was destroyed or never was."""

    def purpose(self, name: str, made: Wrapped | None = None) -> Wrapped | None:
        """Return the key of a purpose, keeping `made` when there is none yet.

        Raises:
            RootChanged: `made` is wrapped under a root key that is no longer the current one.
        """

    def count(self) -> int:
        """Return how many keys by id there are."""

    def older_than(self, moment: float) -> list[UUID]:
        """Return the ids of keys made before a moment (seconds since 1970)."""

    def destroy(self, key_ids: Iterable[UUID], purposes: Iterable[str] = ()) -> int:
        """Destroy keys for good; return how many there were. Those that are gone already are no error."""

    def links(self) -> list[Link]:
        """Return what leads from one root key to the next while it is being replaced."""

    def begin_rotation(self, link: Link) -> None:
        """Make a new root key the current one, kept here under the one before until the end."""

    def under_others(self, root: bytes, limit: int) -> list[Wrapped]:
        """Return up to `limit` keys, by id or by purpose, that are not wrapped under this root key."""

    def rewrap(self, keys: Sequence[Wrapped]) -> None:
        """Replace what keys are wrapped in; those destroyed meanwhile stay destroyed."""

    def end_rotation(self) -> None:
        """Forget what led from the former root key to the current one, and leave no copy of it behind."""

    def contents(self) -> Contents:
        """Return everything at one moment."""

    def fill(self, contents: Contents) -> None:
        """Keep everything of a backup; only for an empty shelf."""

    def note(self, name: str) -> str | None:
        """Return a note of the operator's commands (when the last backup was made, say)."""

    def set_note(self, name: str, value: str) -> None:
        """Keep such a note."""

    def close(self) -> None:
        """Let go of the file or the connections."""
