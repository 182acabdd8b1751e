"""Which regular reports a period has ended for, so that leaders are reminded of those that did not go out.

No law sets a term for most of them (`terms`), so the reminder is internal: it begins with the day after the period and
ends by itself. A forum's report has no period of its own and is not reminded of here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.referral.figures import Quarter
from domain.report.codes import ReportKind
from domain.report.terms import Term, term_of

REMIND_DAYS = 90
"""How many days after its period a report is reminded of. Source: quy ước nội bộ."""


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report of a period that has ended."""

    kind: ReportKind
    first: date
    last: date

    @property
    def term(self) -> Term:
        """Until when it goes out, if a text says so."""
        return term_of(self.kind, self.last)


def due_reports(today: date) -> tuple[DueReport, ...]:
    """Return the regular reports whose last period ended within the days of reminding.

    >>> [(one.kind.value, one.last.isoformat()) for one in due_reports(date(2025, 7, 1))]
    [('mid_year', '2025-06-30'), ('month_of_action', '2025-06-30'), ('chapter_quarter', '2025-06-30')]
    >>> [one.last.isoformat() for one in due_reports(date(2025, 6, 29))], due_reports(date(2025, 6, 30))
    (['2025-03-31'], ())
    """
    return tuple(one for one in _last_ones(today) if today <= one.last + timedelta(days=REMIND_DAYS))


def _last_ones(today: date) -> Iterator[DueReport]:
    summer = today.year if today > date(today.year, 6, 30) else today.year - 1
    yield DueReport(ReportKind.MID_YEAR, date(summer, 1, 1), date(summer, 6, 30))
    yield DueReport(ReportKind.MONTH_OF_ACTION, date(summer, 6, 1), date(summer, 6, 30))
    for kind in (ReportKind.YEAR_END, ReportKind.ARTICLE_92):
        yield DueReport(kind, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    quarter = Quarter.of(Quarter.of(today).first - timedelta(days=1))
    yield DueReport(ReportKind.CHAPTER_QUARTER, quarter.first, quarter.last)
