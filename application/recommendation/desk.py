"""Recommendations in lists and figures: codes, days and counts; titles only where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

from pydantic import Field

from application.access import Action
from application.work import Question, Work
from domain.calendar import holidays, vietnam_day
from domain.duties import Duty
from domain.kernel import Line, Refused, Value
from domain.recommendation.codes import (
    AgencyKind,
    Origin,
    RecommendationKind,
    RecommendationStage,
    Subject,
    Verdict,
)
from domain.recommendation.reminders import Overdue, escalate_from, overdue_spans, remind_on

PAGE = 50
"""Recommendations on one page."""
MOST_TITLES = 2_000
"""Most titles opened in memory for one search; more filters find fewer."""
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)


class TooManyTitles(Refused):
    """Titles are opened in memory, so a search needs a narrower scope."""

    vi = (
        "Phạm vi này có hơn {most} kiến nghị nên chưa thể tìm theo lời. Hãy lọc theo đơn vị, năm hoặc bước rồi tìm"
        " lại."
    )
    en = (
        "This scope holds more than {most} recommendations and cannot be searched by words."
        " Filter by unit, year or step first."
    )
    source = "Quy ước nội bộ"


class RecommendationFilters(Value):
    """What may stand in an address: codes, days and ids; never a word."""

    unit: UUID | None = None
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    kind: RecommendationKind | None = None
    origin: Origin | None = None
    subject: Subject | None = None
    stage: RecommendationStage | None = None
    agency: AgencyKind | None = None
    duty: Duty | None = None
    """The duty of article 92 that it stands under (`domain.recommendation.clause`)."""
    sent_in: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    """Only those that were conveyed in this year; to the kind of body that is asked for."""
    answered: bool = False
    """With `sent_in`: only those of which such a conveyance was answered."""
    open: bool = False
    """Only those in which something is still to be done."""
    overdue: bool = False
    """Only those of which a reply is overdue by our own convention."""
    after: str = ""
    """Mark of the page before, as it was given out."""


class SeeRecommendations(Question, RecommendationFilters):
    """See the register of recommendations, perhaps searched by words of their titles."""

    ACTION: ClassVar[Action] = Action.SEE_RECOMMENDATIONS
    words: Line = ""

    @property
    def is_filtered(self) -> bool:
        """Whether not all of the register is asked for."""
        return self.model_copy(update={"after": ""}) != SeeRecommendations()


@dataclass(frozen=True, slots=True)
class SentRow:
    """One conveyance of a recommendation."""

    version: int
    agency: AgencyKind
    on: date
    over: int | None
    acknowledged_on: date | None
    verdict: Verdict | None
    replied_on: date | None
    reminders: int
    escalated: bool

    @property
    def waits(self) -> bool:
        """Whether nobody answered, and it was not taken to a higher body."""
        return self.verdict is None and not self.escalated

    @property
    def remind_on(self) -> date:
        """The day from which the body is reminded; quy ước nội bộ."""
        return remind_on(self.agency, self.on, holidays())

    @property
    def escalate_from(self) -> date:
        """The day from which it may be taken to a higher body; quy ước nội bộ."""
        return escalate_from(self.on)

    def days_overdue(self, today: date) -> int:
        """By how many days the reply is overdue; 0 when it is not."""
        return max(0, (today - self.remind_on).days) if self.waits else 0


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """One recommendation in a list."""

    recommendation: UUID
    record_no: int
    code: str
    unit: UUID
    kind: RecommendationKind
    origin: Origin
    subject: Subject
    stage: RecommendationStage
    collected_on: date
    over_on: date | None
    """The day on which it was closed, withdrawn or merged."""
    sent: tuple[SentRow, ...] = ()
    title: str = ""
    covered: bool = False
    """Whether it is restricted and the proof of who is asking is not fresh: no word of it."""

    def age_days(self, today: date) -> int:
        """Days from collecting to its end, or to today."""
        return ((self.over_on or today) - self.collected_on).days

    def days_overdue(self, today: date) -> int:
        """By how many days the longest outstanding reply is overdue; 0 when none is."""
        if not self.stage.waits_for_reply:
            return 0
        return max((one.days_overdue(today) for one in self.sent), default=0)


@dataclass(frozen=True, slots=True)
class RecommendationRows:
    """Rows of one page, and the mark of the next."""

    rows: tuple[RecommendationRow, ...]
    next: str = ""
    found: int | None = None
    """How many a search by words found; None for other lists."""
    left_out: int = 0
    """Restricted ones whose titles a search left out, because the proof of who is asking is not fresh."""


class Recommendations(Protocol):
    """Recommendations within the reader's scope, straight from the fact rows."""

    def page(self, question: SeeRecommendations, today: date, late: Sequence[Overdue]) -> RecommendationRows:
        """Return one page, the latest collected first.

        Raises:
            TooManyTitles: The scope is too wide to search by words.
            Malformed: The mark of the page is not one of ours.
        """

    def of(self, recommendation: UUID) -> RecommendationRow | None:
        """Return one of them."""

    def by_code(self, code: str) -> UUID | None:
        """Return the one with this code."""

    def from_step(self, referral_id: UUID, step: int) -> UUID | None:
        """Return the one that was made of a recommended step; None where there is none, or it is not for the reader."""

    def of_case(self, case_id: UUID) -> Sequence[RecommendationRow]:
        """Return those that come from a case, the latest first."""

    def count_overdue(self, late: Sequence[Overdue]) -> int:
        """Return how many wait for a reply that is overdue."""

    def count_to_approve(self, account: UUID) -> int:
        """Return how many letters by others wait for approval."""


def see_recommendations(question: SeeRecommendations, work: Work) -> RecommendationRows:
    """Return one page of the register."""
    work.allow(question)
    today = vietnam_day(work.now())
    rows = work.view(Recommendations).page(question, today, late_spans(today))  # type: ignore[type-abstract]
    work.showed((one.record_no for one in rows.rows), query=question.words or None)
    return rows


def late_spans(today: date) -> tuple[Overdue, ...]:
    """Return the days of conveyance of which a reply is overdue today."""
    return tuple(overdue_spans(today, holidays()))
