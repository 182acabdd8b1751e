"""Figures by place: a line stands where it was held or what it tells of, and else where its unit was on that day.

The area of a unit is that of the day of the line, as known at the position that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from application.article92 import OpenFigure
from domain.article92 import Measure
from domain.figure_cuts import Cut, row_of
from infrastructure.figures_seen import lines_seen
from infrastructure.scope import Condition
from infrastructure.work import PgWork

PLACE = (
    "coalesce({of}.area, (SELECT d.value FROM facts.unit_dated d"
    " JOIN es.events e ON e.stream_id = d.unit AND e.version = d.version"
    " WHERE d.unit = {of}.unit AND d.what = 'areas' AND d.since <= {of}.day AND e.position <= %s"
    " ORDER BY d.since DESC, d.version DESC LIMIT 1))"
)
"""The place of a line; takes the position up to which areas of units are known."""


class PgFigureCuts:
    """Keeps `application.figure_cuts.FigureCuts`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def by_place(
        self, year: int, measures: Sequence[Measure], upto: int
    ) -> Sequence[tuple[str | None, Measure, int]]:
        """Return the sums of a year by place."""
        scope, values = lines_seen(self._work)
        rows = self._work.connection.execute(
            "WITH s AS (SELECT f.unit, f.area, f.day, f.measure, sum(f.delta) AS count"  # noqa: S608 - constants
            " FROM v_article92.facts f WHERE f.month BETWEEN %s AND %s AND f.measure = ANY(%s) AND f.position <= %s"
            f" AND {scope} GROUP BY f.unit, f.area, f.day, f.measure)"
            f" SELECT {PLACE.format(of='s')}, s.measure, sum(s.count) FROM s GROUP BY 1, 2 ORDER BY 1, 2",
            [
                *(date(year, 1, 1), date(year, 12, 1), [one.value for one in measures], upto),
                *values,
                upto,
            ],
        )
        return [(area, Measure(measure), int(count)) for area, measure, count in rows]


def in_place(question: OpenFigure, work: PgWork, known_at: int) -> Condition:
    """Return the condition of the lines of one row of a cut by place."""
    conditions: list[str] = []
    values: list[object] = []
    for cut, row in ((Cut.DISTRICT, question.district), (Cut.COMMUNE, question.commune)):
        if not row:
            continue
        scope, seen = lines_seen(work)
        place = PLACE.format(of="f")
        found = work.connection.execute(
            f"SELECT DISTINCT {place} FROM v_article92.facts f"  # noqa: S608 - constants
            f" WHERE f.measure = %s AND f.month BETWEEN %s AND %s AND {scope}",
            [known_at, question.measure.value, date(question.year, 1, 1), date(question.year, 12, 1), *seen],
        )
        keys = [area or "" for (area,) in found if row_of(area, cut) == row]
        conditions.append(f"coalesce({place}, '') = ANY(%s)")
        values += [known_at, keys]
    return (" AND ".join(conditions) or "true"), values
