"""The access log from its own table. What is drawn by lot is drawn by a keyed hash: nobody chooses or foresees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from application.history import LookLine
from application.looks import MANY_FILES, NIGHT, ReviewLine, SeeTrail, TrailLine, WhyReviewed
from domain.calendar import start_of_day, vietnam_time
from infrastructure.scope import Condition
from infrastructure.work import PgWork

_COLUMNS = """
SELECT e.position, e.recorded_at, e.account, e.role, e.unit, e.action, e.field_class, e.purpose, e.basis, e.decision,
       e.reason, e.record IS NULL, e.record, coalesce(c.code, '')
"""
_FROM = """
  FROM trail.entries e LEFT JOIN facts.records r ON r.record = e.record
  LEFT JOIN facts.records c ON c.record = r.case_id
"""
_PAGE = "{columns} {source} WHERE {where} ORDER BY e.position DESC LIMIT %s"
_WEEK = (
    "{columns}, count(*) FILTER (WHERE e.record IS NOT NULL AND e.decision = 'permit') OVER ("
    "PARTITION BY e.account, date_trunc('hour', e.recorded_at)) {source}"
    " WHERE e.recorded_at >= %s AND e.recorded_at < %s AND e.account IS NOT NULL AND {where} ORDER BY e.position"
)
_READS = frozenset({"case.open", "counselling.open", "referral.open", "referral.review"})
"""Actions among which some are drawn by lot."""


class PgTrail:
    """Keeps `application.looks.Trail`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def page(self, question: SeeTrail, most: int) -> Sequence[TrailLine]:
        """Return entries, the latest first; never one about a file that a conflict of interest closes to the reader."""
        conditions = [*_asked(question), self._open()]
        where = " AND ".join(condition for condition, _ in conditions)
        values = [value for _, given in conditions for value in given]
        query = _PAGE.format(columns=_COLUMNS, source=_FROM, where=where)
        return [_line(row) for row in self._work.connection.execute(query, [*values, most])]

    def _open(self) -> Condition:
        hidden = sorted(self._work.reader.hidden)
        return ("(e.record IS NULL OR e.record <> ALL(%s))", [hidden]) if hidden else ("true", [])

    def to_review(self, since: datetime, until: datetime, drawn: int) -> Sequence[ReviewLine]:
        """Return what is always looked at of a time, and some reads drawn by lot, oldest first."""
        condition, values = self._open()
        query = _WEEK.format(columns=_COLUMNS, source=_FROM, where=condition)
        rows = self._work.connection.execute(query, [since, until, *values]).fetchall()
        lots = sorted((row for row in rows if row[5] in _READS and row[9] == "permit"), key=self._lot)
        by_lot = {row[0] for row in lots[:drawn]}
        found = ((row, tuple(_why(row, row[0] in by_lot))) for row in rows)
        return [ReviewLine(_line(row[:14]), why) for row, why in found if why]

    def _lot(self, row: Sequence[Any]) -> bytes:
        return self._work.house.keys.keyed_hash("review-lots", str(row[0]))


def _asked(question: SeeTrail) -> list[Condition]:
    asked: list[tuple[str, object]] = [
        ("e.account = %s", question.account),
        ("e.action = %s", question.action.value if question.action else None),
        ("e.decision = %s", question.decision.value if question.decision else None),
        ("e.recorded_at >= %s", start_of_day(question.since) if question.since else None),
        ("e.recorded_at < %s", start_of_day(question.until + timedelta(days=1)) if question.until else None),
        ("e.position < %s", question.before),
    ]
    return [(condition, [value]) for condition, value in asked if value is not None]


def _line(row: Sequence[Any]) -> TrailLine:
    return TrailLine(LookLine(*row[:12]), row[12], row[13])


def _why(row: Sequence[Any], by_lot: bool) -> list[WhyReviewed]:
    """Return why an entry is on the list, the gravest first."""
    hour = vietnam_time(row[1]).hour
    is_read = row[5] in _READS and row[9] == "permit"
    reasons = (
        (row[8] == "break-glass" or row[5] == "glass.break", WhyReviewed.GLASS),
        (row[9] == "deny", WhyReviewed.DENIED),
        (is_read and (hour >= NIGHT[0] or hour < NIGHT[1]), WhyReviewed.NIGHT),
        (is_read and row[14] > MANY_FILES, WhyReviewed.MANY),
        (by_lot, WhyReviewed.DRAWN),
    )
    return [why for holds, why in reasons if holds]
