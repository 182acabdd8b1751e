"""Rows of a table of figures: counted, or as they were given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.released import ALL, ReleasedTable, area_of
from domain.follow_up_log import percent
from domain.release import spans_of_year


@dataclass(frozen=True, slots=True)
class Cell:
    """One sum: a month, a unit, a measure."""

    month: date
    unit: UUID | None
    measure: Measure
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by row of a table."""

    counts: Mapping[Measure, int]
    hidden: frozenset[Measure] = frozenset()
    """Measures that a release keeps back here; of these there is no count."""

    def __getitem__(self, measure: Measure) -> int:
        return self.counts.get(measure, 0)

    @property
    def in_time_percent(self) -> int | None:
        """Share of entries made in time, of those not imported; None ("không áp dụng") when there were none.

        None too where one of the three is hidden (`hides_in_time`).
        """
        if self.hides_in_time:
            return None
        return percent(self[Measure.IN_TIME], self[Measure.RECEIVED] - self[Measure.IMPORTED])

    @property
    def hides_in_time(self) -> bool:
        """Whether the share would tell of a hidden figure."""
        return not self.hidden.isdisjoint((Measure.IN_TIME, Measure.RECEIVED, Measure.IMPORTED))


class Rows:
    """Rows of a table put together from cells, and from a release for whoever opens no figure."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._counts: dict[tuple[str, object], dict[Measure, int]] = {}
        self._hidden: dict[tuple[str, object], set[Measure]] = {}
        self.units: dict[UUID | None, None] = {}
        for cell in cells:
            self.units.setdefault(cell.unit)
            for row in (("month", cell.month.month), ("unit", cell.unit), ("total", None)):
                counts = self._counts.setdefault(row, {})
                counts[cell.measure] = counts.get(cell.measure, 0) + cell.count

    def add(self, table: ReleasedTable, year: int, unit: UUID | None) -> None:
        """Add what was given out: the months and the year of all or of one unit, and the year of each unit."""
        whole, *months = spans_of_year(year)
        by_days = {days: month for month, days in enumerate(months, 1)}
        for place, count in table.figures():
            area = area_of(place.area)
            if area is None or not isinstance(place.row, Measure):
                continue
            is_asked = area == (unit or ALL)
            if place.days in by_days and is_asked:
                self._put(("month", by_days[place.days]), place.row, count)
            elif place.days == whole:
                if is_asked:
                    self._put(("total", None), place.row, count)
                if area != ALL and (unit is None or is_asked):
                    of = area if isinstance(area, UUID) else None
                    self.units.setdefault(of)
                    self._put(("unit", of), place.row, count)

    def _put(self, row: tuple[str, object], measure: Measure, count: int | None) -> None:
        if count is None:
            self._hidden.setdefault(row, set()).add(measure)
        else:
            self._counts.setdefault(row, {})[measure] = count

    def of(self, kind: str, which: object) -> Figures:
        """Return one row."""
        row = kind, which
        return Figures(self._counts.get(row, {}), frozenset(self._hidden.get(row, ())))
