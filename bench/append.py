"""Appending one event: ours sealed, the library's default recorder, message-db, a raw insert."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from application.ledger import Envelope
from bench.measure import Figure, Once, in_turn, rate
from infrastructure.durable import commit_in_order, in_one_go
from infrastructure.ledger import EventRecorder, LedgerEvent, Receipt
from infrastructure.postgres import Database

BODY = b'{"because":"new-entry","lateness":null,"unit":"' + b"x" * 450 + b'"}'
SECRET = bytes(700)
TOPIC = "case.noted.1"
MESSAGE_DB = "@eventide/message-db"
FUNCTIONS = (
    "hash-64",
    "acquire-lock",
    "category",
    "id",
    "cardinal-id",
    "is-category",
    "stream-version",
    "write-message",
)


def ours(database: Database) -> Callable[[int], Once]:
    return lambda _: appending(database.app_dsn)


def appending(dsn: str, *, topic: str = TOPIC, prepare_threshold: int | None = 1) -> Callable[[], int]:
    """Return what appends one event over a connection of its own, and its position once that is acknowledged."""
    connection = psycopg.connect(dsn, prepare_threshold=prepare_threshold)
    recorder = EventRecorder(connection)

    def once() -> int:
        receipt = Receipt()
        with in_one_go(connection):
            recorder.insert_events([_event(topic)], conn=connection, receipt=receipt)
            commit_in_order(connection)
        return receipt.rows()[0][0]

    return once


def _event(topic: str) -> LedgerEvent:
    envelope = Envelope(
        topic=topic,
        occurred_at=datetime.now(UTC),
        received_at=None,
        actor="account:00000000-0000-4000-8000-0000000000c1",
        role="counsellor",
        unit=None,
        request_id=uuid4(),
        correlation_id=uuid4(),
    )
    return LedgerEvent(uuid4(), 0, envelope.topic, BODY, envelope=envelope, personal=SECRET)


def library(dsn: str) -> Callable[[int], Once]:
    known = conninfo_to_dict(dsn)
    store = PostgresDatastore(
        dbname=str(known["dbname"]),
        host=str(known["host"]),
        port=str(known.get("port", "5432")),
        user=str(known["user"]),
        password=str(known.get("password", "")),
        pool_size=8,
        max_overflow=4,
        originator_id_type="uuid",
    )
    recorder = PostgresApplicationRecorder(store, events_table_name="bench_events")
    recorder.create_table()

    def maker(_: int) -> Once:
        return lambda: recorder.insert_events([StoredEvent(uuid4(), 1, "case.noted.1", BODY + SECRET)])

    return maker


def message_db(dsn: str) -> Callable[[int], Once] | None:
    """Return None where npm is missing or gives nothing."""
    if shutil.which("npm") is None:
        return None
    with TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", MESSAGE_DB], cwd=folder, capture_output=True, timeout=120, check=False
        )
        archives = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not archives:
            return None
        with tarfile.open(archives[0]) as archive:
            archive.extractall(folder, filter="data")
        _install(dsn, Path(folder) / "package" / "database")
    data = BODY.decode()

    def maker(_: int) -> Once:
        connection = psycopg.connect(
            dsn, autocommit=True, prepare_threshold=1, options="-c search_path=message_store,public"
        )
        query = "SELECT write_message(%s::varchar, %s::varchar, %s::varchar, %s::jsonb)"
        return lambda: connection.execute(
            query, (str(uuid4()), f"case-{uuid4()}", "CaseNoted", data)
        ).fetchone()

    return maker


def _install(dsn: str, folder: Path) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA message_store")
        connection.execute("SET search_path TO message_store, public")
        for script in (
            "tables/messages.sql",
            "types/message.sql",
            *(f"functions/{name}.sql" for name in FUNCTIONS),
        ):
            connection.execute((folder / script).read_bytes())
        for index in sorted((folder / "indexes").glob("*.sql")):
            plain = index.read_bytes().replace(b"CONCURRENTLY", b"")
            connection.execute(plain)


def raw(dsn: str) -> Callable[[int], Once]:
    """One row, one commit, no order and no seal: as fast as this disk and driver go."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_raw (id uuid PRIMARY KEY, body bytea NOT NULL)")

    def maker(_: int) -> Once:
        mine: psycopg.Connection[Any] = psycopg.connect(dsn, autocommit=True, prepare_threshold=1)
        return lambda: mine.execute("INSERT INTO bench_raw VALUES (%s, %s)", (uuid4(), BODY + SECRET))

    return maker


def measured(database: Database) -> dict[str, Figure]:
    """Return the rates of each."""
    subjects = {
        "ours, sealed": ours(database),
        "library": library(database.owner_dsn),
        "message-db": message_db(database.owner_dsn),
        "raw insert": raw(database.owner_dsn),
    }
    return in_turn({name: _round(maker) for name, maker in subjects.items() if maker is not None})


def _round(maker: Callable[[int], Once]) -> Callable[[], float]:
    return lambda: rate(maker)
