"""Whether what was asked for touches a decoy: keyed hashes compared, only where there is a decoy at all.

An act is about a file when its record is that file or belongs to it, when its record is something of a desk about the
file (an erasure, a hold, a request of a data subject, a conflict of interest, broken glass), when a fact that it
records names the file, or when a file with its entry is given out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from application.access import Action
from application.decoy import noted_by_the_service, when_a_decoy_is_touched_then_note
from application.ledger import Recorded
from domain.decoy import DecoyTouched
from domain.kernel import Act, Actor
from infrastructure.keys import KeyStore
from infrastructure.trail import Entry

_CASES = """
SELECT n.named, coalesce(r.case_id, r.record)
  FROM (SELECT x AS named, x AS about FROM unnest(%(named)s::uuid[]) x
        UNION ALL SELECT erasure, record FROM facts.erasures WHERE erasure = ANY(%(named)s)
        UNION ALL SELECT hold, record FROM facts.holds WHERE hold = ANY(%(named)s)
        UNION ALL SELECT request, case_id FROM facts.data_requests WHERE request = ANY(%(named)s)
        UNION ALL SELECT stream, record FROM facts.conflicts WHERE stream = ANY(%(named)s)
        UNION ALL SELECT stream, case_id FROM facts.glass WHERE stream = ANY(%(named)s)) n
  JOIN facts.records r ON r.record = n.about
 WHERE EXISTS (SELECT FROM facts.decoys WHERE stage = 'marked')
"""
_GIVEN_OUT = (
    "SELECT record, record FROM facts.records WHERE kind = 'case' AND record_no = ANY(%s)"
    " AND EXISTS (SELECT FROM facts.decoys WHERE stage = 'marked')"
)
_DECOY = "SELECT stream FROM facts.decoys WHERE stage = 'marked' AND mark = %s"


def decoy_mark(keys: KeyStore, case_id: UUID) -> str:
    """Return the keyed hash under which a case may stand among the decoys."""
    return keys.keyed_hash("decoys", case_id.bytes).hex()


def by_facts(
    pending: Sequence[Recorded], request_id: UUID, account: UUID, role: str, action: Action
) -> Iterator[Entry]:
    """Yield what a person's facts are about: the stream, what it was opened for, and the record that a fact names.

    An emergency, a declared conflict and a request that comes in have no entry of the access log on the file.
    """
    person = str(Actor.account(account))
    for one in pending:
        if one.envelope.actor != person:
            continue
        fact = (getattr(one.fact, name, None) for name in ("case_id", "record"))
        for record in (one.stream, one.envelope.correlation_id, *fact):
            if isinstance(record, UUID):
                yield Entry(request_id, action.value, "permit", account=account, role=role, record=record)


def touched(
    connection: psycopg.Connection[Any], entries: Sequence[Entry], keys: KeyStore, at: datetime
) -> Iterator[tuple[UUID, DecoyTouched, Act]]:
    """Yield one notice for each decoy that permitted entries of a person are about, with the stream it belongs to."""
    permitted = [one for one in entries if one.account and one.decision == "permit"]
    noted, told = noted_by_the_service(at), set[UUID]()
    for entry, case_id in _about(connection, permitted):
        row = connection.execute(_DECOY, (decoy_mark(keys, case_id),), prepare=True).fetchone()
        if row is None or row[0] in told or entry.account is None:
            continue
        told.add(row[0])
        fact = when_a_decoy_is_touched_then_note(entry.account, entry.role, entry.action, noted)
        yield row[0], fact, noted


def _about(connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> Iterator[tuple[Entry, UUID]]:
    asked: dict[UUID, Entry] = {}
    for one in entries:
        if one.record is not None:
            asked.setdefault(one.record, one)
    if asked:
        found = connection.execute(_CASES, {"named": list(asked)}, prepare=True).fetchall()
        yield from ((asked[named], case_id) for named, case_id in found)
    for one in entries:
        if one.action == Action.DOWNLOAD_EXPORT and one.records:
            for case_id, _ in connection.execute(_GIVEN_OUT, (list(one.records),)).fetchall():
                yield one, case_id
