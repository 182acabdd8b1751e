"""The second half of an erasure, over two stores: `ErasureDecided` → keys deleted → `KeyDestroyed` → match rows anew.

Each step is durable and may be done again, so a kill between any two of them is made good at the next start.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

import orjson
import psycopg
import structlog

from application.ledger import Envelope, Recorded
from domain.erasure import ErasureDecided, KeyDestroyed
from domain.files import FileWithdrawn
from infrastructure import facts, matches
from infrastructure.keys import KeyStore
from infrastructure.ledger import Connection, Ledger, Receipt

log = structlog.get_logger()
PATIENCE_SECONDS = 10.0
"""How long the answer to "run" waits for the destruction; it goes on behind it, and at the next start."""
FINISH_LOCK = 7205423
"""Session lock of the one process that finishes erasures."""
_UNFINISHED = """
SELECT d.stream_id, d.version, d.coded, d.correlation_id FROM es.events d
 WHERE d.topic = 'erasure.decided.1'
   AND NOT EXISTS (SELECT 1 FROM es.events k WHERE k.stream_id = d.stream_id AND k.topic = 'erasure.key-destroyed.1')
 ORDER BY d.position
"""


_WITHDRAWN = "SELECT coded FROM es.events WHERE topic LIKE '%.file-withdrawn.1'"
FORGET_FILES = "SELECT files.forget(%s::uuid[])"
"""Deletes the bytes of files under keys that the log says are destroyed; the only way in which such bytes go."""


def destroyed_ids(connection: Connection) -> list[UUID]:
    """Return the ids of every key that the log says is destroyed."""
    rows = connection.execute(
        "SELECT coded FROM es.events WHERE topic = 'erasure.key-destroyed.1'"
    ).fetchall()
    ids = [UUID(key_id) for (coded,) in rows for key_id in orjson.loads(bytes(coded))["key_ids"]]
    rows = connection.execute(_WITHDRAWN).fetchall()
    return ids + [UUID(key_id) for (coded,) in rows if (key_id := orjson.loads(bytes(coded))["destroyed"])]


def destroy_withdrawn(recorded: Iterable[Recorded], keys: KeyStore) -> None:
    """Destroy the keys of files that were taken away for good; done again at every start."""
    facts_of_files = (one.fact for one in recorded if isinstance(one.fact, FileWithdrawn))
    gone = [fact.destroyed for fact in facts_of_files if fact.destroyed is not None]
    if gone:
        keys.destroy(gone)


def destroy_again(dsn: str, keys: KeyStore) -> int:
    """Delete the keys that the log says are destroyed, whatever backup they came back from; return how many."""
    with psycopg.connect(dsn) as connection:
        ids = [key_id for key_id in destroyed_ids(connection) if keys.shelf.get(key_id) is not None]
    if ids:
        keys.destroy(ids)
        log.warning("destroyed_keys_deleted_again", count=len(ids))
    return len(ids)


def finishing(dsn: str, keys: KeyStore, now: datetime, *, simulated: bool = False) -> Iterator[str]:
    """Finish every erasure that was decided; yields the name of each step once it is durable."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (FINISH_LOCK,))
        for stream, version, coded, correlation in connection.execute(_UNFINISHED).fetchall():
            decided = ErasureDecided.model_validate(
                {**orjson.loads(bytes(coded)), "occurred_at": now}, context={"stored": True}
            )
            keys.destroy(decided.key_ids)
            yield "deleted"
            _note(
                connection, _destroyed(stream, version, correlation, decided, now), now if simulated else None
            )
            log.info("keys_destroyed", erasure_id=str(stream), keys=len(decided.key_ids))
            yield "noted"
        row = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM facts.keys_destroyed d, facts.match_key m WHERE d.position > m.position)"
        ).fetchone()
        if row is not None and row[0]:
            matches.rebuild(dsn, keys)
            yield "hashed-again"


def _destroyed(
    stream: UUID, version: int, correlation: UUID, decided: ErasureDecided, now: datetime
) -> Recorded:
    fact = KeyDestroyed(occurred_at=now, records=decided.records, key_ids=decided.key_ids)
    envelope = Envelope(
        topic=fact.TOPIC,
        occurred_at=now,
        received_at=None,
        actor="system:erasure",
        role="system",
        unit=None,
        request_id=uuid4(),
        correlation_id=correlation,
    )
    return Recorded(stream, version + 1, envelope, fact)


def _note(connection: Connection, recorded: Recorded, simulated: datetime | None) -> None:
    with connection.transaction():
        Ledger(keys=None).save(cast(Any, recorded), conn=connection, receipt=Receipt(), simulated=simulated)
        for statement, values in facts.rows(recorded):
            connection.execute(statement, values)
        if isinstance(recorded.fact, KeyDestroyed):
            connection.execute(FORGET_FILES, (list(recorded.fact.key_ids),))


def finish(dsn: str, keys: KeyStore, now: datetime, *, simulated: bool = False) -> None:
    """Finish every erasure that was decided, behind the answer when it takes long."""

    def work() -> None:
        for _ in finishing(dsn, keys, now, simulated=simulated):
            pass

    working = threading.Thread(target=work, name="erasing", daemon=True)
    working.start()
    working.join(PATIENCE_SECONDS)
