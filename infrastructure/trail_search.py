"""What a search of the access log asks for, as conditions for SQL that its indexes answer in the order of the log.

Time and position never disagree in the log, so a span of days is asked as a span of positions: every index of the log
ends with the position, and what lies outside is never read.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from application.looks import TrailFilters
from domain.account import Role
from domain.calendar import end_of_day, start_of_day
from infrastructure.history import LISTED, STREAMS
from infrastructure.scope import Condition
from infrastructure.work import PgWork

INSPECTORS = (Role.AUDITOR.value, Role.DATA_PROTECTION_OFFICER.value)
"""Whose own reads are shown to a second person; an index of the log names the same two."""
_BY_INSPECTORS = "e.role IN ('auditor', 'data-protection-officer') AND e.account <> %s"
_FIRST = "SELECT position FROM trail.entries WHERE recorded_at >= %s ORDER BY recorded_at, position LIMIT 1"
_OF_CASE = "SELECT array_agg(x.record) FROM ({streams}) x (record)"
_NUMBER = "SELECT record_no FROM facts.records WHERE record = %s"


def asked(question: TrailFilters, work: PgWork) -> list[Condition]:
    """Return the conditions of a search."""
    one = [
        ("e.account = %s", question.account),
        ("e.unit = %s", question.unit),
        ("e.action = %s", question.action.value if question.action else None),
        ("split_part(e.basis || e.reason, ':', 1) = %s", question.basis),
        ("e.decision = %s", question.decision.value if question.decision else None),
        ("e.position < %s", question.before),
        (_BY_INSPECTORS, work.reader.account if question.inspectors else None),
    ]
    found: list[Condition] = [(condition, [value]) for condition, value in one if value is not None]
    if question.case is not None:
        found.append(_of_case(question.case, question.lists, work))
    return [*found, *_between(question.since, question.until, work)]


def _of_case(case: UUID, lists: bool, work: PgWork) -> Condition:
    connection = work.connection
    query = _OF_CASE.format(streams=STREAMS)
    row = connection.execute(query, {"case": case}).fetchone()
    streams = (row[0] if row else None) or [case]
    number = connection.execute(_NUMBER, (case,)).fetchone() if lists else None
    if number is None:
        return "e.record = ANY(%s)", [streams]
    return f"(e.record = ANY(%s) OR {LISTED.format('e.', '%s')})", [streams, number[0]]


def _between(since: date | None, until: date | None, work: PgWork) -> list[Condition]:
    """Return the span as positions; the times too, by which whole months are left out."""
    found: list[Condition] = []
    if since is not None:
        start = start_of_day(since)
        first = work.connection.execute(_FIRST, (start,)).fetchone()
        found.append(("e.recorded_at >= %s", [start]))
        found.append(("e.position >= %s", [first[0]]) if first else ("false", []))
    if until is not None:
        end = end_of_day(until)
        after = work.connection.execute(_FIRST, (end,)).fetchone()
        found.append(("e.recorded_at < %s", [end]))
        found.extend([("e.position < %s", [after[0]])] if after else [])
    return found
