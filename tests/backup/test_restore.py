"""A machine is lost: what comes back is what was there, shown by the trees, and an erased child stays erased."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from uuid import UUID

import pytest

from infrastructure.backup.manifest import MANIFEST
from infrastructure.keys import KeyStore
from tests.backup.given import Kept, rows_of, running, shape_of, told
from tests.startup.running import assert_refused, lachan


def held_in(home: Path, ids: list[UUID]) -> int:
    """How many of these keys the restored store gives out."""
    store = KeyStore(home / "keys", spares=False)
    try:
        return sum(store.get(one) is not None for one in ids)
    finally:
        store.close()


def test_the_restored_records_are_those_that_were_there_and_older_keys_bring_nobody_back(
    outside: Kept, home: Path
) -> None:
    before, shape = rows_of(outside.town.database), shape_of(outside.town.database)
    done = outside.restored(outside.records(1), home, *outside.heads(), *outside.with_keys())
    said = told(done)
    assert said.count("ban-kiem-tra đã làm chứng / witnessed") == 2
    assert "No file of a witness" not in said
    assert held_in(home, outside.erased) == 0
    with running(home) as (database, _):
        after = rows_of(database)
        assert {table for table in after if after[table] != before[table]} == {"seal.cosignatures"}, (
            "the witness saw the second backup's head when it was made"
        )
        assert shape_of(database) == shape
    again = outside.restored(outside.records(1), home)
    assert again.returncode == 1
    assert "There are records in" in again.stderr


def test_what_a_witness_has_seen_is_missed_before_anything_is_written(outside: Kept, home: Path) -> None:
    done = outside.restored(outside.records(0), home, *outside.heads())
    assert done.returncode == 1
    assert "--accept-missing" in done.stderr
    assert not (home / "postgres.made").exists()


def test_an_unfinished_restore_is_never_served(home: Path) -> None:
    home.mkdir(mode=0o711)
    (home / "restoring").touch()
    for command in ("serve", "migrate", "follow"):
        assert_refused(lachan(command, home=home), "chạy lại lachan restore", "run lachan restore again")
    assert "run lachan restore again" in lachan("doctor", home=home).stdout


def test_keys_and_records_never_lie_in_one_place(outside: Kept) -> None:
    place = str(outside.folder / "both")
    public = str(outside.folder / "me.pub")
    for keys in (place, f"{place}/keys"):
        done = lachan("backup", place, "--recipient", public, "--keys", keys, home=outside.folder / "var")
        assert done.returncode == 1
        assert "to another place" in done.stderr
    assert not Path(place).exists()


def test_a_second_machine_pulls_one_file_and_the_manifest_names_nobody(outside: Kept, tmp_path: Path) -> None:
    manifest = json.loads((outside.records(1) / MANIFEST).read_text().splitlines()[0])
    assert {UUID(one) for one in manifest["destroyed"]} >= set(outside.erased)
    assert set(manifest) == {
        *("format", "made_at", "program", "migration", "database", "sizes", "heads", "witnessed"),
        *("log_keys", "witness_keys", "destroyed", "records"),
    }
    packed = tmp_path / "pulled.tar"
    with tarfile.open(packed, "w") as out:
        out.add(outside.records(1) / MANIFEST, MANIFEST)
    torn = outside.restored(packed, tmp_path / "var")
    assert torn.returncode == 1
    assert "damaged or incomplete" in torn.stderr


@pytest.mark.faults
def test_records_without_their_keys_wait_for_them(outside: Kept, home: Path) -> None:
    """Served without, the house would make itself new keys, and no name would ever open."""
    told(outside.restored(outside.records(1), home))
    assert_refused(lachan("migrate", home=home), "lachan keys restore", "run lachan keys restore")
    assert not (home / "keys").exists()
    assert "There are records in" in outside.restored(outside.records(1), home).stderr
    _, folder, *shares = outside.with_keys()
    keys = [str(Path(folder) / "keys.age"), "--identity", str(outside.identity), *shares]
    told(lachan("keys", "restore", *keys, home=home))
    assert "0 came back" in told(lachan("keys", "drill", home=home))


@pytest.mark.faults
def test_records_and_keys_older_than_an_erasure_need_a_newer_manifest(outside: Kept, home: Path) -> None:
    """Control: without it, nobody here can know of the erasure, and the keys are there."""
    older = (*outside.with_keys(), "--accept-missing")
    refused = outside.restored(outside.records(0), home, *outside.heads(), *older, "1")
    number = refused.stderr.rpartition("--accept-missing ")[2].split(".")[0].strip()
    told(outside.restored(outside.records(0), home, *outside.heads(), *older, number))
    assert held_in(home, outside.erased) == len(outside.erased) > 0
    other = home.with_name("second")
    newer = ("--newer", str(outside.records(1) / MANIFEST))
    told(outside.restored(outside.records(0), other, *outside.heads(), *older, number, *newer))
    assert held_in(other, outside.erased) == 0
