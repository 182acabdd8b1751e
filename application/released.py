"""What was given out to those who open no case, as the fact rows and the log keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.access import Action
from application.work import Work
from domain.article92 import Measure
from domain.disclosure.parts import Counted
from domain.disclosure.released import ALL, Days, area_of
from domain.release import Release, TableKind, TableReleased, spans_of_year


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A table that was given out, as the fact rows keep it."""

    release: UUID
    kind: TableKind
    title: str
    first: date
    last: date
    cut_off: date
    upto: int
    digest: str
    hidden: int
    released_at: datetime


class Releases(Protocol):
    """What was given out, and the counts that a new table is made of."""

    def all(self) -> Sequence[ReleaseRow]:
        """Return all tables that were given out, the latest cut-off first."""

    def settle(self) -> None:
        """Wait for other releases, and until the reading side holds all that is recorded.

        Raises:
            TryAgain: It lags behind.
        """

    def counted(
        self, first: date, last: date, positions: Sequence[int], *, by_place: bool
    ) -> Sequence[Counted]:
        """Return what is counted about children on these days, by the stages that end at these positions.

        Args:
            by_place: Whether some table is cut by places; without, they are left out.
        """


def latest_of_year(
    year: int, day: date | None, work: Work, *, by: datetime | None = None
) -> tuple[ReleaseRow, TableReleased] | None:
    """Return the table of a year that was given out last, of those whose cut-off is not after a day.

    Args:
        by: Only what was given out by then.
    """
    spans = set(spans_of_year(year))
    for row in _by(by, work, TableKind.FIGURES):
        if row.first.year == year and row.last.year == year and (day is None or row.cut_off <= day):
            given = work.read(Release, row.release).given
            if spans <= set(given.table.cut.spans) and len(given.table.cut.areas) > 1:
                return row, given
    return None


def given_of(release: UUID, days: Days, unit: UUID | None, work: Work) -> Mapping[Measure, int | None]:
    """Return what a release shows of some days, of all or of one unit alone; None is hidden."""
    return {
        place.row: count
        for place, count in work.read(Release, release).given.table.figures()
        if place.days == days and area_of(place.area) == (unit or ALL) and isinstance(place.row, Measure)
    }


def latest_of_days(
    days: Days, unit: UUID | None, upto: int, by: datetime, work: Work
) -> tuple[UUID, Mapping[Measure, int | None]] | None:
    """Return the release that knew most, up to a position, of those given out by a moment; and what it shows."""

    def tells(one: ReleaseRow) -> bool:
        return one.upto <= upto and one.first <= days.first and days.last <= one.last

    near = [one for one in _by(by, work, TableKind.FIGURES) if tells(one)]
    for row in sorted(near, key=lambda one: (one.upto, one.released_at), reverse=True):
        if given := given_of(row.release, days, unit, work):
            return row.release, given
    return None


@dataclass(frozen=True, slots=True)
class Instead:
    """What whoever opens no figure is shown instead of live figures about children (decision 0108)."""

    releases: tuple[ReleaseRow, ...]
    """The latest table of each kind that tells of the same; nothing where none was given out."""


def instead_of(kinds: Sequence[TableKind], year: int, work: Work) -> Instead | None:
    """Return what this reader is shown instead; None: whoever opens figures sees them live."""
    if work.may(Action.OPEN_FIGURE):
        return None
    found = (latest_of_kind(kind, year, work) for kind in kinds)
    return Instead(tuple(row for row in found if row is not None))


def latest_of_kind(kind: TableKind, year: int, work: Work) -> ReleaseRow | None:
    """Return the table of this kind and year that was given out with the latest cut-off."""
    return next((row for row in _by(None, work, kind) if row.first.year == year), None)


def _by(moment: datetime | None, work: Work, kind: TableKind) -> list[ReleaseRow]:
    """Return what of a kind was given out by a moment; None: by now."""
    rows = work.view(Releases).all()  # type: ignore[type-abstract]
    return [one for one in rows if one.kind is kind and (moment is None or one.released_at <= moment)]
