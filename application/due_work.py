"""Kinds of work with a day, besides the steps of cases and consultations: one list of sources for all pages.

Whoever adds a kind of work adds a member to `DueKind` and a `Source` to `SOURCES`; *Việc hôm nay*, the weekly sheet and
`/api/v1` then show it. A source says codes and days, never a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from application.access import Action
from application.transfer_desk import TransferRow, WorkTransfers
from application.work import Work
from domain.calendar import vietnam_day
from domain.codes import Code
from domain.work_transfer import ACCEPT_WITHIN


class Whose(StrEnum):
    """Whose work is shown."""

    MINE = "mine"
    UNIT = "unit"
    """Of every case and consultation that the reader's lists hold."""


class DueKind(Code, name="due-kind"):
    """What is to be done."""

    CASE_STEP = "case-step", "Việc hẹn của hồ sơ", "Step of a case"
    CONSULTATION_STEP = "consultation-step", "Việc hẹn sau tư vấn", "Step of a consultation"
    ANSWER_OFFER = "answer-offer", "Trả lời bàn giao", "Answer a hand-over"
    TAKE_BACK = "take-back", "Nhận lại việc sau khi vắng", "Take work back after an absence"


@dataclass(frozen=True, slots=True)
class DueWork:
    """One thing to do until a day; `name` is of the child, and only where it was asked for."""

    kind: DueKind
    record_no: int
    path: str
    code: str
    due_on: date
    responsible: UUID | None
    name: str = ""
    covered: bool = False

    def days_late(self, today: date) -> int:
        """Return by how many days it is overdue; 0 when it is not."""
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class Span:
    """From which day (None: from the first) until which, and whose."""

    first: date | None
    last: date
    whose: Whose

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return day <= self.last and (self.first is None or self.first <= day)


@dataclass(frozen=True, slots=True)
class Source:
    """Where one kind of work comes from, and whether *Việc hôm nay* lists it among the rest."""

    due: Callable[[Work, Span], Iterable[DueWork]]
    is_listed: bool = True
    """False for what has a section of its own on that page."""


def _offers(work: Work, span: Span) -> Iterable[DueWork]:
    moves, me = work.view(WorkTransfers), work.reader.account  # type: ignore[type-abstract]
    rows = [(row, me) for row in moves.offered_to_me()]
    for row, who in rows:
        yield _of_move(DueKind.ANSWER_OFFER, row, vietnam_day(row.offered_at + ACCEPT_WITHIN), who)


def _returns(work: Work, span: Span) -> Iterable[DueWork]:
    for row in work.view(WorkTransfers).to_take_back():  # type: ignore[type-abstract]
        day = row.absence.last or vietnam_day(work.now())
        yield _of_move(DueKind.TAKE_BACK, row, day, row.of)


def _of_move(kind: DueKind, row: TransferRow, due_on: date, who: UUID) -> DueWork:
    return DueWork(kind, row.record_no, f"/ban-giao/{row.transfer}", "", due_on, who)


SOURCES: list[Source] = [Source(_offers, is_listed=False), Source(_returns, is_listed=False)]
"""Every kind of work with a day but the steps; their own list is cut and counted (`application.today.DueSteps`)."""


def due_of_all(work: Work, span: Span) -> tuple[DueWork, ...]:
    """Return what every source holds of a span, the earliest first; nothing for roles without case work."""
    return _due(work, span, SOURCES)


def due_besides(work: Work, first: date | None, last: date, whose: Whose) -> tuple[DueWork, ...]:
    """Return what *Việc hôm nay* lists among the rest."""
    return _due(work, Span(first, last, whose), [one for one in SOURCES if one.is_listed])


def _due(work: Work, span: Span, sources: Iterable[Source]) -> tuple[DueWork, ...]:
    if not work.may(Action.SEE_LOG):
        return ()
    found = (one for source in sources for one in source.due(work, span) if span.holds(one.due_on))
    return tuple(sorted(found, key=lambda one: (one.due_on, one.record_no)))
