"""Counts of the follow-up log read from its signed facts: sums up to a position, and the files behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from application.access import Action
from application.article92 import EVENTS_PAGE, FigureEvent, Later
from application.log_figures import ENTRIES_PAGE, CountedEntry, OpenLogCount, QualityCell
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.child_case import CaseOpened
from domain.child_case.entries import EntryCorrected
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.correction import Hiding
from domain.counselling import CounsellingRelinked, SessionCorrected
from domain.follow_up_log import ALWAYS_ANSWERED, Quality
from domain.imported import CaseTakenBack
from domain.kernel import Event
from domain.log_figures import LogCount
from domain.restriction import RestrictionPlaced
from infrastructure.article92 import PgArticle92Figures
from infrastructure.catalogue import kind_stored, present
from infrastructure.figures_seen import lines_seen
from infrastructure.scope import Condition
from infrastructure.views.log_figures import OF_ENTRIES

_SUMS = ", ".join(f"sum(f.{name})" for name in OF_ENTRIES[:-1])
_FROM = "FROM v_follow_up_log.figures f WHERE"
_KEPT: Mapping[LogCount, str] = {
    LogCount.ENTRIES: "sum(f.entries) > 0",
    LogCount.LATE: "sum(f.entries) > sum(f.in_time) + sum(f.imported)",
    LogCount.INCOMPLETE: "sum(f.incomplete) > 0",
    LogCount.OPEN: "sum(f.open) > 0",
    LogCount.DUE: "sum(f.due) > 0",
    LogCount.FILLED: "sum(f.entries) > 0",
    LogCount.REQUIRED: "sum(f.entries) > 0",
    LogCount.IN_TIME: "sum(f.in_time) > 0",
    LogCount.TIMED: "sum(f.entries) > sum(f.imported)",
}
"""Which files stay when the lines of each are summed."""
_LIST = f"""
SELECT g.stream_id, g.unit, g.day, g.filled, g.required, g.in_time, g.imported, r.record_no, r.code,
       count(*) OVER () FROM (
    SELECT f.stream_id, f.unit, f.day, sum(f.filled) AS filled, sum(f.required) AS required,
           sum(f.in_time) AS in_time, sum(f.imported) AS imported
      {_FROM} {{where}} GROUP BY f.stream_id, f.unit, f.day HAVING {{kept}}) g
  LEFT JOIN facts.records r ON r.record = g.stream_id
 ORDER BY g.day, g.stream_id LIMIT %s OFFSET %s
"""  # noqa: S608 - constants of this file


_DELTA: Mapping[LogCount, str] = {
    LogCount.ENTRIES: "f.entries",
    LogCount.LATE: "f.entries - f.in_time - f.imported",
    LogCount.INCOMPLETE: "f.incomplete",
    LogCount.OPEN: "f.open",
    LogCount.DUE: "f.due",
    LogCount.FILLED: f"f.filled + {ALWAYS_ANSWERED} * f.entries",
    LogCount.REQUIRED: f"f.required + {ALWAYS_ANSWERED} * f.entries",
    LogCount.IN_TIME: "f.in_time",
    LogCount.TIMED: "f.entries - f.imported",
}
"""What a line adds to each number."""
_LINES = """
SELECT f.position, r.record_no, e.topic, e.occurred_at, e.recorded_at, f.unit, ({delta}), r.case_id, f.day, r.kind,
       f.stream_id FROM v_follow_up_log.figures f JOIN es.events e USING (position)
  LEFT JOIN facts.records r ON r.record = f.stream_id
 WHERE {where} AND ({delta}) <> 0 ORDER BY f.position, f.day, f.unit, f.stream_id LIMIT %s OFFSET %s
"""
CORRECTING: tuple[type[Event], ...] = (
    *(EntryCorrected, Hiding, SessionCorrected, CounsellingRelinked, RestrictionPlaced),
    *(CaseMergedAway, CaseGivenBack, CaseTakenBack),
)
"""Facts by which a number differs because something was corrected or moved."""


class PgLogFigures(PgArticle92Figures):
    """Keeps `application.log_figures.LogFigures`."""

    def quality(self, year: int, upto: int) -> Sequence[QualityCell]:
        """Return what each unit entered in each month of a year."""
        scope, values = lines_seen(self._work)
        rows = self._work.connection.execute(
            f"SELECT f.unit, date_trunc('month', f.day)::date, {_SUMS} {_FROM}"
            f" f.day BETWEEN %s AND %s AND f.position <= %s AND {scope}"
            " GROUP BY f.unit, 2 HAVING sum(f.entries) > 0 ORDER BY f.unit, 2",
            [date(year, 1, 1), date(year, 12, 31), upto, *values],
        )
        return [
            QualityCell(unit, month, Quality(*map(int, counts)), int(incomplete))
            for unit, month, *counts, incomplete in rows
        ]

    def years_of_log(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""
        query = f"SELECT min(f.day), max(f.day) {_FROM} f.entries > 0"
        row = self._work.connection.execute(query).fetchone()
        return range(row[1].year, row[0].year - 1, -1) if row and row[0] else ()

    def open_files(self, upto: int) -> Mapping[UUID, int]:
        """Return how many files each unit follows."""
        scope, values = lines_seen(self._work)
        rows = self._work.connection.execute(
            f"SELECT f.unit, sum(f.open) {_FROM} f.open <> 0 AND f.position <= %s AND {scope}"
            " GROUP BY f.unit",
            [upto, *values],
        )
        return {unit: int(count) for unit, count in rows}

    def overdue(self, day: date, upto: int) -> Mapping[tuple[UUID, date], int]:
        """Return of how many files the next step was agreed for a day before this one."""
        scope, values = lines_seen(self._work)
        rows = self._work.connection.execute(
            f"SELECT f.unit, f.day, sum(f.due) {_FROM} f.due <> 0 AND f.day < %s AND f.position <= %s"
            f" AND {scope} GROUP BY f.unit, f.day HAVING sum(f.due) <> 0",
            [day, upto, *values],
        )
        return {(unit, due_on): int(count) for unit, due_on, count in rows}

    def entries(self, question: OpenLogCount, day: date, upto: int) -> tuple[int, Sequence[CountedEntry]]:
        """Return how many files are behind a number, and one page of them; one more when there are more."""
        where, values = self._where(question, day)
        skipped = (question.files - 1) * ENTRIES_PAGE
        query = _LIST.format(where=f"f.position <= %s AND {where}", kept=_KEPT[question.count])
        rows = self._work.connection.execute(query, [upto, *values, ENTRIES_PAGE + 1, skipped]).fetchall()
        entries = [self._entry(row, question.count) for row in rows]
        return (rows[0][9] if rows else 0), entries

    def lines(self, question: OpenLogCount, day: date, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return the number as known at a position, and one page of the events that make it; one more if there are."""
        skipped = (question.page - 1) * EVENTS_PAGE
        total, rows = self._lines_of(question, day, "f.position <= %s", upto, skipped)
        return total, [self._event(row) for row in rows]

    def since(
        self, question: OpenLogCount, day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return what came after a position, and why: a correction, recorded late, or happened since."""
        total, rows = self._lines_of(question, day, "f.position > %s", upto, 0)
        return total, [(_why(row, day), self._event(row)) for row in rows]

    def _lines_of(
        self, question: OpenLogCount, day: date, positions: str, upto: int, skipped: int
    ) -> tuple[int, Sequence[Sequence[Any]]]:
        where, values = self._where(question, day)
        delta, where, given = _DELTA[question.count], f"{positions} AND {where}", [upto, *values]
        run = self._work.connection.execute
        total = run(f"SELECT coalesce(sum({delta}), 0) {_FROM} {where}", given).fetchone()
        rows = run(_LINES.format(where=where, delta=delta), [*given, EVENTS_PAGE + 1, skipped]).fetchall()
        return int((total or (0,))[0]), rows

    def _where(self, question: OpenLogCount, day: date) -> Condition:
        condition, values = lines_seen(self._work, question.unit, below=question.below)
        if question.count is LogCount.DUE:
            least, most = question.late.days if question.late else (1, None)
            condition, values = f"f.day <= %s AND {condition}", [day - timedelta(days=least), *values]
            if most is not None:
                condition, values = f"f.day >= %s AND {condition}", [day - timedelta(days=most), *values]
            return f"f.due <> 0 AND {condition}", values
        if question.first and question.last:
            days = [question.first, question.last]
            return f"f.day BETWEEN %s AND %s AND {condition}", [*days, *values]
        if question.year is not None:
            kind = PeriodKind.MONTH if question.month else PeriodKind.YEAR
            period = Period.of(date(question.year, question.month or 1, 1), kind)
            condition, values = (
                f"f.day BETWEEN %s AND %s AND {condition}",
                [period.first, period.last, *values],
            )
        return condition, values

    def _entry(self, row: Sequence[Any], count: LogCount) -> CountedEntry:
        case_id, unit, day, filled, required, in_time, imported, record_no, code, _ = row
        may_open = self._work.may(Action.OPEN_CASE, case_id)
        is_due = count is LogCount.DUE
        return CountedEntry(
            record_no=record_no,
            case_id=case_id if may_open else None,
            code=code if may_open else "",
            unit=unit,
            received_on=None if is_due else day,
            due_on=day if is_due else None,
            filled=int(filled),
            required=int(required),
            in_time=None if is_due or imported else bool(in_time),
        )


def _why(row: Sequence[Any], day: date) -> Later:
    kind = present(kind_stored(row[2]))
    if issubclass(kind, CORRECTING):
        return Later.CORRECTED
    happened_on = row[8] if kind is CaseOpened else vietnam_day(row[3])
    return Later.by_day(happened_on, day)
