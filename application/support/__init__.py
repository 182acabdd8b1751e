"""Needs of support: entered, checked by a second person, introduced by the office, followed to the report back.

A counsellor, supervisor or head enters for the own unit, the office for every unit. Who the child is stays in the
case; a donor is told on the case's own consent alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar
from uuid import UUID

import structlog

from application.access import Action
from application.activity import enter_held
from application.ledger import Recorded
from application.one_child import MergedFiles, others_of
from application.recommendation import FromCase
from application.same_person import as_one
from application.scope import lists_hold
from application.support.desk import ListRow, SupportNeeds
from application.units import Units
from application.work import Command, Question, Work
from domain.activity import Activity
from domain.activity.codes import ActivityKind, WhyCancelled
from domain.activity.held import Detail, Held
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.consent import Consent, ConsentGiven
from domain.covering import covered
from domain.kernel import Erased, FieldClass, Unknown, fold
from domain.support import SupportNeed
from domain.support.codes import SupportCounting, broad_age
from domain.support.facts import SupportDelivered, SupportReleased
from domain.support.parts import (
    Check,
    Correction,
    Delivery,
    DeliveryCancel,
    Introduction,
    Need,
    Part,
    Release,
    Tie,
)
from domain.support.protection import any_bars
from domain.support.refusals import NoSuchDelivery
from domain.support.taking import take

log = structlog.get_logger()
N = TypeVar("N", bound=Need)

WHO_IT_IS = frozenset({FieldClass.IDENTITY, FieldClass.CONTACT, FieldClass.SUMMARY})
"""Classes that whoever only inspects does not see."""


class EnterSupport(Command):
    """Enter a need of a child."""

    ACTION: ClassVar[Action] = Action.WORK_ON_SUPPORT
    unit: UUID
    need: Need
    case_id: UUID | None = None


class AboutSupport(Command):
    """A command about one need."""

    need: UUID

    def record(self) -> UUID | None:
        """The need."""
        return self.need


class WorkOnSupport(AboutSupport):
    """Enter what became of it."""

    ACTION: ClassVar[Action] = Action.WORK_ON_SUPPORT
    part: Part


class CheckSupport(AboutSupport):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.CHECK_SUPPORT
    part: Check = Check()


class IntroduceSupport(AboutSupport):
    """Let partners see it, without identity."""

    ACTION: ClassVar[Action] = Action.INTRODUCE_SUPPORT
    part: Introduction = Introduction()


class ReleaseIdentity(AboutSupport):
    """Note that a donor was told who the child is."""

    ACTION: ClassVar[Action] = Action.WORK_ON_SUPPORT
    part: Release


class TieSupport(AboutSupport):
    """Tie a need to the child's case."""

    ACTION: ClassVar[Action] = Action.WORK_ON_SUPPORT
    part: Tie


class OpenSupport(Question):
    """Open one need."""

    ACTION: ClassVar[Action] = Action.SEE_SUPPORT
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    need: UUID

    def record(self) -> UUID | None:
        """The need."""
        return self.need


class BeginSupport(Question):
    """Open the form of a new need."""

    ACTION: ClassVar[Action] = Action.WORK_ON_SUPPORT


@dataclass(frozen=True, slots=True)
class SupportPage:
    """One need with its facts, oldest first, and the lists on which it stood."""

    state: SupportNeed
    history: Sequence[Recorded]
    lists: Sequence[ListRow]
    lapsed: Mapping[int, SupportReleased]
    """Releases whose consent does not stand today; the state holds the others alone."""


def support_code(need: UUID, letters: str = "HT") -> str:
    """Return what a need, or a list, is called outside: nothing of it tells unit, place or order of entry.

    >>> support_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'HT-0123-ABCD-4567'
    """
    digits = need.hex.upper()
    return f"{letters}-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def enter_support(cmd: EnterSupport, work: Work) -> UUID:
    """Enter a need and return its id; of a child with a case, for the unit of the case and with the child's age.

    Raises:
        Unknown: The case or the unit is not the reader's to work for.
    """
    if cmd.case_id is not None:
        work.allow(FromCase(case_id=cmd.case_id))
    work.allow(cmd)
    unit, said = cmd.unit, cmd.need
    if cmd.case_id is not None:
        case = work.read(ChildCase, cmd.case_id)
        unit, said = case.unit, _as_the_case_says(said, case)
    elif not lists_hold(work.reader, unit, Action.WORK_ON_SUPPORT):
        raise Unknown
    else:
        unit = work.view(Units).of(unit).unit  # type: ignore[type-abstract]
    need = work.new_id()
    work.open(need, SupportNeed.enter(unit, support_code(need), said, work.act, cmd.case_id))
    log.info("support_entered", stream_id=str(need), kind=said.kind.value)
    return need


def work_on_support(cmd: WorkOnSupport, work: Work) -> None:
    """Enter what became of a need; what was handed over is counted by the same act, once."""
    work.allow(cmd)
    one, part = work.read(SupportNeed, cmd.need), cmd.part
    if isinstance(part, Correction) and one.case_id is not None:
        part = _as_the_case_says(part, work.read(ChildCase, one.case_id))
    facts = [
        _counted(one, fact, work) if isinstance(fact, SupportDelivered) else fact
        for fact in take(one, part, work.act)
    ]
    if isinstance(part, DeliveryCancel):
        _uncount(one, part, work)
    work.append(one, *facts)
    log.info("support_entry", stream_id=str(cmd.need), kind=type(part).__name__)


def tie_support(cmd: TieSupport, work: Work) -> None:
    """Tie a need to the child's case; whoever may add to the case may.

    Raises:
        Unknown: There is no such case, or it is not for the reader.
        TiedAlready: The need belongs to a case.
    """
    work.allow(cmd)
    code = "" if isinstance(cmd.part.code, Erased) else cmd.part.code
    case_id = work.view(MergedFiles).by_code(code.strip().upper())  # type: ignore[type-abstract]
    if case_id is None:
        raise Unknown
    work.allow(FromCase(case_id=case_id))
    one, case = work.read(SupportNeed, cmd.need), work.read(ChildCase, case_id)
    barred = any_bars([case, *others_of(case_id, work)])
    work.append(one, *one.tie(case, work.act, barred=barred))
    log.info("support_tied", stream_id=str(cmd.need))


def check_support(cmd: CheckSupport, work: Work) -> None:
    """Agree as somebody else than whoever entered or last corrected it.

    Raises:
        SecondPersonNeeded: It is their own, or of another account of the same person.
    """
    work.allow(cmd)
    one = work.read(SupportNeed, cmd.need)
    work.append(one, one.check(as_one(one.entered_by, work.reader.account, work), work.act))
    log.info("support_checked", stream_id=str(cmd.need))


def introduce_support(cmd: IntroduceSupport, work: Work) -> None:
    """Let partners see it.

    Raises:
        AbusedChildIsNeverIntroduced: A file of the child speaks of abuse or a risk of it, or does not exclude it.
    """
    work.allow(cmd)
    one = work.read(SupportNeed, cmd.need)
    fact = one.introduce(work.act, barred=_is_barred(one, work))
    if fact is not None:
        work.append(one, fact)
    log.info("support_introduced", stream_id=str(cmd.need))


def release_identity(cmd: ReleaseIdentity, work: Work) -> None:
    """Note that a donor was told who the child is; whoever may add to the case may.

    Raises:
        ReleaseNeedsCase: The child has no case.
        ReleaseNeedsConsent: No consent of the case for this donor stands.
    """
    work.allow(cmd)
    one = work.read(SupportNeed, cmd.need)
    case: ChildCase | None = None
    consents: Mapping[int, Consent] = {}
    if one.case_id is not None:
        work.allow(FromCase(case_id=one.case_id))
        case, consents = work.read(ChildCase, one.case_id), consents_of(work.history(one.case_id))
    work.purpose(purpose="support")
    work.append(one, one.release(cmd.part, case, consents, work.act, barred=_is_barred(one, work)))
    log.info("support_released", stream_id=str(cmd.need))


def open_support(question: OpenSupport, work: Work) -> SupportPage:
    """Return one need; whoever only inspects sees codes, days and đồng.

    A release whose consent does not stand today is among those of the need no more, whether or not anything was
    recorded of its end.
    """
    work.allow(question)
    state, history = work.read(SupportNeed, question.need), list(work.history(question.need))
    lists = work.view(SupportNeeds).shown_on(question.need)  # type: ignore[type-abstract]
    if not work.may(Action.WORK_ON_SUPPORT, question.need):
        history = [replace(one, fact=covered(one.fact, WHO_IT_IS)) for one in history]
        state = fold(SupportNeed, state.id, [one.fact for one in history]) or state
    over = _lapsed(state, work)
    kept = {number: one for number, one in state.releases.items() if number not in over}
    lapsed = {number: state.releases[number] for number in sorted(over)}
    return SupportPage(state.but(releases=kept), history, lists, lapsed)


def consents_of(history: Sequence[Recorded]) -> Mapping[int, Consent]:
    """Return the consents of a case by the version of the fact that gave each."""
    return {one.version or 0: one.fact.consent for one in history if isinstance(one.fact, ConsentGiven)}


def _as_the_case_says(need: N, case: ChildCase) -> N:
    area = need.area or case.details.child.residence.unit
    return need.model_copy(update={"age": broad_age(case.age_band), "area": area})


def _lapsed(one: SupportNeed, work: Work) -> frozenset[int]:
    if one.case_id is None or not one.releases:
        return frozenset()
    case, consents = work.read(ChildCase, one.case_id), consents_of(work.history(one.case_id))
    return one.lapsed(case, consents, vietnam_day(work.now()))


def _is_barred(one: SupportNeed, work: Work) -> bool:
    if one.case_id is None:
        return False
    return any_bars([work.read(ChildCase, one.case_id), *others_of(one.case_id, work)])


def _counted(one: SupportNeed, fact: SupportDelivered, work: Work) -> SupportDelivered:
    """Return the fact with the activities as which it counts, which are entered by the same act."""
    delivery = fact.delivery
    if delivery.counting is SupportCounting.NEITHER:
        return fact
    benefit = Detail(benefit=one.need.kind.benefit, instances=1)
    made = {"benefit": enter_held(one.unit, _held(one, delivery, ActivityKind.BENEFIT, benefit), work)}
    if delivery.counting is SupportCounting.BOTH:
        pledge = one.pledges.get(delivery.pledge) if delivery.pledge else None
        donor = "" if pledge is None or isinstance(pledge.donor, Erased) else pledge.donor
        given = Detail(donor_kind=one.donor_of(delivery), donor=donor)
        made["contribution"] = enter_held(
            one.unit, _held(one, delivery, ActivityKind.CONTRIBUTION, given), work
        )
    return fact.model_copy(update=made)


def _held(one: SupportNeed, delivery: Delivery, kind: ActivityKind, detail: Detail) -> Held:
    area = one.need.area
    return Held(
        kind=kind,
        held_on=delivery.on,
        topic=f"Trao hỗ trợ theo nhu cầu {one.code}",
        reference=delivery.paper,
        place=area if area and area.unit and area.unit.valid_on(delivery.on) else None,
        detail=detail,
        worth=delivery.worth,
    )


def _uncount(one: SupportNeed, part: DeliveryCancel, work: Work) -> None:
    fact = one.deliveries.get(part.delivery)
    if fact is None:
        raise NoSuchDelivery
    for activity in (fact.benefit, fact.contribution):
        if activity is None:
            continue
        counted = work.read(Activity, activity)
        if not counted.cancelled:
            work.append(counted, counted.cancel(WhyCancelled.MISTAKE, "", work.act))
