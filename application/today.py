"""*Việc hôm nay*: what is overdue first, then what is due, what nobody took up, what was not passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.emergency import Emergencies, OpenEmergency
from application.follow_up_log import FollowUpLog, LogEntry
from application.referral.desk import ReferralRow, Referrals
from application.work import Question, Work
from domain.account import Role
from domain.calendar import vietnam_day
from domain.follow_up_log import DUE_SOON, Due, due
from domain.kernel import FieldClass
from domain.referral.request import ReferralStage

log = structlog.get_logger()

MOST_STEPS = 100
"""Steps shown; the overdue ones come first, so the page never hides one behind what is due later."""
MOST_TO_FORWARD = 50
"""Entries shown that were not passed on; the log has them all."""
_WITH_THE_REVIEWER = frozenset(
    {ReferralStage.CONFLICT_CHECK, ReferralStage.ASSIGNED, ReferralStage.IN_REVIEW}
)


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
    due_on: date
    responsible: UUID | None

    @property
    def path(self) -> str:
        """Where it is worked on."""
        if self.case_id is not None:
            return f"/ho-so/{self.case_id}"
        return f"/tu-van/{self.stream}" if self.is_consultation else f"/ho-so/{self.stream}"


class DueSteps(Protocol):
    """Steps that were agreed and not done."""

    def until(self, last: date, *, most: int) -> Sequence[DueStep]:
        """Return the reader's own steps due until a day, and for a supervisor those of the scope; earliest first."""


class SeeToday(Question):
    """See the day's work; the first page after signing in, for every role."""

    ACTION: ClassVar[Action] = Action.SEE_TODAY
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE


@dataclass(frozen=True, slots=True)
class Today:
    """The day's work of one person; parts that are not for the role are None."""

    day: date
    overdue: tuple[DueStep, ...]
    due_today: tuple[DueStep, ...]
    soon: tuple[DueStep, ...]
    emergencies: tuple[OpenEmergency, ...] | None
    to_forward: tuple[LogEntry, ...] | None
    referrals: tuple[ReferralRow, ...] | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits at all."""
        steps = self.overdue or self.due_today or self.soon
        return not (steps or self.emergencies or self.to_forward or self.referrals)


def see_today(question: SeeToday, work: Work) -> Today:
    """Return the day's work; whatever a role may not see is left out, not refused."""
    work.allow(question)
    day = vietnam_day(work.now())
    case_work = work.may(Action.SEE_LOG)
    steps: Sequence[DueStep] = ()
    emergencies: tuple[OpenEmergency, ...] | None = None
    to_forward: tuple[LogEntry, ...] | None = None
    if case_work:
        steps = work.view(DueSteps).until(day + DUE_SOON, most=MOST_STEPS)  # type: ignore[type-abstract]
        to_forward = tuple(work.view(FollowUpLog).not_forwarded(MOST_TO_FORWARD))  # type: ignore[type-abstract]
    if work.may(Action.SEE_EMERGENCIES):
        emergencies = tuple(work.view(Emergencies).waiting())  # type: ignore[type-abstract]
    referrals = _referrals(work) if work.may(Action.SEE_REFERRALS) else None
    today = Today(
        day=day,
        overdue=_those(steps, Due.OVERDUE, day),
        due_today=_those(steps, Due.TODAY, day),
        soon=_those(steps, Due.SOON, day),
        emergencies=emergencies,
        to_forward=to_forward,
        referrals=referrals,
    )
    work.showed(_shown(steps, today))
    log.info("today_seen", overdue=len(today.overdue), to_forward=len(to_forward or ()))
    return today


def _those(steps: Sequence[DueStep], when: Due, day: date) -> tuple[DueStep, ...]:
    return tuple(step for step in steps if due(step.due_on, day) is when)


def _referrals(work: Work) -> tuple[ReferralRow, ...]:
    """Return the requests on which this person is to act next."""
    desk = work.view(Referrals)  # type: ignore[type-abstract]
    rows = [
        row
        for row in desk.of_reader()
        if (row.asked_by_reader and row.stage is ReferralStage.OPINION_APPROVED)
        or (row.reviewed_by_reader and row.stage in _WITH_THE_REVIEWER)
    ]
    if Role.CHAPTER_HEAD in work.reader.roles:
        rows += [row for row in desk.for_head() if row.stage.waits_for_the_head]
    return tuple({row.referral_id: row for row in rows}.values())


def _shown(steps: Sequence[DueStep], today: Today) -> list[int]:
    numbers = [
        *(step.record_no for step in steps),
        *(call.record_no for call in today.emergencies or ()),
        *(entry.record_no for entry in today.to_forward or ()),
        *(row.record_no for row in today.referrals or ()),
    ]
    return list(dict.fromkeys(numbers))
