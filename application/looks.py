"""The access log read: who looked at one case, everything that was looked at, and what is to be reviewed each week.

Reading it is itself an entry of it. It holds ids and codes only, so nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.history import CaseFound, Histories, LookLine, NoSuchCase
from application.work import Question, Work
from domain.calendar import start_of_day, vietnam_day
from domain.codes import Code
from domain.identity import Day
from domain.kernel import Value

log = structlog.get_logger()

PAGE = 100
"""Entries on one page."""
REVIEW_DAYS = 7
"""Days that one review list covers. Source: DESIGN, section 8 (weekly)."""
RANDOM_READS = 20
"""Reads drawn by lot for each week, besides those that are always looked at. Source: quy ước nội bộ (SECURITY 2.3)."""
NIGHT = (22, 5)
"""From this hour to that, Vietnam time, a read is looked at. Source: quy ước nội bộ."""
MANY_FILES = 40
"""More files than this by one person within an hour are looked at. Source: quy ước nội bộ."""


class Outcome(Code, name="look-decision"):
    """What was decided."""

    PERMIT = "permit", "Cho phép", "Permitted"
    DENY = "deny", "Từ chối", "Denied"


class WhyReviewed(Code, name="why-reviewed"):
    """Why an entry is on the weekly list. Source: quy ước nội bộ."""

    GLASS = "glass", "Mở khẩn", "Broken glass"
    DENIED = "denied", "Bị từ chối", "Denied"
    NIGHT = "night", "Ban đêm", "At night"
    MANY = "many", "Nhiều hồ sơ trong một giờ", "Many files within an hour"
    DRAWN = "drawn", "Rút ngẫu nhiên", "Drawn by lot"


class TrailFilters(Value):
    """What may stand in the address: ids, codes and days."""

    account: UUID | None = None
    action: Action | None = None
    decision: Outcome | None = None
    since: Day | None = None
    until: Day | None = None
    before: int | None = Field(default=None, ge=1, le=2**62)
    """Entries older than this position."""


class SeeTrail(Question, TrailFilters):
    """See the access log, the latest first."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL


class SeeLooks(Question):
    """See who looked at one case."""

    ACTION: ClassVar[Action] = Action.SEE_LOOKS
    case_id: UUID
    after: int = 0
    lists: bool = False

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeReview(Question):
    """See what is to be reviewed of the week that a day lies in."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry, with the file code of its record when it has one."""

    look: LookLine
    record: UUID | None
    code: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page; `before` is where the next page starts, or None at the end."""

    lines: tuple[TrailLine, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class LooksPage:
    """Who looked at one case."""

    case: CaseFound
    looks: tuple[LookLine, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One entry to review, and why."""

    line: TrailLine
    why: tuple[WhyReviewed, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The list of one week, the same whoever asks for it and whenever."""

    first: date
    last: date
    lines: tuple[ReviewLine, ...]


class Trail(Protocol):
    """The access log."""

    def page(self, question: SeeTrail, most: int) -> Sequence[TrailLine]:
        """Return entries, the latest first."""

    def to_review(self, since: datetime, until: datetime, drawn: int) -> Sequence[ReviewLine]:
        """Return the entries of a time that are always looked at, and some drawn by lot, oldest first."""


def see_trail(question: SeeTrail, work: Work) -> TrailPage:
    """Return one page of the access log."""
    work.allow(question)
    lines = tuple(work.view(Trail).page(question, PAGE))  # type: ignore[type-abstract]
    log.info("trail_seen", entries=len(lines))
    return TrailPage(lines, lines[-1].look.position if len(lines) == PAGE else None)


def see_looks(question: SeeLooks, work: Work) -> LooksPage:
    """Return who looked at a case, oldest first.

    Raises:
        NoSuchCase: The record is of another kind.
    """
    work.allow(question)
    histories = work.view(Histories)  # type: ignore[type-abstract]
    case = histories.by_id(question.case_id)
    if case is None:
        raise NoSuchCase
    looks = tuple(histories.looks(case, question.after, PAGE, lists=question.lists))
    return LooksPage(case, looks, looks[-1].position if len(looks) == PAGE else None)


def see_review(question: SeeReview, work: Work) -> Review:
    """Return the review list of the week, from Monday to Sunday, that a day lies in; last week's by default."""
    work.allow(question)
    review = to_review(question.day, work)
    log.info("review_seen", entries=len(review.lines))
    return review


def to_review(day: date | None, work: Work) -> Review:
    """Return the list for whoever may see the access log; reading the list itself is up to the caller to record."""
    day = day or vietnam_day(work.now()) - timedelta(days=REVIEW_DAYS)
    first = day - timedelta(days=day.weekday())
    since, until = _bounds(first)
    lines = tuple(work.view(Trail).to_review(since, until, RANDOM_READS))  # type: ignore[type-abstract]
    return Review(first, first + timedelta(days=REVIEW_DAYS - 1), lines)


def _bounds(first: date) -> tuple[datetime, datetime]:
    since = start_of_day(first)
    return since, since + timedelta(days=REVIEW_DAYS)
