"""What was given out to those who open no case, as the fact rows and the log keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.work import Work
from domain.disclosure.overlap import Counted
from domain.release import Release, TableReleased, spans_of_year


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A table that was given out, as the fact rows keep it."""

    release: UUID
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

    def counted(self, first: date, last: date, positions: Sequence[int]) -> Sequence[Counted]:
        """Return what is counted about children on these days, by the stages that end at these positions."""


def latest_of_year(year: int, day: date | None, work: Work) -> tuple[ReleaseRow, TableReleased] | None:
    """Return the table of a year that was given out last, of those whose cut-off is not after a day."""
    spans = set(spans_of_year(year))
    for row in work.view(Releases).all():  # type: ignore[type-abstract]
        if row.first.year == year and row.last.year == year and (day is None or row.cut_off <= day):
            given = work.read(Release, row.release).given
            if spans <= set(given.table.cut.spans) and len(given.table.cut.areas) > 1:
                return row, given
    return None
