"""The chapter's desk: requests by state with age and term, work of each reviewer, and the figure of a quarter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import BeforeValidator, Field

from application.access import Action
from application.follow_up_log import EARLIEST, LATEST
from application.referral.desk import ReferralRow, Referrals
from application.scope import units_of
from application.units import UnitRow, Units
from application.work import Question, Work
from domain.calendar import holidays, vietnam_day
from domain.kernel import FieldClass
from domain.lists import UnitLevel
from domain.referral.deadlines import Life, Term, running_term
from domain.referral.figures import ChapterFigures, ChapterMeasure, Counted, Quarter, figures
from domain.referral.request import ReferralStage
from domain.text import none_if_blank

log = structlog.get_logger()

OPEN_STAGES = tuple(stage for stage in ReferralStage if stage.is_open)
"""Columns of the board, in the order of the work."""


class SeeBoard(Question):
    """See the board of one's chapters, and the work of each reviewer."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER


class SeeQuarter(Question):
    """See the figure of a quarter: counts alone, for the head, leaders of the association and inspectors."""

    ACTION: ClassVar[Action] = Action.SEE_CHAPTER_FIGURES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    quarter: int | None = Field(default=None, ge=1, le=4)
    chapter: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    """Only what this chapter was asked; None: all chapters of the reader's scope together."""
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""


class OpenQuarterFigure(SeeQuarter):
    """See the events behind one number of it; the head alone does, for they name requests."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    measure: ChapterMeasure


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One open request: how old it is, what is due until when, and who reviews."""

    row: ReferralRow
    age: int
    """Days since it was asked."""
    term: Term | None
    days_late: int
    reviewer: UUID | None


@dataclass(frozen=True, slots=True)
class Load:
    """What one reviewer has in hand."""

    reviewer: UUID
    in_hand: int
    overdue: int
    oldest: int
    """Age in days of the oldest."""


@dataclass(frozen=True, slots=True)
class Board:
    """The desk of the chapter head."""

    day: date
    columns: tuple[tuple[ReferralStage, tuple[BoardRow, ...]], ...]
    loads: tuple[Load, ...]

    @property
    def chapters(self) -> frozenset[str]:
        """The chapters that were asked."""
        return frozenset(row.row.chapter for _, rows in self.columns for row in rows)

    @property
    def total(self) -> int:
        """How many requests are open."""
        return sum(len(rows) for _, rows in self.columns)

    @property
    def overdue(self) -> int:
        """How many of them are past their internal term."""
        return sum(row.days_late > 0 for _, rows in self.columns for row in rows)


@dataclass(frozen=True, slots=True)
class QuarterPage:
    """The figure of a quarter, with what it takes to produce it again."""

    quarter: Quarter
    figures: ChapterFigures
    mark: str
    computed_at: datetime
    may_open: bool
    """Whether the reader may see the events behind a number."""
    chapter: UUID | None = None
    """Whose figure it is; None: of all chapters together."""


@dataclass(frozen=True, slots=True)
class QuarterEvent:
    """One event behind a number."""

    counted: Counted
    record_no: int
    mark: str


@dataclass(frozen=True, slots=True)
class QuarterEvents:
    """The events behind one number."""

    page: QuarterPage
    measure: ChapterMeasure
    events: tuple[QuarterEvent, ...]


class ChapterWork(Protocol):
    """What happened to requests, and when."""

    def lives(self, referrals: Collection[UUID]) -> Mapping[UUID, Life]:
        """Return what happened to each of these requests."""

    def in_span(
        self, action: Action, first: date, last: date, upto: int, chapter: UUID | None = None
    ) -> Mapping[UUID, Life]:
        """Return what happened, up to a position, to the requests on which the reader may do this in a span.

        Args:
            chapter: Only what this one was asked.
        """

    def position(self, mark: str) -> int:
        """Return the position of a mark; the present one for no mark.

        Raises:
            NoSuchPosition: The mark is not one of ours.
        """

    def mark(self, position: int) -> str:
        """Return the mark of a position."""

    def moment(self, position: int) -> datetime:
        """Return when the log stood at a position."""

    def record_numbers(self, referrals: Collection[UUID]) -> Mapping[UUID, int]:
        """Return the numbers of these records in the access log."""


def see_board(question: SeeBoard, work: Work) -> Board:
    """Return the board; which requests were shown is on the record."""
    work.allow(question)
    rows = work.view(Referrals).for_head(OPEN_STAGES)  # type: ignore[type-abstract]
    found = aged(rows, work)
    work.showed(sorted(row.record_no for row in rows))
    columns = tuple((stage, _in_order(found, stage)) for stage in OPEN_STAGES)
    board = Board(vietnam_day(work.now()), columns, _loads(found))
    log.info("chapter_board_seen", records=board.total, overdue=board.overdue)
    return board


def aged(rows: Sequence[ReferralRow], work: Work) -> tuple[BoardRow, ...]:
    """Return requests with age and term, as of now."""
    today, calendar = vietnam_day(work.now()), holidays()
    lives = work.view(ChapterWork).lives([row.referral_id for row in rows])  # type: ignore[type-abstract]
    found = []
    for row in rows:
        life = lives.get(row.referral_id, ())
        term = running_term(life, calendar)
        late = term.days_late(today) if term else 0
        age = (today - vietnam_day(row.asked_at)).days
        found.append(BoardRow(row, age, term, late, _reviewer(row, life)))
    return tuple(found)


def inbox(rows: Sequence[ReferralRow], work: Work) -> tuple[BoardRow, ...]:
    """Return what a reviewer has in hand, what is due first on top."""
    return tuple(sorted(aged(rows, work), key=_due_first))


def _due_first(row: BoardRow) -> tuple[int, date, int]:
    return -row.days_late, row.term.due_on if row.term else date.max, -row.age


def _reviewer(row: ReferralRow, life: Life) -> UUID | None:
    if row.stage in {ReferralStage.SUBMITTED, ReferralStage.RECUSED}:
        return None
    named = [mark.reviewer for mark in life if mark.reviewer is not None]
    return named[-1] if named else None


def _in_order(rows: Sequence[BoardRow], stage: ReferralStage) -> tuple[BoardRow, ...]:
    """Return the rows of a stage: the most overdue first, then what is due first."""
    own = [row for row in rows if row.row.stage is stage]
    return tuple(sorted(own, key=_due_first))


def _loads(rows: Sequence[BoardRow]) -> tuple[Load, ...]:
    of: dict[UUID, list[BoardRow]] = {}
    for row in rows:
        if row.reviewer is not None:
            of.setdefault(row.reviewer, []).append(row)
    loads = [
        Load(who, len(own), sum(one.days_late > 0 for one in own), max(one.age for one in own))
        for who, own in of.items()
    ]
    return tuple(sorted(loads, key=lambda load: (-load.in_hand, -load.overdue, str(load.reviewer))))


def see_quarter(question: SeeQuarter, work: Work) -> QuarterPage:
    """Return the figure of a quarter, as of a position of the log.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    work.allow(question)
    return quarter_of(question, work)


def open_quarter_figure(question: OpenQuarterFigure, work: Work) -> QuarterEvents:
    """Return the events behind one number.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    work.allow(question)
    page = quarter_of(question, work)
    counted = page.figures.counted[question.measure]
    desk = work.view(ChapterWork)  # type: ignore[type-abstract]
    numbers = desk.record_numbers({one.referral for one in counted})
    work.showed(sorted(set(numbers.values())))
    events = (
        QuarterEvent(one, numbers[one.referral], desk.mark(one.mark.position))
        for one in counted
        if one.referral in numbers
    )
    return QuarterEvents(page, question.measure, tuple(events))


def quarter_of(question: SeeQuarter, work: Work) -> QuarterPage:
    """Return the figure of a quarter for a question that was allowed."""
    desk = work.view(ChapterWork)  # type: ignore[type-abstract]
    upto = desk.position(question.as_of)
    moment = desk.moment(upto) if question.as_of else work.now()
    today = vietnam_day(moment)
    now = Quarter.of(today)
    quarter = Quarter(question.year or now.year, question.quarter or (now.number if not question.year else 1))
    lives = desk.in_span(question.ACTION, quarter.first, quarter.last, upto, question.chapter)
    log.info("chapter_quarter_seen", year=quarter.year, number=quarter.number, records=len(lives))
    may_open = work.may(Action.ASSIGN_REVIEWER)
    counted = figures(lives, quarter, holidays(), today)
    return QuarterPage(quarter, counted, desk.mark(upto), moment, may_open, question.chapter)


def chapters_of(action: Action, work: Work) -> Sequence[UnitRow]:
    """Return the chapters on whose requests the reader may do this."""
    scope = units_of(work.reader, action)
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    return [
        row for row in rows if row.level is UnitLevel.LEGAL_CHAPTER and (scope is None or row.unit in scope)
    ]
