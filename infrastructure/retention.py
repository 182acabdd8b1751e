"""Rules on how long records are kept, from their fact rows; records past their time, from fact rows and the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from application.retention import MOST_PAST, PastTerm, ProposalRow
from domain.counselling import matter_code
from domain.erasure import ErasureStage
from domain.retention import DEFAULTS, CountedFrom, InForce, ProposalStage, RecordKind, Term, TermUnit
from infrastructure.work import PgWork

SHOWN = 500
"""The newest proposals that a list shows."""
_ROWS = """
SELECT t.proposal, r.record_no, t.kind, t.length, t.unit, t.counted_from, t.source, t.effective_from, t.stage,
       t.proposed_at, t.proposed_by, t.confirmed_at, t.in_force_from
  FROM facts.retention t JOIN facts.records r ON r.record = t.proposal ORDER BY r.record_no DESC LIMIT %s
"""
_CONFIRMED = """
SELECT kind, length, unit, counted_from, in_force_from, source FROM facts.retention
 WHERE in_force_from IS NOT NULL ORDER BY confirmed_at, proposal
"""
_PAST = """
SELECT r.record, r.record_no, coalesce(r.code, ''), last.at,
       EXISTS (SELECT FROM facts.holds h WHERE h.record = r.record AND h.active),
       (SELECT e.stage FROM facts.erasures e WHERE e.record = r.record AND e.part = 'whole'
         ORDER BY e.requested_at DESC LIMIT 1)
  FROM facts.records r
 CROSS JOIN LATERAL (SELECT max(e.occurred_at) AS at FROM es.events e
                      WHERE e.stream_id = r.record AND e.topic = ANY(%(topics)s)) last
 WHERE r.kind = %(kind)s AND r.state <> 'erased' AND last.at < %(before)s AND r.record <> ALL(%(hidden)s)
   AND NOT EXISTS (SELECT FROM facts.data_requests d WHERE d.request = r.record AND d.case_id = ANY(%(hidden)s))
   AND {over}
 ORDER BY last.at, r.record LIMIT %(most)s
"""
_OVER: dict[RecordKind, tuple[str, str, tuple[str, ...]]] = {
    RecordKind.CASE: ("case", "r.state = 'closed'", ("case.closed.1", "case.import-taken-back.1")),
    RecordKind.CONSULTATION: (
        "counselling",
        "r.case_id IS NULL",
        ("counselling.opened.1", "counselling.session-logged.1"),
    ),
    RecordKind.DATA_REQUEST: (
        "data_request",
        "EXISTS (SELECT FROM facts.data_requests d WHERE d.request = r.record AND d.stage <> 'open')",
        ("datarequest.answered.1", "datarequest.refused.1"),
    ),
    RecordKind.BREACH: (
        "breach",
        "EXISTS (SELECT FROM facts.breaches b WHERE b.breach = r.record AND b.closed)",
        ("breach.closed.1",),
    ),
    RecordKind.MEMBER: ("member", "r.state = 'closed'", ("member.left.1",)),
    RecordKind.RECOMMENDATION: (
        "recommendation",
        "r.case_id IS NULL AND r.state IN ('closed', 'withdrawn', 'merged')",
        ("recommendation.closed.1", "recommendation.withdrawn.1", "recommendation.merged.1"),
    ),
    RecordKind.SUPPORT: (
        "support",
        "r.case_id IS NULL AND r.state IN ('closed', 'withdrawn')",
        ("support.closed.1", "support.withdrawn.1"),
    ),
}
"""For each kind: its name in `facts.records`, when its matter is over, and the facts that ended it.

What belongs to a case is kept and goes with the case.
"""


class PgRetentions:
    """Keeps `application.retention.Retentions`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[ProposalRow]:
        """Return the proposals, the newest first."""
        return [
            ProposalRow(
                row[0],
                row[1],
                RecordKind(row[2]),
                _term(row[3], row[4], row[5]),
                row[6],
                row[7],
                ProposalStage(row[8]),
                *row[9:],
            )
            for row in self._work.connection.execute(_ROWS, (SHOWN,))
        ]

    def confirmed(self) -> Sequence[InForce]:
        """Return the confirmed rules, in order of their confirmation."""
        return [
            InForce(RecordKind(kind), _term(length, unit, start), since, source)
            for kind, length, unit, start, since, source in self._work.connection.execute(
                _CONFIRMED, prepare=True
            )
        ]

    def proposed_by(self, proposal: UUID) -> UUID | None:
        """Return who proposed it."""
        query = "SELECT proposed_by FROM facts.retention WHERE proposal = %s"
        row = self._work.connection.execute(query, (proposal,)).fetchone()
        return row[0] if row else None

    def past(self, rule: InForce, now: datetime) -> Sequence[PastTerm]:
        """Return the records of a kind that are past their time, the oldest first."""
        kind, over, topics = _OVER[rule.kind]
        rows = self._work.connection.execute(
            _PAST.format(over=over),
            {
                "kind": kind,
                "topics": list(topics),
                "before": rule.term.too_old_before(now),
                "hidden": sorted(self._work.reader.hidden),
                "most": MOST_PAST,
            },
        )
        return [
            PastTerm(
                record,
                record_no,
                rule.kind,
                matter_code(record) if rule.kind is RecordKind.CONSULTATION else code,
                at,
                rule.term.ends_at(at),
                held,
                ErasureStage(stage) if stage else None,
            )
            for record, record_no, code, at, held, stage in rows
        ]

    def oldest_look(self) -> datetime | None:
        """Return when the first entry of the access log was written."""
        query = "SELECT recorded_at FROM trail.entries ORDER BY position LIMIT 1"
        row = self._work.connection.execute(query).fetchone()
        return row[0] if row else None


def retention_of_backups(dsn: str) -> timedelta:
    """Return how long a backup of the key store may exist by the rule in force today."""
    default = timedelta(hours=DEFAULTS[RecordKind.KEY_BACKUP].about_hours)
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT facts.kept_for('key_backup', %s)", (default,)).fetchone()
    return row[0] if row else default


def _term(length: int, unit: str, counted_from: str) -> Term:
    return Term(length=length, unit=TermUnit(unit), counted_from=CountedFrom(counted_from))
