"""The register of activities: a page of it by kind, unit and month, words of it searched, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from pydantic import BeforeValidator, Field

from application.access import Action
from application.article92 import Article92Figures
from application.follow_up_log import EARLIEST, LATEST
from application.scope import lists_hold
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.activity.codes import ActivityKind
from domain.calendar import vietnam_day
from domain.codes import Code
from domain.follow_up_log import percent
from domain.kernel import FieldClass, Line, Refused, Summary
from domain.text import matches, none_if_blank

PAGE_ROWS = 50
"""Activities on one page."""
WORDS_AT_ONCE = 10_000
"""So many activities have their words opened for one search. Source: DESIGN, section 6."""


class TooManyActivities(Refused):
    """More activities than are opened for one search."""

    vi = "Quá {most} hoạt động. Hãy chọn năm, đơn vị hoặc loại trước khi tìm."
    en = "More than {most} activities. Choose a year, a unit or a kind before searching."


class ActivityStanding(Code, name="activity-standing"):
    """How an activity stands."""

    HELD = "held", "Đã diễn ra", "Held"
    INVITED = "invited", "Chờ trả lời giấy mời", "Invitation not answered"
    DECLINED = "declined", "Đã từ chối", "Declined"
    CANCELLED = "cancelled", "Đã hủy, không tính", "Cancelled, not counted"


class SeeActivities(Question):
    """See the register of one's scope, all of it or narrowed."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    kind: Annotated[ActivityKind | None, BeforeValidator(none_if_blank)] = None
    unit: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    year: Annotated[int | None, Field(ge=EARLIEST.year, le=LATEST.year), BeforeValidator(none_if_blank)] = (
        None
    )
    month: Annotated[int | None, Field(ge=1, le=12), BeforeValidator(none_if_blank)] = None
    """Of the year; without a year it narrows nothing."""
    standing: Annotated[ActivityStanding | None, BeforeValidator(none_if_blank)] = None
    words: Summary[Line] = ""
    """Of topic, venue or donor, with or without marks; kept in the access log as a keyed hash only."""
    after: Line = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is asked for."""
        return any((self.kind, self.unit, self.year, self.standing))

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day asked for; None: every day."""
        if self.year is None:
            return None
        first = date(self.year, self.month or 1, 1)
        last = self.month or 12
        following = date(self.year + last // 12, last % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity in a list."""

    activity: UUID
    record_no: int
    kind: ActivityKind
    standing: ActivityStanding
    unit: UUID
    day: date
    place: str
    people: int
    instances: int | None
    worth_vnd: int
    topic: str
    """Opened for this page."""


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What the activities of one kind come to; cancelled ones count nowhere."""

    kind: ActivityKind
    held: int = 0
    pieces: int = 0
    people: int = 0
    children: int = 0
    instances: int = 0
    money_vnd: int = 0
    goods_vnd: int = 0
    invited: int = 0
    """Invitations that were answered, or whose day has come."""
    attended: int = 0
    ahead: int = 0
    """Invitations not answered whose day lies ahead."""

    @property
    def attended_percent(self) -> int | None:
        """Share of invitations that were followed; None ("không áp dụng") where there were none (LAW 1.2)."""
        return percent(self.attended, self.invited)


@dataclass(frozen=True, slots=True)
class ActivityRows:
    """A page of rows, latest first, and the mark of the next one."""

    rows: Sequence[ActivityRow]
    next: str = ""


class Activities(Protocol):
    """Activities of the reader's scope; their words are opened for the page that shows them."""

    def page(self, question: SeeActivities, limit: int) -> ActivityRows:
        """Return a page, the latest first.

        Raises:
            Malformed: The mark of the page is not one of ours.
        """

    def to_search(self, question: SeeActivities) -> Sequence[tuple[ActivityRow, str]]:
        """Return all that the filters leave, each with the words that are searched.

        Raises:
            TooManyActivities: More than are opened at once.
        """

    def totals(self, question: SeeActivities, today: date) -> Sequence[KindTotal]:
        """Return what they come to by kind, in the order of the list of kinds."""

    def years(self) -> Sequence[int]:
        """Return the years that have activities, latest first."""


@dataclass(frozen=True, slots=True)
class ActivityRegister:
    """A page of the register."""

    rows: Sequence[ActivityRow]
    next: str
    found: int | None
    """How many a search found; None where none was asked for."""
    totals: Sequence[KindTotal]
    years: Sequence[int]
    units: tuple[UnitRow, ...]
    """Units of the reader's scope, in the order of the tree."""
    day: date
    """Up to which the day of an invitation has come."""
    mark: str
    """The log position that the totals are of; an opaque mark for most roles."""


def see_activities(question: SeeActivities, work: Work) -> ActivityRegister:
    """Return a page of the register, or what a search finds, with the totals of what the filters leave.

    Raises:
        TooManyActivities: A search among too many.
        Malformed: The mark of the page is not one of ours.
    """
    work.allow(question)
    activities = work.view(Activities)  # type: ignore[type-abstract]
    words = question.words if isinstance(question.words, str) else ""
    found: int | None = None
    if words:
        among = activities.to_search(question)
        hits = [row for row, said in among if matches(words, said)]
        page, found = ActivityRows(hits[:PAGE_ROWS]), len(hits)
    else:
        page = activities.page(question, PAGE_ROWS)
    work.showed((row.record_no for row in page.rows), query=words or None)
    figures, today = work.view(Article92Figures), vietnam_day(work.now())  # type: ignore[type-abstract]
    return ActivityRegister(
        rows=page.rows,
        next=page.next,
        found=found,
        totals=activities.totals(question, today),
        years=activities.years(),
        units=tuple(
            row
            for row in work.view(Units).all()  # type: ignore[type-abstract]
            if lists_hold(work.reader, row.unit, Action.SEE_ACTIVITIES)
        ),
        day=today,
        mark=figures.mark(figures.position("")),
    )
