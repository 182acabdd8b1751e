"""The records as one encrypted dump: written by pg_dump, read by pg_restore, never lying anywhere in the clear.

A dump, not a copy of the cluster's files: it is one snapshot whose last positions are known, goes to another major
version and to another server, and holds no password, no dead row and no key.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

import pyrage
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.backup.manifest import Part
from infrastructure.backup.refusals import BackupForAnother, ServerFailed
from infrastructure.keys.backup import RecipientUnknown
from infrastructure.postgres.binaries import clean_environment, find_programs

SORTING = {"PGOPTIONS": "-c maintenance_work_mem=256MB"}
"""Indexes are sorted in memory."""


class _Counted:
    """Writes a file and knows its size and digest at the end."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._digest, self._size = out, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self._digest.update(piece)
        self._size += len(piece)
        return self._out.write(piece)

    def flush(self) -> None:
        self._out.flush()

    def part(self) -> Part:
        return Part(self._size, self._digest.hexdigest())


def recipients_of(lines: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Return age public keys; a line that is none names a file of them.

    Raises:
        RecipientUnknown: There is none, or one is no public key.
    """
    try:
        named = [line for one in lines for line in ([one] if one.startswith("age1") else _in_file(one))]
        keys = [pyrage.x25519.Recipient.from_str(one) for one in named]
    except (pyrage.RecipientError, OSError):
        raise RecipientUnknown from None
    if not keys:
        raise RecipientUnknown
    return keys


def _in_file(name: str) -> list[str]:
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def identity_of(text: str) -> pyrage.x25519.Identity:
    """Return the private key in a file of age-keygen.

    Raises:
        BackupForAnother: There is none in it.
    """
    try:
        line = next(x.strip() for x in text.splitlines() if x.strip().startswith("AGE-SECRET-KEY-"))
        return pyrage.x25519.Identity.from_str(line)
    except (StopIteration, pyrage.IdentityError):
        raise BackupForAnother from None


def dump(dsn: str, snapshot: str, file: Path, recipients: Sequence[pyrage.x25519.Recipient]) -> Part:
    """Write everything in the database, as one snapshot sees it, for these recipients.

    Raises:
        ServerFailed: pg_dump did not finish; the file is not whole then.
    """
    options = ("--format=custom", "--compress=gzip:1", f"--snapshot={snapshot}", "--lock-wait-timeout=60000")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        out = _Counted(raw)
        with _started("pg_dump", dsn, *options, stdout=subprocess.PIPE) as process:
            pyrage.encrypt_io(process.stdout, out, list(recipients))
        if process.returncode:
            raise ServerFailed(program="pg_dump", code=process.returncode)
        raw.flush()
        os.fsync(raw.fileno())
    return out.part()


def digest_of(file: Path) -> Part:
    """Return size and digest of a file as it lies there."""
    with file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256")
    return Part(file.stat().st_size, digest.hexdigest())


def load(dsn: str, file: Path, identity: pyrage.x25519.Identity) -> None:
    """Fill an empty database in one transaction: all of it is there, or nothing.

    Raises:
        BackupForAnother: It does not open with this key, or is damaged.
        ServerFailed: pg_restore refused.
    """
    options = ("--format=custom", "--single-transaction", "--exit-on-error")
    with file.open("rb") as raw, _started("pg_restore", dsn, *options, stdin=subprocess.PIPE) as process:
        piped = cast("IO[bytes]", process.stdin)
        try:
            pyrage.decrypt_io(raw, piped, [identity])
            piped.close()
        except BrokenPipeError:
            pass  # pg_restore ended first, and its exit code says so
        except (pyrage.DecryptError, OSError):
            process.kill()
            raise BackupForAnother from None
    if process.returncode:
        raise ServerFailed(program="pg_restore", code=process.returncode)


def _started(program: str, dsn: str, *options: str, **pipes: Any) -> subprocess.Popen[bytes]:
    known = cast("dict[str, Any]", conninfo_to_dict(dsn))
    secret = {"PGPASSWORD": str(known.pop("password"))} if known.get("password") else {}
    command = [
        str(find_programs(None) / program),
        *options,
        "--no-password",
        "--dbname",
        make_conninfo(**known),
    ]
    return subprocess.Popen(  # noqa: S603 - our own programs, no shell
        command, stderr=subprocess.DEVNULL, cwd="/", env=clean_environment() | SORTING | secret, **pipes
    )
