"""Restores a backup into an empty place, and refuses to serve it until it is shown to be what was signed.

A mark in the home keeps every other command away from the first change until the last comparison has gone well.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pyrage
import structlog
from psycopg import sql

from application.seal import SealedLog
from infrastructure import erasing
from infrastructure.backup.comparing import Compared, compare, compare_files, heads_from
from infrastructure.backup.making import newest_migration
from infrastructure.backup.manifest import MANIFEST, RECORDS, Manifest, read
from infrastructure.backup.records import digest_of, load
from infrastructure.backup.refusals import (
    BackupDamaged,
    BackupForAnother,
    BackupOfANewerVersion,
    BehindTheWitness,
    PlaceNotEmpty,
)
from infrastructure.home import RESTORING, WITHOUT_KEYS, made_home
from infrastructure.house import open_keys, root_of, shelf_of
from infrastructure.keys import backup as key_backup
from infrastructure.postgres import Database, migrate
from infrastructure.postgres.database import EMBEDDED_NAME, embedded_server, open_embedded, open_server
from infrastructure.postgres.roles import DatabaseRole
from infrastructure.postgres.secrets import private_folder
from infrastructure.postgres.secrets import write_private as write_whole
from infrastructure.refusal import CannotStart
from infrastructure.seal.keys import KEY_FILE, SignersFolder
from infrastructure.settings import Settings
from infrastructure.verifier import notes

log = structlog.get_logger()


@dataclass(frozen=True)
class KeysWanted:
    """The other half: a backup of the key store, opened by three shares, and the signer's, where it is kept with it."""

    held: key_backup.Backup
    root: bytes
    signer: bytes | None
    stale_because: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is to be restored, and against what it is held."""

    folder: Path
    identity: pyrage.x25519.Identity
    expected: tuple[notes.Key, ...] = ()
    """Public keys noted in the minutes: of logs and of witnesses."""
    witnessed: tuple[Path, ...] = ()
    """Files of a witness with the last head it has seen."""
    newer: tuple[Path, ...] = ()
    """Manifests of newer backups, for the keys destroyed since."""
    accept_missing: int = 0
    as_is: bool = False
    """Whether an older version's schema stays, for that version to serve it: the way back of an upgrade."""
    keys: KeysWanted | None = None


def checked(wanted: Wanted) -> tuple[Manifest, tuple[notes.Head, ...]]:
    """Look at a backup without restoring it: signature, bytes, version, and what the witness has seen.

    Raises:
        BackupDamaged, BackupOfAnotherFormat, BackupOfANewerVersion, ManifestOfAnother, NoWitnessedHead,
        BehindTheWitness: Each before anything is written.
    """
    manifest = manifest_in(wanted.folder, wanted.expected)
    records = wanted.folder / RECORDS
    if not records.is_file() or digest_of(records) != manifest.records:
        raise BackupDamaged(part=RECORDS)
    if manifest.migration > newest_migration():
        raise BackupOfANewerVersion(made=manifest.migration, known=newest_migration())
    keys = (*manifest.keys(), *wanted.expected)
    heads = tuple(heads_from(wanted.witnessed, keys))
    missing = sum(max(0, head.size - manifest.sizes[_log_of(head)]) for head in heads)
    if missing != wanted.accept_missing and missing > 0:
        raise BehindTheWitness(missing=missing)
    return manifest, tuple(head for head in heads if head.size <= manifest.sizes[_log_of(head)])


def manifest_in(folder: Path, expected: Sequence[notes.Key] = ()) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        BackupDamaged: There is none, or it was changed.
    """
    try:
        return read((folder / MANIFEST).read_bytes(), [key for key in expected if key.kind == notes.LOG_KIND])
    except OSError:
        raise BackupDamaged(part=MANIFEST) from None


def _log_of(head: notes.Head) -> str:
    return head.origin.rpartition("/")[2]


def restore(settings: Settings, wanted: Wanted, now: datetime) -> tuple[Manifest, Compared]:
    """Restore records and, where they are given, keys; the mark is taken away only when everything fits."""
    manifest, heads = checked(wanted)
    destroyed = _destroyed_since(wanted, manifest)
    mark = made_home(settings.home) / RESTORING
    _refuse_records(settings, again=mark.exists() and mark.read_text(encoding="utf-8") != WITHOUT_KEYS)
    mark.write_text(f"{manifest.made_at.isoformat()}\n", encoding="utf-8")
    database = _emptied(settings)
    try:
        _refuse_another_name(database, manifest)
        with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
            _refuse_filled(connection, settings)
            _let_the_follower_make_views(connection, database)
        load(database.owner_dsn, wanted.folder / RECORDS, wanted.identity)
        if not wanted.as_is:
            migrate(database)
        compared = compare(database, settings, manifest, heads, wanted.expected)
        _restore_keys(settings, database, wanted, destroyed, now)
        compared = replace(compared, of_keys=compare_files(database, settings))
    except BaseException:
        database.stop()
        if database.server is not None:
            _cleared(settings)
        raise
    database.stop()
    if _has_keys(settings):
        mark.unlink()
    else:
        mark.write_text(WITHOUT_KEYS, encoding="utf-8")
    log.info("restored", position=manifest.sizes[SealedLog.EVENTS])
    return manifest, compared


def _destroyed_since(wanted: Wanted, manifest: Manifest) -> frozenset[UUID]:
    newer = [
        manifest_in(one.parent if one.name == MANIFEST else one, wanted.expected) for one in wanted.newer
    ]
    if any(one.log_keys != manifest.log_keys for one in newer):
        raise BackupDamaged(part="--newer")
    return frozenset(key for one in (manifest, *newer) for key in one.destroyed)


def _refuse_records(settings: Settings, *, again: bool) -> None:
    if settings.database_url is not None:
        return
    server = embedded_server(settings)
    if (settings.home / "postgres.made").exists() or server.data.exists():
        if not again:
            raise PlaceNotEmpty(place=str(settings.home))
        _cleared(settings)


def _cleared(settings: Settings) -> None:
    """Take away what an unfinished restore made; the mark stays, so nothing is served from the empty place."""
    server = embedded_server(settings)
    shutil.rmtree(server.data, ignore_errors=True)
    (settings.home / "postgres.made").unlink(missing_ok=True)


def _emptied(settings: Settings) -> Database:
    if settings.database_url is not None:
        return open_server(settings, settings.database_url.get_secret_value(), renew=True)
    server = embedded_server(settings)
    server.start()
    try:
        return open_embedded(server, EMBEDDED_NAME)
    except BaseException:
        server.stop()
        raise


def _refuse_another_name(database: Database, manifest: Manifest) -> None:
    if database.name != manifest.database:
        raise CannotStart(
            f"Cơ sở dữ liệu phải mang tên {manifest.database} như khi sao lưu: tạo lại với tên đó.",
            f"The database must have the name it was backed up under, {manifest.database}: make one of that name.",
        )


def _refuse_filled(connection: psycopg.Connection, settings: Settings) -> None:
    row = connection.execute("SELECT to_regnamespace('es') IS NULL").fetchone()
    if row is None or not row[0]:
        raise PlaceNotEmpty(place=str(settings.home) if settings.database_url is None else "DATABASE_URL")


def _let_the_follower_make_views(connection: psycopg.Connection, database: Database) -> None:
    follower = sql.Identifier(database.names.of(DatabaseRole.FOLLOWER))
    connection.execute(
        sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(database.name), follower)
    )


def _restore_keys(
    settings: Settings, database: Database, wanted: Wanted, destroyed: frozenset[UUID], now: datetime
) -> None:
    """Put the keys back and delete at once those that were destroyed: by this log, or by a newer backup's word."""
    if wanted.keys is not None:
        given = wanted.keys
        shelf = shelf_of(settings)
        try:
            if shelf.root() is None:
                key_backup.restore(given.held, given.root, shelf, root_of(settings), now, given.stale_because)
        finally:
            shelf.close()
        if given.signer is not None:
            put_signer_back(settings, given.signer)
    if wanted.keys is not None or _has_keys(settings):
        keys = open_keys(settings, database.app_dsn, spares=False)
        try:
            erasing.destroy_again(database.app_dsn, keys)
            back = [one for one in destroyed if keys.shelf.get(one) is not None]
            if back:
                keys.destroy(back)
                log.warning("destroyed_keys_deleted_again", count=len(back))
        finally:
            keys.close()


def _has_keys(settings: Settings) -> bool:
    return settings.keystore_url is not None or (settings.home / "keys" / "keys.sqlite").exists()


def put_signer_back(settings: Settings, content: bytes) -> None:
    """Give the signer its key and last heads, where it has none; a head is never put back to an older one."""
    folder = private_folder(SignersFolder.of(settings).folder)
    if (folder / KEY_FILE).exists():
        return
    known = {KEY_FILE, *(f"{one}.head" for one in SealedLog)}
    held = {name: str(text) for name, text in json.loads(content).items() if name in known}
    for name, text in sorted(held.items()):
        write_whole(folder / name, text)


def opened_signer(file: Path, identity: pyrage.x25519.Identity) -> bytes | None:
    """Return what the signer needs, where it was kept beside the keys.

    Raises:
        BackupForAnother: It does not open.
    """
    if not file.is_file():
        return None
    try:
        content = bytes(pyrage.decrypt(file.read_bytes(), [identity]))
        json.loads(content)
    except (pyrage.DecryptError, ValueError):
        raise BackupForAnother from None
    return content
