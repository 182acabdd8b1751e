"""Shape that releases had while a row could be a measure alone."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.released import Area, Days, ReleasedTable
from domain.former import Former
from domain.kernel import STORED, Event, Named, Value
from domain.release import TableKind, TableReleased


class CutOfMeasures(Value):
    """A figure for each measure, in each span of days, for each area."""

    measures: tuple[Measure, ...]
    spans: tuple[Days, ...]
    areas: tuple[Area, ...]


class TableOfMeasures(Value):
    """A cut with its figures."""

    cut: CutOfMeasures
    counts: tuple[int | None, ...]


class SmallestOfMeasure(Value):
    """From which count on figures of a measure may be shown."""

    measure: Measure
    count: int


class MeasuresReleased(Former):
    """A table of measures by month and unit."""

    TOPIC: ClassVar[str] = "figures.released.1"
    NOW: ClassVar[type[Event]] = TableReleased
    title: Named
    cut_off: date
    upto: int
    table: TableOfMeasures
    digest: str
    smallest: tuple[SmallestOfMeasure, ...]
    convention: int
    rules: str
    method: str
    against: tuple[UUID, ...]
    hidden: int
    added: int
    narrowest: int | None
    given_away: int

    def upcast(self) -> TableReleased:
        """Return the same figures as rows; the file of the table stays the same bytes."""
        cut = self.table.cut
        rows = {"rows": cut.measures, "spans": cut.spans, "areas": cut.areas}
        table = ReleasedTable.model_validate({"cut": rows, "counts": self.table.counts}, context=STORED)
        smallest = tuple({"row": one.measure, "count": one.count} for one in self.smallest)
        same = {name: getattr(self, name) for name in type(self).model_fields}
        now = {**same, "kind": TableKind.FIGURES, "table": table, "smallest": smallest}
        return TableReleased.model_validate(now, context=STORED)
