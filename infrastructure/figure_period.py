"""Periods of figures from the fact rows; closings of them wait for each other."""

from __future__ import annotations

from collections.abc import Sequence

from application.figure_period import PeriodRow
from infrastructure.caught_up import caught_up
from infrastructure.work import PgWork

_ROWS = (
    "SELECT period, name, first, last, cut_off, upto, since, rules, closed_at FROM facts.figure_periods"
    " ORDER BY first DESC, last DESC, name"
)


class PgFigurePeriods:
    """Keeps `application.figure_period.FigurePeriods`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[PeriodRow]:
        """Return all periods, latest first."""
        return [PeriodRow(*row) for row in self._work.connection.execute(_ROWS, prepare=True)]

    def settle(self) -> None:
        """Wait for other closings, so that which one came before is not in doubt, and for the views."""
        self._work.connection.execute("LOCK TABLE facts.figure_periods IN SHARE ROW EXCLUSIVE MODE")
        caught_up(self._work)
