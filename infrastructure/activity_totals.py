"""Totals of the register of activities from the versions of its rows: what each event changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from application.activity_totals import OpenActivityTotal
from application.article92 import EVENTS_PAGE, FigureEvent, Later
from domain.activity.facts import ActivityCancelled, ActivityCorrected
from domain.activity.figures import ActivityCount
from infrastructure.activity import narrowed
from infrastructure.article92 import PgArticle92Figures
from infrastructure.catalogue import kind_stored, present

_INVITED = "a.invited_on IS NOT NULL AND (a.standing <> 'invited' OR a.day <= %s)"
COUNTED: dict[ActivityCount, str] = {
    ActivityCount.HELD: "(a.standing = 'held')::int",
    **{
        one: f"CASE WHEN a.standing = 'held' THEN coalesce(a.{one.value}, 0) ELSE 0 END"
        for one in (
            *(ActivityCount.PIECES, ActivityCount.PEOPLE, ActivityCount.CHILDREN),
            *(ActivityCount.INSTANCES, ActivityCount.MONEY, ActivityCount.GOODS),
        )
    },
    ActivityCount.INVITED: f"({_INVITED})::int",
    ActivityCount.ATTENDED: "(a.invited_on IS NOT NULL AND a.standing = 'held')::int",
    ActivityCount.AHEAD: "(a.standing = 'invited' AND a.day > %s)::int",
}
"""What one row adds to each total; with a place for a value: the day up to which an invitation has come."""
_LINES = """
SELECT d.valid_from, r.record_no, e.topic, e.occurred_at, e.recorded_at, d.unit, d.delta, NULL, d.day, r.kind,
       d.activity
  FROM (SELECT v.*, v.counts - lag(v.counts, 1, 0::bigint) OVER (PARTITION BY v.activity ORDER BY v.valid_from) AS delta
          FROM (SELECT a.*, (CASE WHEN a.standing <> 'cancelled' AND {narrowed} THEN {counted} ELSE 0 END)::bigint
                       AS counts FROM v_activity.activities a WHERE {scope}) v) d
  JOIN es.events e ON e.position = d.valid_from LEFT JOIN facts.records r ON r.record = d.activity
 WHERE d.delta <> 0 AND d.valid_from {when} %s
"""
_CORRECTING = (ActivityCorrected, ActivityCancelled)


class PgActivityTotals(PgArticle92Figures):
    """Keeps `application.activity_totals.ActivityTotals`."""

    def made_of(self, question: OpenActivityTotal, day: date, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return a total as known at a position, and one page of its events."""
        total, rows = self._found(question, day, "<=", upto, (question.page - 1) * EVENTS_PAGE)
        return total, [self._event(row) for row in rows]

    def since(
        self, question: OpenActivityTotal, day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return what came after a position, and why: a correction, recorded late, or happened since."""
        total, rows = self._found(question, day, ">", upto, 0)
        return total, [(_why(row, day), self._event(row)) for row in rows]

    def _found(
        self, question: OpenActivityTotal, day: date, when: str, position: int, skipped: int
    ) -> tuple[int, Sequence[Sequence[Any]]]:
        counted = COUNTED[question.count]
        (inside, inside_values), (scope, scope_values) = narrowed(self._work, question)
        lines = _LINES.format(narrowed=inside, counted=counted, scope=scope, when=when)
        given = [*inside_values, *[day] * counted.count("%s"), *scope_values, position]
        run = self._work.connection.execute
        total = run(f"SELECT coalesce(sum(l.delta), 0)::bigint FROM ({lines}) l", given).fetchone()  # noqa: S608
        page = f"{lines} ORDER BY d.valid_from LIMIT %s OFFSET %s"
        return int((total or (0,))[0]), run(page, [*given, EVENTS_PAGE + 1, skipped]).fetchall()


def _why(row: Sequence[Any], asked_on: date) -> Later:
    if present(kind_stored(row[2])) in _CORRECTING:
        return Later.CORRECTED
    return Later.by_day(row[8], asked_on)
