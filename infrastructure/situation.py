"""Children's situation read from its signed facts: sums up to a position, and the events behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from application.access import Action
from application.article92 import EVENTS_PAGE, FigureEvent, Later
from application.situation import OpenSituation, SituationCell
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.child_case import CaseDetailsSet, CaseOpened
from domain.child_case.entries import EntryCorrected
from domain.situation import Cut
from infrastructure.article92 import PgArticle92Figures
from infrastructure.catalogue import kind_stored, present
from infrastructure.figures_seen import lines_seen

_LINES = """
SELECT f.position, r.record_no, e.topic, e.occurred_at, e.recorded_at, f.unit, f.delta, r.case_id, f.day,
       EXISTS (SELECT FROM facts.corrections c JOIN es.events h ON h.position = c.position
                WHERE c.stream = f.stream_id AND c.hides AND h.topic = ANY(%s))
       AND NOT coalesce((SELECT sum(n.delta) > 0 FROM v_situation.facts n
                WHERE n.stream_id = f.stream_id AND %s = ANY(n.pairs)), false)
  FROM v_situation.facts f JOIN es.events e USING (position)
  LEFT JOIN facts.records r ON r.record = f.stream_id
 WHERE {where} ORDER BY f.position, f.delta LIMIT %s OFFSET %s
"""
"""The last column: whether values of the file were hidden, and this row is none of what it says today."""
_TELLING = [CaseOpened.TOPIC, CaseDetailsSet.TOPIC, EntryCorrected.TOPIC]


class PgSituationFigures(PgArticle92Figures):
    """Keeps `application.situation.SituationFigures`."""

    def situation(self, year: int, upto: int) -> Sequence[SituationCell]:
        """Return the sums of a year by unit, month and row."""
        scope, values = lines_seen(self._work)
        rows = self._work.connection.execute(
            "SELECT f.unit, date_trunc('month', f.day)::date, split_part(p, ':', 1), split_part(p, ':', 2),"  # noqa: S608
            " sum(f.delta) FROM v_situation.facts f CROSS JOIN LATERAL unnest(f.pairs) AS p"
            f" WHERE f.day BETWEEN %s AND %s AND f.position <= %s AND {scope}"
            " GROUP BY f.unit, 2, p HAVING sum(f.delta) <> 0",
            [date(year, 1, 1), date(year, 12, 31), upto, *values],
        )
        return [
            SituationCell(unit, month, Cut(cut), code, int(count)) for unit, month, cut, code, count in rows
        ]

    def years_of_situation(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""
        query = "SELECT min(day), max(day) FROM v_situation.facts"
        row = self._work.connection.execute(query).fetchone()
        return range(row[1].year, row[0].year - 1, -1) if row and row[0] else ()

    def behind(self, question: OpenSituation, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of its events; one more than a page when there are more."""
        skipped = (question.page - 1) * EVENTS_PAGE
        total, rows = self._found(question, "f.position <= %s", upto, skipped)
        return total, [self._named(row) for row in rows]

    def since(self, question: OpenSituation, upto: int) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return what came after a position, and why: a correction, recorded late, or happened since."""
        asked_on = vietnam_day(self.moment(upto))
        total, rows = self._found(question, "f.position > %s", upto, 0)
        return total, [(_why(row, asked_on), self._named(row)) for row in rows]

    def _found(
        self, question: OpenSituation, positions: str, upto: int, skipped: int
    ) -> tuple[int, Sequence[Sequence[Any]]]:
        scope, values = lines_seen(self._work, question.unit)
        period = _period(question)
        pair = f"{question.cut.value}:{question.code}"
        where = f"%s = ANY(f.pairs) AND f.day BETWEEN %s AND %s AND {positions} AND {scope}"
        given = [pair, period.first, period.last, upto, *values]
        run = self._work.connection.execute
        total = run(f"SELECT coalesce(sum(f.delta), 0) FROM v_situation.facts f WHERE {where}", given)  # noqa: S608
        lines = [_TELLING, pair, *given, EVENTS_PAGE + 1, skipped]
        return int((total.fetchone() or (0,))[0]), run(_LINES.format(where=where), lines).fetchall()

    def _named(self, row: Sequence[Any]) -> FigureEvent:
        position, record_no, topic, occurred_at, recorded_at, unit, delta, case_id, day, is_hidden = row
        named = not is_hidden and case_id is not None and self._work.may(Action.OPEN_CASE, case_id)
        return FigureEvent(
            mark="–" if is_hidden else self.mark(position),
            record_no=None if is_hidden else record_no,
            topic=topic,
            day=day,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            unit=unit,
            delta=delta,
            case_id=case_id if named else None,
        )


def _period(question: OpenSituation) -> Period:
    if question.half is not None:
        return Period.of(date(question.year, 6 * question.half, 1), PeriodKind.HALF_YEAR)
    kind = PeriodKind.MONTH if question.month else PeriodKind.YEAR
    return Period.of(date(question.year, question.month or 1, 1), kind)


def _why(row: Sequence[Any], asked_on: date) -> Later:
    if present(kind_stored(row[2])) is not CaseOpened:
        return Later.CORRECTED
    return Later.by_day(row[8], asked_on)
