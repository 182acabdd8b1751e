"""What cases, counselling, emergencies and opinions count in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from application.ledger import Recorded
from domain.article92 import FOLLOW_UP, Measure
from domain.calendar import vietnam_day
from domain.child_case import CaseDetailsSet, CaseOpened, CasePassedOn
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, ValuesHidden
from domain.child_case.intake import Circumstances
from domain.correction import Hiding
from domain.counselling import (
    ConsultationLogged,
    CounsellingOpened,
    SessionCorrected,
    SessionHidden,
    SessionMovedOut,
)
from domain.emergency import EmergencyNoted
from domain.follow_up_log import is_in_time
from domain.imported import CaseImported
from domain.referral.facts import OpinionApproved, ReferralSubmitted
from infrastructure.views.counted import (
    Before,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

feeds(*FOLLOW_UP, Measure.FORWARDED_ABUSE, Measure.EMERGENCIES, Measure.REFERRALS)


def _one(measure: Measure, at: datetime) -> Counted:
    return Counted(measure, vietnam_day(at))


def _alleged(circumstances: Circumstances) -> bool:
    return circumstances.allegation.calls_for_forwarding or bool(circumstances.abuse_types)


@placed_of.register
def _opened(fact: CaseOpened, recorded: Recorded) -> Place:
    return Place(fact.unit, _alleged(fact.details.circumstances))


@placed_of.register
def _details(fact: CaseDetailsSet, recorded: Recorded) -> Place:
    return Place(marked=_alleged(fact.details.circumstances))


@placed_of.register(CounsellingOpened)
@placed_of.register(EmergencyNoted)
def _unit(fact: CounsellingOpened | EmergencyNoted, recorded: Recorded) -> Place:
    return Place(fact.unit)


@counted_of.register
def _received(fact: CaseOpened, recorded: Recorded, place: Place) -> Iterator[Counted]:
    received_at = fact.received_at or fact.occurred_at
    yield from _reception(received_at, recorded.recorded_at)


@counted_of.register
def _imported(fact: CaseImported, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if fact.received_at is not None and not is_in_time(fact.received_at, recorded.recorded_at):
        yield _one(Measure.IMPORTED, fact.received_at)


@counted_of.register
def _passed_on(fact: CasePassedOn, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield from _forwarding(fact.occurred_at, is_alleged=bool(place.marked))


@counted_of.register
def _moved_in(fact: EntryMovedIn, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if fact.value.forwarding is not None:
        yield from _forwarding(fact.occurred_at, is_alleged=bool(place.marked))


@counted_of.register
def _consultation(fact: ConsultationLogged, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield _one(Measure.CONSULTATIONS, fact.occurred_at)


@counted_of.register
def _emergency(fact: EmergencyNoted, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield _one(Measure.EMERGENCIES, fact.occurred_at)


@counted_of.register
def _asked(fact: ReferralSubmitted, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield _one(Measure.REFERRALS, fact.occurred_at)


@counted_of.register
def _opinion(fact: OpinionApproved, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield _one(Measure.OPINIONS, fact.occurred_at)


@recount_of.register
def _session_corrected(fact: SessionCorrected) -> Recount:
    held_at = fact.consultation.held_at
    return Recount(
        fact.entry,
        lambda before: [_one(Measure.CONSULTATIONS, held_at)] if held_at and before.counts else None,
    )


@recount_of.register
def _entry_corrected(fact: EntryCorrected) -> Recount:
    return Recount(fact.entry, lambda before: _anew(fact, before))


@recount_of.register(ValuesHidden)
@recount_of.register(EntryMovedOut)
@recount_of.register(SessionHidden)
@recount_of.register(SessionMovedOut)
def _hidden(fact: Hiding) -> Recount | None:
    return Recount(fact.entry, lambda before: ()) if fact.instead is None else None


def _anew(fact: EntryCorrected, before: Before) -> Iterable[Counted] | None:
    """Return what a corrected entry counts in; None when its time was not corrected."""
    sent, reception = fact.value.forwarding, fact.value.reception
    if not before.counts:
        return None
    if sent is not None and sent.at is not None:
        return _forwarding(sent.at, is_alleged=Measure.FORWARDED_ABUSE in before.counts)
    if reception is not None and reception.received_at is not None:
        return _reception(reception.received_at, before.recorded_at)
    return None


def _forwarding(at: datetime, *, is_alleged: bool) -> Iterator[Counted]:
    yield _one(Measure.FORWARDED, at)
    if is_alleged:
        yield _one(Measure.FORWARDED_ABUSE, at)


def _reception(received_at: datetime, entered_at: datetime) -> Iterator[Counted]:
    yield _one(Measure.RECEIVED, received_at)
    if is_in_time(received_at, entered_at):
        yield _one(Measure.IN_TIME, received_at)
