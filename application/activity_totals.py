"""What makes a total of the register of activities: its events, as known at any position, and what came since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol

import structlog
from pydantic import Field

from application.access import Action
from application.activities import SeeActivities
from application.article92 import (
    EVENTS_PAGE,
    Article92Figures,
    FigureEvent,
    KnownOn,
    Later,
    day_of,
    position_of,
)
from application.work import Work
from domain.activity.figures import RULE_VERSION, ActivityCount

log = structlog.get_logger()


class OpenActivityTotal(SeeActivities):
    """See the events behind one total of what the filters leave."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES
    count: ActivityCount
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None
    """As known at the end of this day; with a mark: the day up to which invitations have come."""
    page: int = Field(default=1, ge=1, le=100_000)


@dataclass(frozen=True, slots=True)
class OpenedActivityTotal:
    """A total and the events behind it."""

    asked: OpenActivityTotal
    count: int
    events: tuple[FigureEvent, ...]
    has_more: bool
    day: date
    mark: str
    known_at: datetime
    difference: int
    """By how much the total of today is more, invitations judged on the same day; 0 too when it is today's."""
    later: tuple[tuple[Later, FigureEvent], ...]
    """What makes the difference, event by event; one page."""
    rule_version: str = RULE_VERSION


class ActivityTotals(Article92Figures, Protocol):
    """Totals of the register by position; each event adds what it changed in them."""

    def made_of(self, question: OpenActivityTotal, day: date, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return a total as known at a position, and one page of its events; one more where there are more.

        Args:
            day: Up to which the day of an invitation has come.
        """

    def since(
        self, question: OpenActivityTotal, day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return by how much today differs from that position, and one page of the events that make it, with why."""


def open_activity_total(question: OpenActivityTotal, work: Work) -> OpenedActivityTotal:
    """Return what makes a total.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    work.allow(question)
    totals = work.view(ActivityTotals)  # type: ignore[type-abstract]
    upto = position_of(question, totals)
    day = day_of(question, totals, upto, work)
    count, events = totals.made_of(question, day, upto)
    difference, later = totals.since(question, day, upto)
    shown = [*events[:EVENTS_PAGE], *(event for _, event in later[:EVENTS_PAGE])]
    work.showed(event.record_no for event in shown if event.record_no is not None)
    log.info("activity_total_opened", measure=question.count.value, count=count)
    return OpenedActivityTotal(
        asked=question,
        count=count,
        events=tuple(events[:EVENTS_PAGE]),
        has_more=len(events) > EVENTS_PAGE,
        day=day,
        mark=totals.mark(upto),
        known_at=totals.moment(upto),
        difference=difference,
        later=tuple(later[:EVENTS_PAGE]),
    )
