"""Reports from their fact rows, and the facts up to a position that their lists are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action
from application.ledger import Recorded
from application.recommendation.figures import Cell
from application.report.desk import Before, ReportRow, SeeReports
from domain.recommendation.figures import RecommendationCount
from domain.report.codes import ReportKind, ReportStage
from domain.report.facts import Asked
from infrastructure.caught_up import caught_up
from infrastructure.positions import sealed
from infrastructure.recommendation_figures import line_of
from infrastructure.scope import listed
from infrastructure.work import PgWork

_ROWS = """
SELECT q.report, r.record_no, q.kind, q.stage, q.unit, q.covers, q.first, q.last, q.number, q.issued_on
  FROM facts.reports q JOIN facts.records r ON r.record = q.report WHERE
"""
_BEFORE = """
SELECT report, number, issued_on, first, last, upto FROM facts.reports
 WHERE kind = %s AND covers IS NOT DISTINCT FROM %s AND last < %s AND stage = %s AND report IS DISTINCT FROM %s
 ORDER BY last DESC, issued_on DESC, report LIMIT 1
"""
_TOLD = """
WITH dated AS (
    SELECT DISTINCT e.stream_id, r.unit
      FROM facts.records r JOIN es.events e ON e.stream_id = r.record
           CROSS JOIN LATERAL (SELECT convert_from(e.coded, 'UTF8')::jsonb AS said) told
     WHERE r.kind = %s AND r.case_id IS NULL AND e.position <= %s AND (%s::uuid IS NULL OR r.unit = %s)
       AND coalesce(said #>> '{held,held_on}', said #>> '{collected,collected_on}')::date BETWEEN %s AND %s)
SELECT e.position, dated.unit FROM dated JOIN es.events e USING (stream_id) WHERE e.position <= %s ORDER BY e.position
"""
"""Only streams that were dated in the period at some time are read whole: a correction may have moved one out of it."""


_RECOMMENDED = """
SELECT f.unit, f.what, f.day, f.duty, f.agency, f.verdict, sum(f.delta) FROM v_recommendation.figures f
 WHERE f.position <= %s AND (%s::uuid IS NULL OR f.unit = %s)
   AND CASE WHEN f.what = ANY(%s) THEN f.day <= %s ELSE f.day BETWEEN %s AND %s END
 GROUP BY f.unit, f.what, f.day, f.duty, f.agency, f.verdict HAVING sum(f.delta) <> 0
"""


class PgReports:
    """Keeps `application.report.desk.Reports`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def latest(self, question: SeeReports, limit: int) -> Sequence[ReportRow]:
        """Return reports of the reader's scope, the latest period first."""
        held, values = listed(self._work, Action.SEE_REPORTS, "report", "q.report", "q.unit")
        if question.year is not None:
            held, values = f"{held} AND extract(year FROM q.first) = %s", [*values, question.year]
        rows = self._work.connection.execute(
            f"{_ROWS} {held} ORDER BY q.last DESC, q.report LIMIT %s", [*values, limit]
        )
        return [_row(row) for row in rows]

    def of(self, report: UUID) -> ReportRow | None:
        """Return one of them."""
        row = self._work.connection.execute(f"{_ROWS} q.report = %s", (report,), prepare=True).fetchone()
        return _row(row) if row else None

    def before(self, asked: Asked, report: UUID | None) -> Before | None:
        """Return the report before one, of the same kind and scope, that went out and stands."""
        given = (asked.kind.value, asked.covers, asked.first, ReportStage.ISSUED.value, report)
        row = self._work.connection.execute(_BEFORE, given).fetchone()
        return Before(*row) if row else None

    def issued(self, since: date) -> frozenset[tuple[ReportKind, UUID | None, date, date]]:
        """Return kind, scope and days of what went out and stands."""
        query = (
            "SELECT kind, covers, first, last FROM facts.reports"
            " WHERE first >= %s AND issued_on IS NOT NULL AND stage <> %s"
        )
        rows = self._work.connection.execute(query, (since, ReportStage.WITHDRAWN.value), prepare=True)
        return frozenset((ReportKind(kind), covers, first, last) for kind, covers, first, last in rows)

    def next_number(self, unit: UUID, year: int) -> int:
        """Return the number after the highest."""
        query = "SELECT coalesce(max(number), 0) + 1 FROM facts.report_numbers WHERE unit = %s AND year = %s"
        row = self._work.connection.execute(query, (unit, year)).fetchone()
        return int(row[0]) if row else 1

    def has_number(self, unit: UUID, year: int, number: int, report: UUID) -> bool:
        """Return whether another report has a number, once nobody else can give it out meanwhile."""
        self._work.connection.execute("LOCK TABLE facts.report_numbers IN SHARE ROW EXCLUSIVE MODE")
        query = (
            "SELECT EXISTS (SELECT FROM facts.report_numbers"
            " WHERE unit = %s AND year = %s AND number = %s AND report <> %s)"
        )
        row = self._work.connection.execute(query, (unit, year, number, report)).fetchone()
        return bool(row and row[0])

    def settle(self) -> int:
        """Wait until the views hold all that is recorded."""
        return caught_up(self._work)

    def mark(self, position: int) -> str:
        """Return the mark of a position, the same whoever asks."""
        return sealed(position, self._work.house.keys)

    def recommendations(self, asked: Asked, upto: int) -> Sequence[Cell]:
        """Return what is counted of recommendations in the period, and open or waiting on its last day."""
        of_day = [one.value for one in RecommendationCount if not one.is_of_year]
        given = (upto, asked.covers, asked.covers, of_day, asked.last, asked.first, asked.last)
        rows = self._work.connection.execute(_RECOMMENDED, given)
        return [Cell(of, line_of(*said), int(count)) for of, *said, count in rows]

    def told(
        self, kind: str, first: date, last: date, upto: int, unit: UUID | None
    ) -> Mapping[UUID, tuple[UUID, Sequence[Recorded]]]:
        """Return unit and facts of each stream of a kind that was dated in a period, up to a position."""
        rows = self._work.connection.execute(_TOLD, (kind, upto, unit, unit, first, last, upto)).fetchall()
        units = dict(rows)
        found: dict[UUID, tuple[UUID, list[Recorded]]] = {}
        for one in self._work.at([row[0] for row in rows]):
            found.setdefault(one.stream, (units[one.position], []))[1].append(one)
        return found


def _row(row: Sequence[Any]) -> ReportRow:
    report, record_no, kind, stage, unit, covers, first, last, number, issued_on = row
    return ReportRow(
        report=report,
        record_no=record_no,
        kind=ReportKind(kind),
        stage=ReportStage(stage),
        unit=unit,
        covers=covers,
        first=first,
        last=last,
        number=number,
        issued_on=issued_on,
    )
