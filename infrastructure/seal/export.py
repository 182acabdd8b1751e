"""Exports for auditors: both logs with the stored bytes, every signed head with its cosignatures, the public keys."""

from __future__ import annotations

import gzip
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg

from application.seal import SealedLog
from infrastructure.seal.entries import blocks, entries
from infrastructure.seal.signer import top_of
from infrastructure.verifier.reading import BLOCK, BLOCKS, LINES

Connection = psycopg.Connection[Any]
Progress = Callable[[SealedLog, int], None]


def export_lines(connection: Connection, keys: list[str], progress: Progress | None = None) -> Iterator[str]:
    """Yield the lines of an export of everything up to now, in one snapshot.

    Args:
        connection: Of the auditor's role, in a transaction of its own.
        keys: Public keys of the logs.
        progress: Told how many entries of a log were written.
    """
    yield from _beginning(connection, LINES, keys)
    for log in SealedLog:
        yield _line({"entries": log.value})
        for count, entry in enumerate(entries(connection, log, 0, top_of(connection, log)), start=1):
            yield _line(entry)
            if progress is not None and count % 10_000 == 0:
                progress(log, count)
    yield _line({"end": {log.value: top_of(connection, log) for log in SealedLog}})


def export_blocks(
    connection: Connection, keys: list[str], progress: Progress | None = None
) -> Iterator[bytes]:
    """Yield the same as blocks: a quarter of the work for whoever verifies it."""
    yield "".join(_beginning(connection, BLOCKS, keys)).encode()
    for log in SealedLog:
        yield _line({"entries": log.value}).encode()
        done = 0
        for count, block in blocks(connection, log, top_of(connection, log)):
            yield BLOCK.pack(count, len(block)) + block
            done += count
            if progress is not None:
                progress(log, done)
        yield BLOCK.pack(0, 0)
    yield _line({"end": {log.value: top_of(connection, log) for log in SealedLog}}).encode()


def _beginning(connection: Connection, form: str, keys: list[str]) -> Iterator[str]:
    yield _line({"format": form, "made_at": datetime.now(UTC).isoformat(timespec="seconds")})
    yield from (_line({"key": key}) for key in keys)
    yield from (_line({"witness": vkey}) for (vkey,) in connection.execute("SELECT vkey FROM seal.witnesses"))
    yield from (_line({"checkpoint": note}) for note in heads(connection))


def _line(value: object) -> str:
    return orjson.dumps(value).decode() + "\n"


def heads(connection: Connection) -> Iterator[str]:
    """Yield every signed head with the cosignatures it has."""
    cosigned = defaultdict[tuple[str, int], str](str)
    for log, size, line in connection.execute(
        "SELECT log, size, line FROM seal.cosignatures ORDER BY 1, 2, cosigned_at"
    ):
        cosigned[log, size] += line
    query = "SELECT log, size, note FROM seal.checkpoints ORDER BY log DESC, size"
    for log, size, note in connection.execute(query):
        yield note + cosigned[log, size]


def export(dsn: str, keys: list[str], file: Path, progress: Progress | None = None) -> None:
    """Write an export; the file is there whole (mode 0600) or not at all.

    A name with `.jsonl` in it is written as lines that people can read, any other as blocks; `.gz` is packed.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with psycopg.connect(dsn) as connection, os.fdopen(handle, "wb") as raw:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            packed = gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1) if file.suffix == ".gz" else None
            out = packed or raw
            for piece in _pieces(connection, keys, progress, as_lines=".jsonl" in file.suffixes):
                out.write(piece)
            if packed is not None:
                packed.close()
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)


def _pieces(
    connection: Connection, keys: list[str], progress: Progress | None, *, as_lines: bool
) -> Iterator[bytes]:
    if as_lines:
        return (line.encode() for line in export_lines(connection, keys, progress))
    return export_blocks(connection, keys, progress)
