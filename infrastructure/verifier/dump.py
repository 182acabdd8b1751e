"""Reads a database dump as an auditor may be given one: a plain `pg_dump` with COPY, not packed.

The file is gone through once to find where each row lies, since a table's rows are in no order; then rows are read
in the order of their positions. What is kept in memory is 24 bytes for each row. The public keys of the logs are not in
the database and are brought along.
"""

from __future__ import annotations

import re
from array import array
from binascii import unhexlify
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infrastructure.verifier.leaves import ABSENT, BEGIN, BYTES, FIELDS, NUMBERS, UUIDS
from infrastructure.verifier.parts import Inputs, Part
from infrastructure.verifier.reading import AT_ONCE, LOGS, Begun, NotAnExport

BEGINNING, PACKED, END = b"--\n-- PostgreSQL database dump", b"PGDMP", b"PostgreSQL database dump complete"
TAIL_BYTES = 4096
IN_BUCKET = 1 << 16
_COPY = re.compile(rb'COPY ([a-z_]+\."?[a-z0-9_]+"?) \((.+)\) FROM stdin;\n')
_LOG = re.compile(r"(?:(es\.events)|(trail\.entries(?:_[a-z0-9_]+)?))$")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MEANT = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_COLUMN = {"stream": "stream_id"}
"""Fields of a leaf that the table names otherwise."""
Columns = tuple[str, ...]


def is_dump(file: Path) -> bool:
    """Return whether a file begins like a plain dump.

    Raises:
        NotAnExport: It is a dump of another form.
    """
    try:
        with file.open("rb") as raw:
            begin = raw.read(len(BEGINNING))
    except OSError:
        return False
    if begin.startswith(PACKED):
        raise NotAnExport("pg_dump --format=plain")
    return begin == BEGINNING


@dataclass(frozen=True)
class RowsPart:
    """Rows of the tables of one log, by where they lie."""

    file: Path
    tables: tuple[Columns, ...]
    rows: tuple[tuple[int, int], ...]
    """Offset in the file, and which of the tables."""

    def inputs(self, log: str) -> Inputs:
        """Return their leaves' inputs and their stored leaves."""
        readers = [_reader(log, columns) for columns in self.tables]
        found, stored = [], []
        with self.file.open("rb") as raw:
            for offset, table in self.rows:
                raw.seek(offset)
                values = raw.readline()[:-1].split(b"\t")
                fields, leaf_at = readers[table]
                found.append(BEGIN[log][:-4] + b"".join([said(values[at]) for at, said in fields]))
                stored.append(_bytes(values[leaf_at])[4:])
        return found, b"".join(stored)


class Dump:
    """A dump, gone through once."""

    def __init__(self, file: Path) -> None:
        """Find the rows of both logs, and read heads and witnesses.

        Raises:
            NotAnExport: It is cut off, or holds no event log.
        """
        self._file = file
        self._tables: dict[str, list[Columns]] = {log: [] for log in LOGS}
        self._index: dict[str, dict[int, array[int]]] = {log: {} for log in LOGS}
        self._small = defaultdict[str, list[dict[str, str]]](list)
        try:
            self._go_through()
        except NotAnExport:
            raise
        except OSError as error:
            raise NotAnExport(f"{file}: {error.strerror}") from None
        except (ValueError, IndexError, KeyError):
            raise NotAnExport("COPY") from None
        if not self._tables["events"]:
            raise NotAnExport("es.events")
        self.begun = Begun("pg_dump", heads=list(self._heads()))

    def __enter__(self) -> Dump:
        return self

    def __exit__(self, *failure: object) -> None:
        pass

    def parts(self, log: str, *, elsewhere: bool) -> Iterator[tuple[int, Part]]:
        """Yield the entries of a log in the order of their positions, some thousand at a time, with their number."""
        buckets, tables = self._index[log], tuple(self._tables[log])
        for key in sorted(buckets):
            held = buckets[key]
            rows = sorted(zip(held[0::3], held[1::3], held[2::3], strict=True))
            for start in range(0, len(rows), AT_ONCE):
                some = tuple((offset, table) for _, offset, table in rows[start : start + AT_ONCE])
                yield len(some), RowsPart(self._file, tables, some)

    def _go_through(self) -> None:
        size = self._file.stat().st_size
        with self._file.open("rb") as raw:
            raw.seek(max(0, size - TAIL_BYTES))
            if END not in raw.read():
                raise NotAnExport("cut off")
            raw.seek(0)
            offset = 0
            lines = iter(raw)
            for line in lines:
                offset += len(line)
                begun = _COPY.match(line) if line.startswith(b"COPY ") else None
                if begun is not None:
                    table = begun[1].decode().replace('"', "")
                    offset = self._table(
                        table, tuple(begun[2].decode().replace('"', "").split(", ")), lines, offset
                    )

    def _table(self, table: str, columns: Columns, lines: Iterator[bytes], offset: int) -> int:
        """Go through the rows of one table; return where they end."""
        log = _LOG.match(table)
        if log is not None:
            return self._rows("events" if log[1] else "access", columns, lines, offset)
        kept = table in ("seal.checkpoints", "seal.cosignatures")
        for line in lines:
            offset += len(line)
            if line == b"\\.\n":
                return offset
            if kept:
                values = [_unescaped(value).decode() for value in line[:-1].split(b"\t")]
                self._small[table].append(dict(zip(columns, values, strict=True)))
        raise NotAnExport("cut off")

    def _rows(self, log: str, columns: Columns, lines: Iterator[bytes], offset: int) -> int:
        number, at, buckets = len(self._tables[log]), columns.index("position"), self._index[log]
        self._tables[log].append(columns)
        for line in lines:
            if line == b"\\.\n":
                return offset + len(line)
            position = int(line.split(b"\t", at + 1)[at])
            bucket = buckets.get(position // IN_BUCKET)
            if bucket is None:
                bucket = buckets[position // IN_BUCKET] = array("q")
            bucket.extend((position, offset, number))
            offset += len(line)
        raise NotAnExport("cut off")

    def _heads(self) -> Iterator[str]:
        cosigned = defaultdict[tuple[str, str], str](str)
        for one in sorted(self._small["seal.cosignatures"], key=lambda row: row["cosigned_at"]):
            cosigned[one["log"], one["size"]] += one["line"]
        for one in self._small["seal.checkpoints"]:
            yield one["note"] + cosigned[one["log"], one["size"]]


Said = Callable[[bytes], bytes]


def _reader(log: str, columns: Columns) -> tuple[Sequence[tuple[int, Said]], int]:
    """Return, for each field of a leaf, its column and how it becomes the bytes of a field; and the leaf's column."""
    names = FIELDS[log][:-1]
    found = [(columns.index(_COLUMN.get(name, name)), _said_by(name)) for name in names]
    return found, columns.index("leaf")


def _said_by(name: str) -> Said:
    if name.endswith("_at"):
        return _moment
    if name in NUMBERS:
        return _number
    if name in UUIDS:
        return _uuid
    if name in BYTES:
        return _bytes
    return _list if name == "records" else _text


def _unescaped(value: bytes) -> bytes:
    if b"\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), value)


def _text(value: bytes) -> bytes:
    if value == b"\\N":
        return ABSENT
    raw = _unescaped(value)
    return len(raw).to_bytes(4, "big") + raw


def _list(value: bytes) -> bytes:
    return _text(value[1:-1])


def _uuid(value: bytes) -> bytes:
    return ABSENT if value == b"\\N" else b"\x00\x00\x00\x10" + unhexlify(value.replace(b"-", b""))


def _bytes(value: bytes) -> bytes:
    if value == b"\\N":
        return ABSENT
    if not value.startswith(b"\\\\x"):
        raise ValueError("bytea_output")
    raw = unhexlify(value[3:])
    return len(raw).to_bytes(4, "big") + raw


def _number(value: bytes) -> bytes:
    return b"\x00\x00\x00\x08" + int(value).to_bytes(8, "big", signed=True)


def _moment(value: bytes) -> bytes:
    if value == b"\\N":
        return ABSENT
    moment = datetime.fromisoformat(value.decode())
    return b"\x00\x00\x00\x08" + ((moment - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
