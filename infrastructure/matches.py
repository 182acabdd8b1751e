"""Match rows in the ledger's database: keyed hashes only, in the transaction of the event that names someone.

Their key belongs to a generation. `rebuild` hashes everything again under a new key and destroys the former one:
after an erasure nothing can be tried against the old rows, wherever a copy of them lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from application.matches import Match, matches_of, named_in
from infrastructure.differences import Difference
from infrastructure.facts import Statement
from infrastructure.follower import BATCH
from infrastructure.keys import KeyStore
from infrastructure.ledger import EventRecorder, Ledger

Connection = psycopg.Connection[Any]
LEDGER_LOCK = 7205411
"""The append function's lock: whoever holds it sees every event, and none is added."""
REBUILD_LOCK = 7205422
"""Session lock of the one rebuild that works."""
_FORGOTTEN_GENERATIONS = 100
"""So many former keys are destroyed at each rebuild, in case one was interrupted before that."""
_SET = "SELECT facts.set_matches(%s, %s, %s, %s::text[], %s::bytea[], %s::text[])"
_SET_CURRENT = "SELECT facts.set_current_matches(%s, %s, %s, %s::text[], %s::bytea[], %s::text[])"


def purpose_of(generation: int) -> str:
    """Return the purpose under which the key store keeps the key of a generation."""
    return f"match/{generation}"


def current_generation(connection: Connection) -> int:
    """Return the generation whose rows count."""
    row = connection.execute("SELECT generation FROM facts.match_key", prepare=True).fetchone()
    return int(row[0]) if row else 1


def _forget_destroyed(connection: Connection, keys: KeyStore) -> None:
    """Let go of keys that another process destroyed: an erased record must not be hashed from memory."""
    row = connection.execute("SELECT position FROM facts.keys_destroyed").fetchone()
    if row is not None:
        keys.forget(int(row[0]))


def hashed(match: Match, keys: KeyStore, generation: int) -> bytes:
    """Return the keyed hash of a strong combination."""
    return keys.keyed_hash(purpose_of(generation), f"{match.kind}|{match.value}")


def statements(
    connection: Connection, pending: Iterable[Recorded], keys: KeyStore, *, statement: str = _SET_CURRENT
) -> list[Statement]:
    """Return what facts add to the match rows; asks the database only when one of them names someone."""
    found = [one for one in pending if (part := named_in(one)) and (part.replaces or _strong(one))]
    if not found:
        return []
    generation = current_generation(connection)
    return [(statement, _values(one, keys, generation)) for one in found]


def _strong(recorded: Recorded) -> list[Match]:
    part = named_in(recorded)
    return list(matches_of(part.people)) if part else []


def _values(recorded: Recorded, keys: KeyStore, generation: int) -> Sequence[object]:
    part, matches = named_in(recorded), _strong(recorded)
    return (
        generation,
        recorded.stream,
        part.part if part else "",
        [match.kind.value for match in matches],
        [hashed(match, keys, generation) for match in matches],
        [match.role.value for match in matches],
    )


def rebuild(dsn: str, keys: KeyStore, told: Callable[[int], None] = lambda events: None) -> int:
    """Hash everything again under a new key, then destroy the former one; return the number of rows.

    Events go on being saved: the ledger's lock is taken only for those that came meanwhile.

    Args:
        dsn: Of the application's role.
        told: Is called with the number of events read so far.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (REBUILD_LOCK,))
        _forget_destroyed(connection, keys)
        former = current_generation(connection)
        with connection.transaction():
            connection.execute("DELETE FROM facts.matches WHERE generation <> %s", (former,))
        position = 0
        while True:
            with connection.transaction():
                last = _add_batch(connection, keys, former + 1, position)
            if last == position:
                break
            position = last
            told(position)
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LEDGER_LOCK,))
            while (last := _add_batch(connection, keys, former + 1, position)) > position:
                position = last
            connection.execute(
                "UPDATE facts.match_key SET generation = %s, position = %s", (former + 1, position)
            )
        with connection.transaction():
            connection.execute("DELETE FROM facts.matches WHERE generation <= %s", (former,))
        first = max(1, former - _FORGOTTEN_GENERATIONS)
        keys.destroy([], [purpose_of(generation) for generation in range(first, former + 1)])
        row = connection.execute("SELECT count(*) FROM facts.matches").fetchone()
        return int(row[0]) if row else 0


def _add_batch(connection: Connection, keys: KeyStore, generation: int, position: int) -> int:
    events = EventRecorder(connection).after(position, BATCH)
    with connection.pipeline():
        for recorded in Ledger(keys).recorded(events):
            part = named_in(recorded)
            if part and (part.replaces or _strong(recorded)):
                connection.execute(_SET, _values(recorded, keys, generation))
    return (events[-1].envelope.position or position) if events else position


Row = tuple[UUID, str, str, bytes, str]


def compare(dsn: str, keys: KeyStore) -> Difference:
    """Count the match rows that differ from what the log says, hashed with the keys of today, in one snapshot.

    The other fact rows are compared without keys; these need them, so they are compared apart.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _forget_destroyed(connection, keys)
        generation = current_generation(connection)
        live = {
            (row[0], row[1], row[2], bytes(row[3]), row[4])
            for row in connection.execute(
                "SELECT record, part, kind, hash, role FROM facts.matches WHERE generation = %s",
                (generation,),
            )
        }
        said = _said_by_the_log(connection, keys, generation)
    return Difference("facts.matches", len(live - said), len(said - live), len(live))


def _said_by_the_log(connection: Connection, keys: KeyStore, generation: int) -> set[Row]:
    parts: dict[tuple[UUID, str], set[Row]] = {}
    position = 0
    while events := EventRecorder(connection).after(position, BATCH):
        for recorded in Ledger(keys).recorded(events):
            if (part := named_in(recorded)) is not None:
                place = (recorded.stream, part.part)
                parts[place] = {
                    (*place, m.kind.value, hashed(m, keys, generation), m.role.value)
                    for m in matches_of(part.people)
                }
        position = events[-1].envelope.position or 0
    return {row for rows in parts.values() for row in rows}
