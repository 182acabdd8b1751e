"""`Convention`: from which count on figures about children may be shown; changed by the office, with a reason.

Source: quy ước nội bộ (LAW 1.2, rule c; DESIGN 7). No law names a number.
"""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.grid import SMALLEST_SHOWN
from domain.disclosure.rows import Row, StoredRow
from domain.kernel import Act, Event, Named, Refused, State, Summary

CONVENTION = UUID("6c616368-616e-4000-8000-000000000002")
"""The one stream of the convention."""
LEAST, MOST = 3, 50
"""No threshold below or above: with 2 a figure tells of two children, and above 50 nothing is left to see."""


class SmallestSet(Event):
    """A threshold was set, of one measure or of all that have none of their own."""

    TOPIC: ClassVar[str] = "figures.smallest-set.1"
    measure: Measure | None = None
    row: StoredRow | None = None
    """With no measure: a row of another table."""
    smallest: int
    reason: Summary[Named]


class ThresholdOutOfReach(Refused):
    """It lies outside what the association allows itself."""

    vi = f"Ngưỡng phải từ {LEAST} đến {MOST} (quy ước nội bộ)."
    en = f"The threshold lies between {LEAST} and {MOST} (internal convention)."


class NotAboutChildren(Refused):
    """Figures of this measure say nothing of a child."""

    vi = "Con số này không nói về trẻ em nên không có ngưỡng."
    en = "This figure says nothing of a child and has no threshold."


class Convention(State[SmallestSet, SmallestSet]):
    """The thresholds as they are."""

    common: int = SMALLEST_SHOWN
    own: tuple[tuple[StoredRow, int], ...] = ()

    @classmethod
    def began(cls, stream: UUID, fact: SmallestSet) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0).apply(fact)

    def apply(self, fact: SmallestSet) -> Self:
        """Return the state after one more fact."""
        row = fact.measure or fact.row
        if row is None:
            return self.but(common=fact.smallest)
        others = tuple(one for one in self.own if one[0] != row)
        return self.but(own=(*others, (row, fact.smallest)))

    def smallest(self, row: Row) -> int:
        """Return from which count on figures of a row may be shown; 0: always."""
        is_free = isinstance(row, Measure) and row not in OF_CHILDREN
        return 0 if is_free else dict(self.own).get(row, self.common)


def set_smallest(row: Row | None, smallest: int, reason: str, act: Act) -> SmallestSet:
    """Set a threshold, of one row or of all that have none of their own; it holds for what is released from now on.

    Raises:
        ThresholdOutOfReach: It is below 3 or above 50.
        NotAboutChildren: The measure says nothing of a child.
    """
    if not LEAST <= smallest <= MOST:
        raise ThresholdOutOfReach
    if not isinstance(row, Measure):
        return SmallestSet(occurred_at=act.at, row=row, smallest=smallest, reason=reason)
    if row not in OF_CHILDREN:
        raise NotAboutChildren
    return SmallestSet(occurred_at=act.at, measure=row, smallest=smallest, reason=reason)
