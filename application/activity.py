"""Activities of a unit: entered, answered when invited to, corrected, cancelled; and each as whoever may see it.

A counsellor or head of a chapter enters for the own unit, a supervisor for units below too, the office for every unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.files import FileLine, lines, without_exposed
from application.ledger import Recorded
from application.scope import lists_hold
from application.unit_register import UnitOnDay, UnitRegister
from application.work import Command, Question, Work
from domain.activity import Activity
from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.activity.facts import ActivityAttended, ActivityCorrected, ActivityRecorded
from domain.activity.held import Declining, Held, Invitation
from domain.activity.refusals import UnitNotOfDay
from domain.covering import covered
from domain.kernel import FieldClass, Line, Summary, Unknown

log = structlog.get_logger()

SAYS_HELD = (ActivityRecorded, ActivityAttended, ActivityCorrected)
"""Facts that say the whole of what was held."""


class RecordActivity(Command):
    """Enter an activity that was held."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    unit: UUID
    held: Held


class EnterInvitation(Command):
    """Enter an invitation to a supervision or a course."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    unit: UUID
    invitation: Invitation


class AboutActivity(Command):
    """A command about one activity."""

    activity: UUID

    def record(self) -> UUID | None:
        """The activity."""
        return self.activity


class AttendActivity(AboutActivity):
    """Note that somebody took part in what one was invited to."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    held: Held


class DeclineActivity(AboutActivity):
    """Note that an invitation was declined."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    declining: Declining


class CorrectActivity(AboutActivity):
    """Say the whole of an activity again, as it is right."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    held: Held
    because: WhyCorrected
    version: int | None = None
    """At which the form was opened; None asks nothing."""


class CancelActivity(AboutActivity):
    """Let an activity or an invitation count no more."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    because: WhyCancelled
    note: Summary[Line] = ""


class OpenActivity(Question):
    """Open one activity."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    activity: UUID

    def record(self) -> UUID | None:
        """The activity."""
        return self.activity


class BeginActivity(Question):
    """Open the form of a new activity."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity with its facts, oldest first, and its files."""

    state: Activity
    history: Sequence[Recorded]
    files: Sequence[FileLine]


def record_activity(cmd: RecordActivity, work: Work) -> UUID:
    """Enter an activity that was held and return its id.

    Raises:
        Unknown: The unit is not the reader's to report for.
        UnitNotOfDay: It was not there on that day.
    """
    work.allow(cmd)
    return enter_held(cmd.unit, cmd.held, work)


def enter_held(unit: UUID, held: Held, work: Work) -> UUID:
    """Enter an activity after whoever asks was allowed to, and return its id.

    Raises:
        Unknown: The unit is not the reader's to report for.
        UnitNotOfDay: It was not there on that day.
    """
    held = _as_of_its_day(unit, held, work)
    activity = work.new_id()
    work.open(activity, Activity.record(unit, held, work.act))
    log.info("activity_recorded", stream_id=str(activity), kind=held.kind.value)
    return activity


def enter_invitation(cmd: EnterInvitation, work: Work) -> UUID:
    """Enter an invitation and return the id of the activity it begins."""
    work.allow(cmd)
    if not lists_hold(work.reader, cmd.unit, Action.RECORD_ACTIVITY):
        raise Unknown
    activity = work.new_id()
    work.open(activity, Activity.invite(cmd.unit, cmd.invitation, work.act))
    log.info("activity_invited", stream_id=str(activity), kind=cmd.invitation.kind.value)
    return activity


def attend_activity(cmd: AttendActivity, work: Work) -> None:
    """Note that somebody took part."""
    work.allow(cmd)
    activity = work.read(Activity, cmd.activity)
    held = _as_of_its_day(activity.unit, cmd.held, work)
    work.append(activity, activity.attend(held, work.act))
    log.info("activity_attended", stream_id=str(cmd.activity))


def decline_activity(cmd: DeclineActivity, work: Work) -> None:
    """Note that an invitation was declined."""
    work.allow(cmd)
    activity = work.read(Activity, cmd.activity)
    work.append(activity, activity.decline(cmd.declining, work.act))
    log.info("activity_declined", stream_id=str(cmd.activity))


def correct_activity(cmd: CorrectActivity, work: Work) -> None:
    """Replace what was said of an activity; old and new stay in its history, unless the old exposed somebody.

    Raises:
        Stale: Somebody else corrected it since the form was opened.
    """
    work.allow(cmd)
    activity = work.read(Activity, cmd.activity)
    work.unchanged_since(activity, cmd.version, among=SAYS_HELD)
    held = _as_of_its_day(activity.unit, cmd.held, work)
    work.append(activity, activity.correct(held, cmd.because, work.act))
    log.info("activity_corrected", stream_id=str(cmd.activity))


def cancel_activity(cmd: CancelActivity, work: Work) -> None:
    """Let an activity or an invitation count no more."""
    work.allow(cmd)
    activity = work.read(Activity, cmd.activity)
    work.append(activity, activity.cancel(cmd.because, cmd.note or "", work.act))
    log.info("activity_cancelled", stream_id=str(cmd.activity))


def open_activity(question: OpenActivity, work: Work) -> ActivityPage:
    """Return one activity."""
    work.allow(question)
    state = work.read(Activity, question.activity)
    history = tuple(_without_exposing(without_exposed(work.history(question.activity))))
    return ActivityPage(state=state, history=history, files=tuple(lines(history)))


def unit_on(unit: UUID, held: Held, work: Work) -> UnitOnDay:
    """Return the reporting unit as it was on the day of an activity.

    Raises:
        Unknown: It is not the reader's to report for.
        UnitNotOfDay: It was not founded yet, or had ended.
    """
    if not lists_hold(work.reader, unit, Action.RECORD_ACTIVITY):
        raise Unknown
    row = work.view(UnitRegister).of(unit, held.held_on)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    if row.founded_on > held.held_on or (row.ended_on is not None and row.ended_on < held.held_on):
        raise UnitNotOfDay("unit")
    return row


def _as_of_its_day(unit: UUID, held: Held, work: Work) -> Held:
    """Return what was held with the area as of that day: as said, else that of the unit (quy ước nội bộ)."""
    row = unit_on(unit, held, work)
    if held.in_difficult_area is not None:
        return held
    return held.model_copy(update={"in_difficult_area": row.is_difficult})


def _without_exposing(history: Iterable[Recorded]) -> Iterable[Recorded]:
    """Return facts without the words that a later correction took away because they exposed somebody.

    Source: DESIGN, section 3, rule 8.
    """
    facts = list(history)
    exposing = [
        index
        for index, one in enumerate(facts)
        if isinstance(one.fact, ActivityCorrected) and one.fact.because is WhyCorrected.EXPOSES
    ]
    last = exposing[-1] if exposing else 0
    for index, one in enumerate(facts):
        is_taken_away = index < last and isinstance(one.fact, SAYS_HELD)
        yield replace(one, fact=covered(one.fact)) if is_taken_away else one
