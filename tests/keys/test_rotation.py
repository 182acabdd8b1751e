"""The root key is replaced: every key stays readable, a kill between any two steps loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest

from infrastructure.crypto import StreamKey
from infrastructure.keys import KeyStore, KeyStoreDamaged, Shelf, rotation
from infrastructure.keys.root import RootFile, write_root
from infrastructure.keys.rotation import rotate, settle
from infrastructure.refusal import CannotStart
from tests.keys.conftest import Opened
from tests.startup.running import ready

SMALL = 50
STEPS = ["written", "begun", "wrapped", "wrapped", "wrapped", "wrapped", "replaced", "ended"]
"""With batches of 50: one spare pool of 64 and 100 keys taken from two more, then the purposes."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", SMALL)


def filled(opened: Opened) -> tuple[KeyStore, list[StreamKey], bytes]:
    store = opened()
    return store, [store.spare() for _ in range(100)], store.keyed_hash("a", "x")


def assert_everything_opens(store: KeyStore, keys: list[StreamKey], digest: bytes) -> None:
    assert [store.get(key.id) for key in keys] == keys
    assert store.keyed_hash("a", "x") == digest


def test_every_key_is_under_the_new_root_key_and_the_former_opens_nothing(
    opened: Opened, tmp_path: Path
) -> None:
    store, keys, digest = filled(opened)
    former, before = store.root.read(), store.shelf.root()
    steps = list(rotate(store))
    assert (steps[:2], steps[-2:]) == (["written", "begun"], ["replaced", "ended"])
    assert store.shelf.root() != before
    assert store.root.read() != former
    assert store.shelf.links() == []
    assert store.shelf.under_others(store.shelf.root() or b"", 1) == []
    assert_everything_opens(opened(), keys, digest)
    (tmp_path / "root.key").write_text(former.hex())
    with pytest.raises(KeyStoreDamaged):
        opened()


def _replace_and_die(shelf: Callable[[], Shelf], folder: Path, steps: int) -> None:
    """Begin in a process that has no thread of anybody else's, and end without a word."""
    rotation.BATCH = SMALL
    list(islice(rotate(KeyStore(folder, shelf=shelf(), spares=False)), steps))
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("steps", range(1, 9))
def test_killed_after_each_step_and_run_again(
    shelf: Callable[[], Shelf], opened: Opened, tmp_path: Path, steps: int
) -> None:
    store, keys, digest = filled(opened)
    before = store.shelf.root()
    store.close()
    dying = ready().Process(target=_replace_and_die, args=(shelf, tmp_path, steps))
    dying.start()
    dying.join(60)
    assert dying.exitcode == -signal.SIGKILL
    between = opened()
    assert_everything_opens(between, keys, digest)
    list(rotate(between))
    assert_everything_opens(opened(), keys, digest)
    assert between.shelf.links() == []
    assert between.shelf.root() not in (None, before)
    assert between.shelf.under_others(between.shelf.root() or b"", 1) == []
    assert not (tmp_path / "root.next").exists()


def test_a_running_process_reads_and_makes_keys_before_during_and_after(opened: Opened) -> None:
    running, keys, digest = filled(opened)
    made: list[StreamKey] = []
    for _ in rotate(opened()):
        running._cache.clear()
        running._spares.clear()
        assert running.get(keys[0].id) == keys[0]
        made.append(running.spare())
    assert len(made) >= len(STEPS) - 2
    assert_everything_opens(opened(), [*keys, *made], digest)
    assert running.shelf.under_others(running.shelf.root() or b"", 1) == []


def test_a_key_destroyed_while_the_root_key_is_replaced_stays_destroyed(opened: Opened) -> None:
    store, keys, _ = filled(opened)
    steps = rotate(store)
    for _ in islice(steps, 3):
        pass
    store.destroy([keys[0].id, keys[99].id])
    list(steps)
    again = opened()
    assert [again.get(keys[place].id) for place in (0, 99)] == [None, None]


def test_a_root_key_of_the_operator_s_own_goes_to_a_new_file(
    shelf: Callable[[], Shelf], tmp_path: Path
) -> None:
    first, second = tmp_path / "own" / "first", tmp_path / "own" / "second"
    write_root(first, os.urandom(32))

    def own(path: Path) -> KeyStore:
        return KeyStore(tmp_path, shelf=shelf(), root=RootFile(path, is_ours=False))

    store = own(first)
    key = store.spare()
    with pytest.raises(CannotStart):
        list(rotate(store))
    list(rotate(store, second))
    assert own(first).get(key.id) == key
    switched = own(second)
    assert (settle(switched), settle(switched)) == (True, False)
    assert switched.get(key.id) == key
    with pytest.raises(KeyStoreDamaged):
        own(first)


def test_the_new_file_of_an_unfinished_rotation_is_not_yet_enough(
    shelf: Callable[[], Shelf], tmp_path: Path
) -> None:
    first, second = tmp_path / "own" / "first", tmp_path / "own" / "second"
    write_root(first, os.urandom(32))
    store = KeyStore(tmp_path, shelf=shelf(), root=RootFile(first, is_ours=False))
    list(islice(rotate(store, second), 2))
    with pytest.raises(KeyStoreDamaged):
        KeyStore(tmp_path, shelf=shelf(), root=RootFile(second, is_ours=False))
    list(rotate(store, second))
    assert KeyStore(tmp_path, shelf=shelf(), root=RootFile(second, is_ours=False)).count() > 0


@pytest.mark.long
def test_a_hundred_thousand_keys_are_put_under_a_new_root_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SECURITY P-3: at most 10 s; the figure is printed, the verdict is that every key opens."""
    monkeypatch.setattr("infrastructure.keys.rotation.BATCH", 5000)
    store = KeyStore(tmp_path)
    store.shelf.add([store.wrapped(key.id, key.secret) for key in _keys(100_000)])
    began = time.monotonic()
    list(rotate(store))
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\nrotation of {store.count():,} keys: {seconds:.1f} s")
    current = store.shelf.root() or b""
    assert store.shelf.under_others(current, 1) == []
    contents = store.shelf.contents()
    assert len(contents.keys) == store.count() >= 100_000
    assert all(len(store.unwrapped(key)) == 32 for key in contents.keys)
    store.close()


def _keys(count: int) -> list[StreamKey]:
    return [StreamKey(uuid4(), os.urandom(32)) for _ in range(count)]
