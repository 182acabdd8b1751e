"""What the key store is compared with: the log. The drill opens sample events with a copy; the reaper looks for use."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import psycopg

from domain.kernel import Refused
from infrastructure.crypto import CiphertextRefused, Place, parts
from infrastructure.keys.root import KeyStoreDamaged
from infrastructure.keys.store import KeyStore

Connection = psycopg.Connection[Any]
SAMPLES = 200
"""Events that a drill opens."""
YOUNGEST_REAPED_SECONDS = 7 * 86_400.0
"""Keys made later than this ago may still lie in the memory of a process, which uses none older than a day."""
BATCH = 5000


class LedgerIsBehind(Refused):
    """The ledger holds less than when keys were last compared with it: it may be another one, or an old copy."""

    vi = "Sổ sự kiện này ngắn hơn lần đối chiếu trước: có thể không phải sổ của kho khoá này. Không xoá khoá nào."
    en = "This ledger is shorter than at the last comparison: it may not be that of this key store. No key was deleted."


@dataclass(slots=True)
class Drilled:
    """What a drill found in its sample."""

    events: int = 0
    opened: int = 0
    erased: int = 0
    """Their key was destroyed; the copy must not open them either."""
    missing: int = 0
    """The copy does not open them: they are newer than the backup, or it is damaged."""
    revived: int = 0
    """The copy opens what was erased."""

    @property
    def is_good(self) -> bool:
        """Whether everything that can be read today can be read with the copy, and nothing else."""
        return self.missing == 0 and self.revived == 0


def drill(ledger: Connection, live: KeyStore, copy: KeyStore, chance: random.Random | None = None) -> Drilled:
    """Open sample events, the first and the last among them, with a restored copy of the key store."""
    found = Drilled()
    for position in _sample(ledger, chance or random.Random()):  # noqa: S311 - which events, no secret
        row = ledger.execute(
            "SELECT stream_id, version, topic, personal FROM es.events WHERE position = %s", (position,)
        ).fetchone()
        if row is None or row[3] is None:
            continue
        found.events += 1
        place = Place(row[0], row[1], row[2])
        lives, copied = (_opens(bytes(row[3]), place, keys) for keys in (live, copy))
        found.opened += lives and copied
        found.missing += lives and not copied
        found.erased += not lives
        found.revived += copied and not lives
    return found


def _sample(ledger: Connection, chance: random.Random) -> list[int]:
    row = ledger.execute(
        "SELECT min(position), max(position) FROM es.events WHERE personal IS NOT NULL"
    ).fetchone()
    if row is None or row[0] is None:
        return []
    first, last = int(row[0]), int(row[1])
    among = range(first, last + 1)
    return sorted({first, last, *chance.sample(among, min(SAMPLES, len(among)))})


def _opens(personal: bytes, place: Place, keys: KeyStore) -> bool:
    """Whether every class of an event opens."""
    for part in parts(personal):
        try:
            key = keys.get(part.key_id)
            if key is None:
                return False
            part.open(key, place)
        except (CiphertextRefused, KeyStoreDamaged):
            return False
    return True


def key_ids_in_log(ledger: Connection) -> Iterator[UUID]:
    """Yield the id of every key that some event is sealed under, or that a file of it has as its own."""
    position = 0
    while rows := ledger.execute(
        "SELECT position, personal, CASE WHEN topic LIKE '%%.file-attached.1' THEN coded END FROM es.events"
        " WHERE position > %s AND personal IS NOT NULL"
        " ORDER BY position LIMIT %s",
        (position, BATCH),
    ).fetchall():
        for _, personal, attached in rows:
            if attached is not None:
                yield UUID(orjson.loads(bytes(attached))["kept"]["key"])
            for part in parts(bytes(personal)):
                yield part.key_id
        position = rows[-1][0]


def reap(ledger: Connection, store: KeyStore, now: float | None = None) -> int:
    """Delete spare keys that no event uses and no process can still use; return how many.

    Raises:
        LedgerIsBehind: The ledger is shorter than at the last comparison, or empty.
    """
    moment = time.time() if now is None else now
    old = set(store.shelf.older_than(moment - YOUNGEST_REAPED_SECONDS))
    row = ledger.execute("SELECT coalesce(max(position), 0) FROM es.events").fetchone()
    last = int(row[0]) if row else 0
    if last == 0 or last < int(store.shelf.note("ledger-position") or 0):
        raise LedgerIsBehind
    store.shelf.set_note("ledger-position", str(last))
    unused = old - set(key_ids_in_log(ledger))
    return store.destroy(unused) if unused else 0
