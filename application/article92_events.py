"""One event behind a figure, and why a figure of an earlier moment differs from that of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.codes import Code


@dataclass(frozen=True, slots=True)
class FigureEvent:
    """One event behind a figure: what, when, by which unit; the case only for whoever may open it."""

    mark: str
    """Its position for readers of the whole scope, else an opaque mark."""
    record_no: int | None
    """None: of a unit, which is no record of anybody."""
    topic: str
    day: date
    """On which it is counted."""
    occurred_at: datetime
    recorded_at: datetime
    unit: UUID | None
    delta: int
    case_id: UUID | None
    kind: str = ""
    """Kind of its record, of those that are no case; with it `record`, for whoever may open that."""
    record: UUID | None = None
    after: str = ""
    """Mark of the page that begins behind it."""


class Later(Code, name="figure-later"):
    """Why a figure of an earlier moment differs from that of today."""

    HAPPENED = "happened", "Diễn ra sau ngày đó", "Happened since"
    RECORDED = "recorded", "Vào sổ muộn", "Recorded late"
    CORRECTED = "corrected", "Đã sửa", "Corrected"

    @classmethod
    def by_day(cls, happened_on: date, asked_on: date) -> Later:
        """Return why something that corrects nothing came later: it was there already on the day asked for, or not."""
        return cls.RECORDED if happened_on <= asked_on else cls.HAPPENED
