"""What corrections change in matters and sessions: codes, days and positions; no names, no notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.counselling import (
    CounsellingRelinked,
    SessionCorrected,
    SessionHidden,
    SessionMovedIn,
    SessionMovedOut,
)
from infrastructure.views.base import Statement

CORRECTING = (SessionCorrected, SessionHidden, SessionMovedOut, CounsellingRelinked)
_CHANGE = """
UPDATE sessions SET kind = %s, channel = %s, client = %s, held_at = coalesce(%s, held_at),
       held_on = coalesce(%s, held_on), minutes = %s, lateness = %s, names_sides = %s, warned = %s,
       next_due_on = %s::date, next_responsible = CASE WHEN %s::date IS NULL THEN NULL ELSE coalesce(%s, counsellor) END
 WHERE matter_id = %s AND version = %s
"""
_COUNT = """
UPDATE matters m SET sessions = n.sessions, minutes = n.minutes, warned = n.warned,
       last_at = coalesce(l.held_at, m.last_at), kind = coalesce(l.kind, m.kind),
       channel = coalesce(l.channel, m.channel), client = coalesce(l.client, m.client)
  FROM (SELECT count(*)::integer AS sessions, coalesce(sum(minutes), 0)::integer AS minutes,
               coalesce(bool_or(warned), false) AS warned FROM sessions WHERE matter_id = %s) n
  LEFT JOIN (SELECT held_at, kind, channel, client FROM sessions WHERE matter_id = %s
              ORDER BY held_at DESC, version DESC LIMIT 1) l ON true
 WHERE m.matter_id = %s
"""


def corrected(recorded: Recorded) -> Iterator[Statement]:
    """Return what one correction changes; other facts change nothing here."""
    stream = recorded.stream
    match recorded.fact:
        case SessionCorrected(entry=entry, consultation=said) as fact:
            day = vietnam_day(said.held_at) if said.held_at else None
            due, who = (said.next.due_on, said.next.responsible) if said.next else (None, None)
            lateness = said.lateness.value if said.lateness else None
            codes = (said.kind.value, said.channel.value, said.client.value, said.held_at, day, said.minutes)
            yield _CHANGE, (*codes, lateness, fact.names_sides, fact.warned, due, due, who, stream, entry)
        case SessionHidden(entry=entry, instead=None):
            yield "DELETE FROM sessions WHERE matter_id = %s AND version = %s", (stream, entry)
        case CounsellingRelinked(case_id=case_id):
            yield "UPDATE matters SET case_id = %s WHERE matter_id = %s", (case_id, stream)
            yield "UPDATE sessions SET case_id = %s WHERE matter_id = %s", (case_id, stream)
            return
        case _:
            return
    yield _COUNT, (stream, stream, stream)


def who_entered(recorded: Recorded) -> tuple[UUID | None, datetime]:
    """Return who entered a session first, and when: of one that was moved here, not who moved it."""
    if isinstance(recorded.fact, SessionMovedIn):
        return recorded.fact.entered_by, recorded.fact.entered_at
    kind, _, name = recorded.envelope.actor.partition(":")
    return UUID(name) if kind == "account" else None, recorded.recorded_at
