"""What is locked and asked in the one go in which a reader is identified: the record decided on, a command's repeat.

Everything here is a part of two statements: one takes the locks, the next asks. In one statement together, what was
asked would be older than the locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from application.access import Assignment, Sensitivity

RECORD_LOCK = 7205417
"""First half of the lock of one case with all that belongs to it: shared by what is decided on it, exclusive for what
takes the right to see it from someone. So nothing that was decided under the old rights commits afterwards."""
SHARED, ALONE = "_shared", ""
"""How the lock of a record is taken."""
_LOCKED = (
    "pg_advisory_xact_lock{how}(%(record_lock)s::integer, hashtext(coalesce(l.case_id, about.record)::text))"
)
_LOCK_JOINS = (
    "CROSS JOIN (SELECT %(record)s::uuid AS record) about"
    " LEFT JOIN facts.records l ON l.record = about.record"
)
LOCK_RECORD = {
    how: f"SELECT {_LOCKED.format(how=how)} FROM (SELECT) alone {_LOCK_JOINS}"  # noqa: S608 - constants
    for how in (SHARED, ALONE)
}
"""Taken for a record that is not there as well, so that its answer takes no other time."""


@dataclass(frozen=True, slots=True)
class Alongside:
    """What is locked and asked together with who asks: parts of two statements, constants each, and their values."""

    locks: str = ""
    lock_joins: str = ""
    columns: str = ""
    joins: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record as far as a decision asks about it, for one reader."""

    record_no: int
    unit: UUID
    sensitivity: Sensitivity
    assignment: Assignment
    conflict: bool
    glass: bool
    erased: bool


_ABOUT = """CASE r.kind
         WHEN 'conflict' THEN (SELECT o.record FROM facts.conflicts o WHERE o.stream = r.record)
         WHEN 'glass' THEN (SELECT o.case_id FROM facts.glass o WHERE o.stream = r.record)
         WHEN 'erasure' THEN (SELECT o.record FROM facts.erasures o WHERE o.erasure = r.record)
         WHEN 'hold' THEN (SELECT o.record FROM facts.holds o WHERE o.hold = r.record)
         WHEN 'data_request' THEN (SELECT o.case_id FROM facts.data_requests o WHERE o.request = r.record) END"""
"""The case that a record of its own is about: whoever must not see that case decides nothing about it either."""
_OF_RECORD = """r.record_no, r.unit, coalesce(c.sensitivity, r.sensitivity),
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = asked.record AND x.account = s.account AND x.active),
       EXISTS (SELECT FROM facts.kept_from k WHERE k.account = s.account
         AND (k.record IN (asked.record, r.case_id) OR k.stream = asked.record OR k.record = {about})),
       EXISTS (SELECT FROM facts.glass g WHERE g.account = s.account AND g.case_id IN (asked.record, r.case_id)
         AND g.until > clock_timestamp()),
       coalesce(c.state, r.state) = 'erased' OR r.state = 'erased'"""
_RECORD = _OF_RECORD.format(about=_ABOUT)
"""What is decided on; `s` is the session of whoever asks."""
RECORD_WIDTH = 7
_RECORD_JOINS = """
 CROSS JOIN (SELECT %(record)s::uuid AS record) asked LEFT JOIN facts.records r ON r.record = asked.record
  LEFT JOIN facts.records c ON c.record = r.case_id
"""
"""Always one row: what is not there is looked for like what is, so that its answer takes no other time."""
_COMMAND = "m.content, m.status, m.location, m.position"
_COMMAND_JOINS = " LEFT JOIN app.commands m ON m.account = s.account AND m.key = %(key)s"
_CALLER = "FROM (SELECT %(digest)s::bytea AS token_hash) q LEFT JOIN auth.{table} s USING (token_hash)"
_TABLES = ("sessions", "tokens")
ASK_RECORD = {one: f"SELECT {_RECORD} {_CALLER.format(table=one)} {_RECORD_JOINS}" for one in _TABLES}
"""Asks of a further record, by where the caller's token lies."""
ASK_COMMAND = {one: f"SELECT {_COMMAND} {_CALLER.format(table=one)} {_COMMAND_JOINS}" for one in _TABLES}
"""Asks whether a command was done already, by where the caller's token lies."""


def alongside(record: UUID | None, how: str | None, key: str | None) -> Alongside:
    """Return what is locked and asked with the reader.

    Args:
        record: What is decided on, if anything.
        how: How its lock is taken; None for an emergency, which waits for nobody.
        key: The idempotency key of a command, if it has one.
    """
    has_record, has_key = record is not None, key is not None
    return Alongside(
        locks=f", {_LOCKED.format(how=how)}" if how is not None else "",
        lock_joins=_LOCK_JOINS if how is not None else "",
        columns=f", {_RECORD}" * has_record + f", {_COMMAND}" * has_key,
        joins=_RECORD_JOINS * has_record + _COMMAND_JOINS * has_key,
        values={"record_lock": RECORD_LOCK, "record": record, "key": key},
    )


def held_record(row: Sequence[Any] | None) -> HeldRecord | None:
    """Return the record of a row; None where there is none."""
    if row is None or row[0] is None:
        return None
    number, unit, sensitivity, assignment, *marks = row[:RECORD_WIDTH]
    return HeldRecord(number, unit, Sensitivity(sensitivity), Assignment(assignment or "none"), *marks)
