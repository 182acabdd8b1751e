"""A table as it was given out: rows by days and by areas, each figure shown or hidden, and its plain file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from domain.disclosure.rows import Row, StoredRow, code_of
from domain.figure_cuts import Cut as By
from domain.kernel import Named, Value

HIDDEN = "hidden"
"""What stands in the file for a hidden figure."""


class Days(Value):
    """The days that a column of figures is about."""

    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        year = self.first.year
        return (self.first, self.last) == (date(year, 1, 1), date(year, 12, 31))

    @property
    def is_month(self) -> bool:
        """Whether it is one calendar month."""
        first, after = self.first, self.last + timedelta(days=1)
        return first.day == after.day == 1 and first < after <= first + timedelta(days=31)


class Area(Value):
    """The units, or the place, that a figure is about."""

    name: Named
    unit: UUID | None = None
    """The unit that it is named after; None for the whole association."""
    units: tuple[UUID | None, ...] | None = None
    """Whose figures are added; None among them: what no unit is noted for; None alone: all."""
    by: By | None = None
    """By what it is a place; None: it is none."""
    place: str = ""
    """With `by`: the row of that cut (`domain.figure_cuts.row_of`)."""


ALL, UNNOTED = "all", "unnoted"


def area_of(area: Area) -> UUID | str | None:
    """Return which single row an area is: one unit, `ALL`, or `UNNOTED`; None for a place and for several units."""
    if area.by is not None:
        return None
    if area.units is None:
        return ALL
    if len(area.units) != 1:
        return None
    return UNNOTED if area.units[0] is None else area.units[0]


class Place(NamedTuple):
    """Where a figure stands in a table."""

    row: Row
    days: Days
    area: Area


class Cut(Value):
    """What a table is cut by: a figure for each row, in each span of days, for each area."""

    rows: tuple[StoredRow, ...]
    spans: tuple[Days, ...]
    areas: tuple[Area, ...]

    def places(self) -> Iterator[Place]:
        """Yield the places of the figures, in their order."""
        for row in self.rows:
            for days in self.spans:
                for area in self.areas:
                    yield Place(row, days, area)


class ReleasedTable(Value):
    """A cut with its figures."""

    cut: Cut
    counts: tuple[int | None, ...]
    """In the order of `Cut.places`; None is hidden."""

    def figures(self) -> Iterator[tuple[Place, int | None]]:
        """Yield each place with what stands there."""
        return zip(self.cut.places(), self.counts, strict=True)

    def file(self) -> bytes:
        """Return the table as a plain file of codes (CSV, UTF-8), the same bytes for ever."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("measure", "first_day", "last_day", "unit", "unit_name", "count"))
        for (row, days, area), count in self.figures():
            said = HIDDEN if count is None else count
            where = area.unit or area.place
            writer.writerow((code_of(row), days.first, days.last, where, area.name, said))
        return text.getvalue().encode()

    def digest(self) -> str:
        """Return the SHA-256 of the file, in hexadecimal."""
        return sha256(self.file()).hexdigest()
