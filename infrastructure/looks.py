"""The access log from its own table. What is drawn by lot is drawn by a fresh seed: nobody chooses or foresees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from application.history import LookLine
from application.looks import (
    CLOSED_WITHIN,
    MANY_FILES,
    NIGHT,
    TIED_DAYS,
    Closed,
    ReviewLine,
    Sample,
    SeeTrail,
    TrailLine,
    WhyReviewed,
)
from domain.calendar import vietnam_time
from domain.look_review import Looked, LookVerdict, Lots
from infrastructure.scope import Condition
from infrastructure.trail_search import asked
from infrastructure.work import PgWork
from infrastructure.work.touching import decoy_mark

_COLUMNS = """
SELECT e.position, e.recorded_at, e.account, e.role, e.unit, e.action, e.field_class, e.purpose, e.basis, e.decision,
       e.reason, e.record IS NULL, e.record, coalesce(c.code, '')
"""
_JOINED = """
  LEFT JOIN facts.records r ON r.record = e.record
  LEFT JOIN facts.records c ON c.record = r.case_id
"""
_FROM = f"  FROM trail.entries e {_JOINED}"
_PAGE = """
{columns} FROM (SELECT e.* FROM trail.entries e WHERE {where} ORDER BY e.position DESC LIMIT %s) e {joined}
 ORDER BY e.position DESC
"""
"""What is shown beside an entry is looked up for those of the page alone."""
_READS = frozenset({"case.open", "case.print", "counselling.open", "referral.open", "referral.review"})
"""Actions among which some are drawn by lot."""
_WEEK = """
{columns}, coalesce(r.case_id, e.record),
       EXISTS (SELECT FROM facts.conflicts k WHERE k.standing <> 'lifted' AND k.record IN (e.record, r.case_id)),
       CASE WHEN e.basis <> 'assigned' AND e.action = ANY(%(reads)s) THEN NOT EXISTS (SELECT FROM trail.entries p
            WHERE p.record IN (e.record, r.case_id) AND p.account = e.account AND p.basis = 'assigned'
              AND p.recorded_at >= e.recorded_at - make_interval(days => %(days)s) AND p.recorded_at < e.recorded_at)
            ELSE false END,
       e.record IS NOT NULL AND EXISTS (SELECT FROM facts.decoy_touches d JOIN facts.decoys m USING (stream)
            WHERE d.request_id = e.request_id AND m.mark <> ALL(%(closed)s)),
       v.verdict, v.event, v.judge, v.judged_at, e.request_id
{source} LEFT JOIN facts.look_verdicts v ON v.position = e.position
 WHERE e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND e.account IS NOT NULL
   AND (e.record IS NULL OR e.record <> ALL(%(hidden)s)) ORDER BY e.position
"""
_LOOKED = """
SELECT e.position, e.account, coalesce(e.unit, a.unit), v.position IS NOT NULL FROM trail.entries e
  LEFT JOIN facts.accounts a ON a.account = e.account
  LEFT JOIN facts.look_verdicts v ON v.position = e.position
 WHERE e.position = ANY(%s) AND e.account IS NOT NULL AND (e.record IS NULL OR e.record <> ALL(%s))
 ORDER BY e.position
"""
_CLOSED = """
SELECT DISTINCT w.request_id FROM es.events w
  LEFT JOIN facts.members p ON p.member = w.stream_id
  JOIN es.events d ON d.topic = 'conflict.detected.1' AND d.recorded_at >= w.recorded_at
   AND d.recorded_at <= w.recorded_at + %(within)s
  JOIN facts.conflicts k ON k.stream = d.stream_id
 WHERE w.topic IN ('account.kin-declared.1', 'member.admitted.1', 'member.changed.1')
   AND w.recorded_at >= %(since)s AND w.recorded_at < %(until)s
   AND (d.request_id = w.request_id OR k.account = w.stream_id OR k.account = p.account)
   AND k.account <> %(reader)s AND k.record <> ALL(%(hidden)s)
"""
"""Who loses access is told nothing of it, here neither."""
_SAMPLE = "SELECT seed, positions, drawn_at FROM facts.look_samples WHERE first = %s"
_LOTS = """
WITH reads AS (
    SELECT e.position FROM trail.entries e
     WHERE e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND e.account IS NOT NULL
       AND e.action = ANY(%(reads)s) AND e.decision = 'permit')
SELECT (SELECT count(*) FROM reads), array(
       SELECT position FROM reads ORDER BY sha256(convert_to(%(seed)s || ':' || position, 'UTF8')) LIMIT %(most)s)
"""
"""Hashes of seed, colon and position: `docs/auditor-desk.md` says how to draw again."""
_LATEST = (
    "SELECT e.recorded_at FROM trail.entries e WHERE e.recorded_at < %s AND e.account IS NOT NULL"
    " AND (e.action = ANY(%s) OR e.decision = 'deny') AND (e.record IS NULL OR e.record <> ALL(%s))"
    " ORDER BY e.position DESC LIMIT 1"
)


class PgTrail:
    """Keeps `application.looks.Trail`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def page(self, question: SeeTrail, most: int) -> Sequence[TrailLine]:
        """Return entries, the latest first; never one about a file that a conflict of interest closes to the reader."""
        conditions = [*asked(question, self._work), self._open()]
        where = " AND ".join(condition for condition, _ in conditions)
        values = [value for _, given in conditions for value in given]
        query = _PAGE.format(columns=_COLUMNS, joined=_JOINED, where=where)
        rows = self._work.connection.execute(query, [*values, most], prepare=False)
        return [_line(row) for row in rows]

    def _open(self) -> Condition:
        hidden = sorted(self._work.reader.hidden)
        return ("(e.record IS NULL OR e.record <> ALL(%s))", [hidden]) if hidden else ("true", [])

    def to_review(
        self, since: datetime, until: datetime, drawn: Collection[int] = ()
    ) -> Sequence[ReviewLine]:
        """Return what is always looked at of a time, and the reads drawn by lot, oldest first."""
        values = {
            "since": since,
            "until": until,
            "hidden": sorted(self._work.reader.hidden),
            "closed": [decoy_mark(self._work.house.keys, record) for record in self._work.reader.hidden],
            "reads": sorted(_READS),
            "days": TIED_DAYS,
        }
        query = _WEEK.format(columns=_COLUMNS, source=_FROM)
        rows = self._work.connection.execute(query, values).fetchall()
        closing = self._closing(values)
        by_lot, many = frozenset(drawn), _many(rows)
        found = (
            (row, tuple(_why(row, row[0] in many, row[0] in by_lot, row[-1] in closing))) for row in rows
        )
        return [ReviewLine(_line(row[:14]), why, _closed(row[18:22])) for row, why in found if why]

    def _closing(self, values: dict[str, Any]) -> set[UUID]:
        """Return the requests that entered a member or relative who soon closed a file to somebody."""
        asked = values | {"within": CLOSED_WITHIN, "reader": self._work.reader.account}
        return {row[0] for row in self._work.connection.execute(_CLOSED, asked)}

    def sample(self, first: date) -> Sample | None:
        """Return the sample of the week that begins on this Monday, if it was drawn."""
        row = self._work.connection.execute(_SAMPLE, (first,)).fetchone()
        return Sample(row[0], tuple(row[1]), row[2]) if row else None

    def lots(self, since: datetime, until: datetime, most: int) -> Lots:
        """Return a fresh seed and what it draws: the reads whose hash with it is lowest, whoever asks."""
        seed = self._seed()
        values = {"since": since, "until": until, "reads": sorted(_READS), "seed": seed, "most": most}
        row = self._work.connection.execute(_LOTS, values).fetchone()
        reads, drawn = row or (0, [])
        return Lots(seed=seed, reads=reads, positions=tuple(sorted(drawn or [])))

    def _seed(self) -> str:
        return token_hex(16)

    def latest_before(self, moment: datetime) -> datetime | None:
        """Return when something was last looked at, or denied, before a moment."""
        values = (moment, sorted(_READS), sorted(self._work.reader.hidden))
        row = self._work.connection.execute(_LATEST, values).fetchone()
        return row[0] if row else None

    def looked(self, positions: Sequence[int]) -> Sequence[Looked]:
        """Return what a verdict asks about lines; those that the reader must not see are not there."""
        values = (list(positions), sorted(self._work.reader.hidden))
        rows = self._work.connection.execute(_LOOKED, values).fetchall()
        return [Looked(position=at, account=who, unit=unit, judged=done) for at, who, unit, done in rows]


def _line(row: Sequence[Any]) -> TrailLine:
    return TrailLine(LookLine(*row[:12]), row[12], row[13])


def _closed(row: Sequence[Any]) -> Closed | None:
    return Closed(LookVerdict(row[0]), row[1], row[2], row[3]) if row[0] else None


def _is_read(row: Sequence[Any]) -> bool:
    return row[5] in _READS and row[9] == "permit"


def _many(rows: Sequence[Sequence[Any]]) -> set[int]:
    """Return the reads of whoever opened too many different files within any hour."""
    within: dict[Any, deque[Sequence[Any]]] = {}
    found: set[int] = set()
    for row in filter(_is_read, rows):
        reads = within.setdefault(row[2], deque())
        reads.append(row)
        while row[1] - reads[0][1] >= timedelta(hours=1):
            reads.popleft()
        if len({one[14] for one in reads}) > MANY_FILES:
            found.update(one[0] for one in reads)
    return found


def _why(row: Sequence[Any], many: bool, by_lot: bool, closing: bool) -> list[WhyReviewed]:
    """Return why an entry is on the list, the gravest first."""
    hour = vietnam_time(row[1]).hour
    is_read = _is_read(row)
    reasons = (
        (row[17], WhyReviewed.DECOY),
        (row[8] == "break-glass" or row[5] == "glass.break", WhyReviewed.GLASS),
        (row[9] == "deny", WhyReviewed.DENIED),
        (closing and row[9] == "permit", WhyReviewed.CLOSED),
        (is_read and row[15], WhyReviewed.KIN),
        (is_read and row[16], WhyReviewed.UNTIED),
        (is_read and (hour >= NIGHT[0] or hour < NIGHT[1]), WhyReviewed.NIGHT),
        (many, WhyReviewed.MANY),
        (by_lot, WhyReviewed.DRAWN),
    )
    return [why for holds, why in reasons if holds]
