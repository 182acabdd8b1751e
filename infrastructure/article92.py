"""Figures of Article 92 read from their signed facts: sums up to a position, and the events behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from application.access import Action
from application.article92 import EVENTS_PAGE, Cell, FigureEvent, Later, NoSuchPosition, OpenFigure
from domain.article92 import Measure
from domain.calendar import Period, PeriodKind, end_of_day, vietnam_day
from infrastructure.catalogue import kind_stored, present
from infrastructure.figure_cuts import in_place
from infrastructure.figures_seen import lines_seen
from infrastructure.positions import opened, sealed
from infrastructure.views.article92 import MOVING
from infrastructure.views.counted import ENTERING, FED
from infrastructure.work import PgWork

_CUT = "~"
_DAYS = "f.month BETWEEN %s AND %s AND f.day BETWEEN %s AND %s"
_AMONG = (
    "f.stream_id IN (SELECT w.stream_id FROM v_article92.facts w WHERE w.measure = %s"
    " AND w.month BETWEEN %s AND %s AND w.day BETWEEN %s AND %s AND w.position <= %s"
    " GROUP BY w.stream_id HAVING sum(w.delta) > 0)"
)
"""The streams that a measure counts in these days, as known at a position: the whole of a share."""
_OPENED_BY = {
    "activity": Action.SEE_ACTIVITIES,
    "survey": Action.SEE_ACTIVITIES,
    "recommendation": Action.OPEN_RECOMMENDATION,
    "support": Action.SEE_SUPPORT,
}


class PgArticle92Figures:
    """Keeps `application.article92.Article92Figures`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def position(self, mark: str) -> int:
        """Return the position of a mark; the present one of the views for no mark."""
        row = self._work.connection.execute(
            "SELECT position FROM views.progress WHERE name = 'all'"
        ).fetchone()
        now = int(row[0]) if row else 0
        if not mark:
            return now
        if self._work.reader.whole_scope and mark.isdecimal() and len(mark) < 16:
            found: int | None = int(mark)
        else:
            found = opened(mark, self._work.house.keys)
        if found is None or found > now:
            raise NoSuchPosition
        return found

    def position_of_day(self, day: date) -> int:
        """Return the last position recorded before the day ended: moments never fall as positions rise."""
        until, low, high = end_of_day(day), 0, self.position("")
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.moment(middle) < until else (low, middle - 1)
        return low

    def moment(self, position: int) -> datetime:
        """Return when the log stood at a position; now for none."""
        query = "SELECT recorded_at FROM es.events WHERE position = %s"
        row = self._work.connection.execute(query, (position,), prepare=True).fetchone()
        return row[0].astimezone(UTC) if row else self._work.now()

    def fed(self) -> frozenset[Measure]:
        """Return the measures that some fact counts in."""
        return frozenset(FED)

    def mark(self, position: int) -> str:
        """Return the mark of a position."""
        if self._work.reader.whole_scope:
            return str(position)
        return sealed(position, self._work.house.keys)

    def sums(self, year: int, unit: UUID | None, upto: int) -> Sequence[Cell]:
        """Return the sums of a year by month, unit and measure."""
        scope, values = lines_seen(self._work, unit)
        rows = self._work.connection.execute(
            "SELECT f.month, f.unit, f.measure, sum(f.delta) FROM v_article92.facts f"  # noqa: S608 - constants
            f" WHERE f.month BETWEEN %s AND %s AND f.position <= %s AND {scope}"
            " GROUP BY f.month, f.unit, f.measure ORDER BY f.month, f.unit",
            [date(year, 1, 1), date(year, 12, 1), upto, *values],
        )
        return [Cell(month, of, Measure(measure), int(count)) for month, of, measure, count in rows]

    def years(self) -> Sequence[int]:
        """Return the years that have figures, latest first."""
        row = self._work.connection.execute("SELECT min(month), max(month) FROM v_article92.facts").fetchone()
        if row is None or row[0] is None:
            return ()
        return range(row[1].year, row[0].year - 1, -1)

    def of_days(
        self, first: date, last: date, after: int, upto: int, unit: UUID | None = None
    ) -> Mapping[Measure, int]:
        """Return the sums of what is counted on these days and recorded between two positions."""
        scope, values = lines_seen(self._work, unit)
        rows = self._work.connection.execute(
            "SELECT f.measure, sum(f.delta) FROM v_article92.facts f"  # noqa: S608 - constants
            f" WHERE f.day BETWEEN %s AND %s AND f.month BETWEEN %s AND %s AND f.position > %s"
            f" AND f.position <= %s AND {scope} GROUP BY f.measure",
            [first, last, first.replace(day=1), last.replace(day=1), after, upto, *values],
        )
        return {Measure(measure): int(count) for measure, count in rows}

    def until(self, measure: Measure, year: int, day: date, upto: int) -> int:
        """Return what of a year was there at the end of a day, as known at a position."""
        scope, values = lines_seen(self._work)
        row = self._work.connection.execute(
            "SELECT coalesce(sum(f.delta), 0) FROM v_article92.facts f WHERE f.measure = %s"  # noqa: S608 - constants
            f" AND f.day BETWEEN %s AND %s AND f.position <= %s AND {scope}",
            [measure.value, date(year, 1, 1), day, upto, *values],
        ).fetchone()
        return int(row[0]) if row else 0

    def part(self, question: OpenFigure, upto: int) -> int:
        """Return how many of what is counted in one measure are counted in another too."""
        return self._lines(question, "f.position <= %s", (upto,), upto, most=0)[0]

    def events(self, question: OpenFigure, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the figure and one page of its events; one more than a page when there are more."""
        total, rows = self._lines(question, "f.position <= %s", (upto,), upto)
        return total, [self._event(row) for row in rows]

    def later(self, question: OpenFigure, upto: int) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return what came after a position, and why: a correction, recorded late, or happened since."""
        asked_on = vietnam_day(self.moment(upto))
        of_today = question.model_copy(update={"after": question.later})
        last = self.position(question.to)
        total, rows = self._lines(of_today, "f.position > %s AND f.position <= %s", (upto, last), last)
        return total, [(_why(row, asked_on), self._event(row)) for row in rows]

    def _lines(
        self,
        question: OpenFigure,
        positions: str,
        between: tuple[int, ...],
        known_at: int,
        most: int = EVENTS_PAGE + 1,
    ) -> tuple[int, Sequence[Sequence[Any]]]:
        scope, values = lines_seen(self._work, question.unit, below=question.below)
        there, places = in_place(question, self._work, known_at)
        first = question.first or date(question.year, question.month or 1, 1)
        last = question.last if question.first and question.last else _last(question)
        days = [first.replace(day=1), last.replace(day=1), first, last]
        counted, given = _DAYS, [question.measure.value, *days]
        if question.of is not None:
            counted, given = _AMONG, [question.measure.value, question.of.value, *days, known_at]
        where = f"f.measure = %s AND {counted} AND {positions} AND {scope} AND {there}"
        where += " AND f.unit IS NULL" if question.of_no_unit else ""
        given += [*between, *values, *places]
        run = self._work.connection.execute
        total = run(f"SELECT coalesce(sum(f.delta), 0) FROM v_article92.facts f WHERE {where}", given)  # noqa: S608
        rows = run(
            "SELECT f.position, r.record_no, e.topic, e.occurred_at, e.recorded_at, f.unit, f.delta,"  # noqa: S608
            " r.case_id, f.day, r.kind, f.stream_id FROM v_article92.facts f JOIN es.events e USING (position)"
            f" LEFT JOIN facts.records r ON r.record = f.stream_id WHERE {where}"
            " AND (f.position, f.day, f.delta) > (%s, %s, %s) ORDER BY f.position, f.day, f.delta LIMIT %s",
            [*given, *self._behind(question.after), most],
        ).fetchall()
        return int((total.fetchone() or (0,))[0]), rows

    def _behind(self, after: str) -> tuple[int, date, int]:
        """Return the line that a page begins behind."""
        if not after:
            return 0, date.min, 0
        try:
            mark, day, delta = after.rsplit(_CUT, 2)
            return self.position(mark), date.fromisoformat(day), int(delta)
        except ValueError as wrong:
            raise NoSuchPosition from wrong

    def _event(self, row: Sequence[Any]) -> FigureEvent:
        case_id = row[7]
        readable = case_id is not None and self._work.may(Action.OPEN_CASE, case_id)
        opened_by = _OPENED_BY.get(row[9])
        opens = opened_by is not None and self._work.may(opened_by, row[10])
        return FigureEvent(
            mark=self.mark(row[0]),
            record_no=row[1],
            topic=row[2],
            day=row[8],
            occurred_at=row[3],
            recorded_at=row[4],
            unit=row[5],
            delta=row[6],
            case_id=case_id if readable else None,
            kind=row[9] if opens else "",
            record=row[10] if opens else None,
            after=_CUT.join((self.mark(row[0]), row[8].isoformat(), str(row[6]))),
        )


def _last(question: OpenFigure) -> date:
    if question.month is None:
        return date(question.year, 12, 31)
    return Period.of(date(question.year, question.month, 1), PeriodKind.MONTH).last


def _why(row: Sequence[Any], asked_on: date) -> Later:
    """Return why a line stands after the day that was asked for."""
    kind = present(kind_stored(row[2]))
    if issubclass(kind, MOVING) and not (kind in ENTERING and row[6] > 0):
        return Later.CORRECTED
    return Later.by_day(row[8], asked_on)
