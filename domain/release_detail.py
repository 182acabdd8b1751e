"""How fine a released table is cut: where the finest would tell of a small figure, a coarser one may still go out.

Every step down has fewer figures of the same children, so it is never narrower than the one before it; each is held
against all that was given out before, like any table. Source: quy ước nội bộ (decision 0139).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.codes import Code
from domain.disclosure.released import Days


class TableKind(Code, name="released-table"):
    """Which fixed cut a table is. Source: quy ước nội bộ."""

    FIGURES = "figures", "Số liệu theo tháng, theo đơn vị", "Figures by month and by unit"
    SITUATION = "situation", "Tình hình trẻ em", "Children's situation"
    LOG = "log", "Sổ theo dõi: đầy đủ, kịp thời", "Follow-up log: complete, in time"
    LOG_UNITS = "log_units", "Sổ theo dõi theo đơn vị", "Follow-up log by unit"
    DISTRICT = "district", "Số liệu theo huyện, thành phố cũ", "Figures by former district"
    COMMUNE = "commune", "Số liệu theo xã, phường mới", "Figures by commune since 1 July 2025"


class Detail(Code, name="release-detail"):
    """How fine a table is cut; FULL is the fixed cut of its kind."""

    FULL = "full", "Đủ chi tiết", "In full detail"
    QUARTERS_BY_UNIT = "quarters_by_unit", "Theo quý, theo đơn vị", "By quarter and unit"
    HALVES_BY_UNIT = "halves_by_unit", "Theo nửa năm, theo đơn vị", "By half-year and unit"
    MONTHS = "months", "Theo tháng, toàn Hội", "By month, the whole association"
    QUARTERS = "quarters", "Theo quý, toàn Hội", "By quarter, the whole association"
    HALVES = "halves", "Theo nửa năm, toàn Hội", "By half-year, the whole association"
    YEAR = "year", "Cả năm, toàn Hội", "The whole year, the whole association"

    @property
    def months(self) -> int | None:
        """How many months a span besides the year has; None: none but the year."""
        return _MONTHS.get(self)

    @property
    def by_unit(self) -> bool:
        """Whether it has a row for each unit."""
        return self in (Detail.QUARTERS_BY_UNIT, Detail.HALVES_BY_UNIT)


_MONTHS = {
    Detail.QUARTERS_BY_UNIT: 3,
    Detail.HALVES_BY_UNIT: 6,
    Detail.MONTHS: 1,
    Detail.QUARTERS: 3,
    Detail.HALVES: 6,
}
_COARSER: dict[TableKind, tuple[Detail, ...]] = {
    TableKind.FIGURES: tuple(Detail)[1:],
    TableKind.SITUATION: (Detail.YEAR,),
    TableKind.LOG: (Detail.QUARTERS, Detail.HALVES, Detail.YEAR),
    TableKind.LOG_UNITS: (Detail.YEAR,),
}


def coarser(kind: TableKind, than: Detail = Detail.FULL) -> Sequence[Detail]:
    """Return the coarser cuts of a kind of table, the finest first; by place there is none."""
    steps = (Detail.FULL, *_COARSER.get(kind, ()))
    return steps[steps.index(than) + 1 :] if than in steps else ()


def days_of_year(year: int, months: int | None) -> tuple[Days, ...]:
    """Return a year, and its parts of so many months.

    >>> [f"{one.first:%d/%m}-{one.last:%d/%m}" for one in days_of_year(2025, 6)]
    ['01/01-31/12', '01/01-30/06', '01/07-31/12']
    """
    whole = Days(first=date(year, 1, 1), last=date(year, 12, 31))
    starts = [date(year, month, 1) for month in range(1, 13, months)] if months else []
    ends = [one - timedelta(days=1) for one in (*starts[1:], date(year + 1, 1, 1))]
    return whole, *(Days(first=first, last=last) for first, last in zip(starts, ends, strict=False))
