"""Whether what was asked for touches a decoy: keyed hashes compared, only where there is a decoy at all.

An act is about a file when its record is that file or belongs to it, when its record is something of a desk about the
file (an erasure, a hold, a request of a data subject, a conflict of interest, broken glass), when a fact that it
records names the file, when an export of a unit that has the file is decided on, or when the file's entry is given out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
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
_GIVEN_OUT = """
SELECT r.record FROM unnest(%s::bigint[]) AS n (record_no) JOIN facts.records r USING (record_no)
 WHERE r.kind = 'case' AND EXISTS (SELECT FROM facts.decoys WHERE stage = 'marked')
"""
_COVERED = """
WITH RECURSIVE below AS (
    SELECT e.unit FROM facts.exports e WHERE e.export = %s
    UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit
) SELECT r.record FROM facts.records r JOIN below USING (unit) WHERE r.kind = 'case'
"""
_MARKS = "SELECT mark, stream FROM facts.decoys WHERE stage = 'marked'"


def decoy_mark(keys: KeyStore, case_id: UUID) -> str:
    """Return the keyed hash under which a case may stand among the decoys."""
    return keys.keyed_hash("decoys", case_id.bytes).hex()


def by_facts(
    pending: Sequence[Recorded], request_id: UUID, account: UUID, role: str, action: Action
) -> Iterator[Entry]:
    """Yield what a person's facts are about: the stream, what it was opened for, and the case that a fact names.

    An emergency, a declared conflict and a request that comes in have no entry of the access log on the file.
    """
    person = str(Actor.account(account))
    for one in pending:
        if one.envelope.actor != person:
            continue
        for record in (one.stream, one.envelope.correlation_id, getattr(one.fact, "case_id", None)):
            if isinstance(record, UUID):
                yield Entry(request_id, action.value, "permit", account=account, role=role, record=record)


def touched(
    connection: psycopg.Connection[Any], entries: Sequence[Entry], keys: KeyStore, at: datetime
) -> Iterator[tuple[UUID, DecoyTouched, Act]]:
    """Yield one notice for each decoy that permitted entries of a person are about, with the stream it belongs to."""
    found = _about(connection, [one for one in entries if one.account and one.decision == "permit"])
    first = next(found, None)
    if first is None:
        return
    marks: dict[str, UUID] = dict(connection.execute(_MARKS, prepare=True).fetchall())
    noted = noted_by_the_service(at)
    for entry, case_id in chain((first,), found):
        stream = marks.pop(decoy_mark(keys, case_id), None) if marks else None
        if stream is not None and entry.account is not None:
            fact = when_a_decoy_is_touched_then_note(entry.account, entry.role, entry.action, noted)
            yield stream, fact, noted


def _about(connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> Iterator[tuple[Entry, UUID]]:
    asked: dict[UUID, Entry] = {}
    for one in entries:
        if one.record is not None:
            asked.setdefault(one.record, one)
    if asked:
        found = connection.execute(_CASES, {"named": list(asked)}, prepare=True).fetchall()
        yield from ((asked[named], case_id) for named, case_id in found)
    for one in asked.values():
        match one.action:
            case Action.APPROVE_EXPORT:
                yield from ((one, row[0]) for row in connection.execute(_COVERED, (one.record,)).fetchall())
            case Action.DOWNLOAD_EXPORT:
                records = (list(one.records),)
                yield from ((one, row[0]) for row in connection.execute(_GIVEN_OUT, records))
            case _:
                pass  # every other act says which record it is about
