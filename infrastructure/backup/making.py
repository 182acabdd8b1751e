"""Makes a backup: both logs signed first, then one snapshot of the records, then the keys for another place."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import pyrage

from application.seal import SealedLog
from infrastructure import erasing
from infrastructure.backup.last import note_made
from infrastructure.backup.manifest import MANIFEST, RECORDS, Manifest, written
from infrastructure.backup.records import dump
from infrastructure.keys.backup import write_private
from infrastructure.postgres import Database
from infrastructure.postgres.migrations import migrations_in
from infrastructure.postgres.secrets import private_folder
from infrastructure.refusal import from_os_error
from infrastructure.seal.desk import public_keys, sign_now
from infrastructure.seal.export import heads
from infrastructure.seal.keys import KEY_FILE, SignersFolder
from infrastructure.seal.signer import top_of
from infrastructure.settings import Settings
from infrastructure.verifier import notes

Connection = psycopg.Connection[Any]
SIGNER = "signer.age"


@dataclass(frozen=True)
class Made:
    """A finished backup: its folder, and what it holds."""

    folder: Path
    manifest: Manifest


def make(
    database: Database,
    settings: Settings,
    place: Path,
    recipients: Sequence[pyrage.x25519.Recipient],
    now: datetime,
) -> Made:
    """Back the records up into a new folder below `place`; it is there whole or not at all.

    Raises:
        CannotStart: A log is not what was signed last; the place cannot be written.
        ServerFailed: PostgreSQL's program did not finish.
    """
    list(sign_now(database, settings))
    folder = place / f"lachan-{now:%Y%m%dT%H%M%S.%fZ}"
    beside = place / f".{folder.name}.{os.getpid()}"
    try:
        private_folder(place)
        private_folder(beside)
        manifest = _dumped(database, settings, beside, recipients, now)
        write_private(beside / MANIFEST, written(manifest, SignersFolder.of(settings).key()).encode())
        beside.rename(folder)
    except OSError as error:
        raise from_os_error(error, place) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    note_made(settings.home, now)
    return Made(folder, manifest)


def _dumped(
    database: Database,
    settings: Settings,
    folder: Path,
    recipients: Sequence[pyrage.x25519.Recipient],
    now: datetime,
) -> Manifest:
    keys = tuple(public_keys(database, settings))
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = str(_one(connection, "SELECT pg_export_snapshot()"))
        sizes = {log.value: top_of(connection, log) for log in SealedLog}
        newest, seen = _newest(connection)
        records = dump(database.owner_dsn, snapshot, folder / RECORDS, recipients)
        return Manifest(
            made_at=now,
            program=version("lachan"),
            migration=int(str(_one(connection, "SELECT max(number) FROM public.schema_migrations"))),
            database=database.name,
            sizes=sizes,
            heads=newest,
            witnessed=seen,
            log_keys=keys,
            witness_keys=tuple(row[0] for row in connection.execute("SELECT vkey FROM seal.witnesses")),
            destroyed=tuple(erasing.destroyed_ids(connection)),
            records=records,
        )


def _newest(connection: Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the newest head of each log, and the newest that a witness has cosigned."""
    newest, seen = dict[str, str](), dict[str, str]()
    for note in heads(connection):
        head = notes.parse(note)
        newest[head.origin] = note
        if len(head.signatures) > 1:
            seen[head.origin] = note
    return tuple(newest.values()), tuple(seen.values())


def _one(connection: Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def signer_for(settings: Settings, recipients: Sequence[pyrage.x25519.Recipient]) -> bytes:
    """Return the signer's key and last heads, encrypted: they belong to the keys, not to the records."""
    folder = SignersFolder.of(settings).folder
    names = (KEY_FILE, *(f"{log}.head" for log in SealedLog))
    held = {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).exists()}
    return bytes(pyrage.encrypt(json.dumps(held).encode(), list(recipients)))


def newest_migration() -> int:
    """Return the number of the last migration that this version knows."""
    return migrations_in()[-1].number
