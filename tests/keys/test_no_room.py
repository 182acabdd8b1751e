"""A key store on a disk without room says so, ends what it had begun, and goes on when there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from infrastructure.keys.shelf import ShelfOutOfOrder
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.keys.store import FILE_NAME, SPARES, KeyStore


def give_room(keys: KeyStore, pages: int) -> None:
    """Let the file grow to so many pages: SQLite then answers as on a full disk."""
    assert isinstance(keys.shelf, SqliteShelf)
    keys.shelf._file.execute(f"PRAGMA max_page_count = {pages}")


def test_no_room_is_told_and_afterwards_it_goes_on(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path)
    give_room(keys, 1)
    drawn = []
    with pytest.raises(ShelfOutOfOrder) as told:
        for _ in range(20 * SPARES):
            drawn.append(keys.spare())
    assert told.value.is_full
    assert len(drawn) >= SPARES, "what was there before could be used to the last"
    give_room(keys, 1 << 20)
    assert keys.get(keys.spare().id) is not None
    assert all(keys.get(key.id) for key in drawn[:3])
    keys.close()


def test_a_process_that_begins_without_room_reads_and_makes_keys_later(tmp_path: Path) -> None:
    KeyStore(tmp_path).close()
    shelf = SqliteShelf(tmp_path / FILE_NAME)
    shelf._file.execute("PRAGMA max_page_count = 1")
    shelf.add, was = _refused, shelf.add  # type: ignore[method-assign]
    keys = KeyStore(tmp_path, shelf=shelf)
    assert keys.count() == SPARES
    shelf.add = was  # type: ignore[method-assign]
    shelf._file.execute(f"PRAGMA max_page_count = {1 << 20}")
    assert keys.get(keys.spare().id) is not None
    keys.close()


def _refused(keys: object) -> None:
    raise ShelfOutOfOrder(is_full=True)
