"""Recommendations in figures read from their signed lines: sums up to a position, and the events behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action
from application.article92 import EVENTS_PAGE, FigureEvent, Later
from application.recommendation.figures import Cell, OpenRecommendationFigure, Span
from domain.duties import Duty
from domain.recommendation.codes import AgencyKind, Verdict
from domain.recommendation.facts import RecommendationCancelled, RecommendationCorrected
from domain.recommendation.figures import Line, RecommendationCount
from infrastructure.article92 import PgArticle92Figures
from infrastructure.catalogue import kind_stored, present
from infrastructure.scope import Condition, listed

_OF_DAY = [one.value for one in RecommendationCount if not one.is_of_year]
_CELLS = """
SELECT f.unit, f.what, f.day, f.duty, f.agency, f.verdict, sum(f.delta) FROM v_recommendation.figures f
 WHERE (f.what = ANY(%s) OR f.day BETWEEN %s AND %s) AND f.position <= %s AND {where}
 GROUP BY f.unit, f.what, f.day, f.duty, f.agency, f.verdict HAVING sum(f.delta) <> 0
"""
_LINES = """
SELECT f.position, r.record_no, e.topic, e.occurred_at, e.recorded_at, f.unit, f.delta, NULL, f.day, r.kind,
       f.stream_id, f.happened_on
  FROM v_recommendation.figures f JOIN es.events e USING (position)
  LEFT JOIN facts.records r ON r.record = f.stream_id
 WHERE {where} ORDER BY f.position, f.day, f.delta, f.duty, f.agency, f.verdict, f.stream_id LIMIT %s OFFSET %s
"""
"""A case from which one comes is opened from its own page, so none is named."""
_CORRECTING = (RecommendationCorrected, RecommendationCancelled)


class PgRecommendationFigures(PgArticle92Figures):
    """Keeps `application.recommendation.figures.RecommendationLines`."""

    def years_of_recommendations(self) -> Sequence[int]:
        """Return the years in which something is counted, latest first."""
        query = "SELECT min(day), max(day) FROM v_recommendation.figures"
        row = self._work.connection.execute(query).fetchone()
        return range(row[1].year, row[0].year - 1, -1) if row and row[0] else ()

    def cells(self, year: int, unit: UUID | None, upto: int) -> Sequence[Cell]:
        """Return the sums of a year, and of what is open or waits."""
        where, values = self._seen(unit)
        given = [_OF_DAY, date(year, 1, 1), date(year, 12, 31), upto, *values]
        rows = self._work.connection.execute(_CELLS.format(where=where), given)
        return [Cell(of, line_of(*said), int(count)) for of, *said, count in rows]

    def behind(
        self, question: OpenRecommendationFigure, spans: Sequence[Span], upto: int
    ) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of its events; one more than a page when there are more."""
        skipped = (question.page - 1) * EVENTS_PAGE
        total, rows = self._found(question, spans, ("f.position <= %s", [upto]), skipped)
        return total, [self._event(row) for row in rows]

    def since(
        self, question: OpenRecommendationFigure, spans: Sequence[Span], day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return what came after a position, and why: a correction, recorded late, or happened since."""
        total, rows = self._found(question, spans, ("f.position > %s", [upto]), 0)
        return total, [(_why(row, day), self._event(row)) for row in rows]

    def _seen(self, unit: UUID | None) -> Condition:
        """Return the condition that the reader may open it; what was counted stays when the words are erased."""
        action = Action.OPEN_RECOMMENDATION
        return listed(self._work, action, "recommendation", "f.stream_id", "f.unit", unit)

    def _found(
        self, question: OpenRecommendationFigure, spans: Sequence[Span], positions: Condition, skipped: int
    ) -> tuple[int, Sequence[Sequence[Any]]]:
        conditions = [*_asked(question), _within(spans), positions, self._seen(question.unit)]
        where = " AND ".join(condition for condition, _ in conditions)
        given = [value for _, values in conditions for value in values]
        run = self._work.connection.execute
        query = f"SELECT coalesce(sum(f.delta), 0) FROM v_recommendation.figures f WHERE {where}"  # noqa: S608
        total = int((run(query, given).fetchone() or (0,))[0])
        return total, run(_LINES.format(where=where), [*given, EVENTS_PAGE + 1, skipped]).fetchall()


def line_of(what: str, day: date, duty: str, agency: str | None, verdict: str | None) -> Line:
    """Return a line from its columns."""
    of = AgencyKind(agency) if agency else None
    return Line(RecommendationCount(what), day, Duty(duty), of, Verdict(verdict) if verdict else None)


def _asked(question: OpenRecommendationFigure) -> list[Condition]:
    found: list[Condition] = [("f.what = %s", [question.count.value])]
    for column, code in (("duty", question.duty), ("verdict", question.verdict), ("agency", question.agency)):
        if code is not None:
            found.append((f"f.{column} = %s", [code.value]))
    if question.count is RecommendationCount.OPEN and question.agency is None:
        found.append(("f.agency IS NULL", []))
    return found


def _within(spans: Sequence[Span]) -> Condition:
    """Return the condition that the day of a line lies in one of these spans."""
    either, values = [], list[object]()
    for one in spans:
        parts = ["true"]
        for condition, value in (("f.day >= %s", one.first), ("f.day <= %s", one.last)):
            if value is not None:
                parts.append(condition)
                values.append(value)
        if one.school is not None:
            parts.append(f"f.agency {'=' if one.school else '<>'} 'school'")
        either.append(" AND ".join(parts))
    return f"({' OR '.join(either) or 'false'})", values


def _why(row: Sequence[Any], asked_on: date) -> Later:
    if present(kind_stored(row[2])) in _CORRECTING:
        return Later.CORRECTED
    return Later.by_day(row[11], asked_on)
