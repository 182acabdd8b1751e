"""What the fictional year leaves on the disk: no name, telephone or sentence of it, in a dump, a file, or a log."""

from __future__ import annotations

import json
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from application.demo import DemoYear, load
from infrastructure.demo import open_stage
from infrastructure.postgres import Database, migrate
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.settings import Settings
from tests.demo.conftest import PASSWORD, SCALE, Listening
from tests.demo.leaks import dumped, files_below, forms, leaked, opened, personal_strings

PLANTED = "Trương Thị Ngọc Bích Thủy"
"""Nobody of the year; put into a table in the clear to see the search find it."""


@dataclass(frozen=True)
class Disk:
    """A year on a server of its own, so that nothing but the year is on its disk."""

    server: EmbeddedServer
    database: Database
    needles: frozenset[str]
    log: bytes

    def checkpoint(self) -> None:
        with psycopg.connect(self.server.root_dsn(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def dump(self) -> bytes:
        return dumped(self.database.owner_dsn)

    def files(self) -> bytes:
        """Tables, indexes, write-ahead log and the server's own log."""
        self.checkpoint()
        with psycopg.connect(self.database.owner_dsn) as connection:
            query = "SELECT oid FROM pg_database WHERE datname = current_database()"
            row = connection.execute(query).fetchone()
        assert row is not None
        data = self.server.data
        folders = (data / "base" / str(row[0]), data / "global", data / "pg_wal")
        return b"\n".join((*map(files_below, folders), self.server.log.read_bytes()))


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    home = Path(tempfile.mkdtemp(prefix="lachan-leaks-"))
    home.chmod(0o711)
    server = EmbeddedServer(home / "var", durable=False)
    server.start()
    try:
        database = open_embedded(server, "lachan")
        migrate(database)
        with capture_logs() as told, open_stage(database, Settings(home=home / "var"), 7) as stage:
            listening = Listening(stage)
            load(DemoYear(seed=7, password=PASSWORD, scale=SCALE), listening)
        needles = frozenset(personal_strings(listening.recorded))
        yield Disk(server, database, needles, json.dumps(told, ensure_ascii=False, default=str).encode())
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.security
def test_a_dump_holds_nothing_personal(disk: Disk) -> None:
    assert len(disk.needles) > 500
    dump = disk.dump()
    assert b"CREATE TABLE es.events" in dump
    assert b"abuse-type/1/violence" in dump, "the insides of byte columns are searched too"
    found = leaked(disk.needles, dump)
    _print("P-1", f"{len(disk.needles):,} personal strings in some twenty forms, a dump", dump, found)
    assert found == set()


@pytest.mark.security
def test_the_files_of_the_database_hold_nothing_personal(disk: Disk) -> None:
    files = disk.files()
    assert len(files) > 10_000_000
    assert b"abuse-type/1/violence" in files
    found = leaked(disk.needles, files)
    _print("P-1", "the same in tables, indexes, write-ahead log and server log", files, found)
    assert found == set()


@pytest.mark.security
def test_what_use_cases_told_the_log_holds_nothing_personal(disk: Disk) -> None:
    assert disk.log.count(b"consultation_logged") > 20
    found = leaked(disk.needles, disk.log)
    _print("A-4", "the same in what the service logged", disk.log, found)
    assert found == set()


def _print(bar: str, what: str, held: bytes, found: set[str]) -> None:
    print(f"\n{bar}: {what}, {len(held):,} bytes: {len(found)} found")


@pytest.mark.security
@pytest.mark.parametrize("kept_as", ["text", "bytes", "utf-16", "base64"])
def test_a_planted_name_is_found_in_dump_table_and_write_ahead_log(disk: Disk, kept_as: str) -> None:
    name = f"{PLANTED} {kept_as}"
    raw = {
        "text": name.encode(),
        "bytes": name.upper().lower().encode(),
        "utf-16": name.encode("utf-16-be"),
        "base64": b64encode(b"xx" + name.encode()),
    }[kept_as]
    with psycopg.connect(disk.database.owner_dsn) as connection:
        connection.execute(
            "INSERT INTO app.commands VALUES (gen_random_uuid(), %s, %s, 200, '/')",
            (name if kept_as == "text" else kept_as, raw),
        )
    places = (disk.dump(), disk.files(), files_below(disk.server.data / "pg_wal"))
    assert [is_there(name, held) for held in places] == [True] * 3


def is_there(name: str, held: bytes) -> bool:
    return any(raw in held for raw in forms(name))


def test_each_form_of_a_name_is_found_and_another_name_is_not() -> None:
    for raw in forms(PLANTED):
        assert leaked({PLANTED}, b"...." + raw + b"....") == {PLANTED}
        assert leaked({"Vi Văn Khác"}, raw) == set()
    assert leaked({PLANTED}, opened(b"\\\\x" + PLANTED.encode().hex().encode())) == {PLANTED}
    escaped = "".join(f"\\\\{byte:03o}" for byte in PLANTED.encode()).encode()
    assert leaked({PLANTED}, opened(escaped)) == {PLANTED}
