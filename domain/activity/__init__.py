"""One activity of a unit (*hoạt động*): held, or invited to and attended or declined; corrected or cancelled later.

Children are counted and never named. Nothing here stops an entry for lack of a condition: what a forum lacks is said
as a warning. A slip (a field of another kind, a day ahead, a place of another time) comes back with what was typed.

Source: DESIGN, section 4 (`Activity`); programme of 2024; LAW 1.2, 7, 8.
"""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from domain.activity.codes import ActivityKind, HeldLevel, WhyCancelled, WhyCorrected
from domain.activity.facts import (
    ActivityAttended,
    ActivityCancelled,
    ActivityCorrected,
    ActivityDeclined,
    ActivityFileAttached,
    ActivityFileWithdrawn,
    ActivityInvited,
    ActivityRecorded,
)
from domain.activity.held import Declining, Held, Invitation
from domain.activity.kinds import OF_ITS_OWN, SHEETS, is_said
from domain.activity.refusals import (
    ActivityAhead,
    ActivityIsCancelled,
    DaysInOrder,
    DistrictNotOfDay,
    FieldIsNeeded,
    FieldOfOtherKind,
    GoodsNeedValuation,
    KindStays,
    NeedsInvitation,
    NoInvitation,
    NothingHeld,
    PlaceNotOfDay,
    WorthIsMissing,
)
from domain.calendar import start_of_day, vietnam_day
from domain.files import Files
from domain.kernel import Act, State
from domain.units import TWO_TIERS_SINCE

Begun = ActivityRecorded | ActivityInvited
Further = (
    ActivityAttended
    | ActivityDeclined
    | ActivityCorrected
    | ActivityCancelled
    | ActivityFileAttached
    | ActivityFileWithdrawn
)


def activity_code(activity: UUID) -> str:
    """Return what an activity is called where no words of it must stand.

    >>> activity_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'HD-0123-ABCD-4567'
    """
    digits = activity.hex.upper()
    return f"HD-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


_CODE = re.compile(r"HD-([0-9A-F]{4})-([0-9A-F]{4})-([0-9A-F]{4})")


def activity_ids(code: str) -> tuple[UUID, UUID] | None:
    """Return the first and last id that a code can stand for; None when it is no such code.

    >>> activity_ids("BG.KN.0001.2026") is None
    True
    """
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    begin = "".join(found.groups())
    return UUID(hex=begin.ljust(32, "0")), UUID(hex=begin.ljust(32, "f"))


class Activity(State[Begun, Further]):
    """One activity."""

    unit: UUID
    kind: ActivityKind
    invitation: Invitation | None = None
    held: Held | None = None
    declined: bool = False
    cancelled: bool = False
    files: Files = Files()

    @classmethod
    def record(cls, unit: UUID, held: Held, act: Act) -> ActivityRecorded:
        """Enter an activity that was held.

        Raises:
            NeedsInvitation: A supervision or a course.
            AboutField: Something said does not fit the kind or the day.
        """
        if SHEETS[held.kind].is_invited:
            raise NeedsInvitation
        refuse_misfit(held, vietnam_day(act.at))
        return ActivityRecorded(occurred_at=start_of_day(held.held_on), unit=unit, held=held)

    @classmethod
    def invite(cls, unit: UUID, invitation: Invitation, act: Act) -> ActivityInvited:
        """Enter an invitation; the day it is for may lie ahead.

        Raises:
            NoInvitation: The kind is none that one is invited to.
            ActivityAhead: It is said to have come on a day that has not.
        """
        if not SHEETS[invitation.kind].is_invited:
            raise NoInvitation
        if invitation.invited_on > vietnam_day(act.at):
            raise ActivityAhead("invited_on")
        return ActivityInvited(
            occurred_at=start_of_day(invitation.invited_on), unit=unit, invitation=invitation
        )

    @classmethod
    def began(cls, stream: UUID, fact: Begun) -> Activity:
        """Return the state after the first fact."""
        match fact:
            case ActivityRecorded():
                return cls(id=stream, version=0, unit=fact.unit, kind=fact.held.kind, held=fact.held)
            case ActivityInvited(invitation=invitation):
                return cls(id=stream, version=0, unit=fact.unit, kind=invitation.kind, invitation=invitation)

    def apply(self, fact: Further) -> Activity:
        """Return the state after one more fact."""
        match fact:
            case ActivityAttended():
                return self.but(held=fact.held, declined=False)
            case ActivityDeclined():
                return self.but(held=None, declined=True)
            case ActivityCorrected():
                return self.but(held=fact.held)
            case ActivityCancelled():
                return self.but(cancelled=True)
            case ActivityFileAttached() | ActivityFileWithdrawn():
                return self.but(files=self.files.after(fact, self.version + 1))

    def attend(self, held: Held, act: Act) -> ActivityAttended:
        """Note that somebody took part; an answer given before is replaced.

        Raises:
            NoInvitation: There is none, or to another kind.
        """
        self._goes_on()
        if self.invitation is None or held.kind is not self.kind:
            raise NoInvitation
        refuse_misfit(held, vietnam_day(act.at))
        return ActivityAttended(occurred_at=start_of_day(held.held_on), held=held)

    def decline(self, declining: Declining, act: Act) -> ActivityDeclined:
        """Note that the invitation was declined; an answer given before is replaced."""
        self._goes_on()
        if self.invitation is None:
            raise NoInvitation
        return ActivityDeclined(occurred_at=act.at, declining=declining)

    def correct(self, held: Held, because: WhyCorrected, act: Act) -> ActivityCorrected:
        """Replace what was said.

        Raises:
            NothingHeld: An invitation that was not attended.
            KindStays: Another kind is said.
        """
        self._goes_on()
        if self.held is None:
            raise NothingHeld
        if held.kind is not self.kind:
            raise KindStays("kind")
        refuse_misfit(held, vietnam_day(act.at))
        return ActivityCorrected(occurred_at=act.at, held=held, because=because)

    def cancel(self, because: WhyCancelled, note: str, act: Act) -> ActivityCancelled:
        """Let it count no more."""
        self._goes_on()
        return ActivityCancelled(occurred_at=act.at, because=because, note=note)

    def _goes_on(self) -> None:
        if self.cancelled:
            raise ActivityIsCancelled


def refuse_misfit(held: Held, today: date) -> None:
    """Refuse what does not fit the kind or the day, naming the field.

    Raises:
        AboutField: The first field that does not fit.
    """
    _refuse_wrong_days(held, today)
    sheet = SHEETS[held.kind]
    for path in OF_ITS_OWN:
        if path not in sheet.asks and is_said(held, path):
            raise FieldOfOtherKind(path)
    for path in sheet.asks:
        if path in sheet.needs and not is_said(held, path):
            raise FieldIsNeeded(path)
    worth = held.worth
    if held.kind is ActivityKind.CONTRIBUTION and not worth.total_vnd:
        raise WorthIsMissing("worth.money_vnd")
    if worth.goods_vnd and worth.valuation is None:
        raise GoodsNeedValuation("worth.valuation")


def _refuse_wrong_days(held: Held, today: date) -> None:
    if held.held_on > today:
        raise ActivityAhead("held_on")
    if held.last_day < held.held_on:
        raise DaysInOrder("until")
    if held.last_day > today:
        raise ActivityAhead("until")
    unit = held.place.unit if held.place else None
    if unit is not None and not unit.valid_on(held.held_on):
        raise PlaceNotOfDay("place")
    if held.detail.level is HeldLevel.DISTRICT and held.held_on >= TWO_TIERS_SINCE:
        raise DistrictNotOfDay("detail.level")
