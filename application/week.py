"""The weekly sheet: what is due in a week and what is overdue, by person, to print; without a name unless one asks.

Codes and days only, unless the reader ticks "in cả tên": that print is an entry of its own in the access log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.due_work import DueKind, DueWork, Span, Whose, due_of_all
from application.follow_up_log import NamedDay
from application.today import MOST_OF_ONE, DueSteps, whose_of
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.counselling import matter_code
from domain.kernel import FieldClass, Unknown, Value

log = structlog.get_logger()

DAYS = 7
"""Days of a sheet, from Monday."""


class WeekFilters(Value):
    """Which week, whose, and of one person alone."""

    day: NamedDay | None = None
    """Any day of the week; this week's when nothing is said."""
    whose: Whose | None = None
    person: UUID | None = None


class SeeWeek(Question, WeekFilters):
    """See the sheet of a week, by code."""

    ACTION: ClassVar[Action] = Action.SEE_TODAY


class PrintWeek(Question, WeekFilters):
    """See the sheet of a week with the names of the children, to print it."""

    ACTION: ClassVar[Action] = Action.PRINT_NAMES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person has to do in a week; nobody where nobody answers."""

    person: UUID | None
    rows: tuple[DueWork, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The sheets of a week; nobody is counted against anybody."""

    first: date
    last: date
    today: date
    whose: Whose
    with_names: bool
    sheets: tuple[Sheet, ...]
    total: int
    is_cut: bool
    """Whether more is due than a sheet holds."""

    def late(self, one: DueWork) -> int:
        """Return by how many days something is overdue today."""
        return one.days_late(self.today)


def see_week(question: SeeWeek | PrintWeek, work: Work) -> Week:
    """Return the sheets of a week: what is due in it, and in this week what is overdue as well.

    Raises:
        Unknown: The role has no case work.
    """
    work.allow(question)
    if not work.may(Action.SEE_LOG):
        raise Unknown
    today = vietnam_day(work.now())
    day = question.day or today
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=DAYS - 1)
    is_this_week = first <= today <= last
    span = Span(None if is_this_week else first, last, whose_of(question.whose, work))
    with_names = isinstance(question, PrintWeek)
    found, total = _steps(work, span, with_names=with_names)
    rows = [*found, *due_of_all(work, span)]
    if question.person is not None:
        rows = [row for row in rows if row.responsible == question.person]
    work.showed(dict.fromkeys(row.record_no for row in rows))
    log.info("week_seen", count=len(rows), kind="names" if with_names else "codes")
    return Week(
        first=first,
        last=last,
        today=today,
        whose=span.whose,
        with_names=with_names,
        sheets=_sheets(rows, work.reader.account),
        total=len(rows),
        is_cut=total > len(found),
    )


def _steps(work: Work, span: Span, *, with_names: bool) -> tuple[list[DueWork], int]:
    steps = work.view(DueSteps).between(  # type: ignore[type-abstract]
        span.first, span.last, most=MOST_OF_ONE, whose=span.whose
    )
    rows = [
        DueWork(
            kind=DueKind.CONSULTATION_STEP if step.is_consultation else DueKind.CASE_STEP,
            record_no=step.record_no,
            path=step.path,
            code=step.code or matter_code(step.stream),
            due_on=step.due_on,
            responsible=step.responsible,
            name=step.name,
            covered=step.covered,
        )
        for step in steps.rows
    ]
    return [row if with_names else replace(row, name="", covered=False) for row in rows], steps.total


def _sheets(rows: Sequence[DueWork], me: UUID) -> tuple[Sheet, ...]:
    """Return one sheet a person, the reader's first; the page orders the others by name."""
    people = sorted({row.responsible for row in rows}, key=lambda one: (one != me, one is None, str(one)))
    ordered = sorted(rows, key=lambda row: (row.due_on, row.record_no))
    return tuple(Sheet(one, tuple(row for row in ordered if row.responsible == one)) for one in people)
