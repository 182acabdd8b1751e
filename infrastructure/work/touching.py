"""Whether what was asked for touches a decoy: two keyed hashes compared, only where there is a decoy at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from application.decoy import noted_by_the_service, when_a_decoy_is_touched_then_note
from domain.decoy import DecoyTouched
from domain.kernel import Act
from infrastructure.keys import KeyStore
from infrastructure.trail import Entry

_CASES = (
    "SELECT r.record, coalesce(r.case_id, r.record) FROM facts.records r WHERE r.record = ANY(%s)"
    " AND EXISTS (SELECT FROM facts.decoys WHERE active)"
)
_DECOY = "SELECT stream FROM facts.decoys WHERE active AND mark = %s"


def decoy_mark(keys: KeyStore, case_id: UUID) -> str:
    """Return the keyed hash under which a case may stand among the decoys."""
    return keys.keyed_hash("decoys", case_id.bytes).hex()


def touched(
    connection: psycopg.Connection[Any], entries: Sequence[Entry], keys: KeyStore, at: datetime
) -> Iterator[tuple[UUID, DecoyTouched, Act]]:
    """Yield the notice for each permitted entry of a person about a decoy, with the stream it belongs to."""
    asked = {one.record: one for one in entries if one.record and one.account and one.decision == "permit"}
    if not asked:
        return
    for record, case_id in connection.execute(_CASES, (list(asked),), prepare=True).fetchall():
        row = connection.execute(_DECOY, (decoy_mark(keys, case_id),), prepare=True).fetchone()
        entry = asked[record]
        if row is not None and entry.account is not None:
            noted = noted_by_the_service(at)
            yield (
                row[0],
                when_a_decoy_is_touched_then_note(entry.account, entry.role, entry.action, noted),
                noted,
            )
