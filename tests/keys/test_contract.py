"""What every key store keeps, whether its shelf is a file or a server: one contract, both adapters."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from infrastructure.keys import KeyStore, KeyStoreDamaged, Shelf
from infrastructure.keys.shelf import Link, RootChanged, Wrapped
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.keys.store import CACHED_KEYS, SPARES
from tests.keys.conftest import Opened


def test_a_key_is_durable_before_it_is_used(opened: Opened) -> None:
    store = opened()
    keys = [store.spare() for _ in range(100)]
    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 100
    again = opened()
    assert [again.get(key.id) for key in keys] == keys


def test_spare_keys_are_made_many_at_a_time_and_belong_to_one_process_alone(opened: Opened) -> None:
    first, second = opened(), opened()
    assert first.count() == 2 * SPARES
    taken = [store.spare().id for store in (first, second) for _ in range(SPARES // 2)]
    assert len(set(taken)) == SPARES


def test_a_key_that_never_was_is_none(opened: Opened) -> None:
    assert opened().get(uuid4()) is None


def test_a_destroyed_key_is_gone_for_every_process_that_has_not_just_used_it(opened: Opened) -> None:
    store = opened()
    gone, kept = store.spare(), store.spare()
    before = store.count()
    assert store.destroy([gone.id]) == 1
    assert store.count() == before - 1
    for each in (store, opened()):
        assert each.get(gone.id) is None
        assert each.get(kept.id) == kept


def test_destroying_what_is_gone_already_is_no_error(opened: Opened) -> None:
    store = opened()
    key = store.spare()
    assert [store.destroy([key.id, uuid4()]), store.destroy([key.id])] == [1, 0]


def test_a_keyed_hash_lasts_and_differs_by_purpose_and_content(opened: Opened) -> None:
    first, second = opened(), opened()
    assert first.keyed_hash("a", "x") == second.keyed_hash("a", b"x")
    assert len({first.keyed_hash(p, c) for p in ("a", "b") for c in ("x", "y")}) == 4


def test_a_destroyed_purpose_gives_other_hashes_from_then_on(opened: Opened) -> None:
    store = opened()
    before = [store.keyed_hash("of/one", "x"), store.keyed_hash("of/other", "x")]
    assert store.destroy([], ["of/one"]) == 1
    assert store.keyed_hash("of/one", "x") != before[0]
    assert store.keyed_hash("of/other", "x") == before[1]


def test_two_processes_that_start_together_share_one_root_key(opened: Opened, tmp_path: Path) -> None:
    first, second = opened(), opened()
    key = second.spare()
    assert first.get(key.id) == key
    assert len(list(tmp_path.glob("*root*"))) == 1


def test_memory_holds_a_limited_number_of_keys_for_a_limited_time(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.keys.store.CACHED_KEYS", 10)
    assert CACHED_KEYS > 10
    store, other = opened(), opened()
    keys = [store.spare() for _ in range(30)]
    assert len(store._cache) == 10
    other.destroy([keys[-1].id])
    assert store.get(keys[-1].id) == keys[-1]
    later = time.monotonic() + 61
    monkeypatch.setattr("infrastructure.keys.store.time.monotonic", lambda: later)
    assert store.get(keys[-1].id) is None


def test_a_store_does_not_open_without_its_root_key_or_with_another(opened: Opened, tmp_path: Path) -> None:
    opened()
    (tmp_path / "root.key").write_text(os.urandom(32).hex())
    with pytest.raises(KeyStoreDamaged):
        opened()
    (tmp_path / "root.key").unlink()
    with pytest.raises(KeyStoreDamaged):
        opened()
    assert not (tmp_path / "root.key").exists()


def test_nothing_is_added_under_a_root_key_that_is_no_longer_current(
    opened: Opened, shelf: Callable[[], Shelf]
) -> None:
    store, ours = opened(), shelf()
    old = store.wrapped(uuid4(), os.urandom(32))
    ours.begin_rotation(Link(b"next", old.root, b""))
    with pytest.raises(RootChanged):
        ours.add([old])
    with pytest.raises(RootChanged):
        ours.purpose("new", Wrapped("new", old.root, b""))
    assert ours.purpose("new") is None
    ours.close()


def test_everything_on_a_shelf_can_be_carried_to_an_empty_one(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    key, digest = store.spare(), store.keyed_hash("a", "x")
    contents = store.shelf.contents()
    empty = SqliteShelf(tmp_path / "copy" / "keys.sqlite")
    empty.fill(contents)
    restored = KeyStore(tmp_path, shelf=empty)
    assert (restored.get(key.id), restored.keyed_hash("a", "x")) == (key, digest)
    restored.close()


def test_notes_are_kept(opened: Opened) -> None:
    store = opened()
    assert store.shelf.note("backup") is None
    store.shelf.set_note("backup", "first")
    store.shelf.set_note("backup", "second")
    assert opened().shelf.note("backup") == "second"
