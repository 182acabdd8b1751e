"""A backup for age recipients and three shares bring everything back; less, or too old, does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import psycopg
import pyrage
import pytest

from infrastructure.crypto import parts
from infrastructure.keys import KeyStore, Shelf, backup
from infrastructure.keys.backup import (
    BackupExpired,
    BackupNotOpened,
    KeyStoreNotEmpty,
    RecipientUnknown,
    RotationUnfinished,
    SharesDoNotFit,
)
from infrastructure.keys.reading import drill
from infrastructure.keys.root import RootFile
from infrastructure.keys.rotation import rotate
from infrastructure.keys.sqlite import SqliteShelf
from tests.keys.conftest import Opened
from tests.ledger.given import Town

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
OFFICER, OTHER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()


def backed_up(store: KeyStore, at: datetime = NOW) -> bytes:
    return backup.backed_up(store.shelf, [str(OFFICER.to_public()), str(OTHER.to_public())], at)


def restored(file: bytes, secret: bytes, folder: Path, at: datetime = NOW, because: str = "") -> KeyStore:
    shelf, root = SqliteShelf(folder / "keys.sqlite"), RootFile(folder / "root.key", is_ours=True)
    try:
        backup.restore(backup.opened(file, str(OFFICER)), secret, shelf, root, at, because)
    except BaseException:
        shelf.close()
        raise
    return KeyStore(folder, shelf=shelf)


def test_three_shares_and_the_file_bring_every_key_back(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    key, digest = store.spare(), store.keyed_hash("a", "x")
    shares = backup.shares_of(store.secret_of_root())
    again = restored(backed_up(store), backup.root_of(shares[1:4]), tmp_path / "empty")
    assert (again.get(key.id), again.keyed_hash("a", "x")) == (key, digest)
    assert (tmp_path / "empty" / "root.key").stat().st_mode & 0o077 == 0
    again.close()


def test_each_recipient_opens_it_and_nobody_else(opened: Opened) -> None:
    file = backed_up(opened())
    stranger = pyrage.x25519.Identity.generate()
    assert backup.opened(file, str(OFFICER)) == backup.opened(file, f"# created today\n{OTHER}\n")
    for wrong in (str(stranger), "no key at all", "AGE-SECRET-KEY-1XYZ"):
        with pytest.raises(BackupNotOpened):
            backup.opened(file, wrong)


def test_a_damaged_file_is_refused(opened: Opened) -> None:
    file = backed_up(opened())
    flipped = file[:300] + bytes([file[300] ^ 1]) + file[301:]
    for damaged in (b"", file[:-1], flipped, b"not age at all"):
        with pytest.raises(BackupNotOpened):
            backup.opened(damaged, str(OFFICER))


def test_ten_of_ten_triples_restore_and_ten_of_ten_pairs_do_not(opened: Opened) -> None:
    store = opened()
    shares = backup.shares_of(store.secret_of_root())
    assert [len(share.split()) for share in shares] == [33] * 5
    assert {backup.root_of(three) for three in combinations(shares, 3)} == {store.secret_of_root()}
    for two in combinations(shares, 2):
        with pytest.raises(SharesDoNotFit):
            backup.root_of(two)
        with pytest.raises(SharesDoNotFit):
            backup.root_of([*two, two[0]])


def test_more_shares_than_needed_or_written_carelessly_fit_as_well(opened: Opened) -> None:
    store = opened()
    shares = backup.shares_of(store.secret_of_root())
    careless = [f"  {share.upper()} \n".replace(" ", "  ") for share in shares]
    assert backup.root_of(careless) == store.secret_of_root()


def test_shares_of_another_cut_or_misspelt_do_not_fit(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    first, second = (backup.shares_of(store.secret_of_root()) for _ in range(2))
    with pytest.raises(SharesDoNotFit):
        backup.root_of([first[0], first[1], second[2]])
    with pytest.raises(SharesDoNotFit):
        backup.root_of([first[0], first[1], first[2].replace(first[2].split()[9], "academic")])
    with pytest.raises(SharesDoNotFit):
        restored(backed_up(store), bytes(32), tmp_path / "empty")
    assert not (tmp_path / "empty" / "root.key").exists()


def test_a_backup_expires_after_thirty_days_unless_a_reason_is_given(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    file, secret = backed_up(store), store.secret_of_root()
    restored(file, secret, tmp_path / "last-day", NOW + timedelta(days=30)).close()
    late = NOW + timedelta(days=30, seconds=1)
    for reason in ("", "  "):
        with pytest.raises(BackupExpired):
            restored(file, secret, tmp_path / "late", late, reason)
    forced = restored(file, secret, tmp_path / "late", late, "Không còn bản nào khác")
    assert forced.shelf.note("restored-stale-because") == "Không còn bản nào khác"
    forced.close()


def test_nothing_is_restored_over_a_key_store(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    file, secret = backed_up(store), store.secret_of_root()
    KeyStore(tmp_path / "used").close()
    before = (tmp_path / "used" / "root.key").read_text()
    with pytest.raises(KeyStoreNotEmpty):
        restored(file, secret, tmp_path / "used")
    assert (tmp_path / "used" / "root.key").read_text() == before


def test_a_restore_that_was_killed_after_the_root_key_is_run_again(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "root.key").write_text(store.secret_of_root().hex())
    again = restored(backed_up(store), store.secret_of_root(), tmp_path / "half")
    assert again.count() >= store.count()
    again.close()


def test_a_backup_goes_to_somebody_and_not_while_the_root_key_is_replaced(opened: Opened) -> None:
    store = opened()
    for recipients in ([], ["age1nobody"]):
        with pytest.raises(RecipientUnknown):
            backup.backed_up(store.shelf, recipients, NOW)
    steps = rotate(store)
    next(steps), next(steps)
    with pytest.raises(RotationUnfinished):
        backed_up(store)
    list(steps)
    assert backed_up(store)


def test_the_file_holds_neither_ids_nor_wrapped_keys_in_the_clear(opened: Opened) -> None:
    store = opened()
    key = store.shelf.get(store.spare().id)
    assert key is not None
    file = backed_up(store)
    for told in (str(key.name).encode(), key.wrapped, key.wrapped.hex().encode(), store.secret_of_root()):
        assert told not in file


def test_a_backup_is_restored_onto_either_shelf(
    shelf: Callable[[], Shelf], tmp_path: Path, keystore_url: str
) -> None:
    source = KeyStore(tmp_path / "source")
    key = source.spare()
    target = shelf()
    root = RootFile(tmp_path / "target" / "root.key", is_ours=True)
    backup.restore(backup.opened(backed_up(source), str(OFFICER)), source.secret_of_root(), target, root, NOW)
    again = KeyStore(tmp_path / "target", shelf=target, root=root)
    assert again.get(key.id) == key
    again.close()
    source.close()


# -- the drill -------------------------------------------------------------------------------------------------------


def test_a_drill_opens_sample_events_and_sees_what_a_copy_lacks_or_should_not_have(
    town: Town, tmp_path: Path
) -> None:
    cases = [town.case() for _ in range(3)]
    live = town.house.keys
    copy = restored(backed_up(live), live.secret_of_root(), tmp_path / "copy")
    with psycopg.connect(town.database.app_dsn) as ledger:
        good = drill(ledger, live, copy)
        assert good.is_good
        assert good.events == good.opened >= 3
        (row,) = ledger.execute("SELECT personal FROM es.events WHERE stream_id = %s", (cases[0],)).fetchall()
        ids = {part.key_id for part in parts(row[0])}
        live.destroy(ids)
        revived = drill(ledger, live, copy)
        assert (revived.revived, revived.erased, revived.is_good) == (1, 1, False)
        copy.destroy(ids)
        assert drill(ledger, live, copy).is_good
        for _ in range(200):
            town.case()
        newer = drill(ledger, live, copy)
        assert newer.missing > 0
        assert not newer.is_good
    copy.close()


def test_a_backup_says_itself_when_it_is_too_old_and_never_later_than_thirty_days(
    opened: Opened, tmp_path: Path
) -> None:
    """By the rule in force when it was made (`domain.retention`)."""
    store = opened()
    secret, to = store.secret_of_root(), [str(OFFICER.to_public())]
    short = backup.backed_up(store.shelf, to, NOW, timedelta(days=7))
    restored(short, secret, tmp_path / "in-time", NOW + timedelta(days=7)).close()
    with pytest.raises(BackupExpired):
        restored(short, secret, tmp_path / "late", NOW + timedelta(days=7, minutes=1))
    long = backup.backed_up(store.shelf, to, NOW, timedelta(days=90))
    with pytest.raises(BackupExpired):
        restored(long, secret, tmp_path / "later", NOW + timedelta(days=30, minutes=1))
