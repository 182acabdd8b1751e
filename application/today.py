"""*Việc hôm nay*: emergencies nobody took up, abuse not passed on, what is overdue, due, soon, to hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.due_work import DueWork, Whose, due_besides
from application.emergency import Emergencies, WaitingEmergencies
from application.follow_up_log import FollowUpLog, LogEntry
from application.handover import HandOvers, Orphans
from application.notices import Notices, notices
from application.referral.board import BoardRow, inbox
from application.referral.desk import (
    LOOKED_AT_BY_HEADS,
    OF_THE_REVIEWER,
    OF_WHO_ASKED,
    OPEN_STAGES,
    NextStep,
    ReferralRow,
    Referrals,
    step_of_the_head,
    step_of_who_asked,
)
from application.report.reminding import ReportReminder, reports_to_remind
from application.transfer_desk import TransferRow, WorkTransfers
from application.vacancies import NOTHING_VACANT, Vacancies, vacancies_for
from application.waiting import OpenAsks, WaitingAsks
from application.work import Question, Work
from domain.account import Role
from domain.calendar import vietnam_day
from domain.follow_up_log import DUE_SOON
from domain.kernel import FieldClass

log = structlog.get_logger()

ONE_DAY = timedelta(days=1)
MOST_SHOWN = 20
"""Rows of one part; how many there are stands beside it, with the way to all of them."""
MOST_OF_ONE = 500
"""Rows of a part that is shown alone."""
EMERGENCIES_ON_A_PAGE = 50
"""Each is opened to be shown, so the part that shows them alone has pages."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """One thing agreed, of a case or of a consultation that stands alone."""

    stream: UUID
    record_no: int
    is_consultation: bool
    case_id: UUID | None
    code: str
    name: str
    """Of the child; empty when unknown, or when the consultation belongs to no case."""
    what: str
    """Empty for psychological counselling: its notes are never in a list (DESIGN, section 3, rule 10)."""
    is_psychological: bool
    due_on: date
    responsible: UUID | None
    covered: bool = False
    """Whether name and words wait for a fresh proof, because the case is restricted."""

    @property
    def path(self) -> str:
        """Where it is worked on."""
        if self.case_id is not None:
            return f"/ho-so/{self.case_id}"
        return f"/tu-van/{self.stream}" if self.is_consultation else f"/ho-so/{self.stream}"


class Part(StrEnum):
    """One part of the day's work, to be shown alone and whole."""

    EMERGENCIES = "emergencies"
    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    HAND_OVER = "hand-over"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Steps:
    """The first steps of a span of days, and how many there are."""

    rows: tuple[DueStep, ...] = ()
    total: int = 0


class DueSteps(Protocol):
    """Steps that were agreed and not done."""

    def between(self, first: date | None, last: date, *, most: int, whose: Whose) -> Steps:
        """Return steps due in a span, the reader's own or those of the scope; earliest first."""


class SeeToday(Question):
    """See the day's work; the first page after signing in, for every role."""

    ACTION: ClassVar[Action] = Action.SEE_TODAY
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE
    part: Part | None = None
    """One part alone, with all its rows."""
    whose: Whose | None = None
    """None: one's own; for a supervisor those of the scope."""
    after: UUID | None = None
    """The emergency after which the part of emergencies goes on."""


@dataclass(frozen=True, slots=True)
class WaitingReferrals:
    """Requests to the chapter that wait for the same step of this person."""

    step: NextStep
    rows: tuple[BoardRow, ...]
    """With the internal term of each, what is overdue first."""
    total: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of work: to be answered, to be taken back, to be looked at by a supervisor."""

    waiting: tuple[TransferRow, ...] = ()
    to_take_back: tuple[TransferRow, ...] = ()
    to_look_at: tuple[TransferRow, ...] = ()

    @property
    def rows(self) -> tuple[TransferRow, ...]:
        """Every move that is shown."""
        return (*self.waiting, *self.to_take_back, *self.to_look_at)


@dataclass(frozen=True, slots=True)
class Today:
    """The day's work of one person; parts that are not for the role are None."""

    day: date
    overdue: Steps
    due_today: Steps
    soon: Steps
    emergencies: WaitingEmergencies | None
    to_forward: tuple[LogEntry, ...] | None
    to_forward_total: int
    hand_over: Orphans | None
    unattended: tuple[tuple[UUID, int], ...]
    """Units in which something waits to be handed over and no supervisor is above; for administrators."""
    referrals: tuple[WaitingReferrals, ...] | None
    notices: Notices
    reports: tuple[ReportReminder, ...]
    """Reports of ended periods that did not go out: an internal reminder, below all other work."""
    asked: WaitingAsks
    """What authorities wait for."""
    whose: Whose
    moves: Moves = Moves()
    vacancies: Vacancies = NOTHING_VACANT
    """Duties that nobody can do; for administrators and supervisors."""
    more: tuple[DueWork, ...] = ()
    """What other kinds of work are due, overdue or soon (`application.due_work`)."""

    @property
    def steps(self) -> tuple[DueStep, ...]:
        """Every step that is shown."""
        return (*self.overdue.rows, *self.due_today.rows, *self.soon.rows)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits at all."""
        handed = (self.hand_over and self.hand_over.total) or self.unattended
        urgent = (self.emergencies and self.emergencies.total) or self.to_forward
        moved = self.moves.rows or self.more or self.asked.rows
        vacant = self.vacancies.any
        return not (vacant or self.steps or urgent or self.referrals or handed or moved or self.notices.any)


def see_today(question: SeeToday, work: Work) -> Today:
    """Return the day's work; whatever a role may not see is left out, not refused."""
    work.allow(question)
    day, part = vietnam_day(work.now()), question.part
    case_work, all_parts = work.may(Action.SEE_LOG), part is None
    to_forward, total = _to_forward(work) if case_work and all_parts else (None, 0)
    today = Today(
        day=day,
        overdue=_steps(work, question, Part.OVERDUE, None, day - ONE_DAY) if case_work else Steps(),
        due_today=_steps(work, question, Part.TODAY, day, day) if case_work else Steps(),
        soon=_steps(work, question, Part.SOON, day + ONE_DAY, day + DUE_SOON) if case_work else Steps(),
        emergencies=_emergencies(work, question) if work.may(Action.SEE_EMERGENCIES) else None,
        to_forward=to_forward,
        to_forward_total=total,
        hand_over=_hand_over(work, question) if case_work else None,
        unattended=_unattended(work) if all_parts and work.may(Action.MANAGE_ACCOUNTS) else (),
        referrals=waiting_referrals(work) if all_parts and work.may(Action.SEE_REFERRALS) else None,
        notices=notices(work) if all_parts else Notices(),
        reports=reports_to_remind(work) if all_parts else (),
        asked=_asked(work, question) if case_work else WaitingAsks(),
        whose=whose_of(question.whose, work),
        moves=_moves(work) if all_parts and case_work else Moves(),
        vacancies=vacancies_for(work) if all_parts else NOTHING_VACANT,
        more=due_besides(work, None, day + DUE_SOON, whose_of(question.whose, work)) if all_parts else (),
    )
    work.showed(_shown(today))
    log.info("today_seen", overdue=today.overdue.total, to_forward=total)
    return today


def _most(question: SeeToday, part: Part) -> int:
    """Return how many rows of a part are shown: few among others, many alone, none when another is asked for."""
    if question.part is None:
        return MOST_SHOWN
    return MOST_OF_ONE if question.part is part else 0


def _steps(work: Work, question: SeeToday, part: Part, first: date | None, last: date) -> Steps:
    most = _most(question, part)
    if not most:
        return Steps()
    whose = whose_of(question.whose, work)
    return work.view(DueSteps).between(first, last, most=most, whose=whose)  # type: ignore[type-abstract]


def whose_of(asked: Whose | None, work: Work) -> Whose:
    """Return whose work is shown: what was asked for, else one's own, and for a supervisor that of the scope."""
    supervises = Role.SUPERVISOR in work.reader.roles
    return asked or (Whose.UNIT if supervises else Whose.MINE)


def _moves(work: Work) -> Moves:
    moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
    return Moves(tuple(moves.offered_to_me()), tuple(moves.to_take_back()), tuple(moves.to_look_at()))


def _asked(work: Work, question: SeeToday) -> WaitingAsks:
    most = _most(question, Part.ASKED)
    return work.view(OpenAsks).waiting(most=most) if most else WaitingAsks()  # type: ignore[type-abstract]


def _hand_over(work: Work, question: SeeToday) -> Orphans | None:
    most = _most(question, Part.HAND_OVER)
    return work.view(HandOvers).waiting(most) if most else None  # type: ignore[type-abstract]


def _unattended(work: Work) -> tuple[tuple[UUID, int], ...]:
    return tuple(work.view(HandOvers).unattended())  # type: ignore[type-abstract]


def _emergencies(work: Work, question: SeeToday) -> WaitingEmergencies | None:
    most = EMERGENCIES_ON_A_PAGE if question.part is Part.EMERGENCIES else _most(question, Part.EMERGENCIES)
    return work.view(Emergencies).waiting(most, question.after) if most else None  # type: ignore[type-abstract]


def _to_forward(work: Work) -> tuple[tuple[LogEntry, ...], int]:
    reading = work.view(FollowUpLog)  # type: ignore[type-abstract]
    return tuple(reading.not_forwarded(MOST_SHOWN)), reading.count_not_forwarded()


def waiting_referrals(work: Work) -> tuple[WaitingReferrals, ...]:
    """Return the requests on which this person is to act next, by what is to be done."""
    desk = work.view(Referrals)  # type: ignore[type-abstract]
    waiting: dict[NextStep, dict[UUID, ReferralRow]] = {step: {} for step in NextStep}
    if Role.CHAPTER_HEAD in work.reader.roles:
        for row in desk.for_head(LOOKED_AT_BY_HEADS):
            head = step_of_the_head(row)
            if head is not None:
                waiting[head][row.referral_id] = row
        waiting[NextStep.REASSIGN] |= {row.referral_id: row for row in desk.to_reassign()}
    for row in desk.of_reader({*OF_THE_REVIEWER, *OF_WHO_ASKED, *OPEN_STAGES}):
        step = step_of_who_asked(row) if row.asked_by_reader else None
        step = step or (OF_THE_REVIEWER.get(row.stage) if row.reviewed_by_reader else None)
        if step is not None:
            waiting[step][row.referral_id] = row
    rows = {step: tuple(found.values()) for step, found in waiting.items() if found}
    return tuple(
        WaitingReferrals(step, inbox(some, work)[:MOST_SHOWN], len(some)) for step, some in rows.items()
    )


def _shown(today: Today) -> list[int]:
    numbers = [
        *(step.record_no for step in today.steps),
        *(ask.record_no for ask in today.asked.rows),
        *(call.record_no for call in (today.emergencies.rows if today.emergencies else ())),
        *(entry.record_no for entry in today.to_forward or ()),
        *(orphan.record_no for orphan in (today.hand_over.rows if today.hand_over else ())),
        *(one.row.record_no for waiting in today.referrals or () for one in waiting.rows),
        *(row.record_no for row in today.moves.rows),
        *(one.record_no for one in today.more),
    ]
    return list(dict.fromkeys(numbers))
