"""The end of every restore: leaves and trees computed again from the restored rows, by the verifier's own code."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from infrastructure.backup.manifest import Manifest
from infrastructure.backup.refusals import FilesDiffer, LogsDiffer, NoWitnessedHead
from infrastructure.checkup import files as of_files
from infrastructure.checkup import keys as of_keys
from infrastructure.checkup.finding import Finding
from infrastructure.house import key_folder
from infrastructure.postgres import Database
from infrastructure.seal.export import export
from infrastructure.settings import Settings
from infrastructure.verifier import notes
from infrastructure.verifier.checking import Check, LogResult, Trusted


@dataclass(frozen=True)
class Compared:
    """What the restored logs were held against."""

    logs: tuple[LogResult, ...]
    is_witness_s_own: bool
    """Whether a file of the witness was given; else only heads that lay in the backup itself."""
    of_keys: tuple[Finding, ...] = ()


def heads_from(files: Sequence[Path], keys: Sequence[notes.Key]) -> Iterator[notes.Head]:
    """Return the heads in files of a witness, each cosigned by a witness that is known.

    Raises:
        NoWitnessedHead: A file holds none.
    """
    logs = {key.name for key in keys if key.kind == notes.LOG_KIND}
    for file in files:
        try:
            head = notes.parse(file.read_text(encoding="utf-8"))
            signed = any([notes.is_signed(head, key) for key in keys if key.name == head.origin])
            seen = any([notes.cosigned_at(head, key) is not None for key in keys])
        except (OSError, ValueError, notes.Forged):
            raise NoWitnessedHead(file=file.name) from None
        if head.origin not in logs or not signed or not seen:
            raise NoWitnessedHead(file=file.name)
        yield head


def compare(
    database: Database,
    settings: Settings,
    manifest: Manifest,
    heads: Sequence[notes.Head],
    expected: Sequence[notes.Key],
) -> Compared:
    """Compute both trees again and hold them against every head: the backup's, the database's, the witness's.

    Raises:
        LogsDiffer: Something is missing, was changed, or is under no head.
    """
    keys = tuple(dict.fromkeys((*expected, *manifest.keys())))
    own = tuple(notes.parse(note) for note in (*manifest.heads, *manifest.witnessed))
    with tempfile.TemporaryDirectory(prefix="comparing-", dir=settings.home) as folder:
        file = Path(folder) / "logs.jsonl"
        export(database.auditor_dsn, [key.vkey() for key in keys if key.kind == notes.LOG_KIND], file)
        result = Check(file, Trusted(keys=keys, heads=(*own, *heads))).run()
    if result.findings:
        first = result.findings[0]
        raise LogsDiffer(found=f"{first.kind}, {first.log} {first.position or ''}".strip())
    for one in result.logs:
        if one.size != manifest.sizes[one.log]:
            raise LogsDiffer(found=f"size, {one.log} {one.size}")
    return Compared(tuple(result.logs), bool(heads))


def compare_files(database: Database, settings: Settings) -> tuple[Finding, ...]:
    """Hold the bytes of every attached file against its sealed fact; return what is wrong with the keys.

    Keys of records newer than the backup of keys are lost with the machine: that is told, and refuses nothing.

    Raises:
        FilesDiffer: With what `lachan doctor` would say.
    """
    with psycopg.connect(database.auditor_dsn, autocommit=True) as connection:
        wrong = [one for one in of_files.files(connection, full=True) if one.is_wrong]
        if wrong:
            raise FilesDiffer(found=f"{wrong[0].vi} / {wrong[0].en}")
        folder = key_folder(settings)
        is_here = settings.keystore_url is None and settings.root_key_file is None
        if not is_here or not (folder / "keys.sqlite").exists():
            return ()
        return tuple(one for one in of_keys.keys(connection, folder) if one.is_wrong)
