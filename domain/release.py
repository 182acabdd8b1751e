"""`Release`: a table of figures about children as it was given out to those who open no case, once and for good.

What was given out cannot be taken back, so a release has one fact and no more; each further table is held against it.

Source: DESIGN 7 (published figures); SECURITY 5.4: fixed cuts, each release an event with its digest. The threshold and
the days on which a year may be released are quy ước nội bộ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, NoReturn, Self
from uuid import UUID

from domain.article92 import RULE_VERSION
from domain.calendar import vietnam_day
from domain.disclosure.overlap import Checked
from domain.disclosure.released import Area, Cut, Days, ReleasedTable
from domain.disclosure.rows import StoredRow
from domain.kernel import Act, Event, Named, Refused, State, Value
from domain.release_detail import TableKind as TableKind
from domain.release_detail import days_of_year

METHOD = "2026-3"
"""Version of the rule by which figures are hidden (`domain.disclosure.suppression`)."""
MOST_FIGURES = 40_000
"""A table of more figures is turned away: working out what must be hidden would take minutes."""


class Smallest(Value):
    """From which count on figures of a row may be shown."""

    row: StoredRow
    count: int


class TableReleased(Event):
    """A table was given out: what it knew, under which rules, what it shows, and the digest of its file."""

    TOPIC: ClassVar[str] = "figures.released.2"
    kind: TableKind
    title: Named
    cut_off: date
    upto: int
    """Position of the log that it knew."""
    table: ReleasedTable
    digest: str
    """SHA-256 of its plain file (`ReleasedTable.file`)."""
    smallest: tuple[Smallest, ...]
    convention: int
    """Version of the thresholds."""
    rules: str
    """Version of the counting rules."""
    method: str
    against: tuple[UUID, ...]
    """Earlier releases that it was held against."""
    hidden: int
    added: int
    """Hidden figures that are not small themselves."""
    narrowest: int | None
    """Width of the narrowest interval in which a hidden figure may lie; None where nothing is hidden."""
    given_away: int
    """Figures that earlier releases had left narrower already."""
    noughts: tuple[StoredRow, ...] = ()
    """Rows in which a hidden figure may be nought (since method 2026-3)."""


class CutOffIsNotFixed(Refused):
    """Figures are given out at the ends of months and at the cut-offs of closed periods alone."""

    vi = "Chỉ phát hành số liệu theo ngày cuối một tháng đã qua, hoặc ngày chốt của một kỳ đã khóa (quy ước nội bộ)."
    en = "Figures are released as of the last day of a past month, or the cut-off of a closed period (our convention)."


class ReleasedAlready(Refused):
    """The same table as of the same day was given out."""

    vi = "Số liệu này theo ngày chốt này đã được phát hành."
    en = "This table was already released as of this day."


class NothingToRelease(Refused):
    """There is no figure about children in these days."""

    vi = "Chưa có con số nào về trẻ em trong thời gian này tính đến ngày chốt."
    en = "There is no figure about children in this time as of this day."


class NoSuchDetail(Refused):
    """A table of this kind is not cut in this way."""

    vi = "Bảng này không có cách chia đó. Hãy chọn lại trong các cách chia được nêu."
    en = "A table of this kind is not cut so. Choose one of the cuts that are offered."


class TableTooLarge(Refused):
    """It has more figures than can be worked through."""

    vi = "Bảng có quá nhiều ô; hãy phát hành ít đơn vị hoặc ít thời gian hơn."
    en = "The table has too many figures; release fewer units or less time."


class TooFewToRelease(Refused):
    """With what was given out before, this table would tell of small figures whatever is hidden in it."""

    vi = (
        "Số trẻ quá ít so với số ô: cùng các bảng đã phát hành, bảng này sẽ để lộ con số nhỏ dù ẩn thế nào. "
        "Hãy chờ một ngày chốt sau, hoặc phát hành bảng ít ô hơn."
    )
    en = (
        "Too few children for so many figures: with what was released before, this table would tell of small figures "
        "whatever is hidden. Wait for a later cut-off, or release a table of fewer figures."
    )


class Release(State[TableReleased, NoReturn]):
    """One table that was given out."""

    given: TableReleased

    @classmethod
    def give_out(
        cls,
        kind: TableKind,
        title: str,
        cut_off: date,
        upto: int,
        checked: Checked,
        thresholds: tuple[int, tuple[Smallest, ...]],
        against: tuple[UUID, ...],
        act: Act,
    ) -> TableReleased:
        """Give out a table that was held against all earlier ones.

        Raises:
            CutOffIsNotFixed: The day has not passed.
            TooFewToRelease: It cannot be made safe.
        """
        if vietnam_day(act.at) <= cut_off:
            raise CutOffIsNotFixed
        if not is_safe(kind, checked):
            raise TooFewToRelease
        return TableReleased(
            occurred_at=act.at,
            kind=kind,
            title=title,
            cut_off=cut_off,
            upto=upto,
            table=checked.table,
            digest=checked.table.digest(),
            smallest=thresholds[1],
            convention=thresholds[0],
            rules=RULE_VERSION,
            method=METHOD,
            against=against,
            hidden=checked.hidden,
            added=checked.added,
            narrowest=checked.narrowest,
            given_away=checked.given_away,
            noughts=checked.noughts,
        )

    @classmethod
    def began(cls, stream: UUID, fact: TableReleased) -> Self:
        """Return the state after the only fact."""
        return cls(id=stream, version=0, given=fact)


def spans_of_year(year: int) -> tuple[Days, ...]:
    """Return the days of a year's table: the year, then its months."""
    return days_of_year(year, 1)


def halves_of_year(year: int) -> tuple[Days, ...]:
    """Return the days of a year's table of the children's situation: the year, then its halves (sơ kết, tổng kết)."""
    return days_of_year(year, 6)


def is_safe(kind: TableKind, checked: Checked) -> bool:
    """Return whether a table may go out: nothing it shows narrows what is hidden (decision 0108)."""
    return not checked.short and (kind is TableKind.FIGURES or not checked.given_away)


def ends_a_month(day: date) -> bool:
    """Return whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def checked_size(cut: Cut) -> Cut:
    """Return a cut that is small enough.

    Raises:
        TableTooLarge: It is not.
        NothingToRelease: It has no figure at all.
    """
    size = len(cut.rows) * len(cut.spans) * len(cut.areas)
    if not size:
        raise NothingToRelease
    if size > MOST_FIGURES:
        raise TableTooLarge
    return cut


def areas_of(
    whole: str, units: Sequence[tuple[UUID, UUID | None, str]], counted: frozenset[UUID | None], unnoted: str
) -> tuple[Area, ...]:
    """Return the areas of a table: all, each unit that has something counted, and each with all that is below it.

    Args:
        whole: What all together is called.
        units: Units with the unit above and their names, in the order of the tree.
        counted: Units that something is counted for.
        unnoted: What is called that for which no unit is noted.
    """
    below: dict[UUID, list[UUID]] = {unit: [unit] for unit, _, _ in units}
    for unit, parent, _ in reversed(units):
        if parent in below and parent is not None:
            below[parent].extend(below[unit])
    areas = [Area(name=whole)]
    for unit, _, name in units:
        if unit in counted:
            areas.append(Area(name=name, unit=unit, units=(unit,)))
        inside = tuple(one for one, _, _ in units if one in counted and one in below[unit])
        if len(inside) > 1 and set(inside) != counted:
            areas.append(Area(name=f"{name} (+)", unit=unit, units=inside))
    if None in counted:
        areas.append(Area(name=unnoted, units=(None,)))
    return tuple(areas)
