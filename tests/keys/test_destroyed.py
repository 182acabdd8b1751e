"""What is destroyed is gone from every file; what is not used is deleted only after a look at the log."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from infrastructure.keys import KeyStore
from infrastructure.keys.reading import YOUNGEST_REAPED_SECONDS, Connection, LedgerIsBehind, reap
from infrastructure.keys.rotation import rotate
from infrastructure.keys.store import SPARES
from tests.ledger.given import STORY, Town

LATER = YOUNGEST_REAPED_SECONDS + 60


def holds(folder: Path, secret: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if secret in file.read_bytes()]


def test_no_file_of_the_store_holds_a_destroyed_key_any_more(tmp_path: Path) -> None:
    """Neither the main file nor the write-ahead file, with another process having the store open."""
    store, other = KeyStore(tmp_path), KeyStore(tmp_path)
    key = store.spare()
    kept = store.shelf.get(store.spare().id)
    wrapped = store.shelf.get(key.id)
    assert wrapped is not None
    assert kept is not None
    assert other.get(key.id) == key
    assert holds(tmp_path, wrapped.wrapped)
    store.destroy([key.id])
    assert holds(tmp_path, wrapped.wrapped) == []
    assert holds(tmp_path, key.id.bytes) == []
    assert holds(tmp_path, kept.wrapped)
    other.close()
    store.close()
    assert holds(tmp_path, wrapped.wrapped) == []


def test_after_a_rotation_no_file_holds_what_was_wrapped_under_the_former_root_key(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    before = store.shelf.get(store.spare().id)
    assert before is not None
    links = []
    for _ in rotate(store):
        links += store.shelf.links()
    assert holds(tmp_path, before.wrapped) == []
    assert links
    assert holds(tmp_path, links[0].wrapped) == []
    store.close()


def test_the_key_file_holds_no_key_in_the_clear(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    key = store.spare()
    store.close()
    assert holds(tmp_path, key.secret) == []


def test_the_key_files_are_for_this_user_alone(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys")
    modes = {file.name: file.stat().st_mode & 0o077 for file in (tmp_path / "keys").iterdir()}
    assert modes == dict.fromkeys(modes, 0)
    assert {"root.key", "keys.sqlite"} <= set(modes)
    store.close()


# -- the reaper ------------------------------------------------------------------------------------------------------


def _reaped(town: Town, later: float = LATER) -> int:
    with psycopg.connect(town.database.app_dsn) as ledger:
        return reap(ledger, town.house.keys, time.time() + later)


def test_young_spare_keys_are_left_alone_and_old_ones_go_when_no_event_uses_them(town: Town) -> None:
    case = town.case()
    before = town.house.keys.count()
    assert _reaped(town, 0) == 0
    gone = _reaped(town)
    assert gone > SPARES // 2
    assert town.house.keys.count() == before - gone
    assert _reaped(town) == 0
    told = town.ask("SELECT count(*) FROM es.events WHERE stream_id = %s AND personal IS NOT NULL", case)
    assert told == [(1,)]
    with town.work(system="test") as work:
        (opened,) = work.history(case)
    assert opened.fact.situation.what == STORY  # type: ignore[attr-defined] # a CaseOpened


def test_a_spare_key_that_lay_in_memory_for_a_day_is_used_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reaper may delete what is a week old, so no process may still hold it for use."""
    store = KeyStore(tmp_path)
    old = {key.id for _, key in store._spares}
    later = time.monotonic() + 86_401
    monkeypatch.setattr("infrastructure.keys.store.time.monotonic", lambda: later)
    assert store.spare().id not in old
    store.close()


def test_an_empty_or_shorter_ledger_reaps_nothing(town: Town) -> None:
    """A DATABASE_URL that points elsewhere would make every key look unused."""
    town.case()
    before = town.house.keys.count()
    town.house.keys.shelf.set_note("ledger-position", "1000000")
    with pytest.raises(LedgerIsBehind):
        _reaped(town)
    with psycopg.connect(town.database.owner_dsn) as empty, pytest.raises(LedgerIsBehind):
        empty.execute("CREATE TEMP TABLE events (LIKE es.events)")
        town.house.keys.shelf.set_note("ledger-position", "0")
        reap(cast(Connection, _Emptied(empty)), town.house.keys, time.time() + LATER)
    assert town.house.keys.count() == before


class _Emptied:
    """A connection to the same ledger without its events."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, query: str) -> Any:
        return self._connection.execute(query.replace("es.events", "pg_temp.events").encode())
