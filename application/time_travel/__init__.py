"""Time travel: a case as it was known, or as it happened; the difference; who could see it; why a cell says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from pydantic import Field

from application.access import Action
from application.child_case import hidden_classes
from application.corrections import cover
from application.files import without_exposed
from application.follow_up_log import EARLIEST, LATEST
from application.history import CaseFound, Histories, LookLine, NoSuchCase
from application.ledger import Recorded
from application.own_page import on_its_own_page
from application.time_travel.could_see import CouldSee, could_see
from application.time_travel.past import (
    By,
    Cell,
    CellChange,
    Moment,
    Past,
    PastLine,
    differences,
    explained,
    past_of,
)
from application.work import Question, Work
from domain.calendar import end_of_day, start_of_day
from domain.covering import covered
from domain.identity import Day
from domain.kernel import FieldClass, Value

W = TypeVar("W", bound="When")

MOST_LOOKS = 200
"""Looks of one day on the page; the rest is in the history's own list."""
_TIMELINE = ("case.", "counselling.", "referral.", "emergency.", "restriction.")
"""Topics whose words a case page shows to whom it is open; of others only that it happened."""


class When(Value):
    """One moment as it is asked for: a day with or without an hour (Vietnam time), or a position of the log."""

    by: By = By.RECORDED
    day: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    hour: time | None = None
    """None: the end of the day."""
    position: Annotated[int, Field(ge=0, le=2**62)] | None = None


class Span(When):
    """A moment, and perhaps a later one to compare it with."""

    to_day: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    to_hour: time | None = None
    to_position: Annotated[int, Field(ge=0, le=2**62)] | None = None

    @property
    def until(self) -> When | None:
        """The second moment."""
        if self.by is By.POSITION:
            return None if self.to_position is None else When(by=self.by, position=self.to_position)
        return None if self.to_day is None else When(by=self.by, day=self.to_day, hour=self.to_hour)


@dataclass(frozen=True, slots=True)
class Decided:
    """The entry of the access log with which an event was decided: on which basis, under which policy."""

    position: int
    action: str
    role: str
    basis: str
    policy: str


@dataclass(frozen=True, slots=True)
class RowCell:
    """One column of the follow-up log's row with the position of the event that made it."""

    column: str
    value: Any
    position: int


class Pasts(Protocol):
    """Both logs, read back."""

    def events(self, case_id: UUID, *, opened: bool) -> Sequence[Recorded]:
        """Return every fact of a case and of what belongs to it, as recorded; without keys unless opened."""

    def position_at(self, at: datetime) -> int:
        """Return the last position recorded by a time; 0 when there is none."""

    def recorded_at(self, position: int) -> datetime | None:
        """Return when the last event up to a position was recorded."""

    def last(self) -> int:
        """Return the last position of the log."""

    def rights(self, case_id: UUID, upto: int) -> Sequence[Recorded]:
        """Return the facts up to a position that give or take rights on a case, without keys."""

    def looks(self, case: CaseFound, since: datetime, until: datetime, most: int) -> Sequence[LookLine]:
        """Return who looked at a case, or was refused, in a time; lists that showed it among them."""

    def decided(self, event: Recorded, case_id: UUID) -> Decided | None:
        """Return the decision under which an event was recorded; None where the service itself acted."""

    def row(self, case_id: UUID, upto: int) -> Sequence[RowCell]:
        """Return the columns of the case's row in the follow-up log at a position, by replay."""


class OfCase(Question):
    """A question about one case of the past."""

    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeePast(OfCase, Span):
    """See a case at a moment of the past, without what is personal, with who could see it and who did."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


class OpenPast(OfCase, Span):
    """Open a case at a moment of the past, as far as its page is open to the reader."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH


class SeeCells(OfCase, When):
    """See which event made each field of a case, without what is personal."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


class OpenCells(OfCase, When):
    """See which event made each field of a case, as far as its page is open to the reader."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH


@dataclass(frozen=True, slots=True)
class PastPage:
    """A case at a moment, and what changed until the second one; `could` and `looks` are for who sees its history."""

    case: CaseFound
    past: Past
    is_open: bool
    until: Past | None = None
    changes: tuple[CellChange, ...] = ()
    between: tuple[PastLine, ...] = ()
    could: tuple[CouldSee, ...] = ()
    looks: tuple[LookLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CellsPage:
    """Each field of a case, and each column of its row in the follow-up log, with the event that made it."""

    case: CaseFound
    moment: Moment
    is_open: bool
    cells: tuple[Cell, ...]
    row: tuple[RowCell, ...]
    made_by: dict[int, Recorded]
    """The events of the row's cells, by position."""


def see_past(question: SeePast | OpenPast, work: Work) -> PastPage:
    """Return a case at a moment of the past, as its history or as its page.

    Raises:
        NoSuchCase: The record is of another kind.
    """
    work.allow(question)
    is_open = isinstance(question, OpenPast)
    case, events = _read(question.case_id, work, is_open=is_open)
    pasts = work.view(Pasts)  # type: ignore[type-abstract]
    asked = _by_time(question) if is_open else question
    moment = moment_of(asked, pasts, work.now())
    past = past_of(case.case_id, events, moment)
    page = PastPage(case, past, is_open)
    if asked.until is not None:
        page = _compared(page, events, moment_of(asked.until, pasts, work.now()))
    if is_open:
        return page
    day = moment.at + timedelta(microseconds=1)
    looks = pasts.looks(case, day - timedelta(days=1), day, MOST_LOOKS)
    could = could_see(case.case_id, pasts.rights(case.case_id, moment.position), moment.at)
    return replace(page, could=could, looks=tuple(looks))


def _by_time(asked: W) -> W:
    """Return what is asked by time: positions of the log are for roles of the whole scope alone (DESIGN, section 6)."""
    return asked.model_copy(update={"by": By.RECORDED}) if asked.by is By.POSITION else asked


def _compared(page: PastPage, events: Sequence[Recorded], moment: Moment) -> PastPage:
    """Return the page with the difference between two moments, the earlier first, whichever was asked first."""
    first, last = page.past, past_of(page.case.case_id, events, moment)
    if (last.moment.at, last.moment.position) < (first.moment.at, first.moment.position):
        first, last = last, first
    there = {(one.recorded.stream, one.recorded.version) for one in first.lines}
    between = tuple(one for one in last.lines if (one.recorded.stream, one.recorded.version) not in there)
    changes = differences(first.state, last.state)
    return replace(page, past=first, until=last, changes=changes, between=between)


def see_cells(question: SeeCells | OpenCells, work: Work) -> CellsPage:
    """Return which event made each cell of a case.

    Raises:
        NoSuchCase: The record is of another kind.
    """
    work.allow(question)
    is_open = isinstance(question, OpenCells)
    case, events = _read(question.case_id, work, is_open=is_open)
    pasts = work.view(Pasts)  # type: ignore[type-abstract]
    moment = moment_of(_by_time(question) if is_open else question, pasts, work.now())
    row = tuple(pasts.row(case.case_id, moment.position))
    known = {one.position: one for one in events}
    made_by = {one.position: known[one.position] for one in row if one.position in known}
    cells = explained(case.case_id, events, moment.position)
    return CellsPage(case, moment, is_open, cells, row, made_by)


def _read(case_id: UUID, work: Work, *, is_open: bool) -> tuple[CaseFound, list[Recorded]]:
    """Return the case and its facts: without keys, or as far as its page is open to the reader."""
    case = work.view(Histories).by_id(case_id)  # type: ignore[type-abstract]
    if case is None:
        raise NoSuchCase
    events = work.view(Pasts).events(case_id, opened=is_open)  # type: ignore[type-abstract]
    if not is_open:
        return case, list(events)
    hidden = hidden_classes(case_id, work)
    told = (one if one.stream == case_id else _on_the_page(one) for one in events)
    shown = [cover(one, hidden) if hidden else one for one in without_exposed(told)]
    work.showed(one.position for one in shown if one.version == 0)
    return case, shown


def _on_the_page(one: Recorded) -> Recorded:
    if not one.envelope.topic.startswith(_TIMELINE):
        return replace(one, fact=covered(one.fact))
    return on_its_own_page(one)


def moment_of(when: When, pasts: Pasts, now: datetime) -> Moment:
    """Return the moment that is meant; nothing said means now."""
    if when.by is By.POSITION:
        last = pasts.last()
        position = last if when.position is None else min(when.position, last)
        return Moment(when.by, position, pasts.recorded_at(position) or now)
    at = now
    if when.day is not None and when.hour is not None:
        at = start_of_day(when.day) + timedelta(hours=when.hour.hour, minutes=when.hour.minute, seconds=59)
    elif when.day is not None:
        at = end_of_day(when.day) - timedelta(microseconds=1)
    return Moment(when.by, pasts.position_at(at), at)
