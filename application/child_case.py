"""A child's case: taken in, completed, passed on, followed, closed, reopened; and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.accounts import AccountList
from application.corrections import cover
from application.emergency import left_for_another
from application.erasure import told_about
from application.files import without_exposed
from application.ledger import Recorded
from application.one_child import others_of
from application.own_page import on_its_own_page
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.child_case import (
    CaseClosed,
    CaseContactSet,
    CaseDetailsSet,
    CaseOpened,
    CaseReopened,
    ChildCase,
)
from domain.child_case.file_code import FileCode
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, SafeContact, Situation
from domain.child_case.merging import close_as_one, contact_of_one
from domain.covering import covered, readable
from domain.emergency import EmergencyCall
from domain.kernel import FieldClass, Line, Narrative, Refused, Said, join, split
from domain.lists import LatenessReason, ReopenReason

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that a case page shows: the state, and one fact after another."""

    case: ChildCase
    history: tuple[Recorded, ...]
    """Facts of the case and of what belongs to it (emergencies, consultations, referrals), oldest first."""
    hidden: frozenset[FieldClass] = frozenset()
    """Classes of fields that are not for the reader; they read as `ERASED`."""
    restricted: bool = False
    through_glass: bool = False
    may_unrestrict: bool = False


class CaseEvents(Protocol):
    """Which events belong to a case, over all streams."""

    def positions(self, case_id: UUID) -> Sequence[int]:
        """Return their positions, oldest first."""


class NobodyResponsible(Refused):
    """The account named is closed or does not exist."""

    vi = "Người được giao việc không có tài khoản đang dùng; hãy chọn người khác."
    en = "The person responsible has no account in use; choose someone else."


class AboutCase(Command):
    """A command about one case."""

    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class TakeIn(Command):
    """Enter information about a child in the register of the reader's unit."""

    ACTION: ClassVar[Action] = Action.TAKE_IN
    situation: Situation
    reception: Reception = Reception()
    details: Details = Details()
    contact: SafeContact | None = None
    emergency_id: UUID | None = None


class SetDetails(AboutCase):
    """Complete or correct what is known; `version` is what the form was opened at."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    situation: Situation
    details: Details
    reason: Narrative[Line] = ""
    version: int | None = None


class SetContact(AboutCase):
    """Say how the child can be reached safely."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    contact: SafeContact
    version: int | None = None


class AddNote(AboutCase):
    """Add a note of the follow-up."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    note: Narrative[Said]
    lateness: LatenessReason | None = None


class AssessCase(AboutCase):
    """Record the association's own first look."""

    ACTION: ClassVar[Action] = Action.TRIAGE
    triage: Triage


class ForwardCase(AboutCase):
    """Pass the information on to an authority."""

    ACTION: ClassVar[Action] = Action.FORWARD
    forwarding: Forwarding


class NoteKnown(AboutCase):
    """Record that an authority knows already."""

    ACTION: ClassVar[Action] = Action.FORWARD
    known: AlreadyKnown


class NoteAnswer(AboutCase):
    """Record what came back from an authority."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    answer: Answer


class PlanStep(AboutCase):
    """Agree the next step."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    step: Step


class FinishStep(AboutCase):
    """Tick off the planned step."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE


class CloseCase(AboutCase):
    """End the follow-up."""

    ACTION: ClassVar[Action] = Action.CLOSE_CASE
    closing: Closing
    version: int | None = None


class ReopenCase(AboutCase):
    """Take the follow-up up again."""

    ACTION: ClassVar[Action] = Action.REOPEN_CASE


class OpenCase(Question):
    """Open a case page."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


def take_in(cmd: TakeIn, work: Work) -> UUID:
    """Enter information about a child and return the id of the new case. The number is gap-free in unit and year."""
    work.allow(cmd)
    act = work.act
    unit = work.reader.unit
    case_id = work.new_id()
    emergency = _emergency(cmd.emergency_id, work)
    year = vietnam_day(act.at).year
    unit_code = work.view(Units).of(unit).code  # type: ignore[type-abstract]
    number = work.next_number(f"{unit}:{year}")
    opened = ChildCase.take_in(
        unit, FileCode.of(unit_code, number, year), number, cmd.situation, cmd.reception, cmd.details, act
    )
    work.open(case_id, opened, *ChildCase.first_contact(cmd.contact, cmd.details, act))
    if emergency is not None:
        work.append(emergency, emergency.take_up(case_id, act))
        left_for_another(emergency, case_id, work)
    log.info("case_opened", case_id=str(case_id))
    return case_id


class _OpenEmergency(Question):
    """May the reader answer for this emergency?"""

    ACTION: ClassVar[Action] = Action.TAKE_UP_EMERGENCY
    emergency_id: UUID

    def record(self) -> UUID | None:
        """The emergency."""
        return self.emergency_id


def _emergency(emergency_id: UUID | None, work: Work) -> EmergencyCall | None:
    """Return the emergency that an entry is made of, if the reader may answer for it."""
    if emergency_id is None:
        return None
    work.allow(_OpenEmergency(emergency_id=emergency_id))
    return work.read(EmergencyCall, emergency_id)


def set_details(cmd: SetDetails, work: Work) -> None:
    """Complete or correct what is known.

    Raises:
        Stale: Someone else changed it since the form was opened.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.unchanged_since(case, cmd.version, among=(CaseOpened, CaseDetailsSet))
    details = _kept(case.details, cmd.details, hidden_classes(cmd.case_id, work))
    fact = case.set_details(cmd.situation, details, cmd.reason or "", work.act)
    work.append(case, *case.with_reopening(fact, act=work.act))
    log.info("case_details_set", case_id=str(cmd.case_id))


def set_contact(cmd: SetContact, work: Work) -> None:
    """Say how the child can be reached safely.

    Raises:
        Stale: Someone else changed it since the form was opened.
        SuspectIsNoContact: It is the person suspected.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.unchanged_since(case, cmd.version, among=(CaseContactSet,))
    contact_of_one(others_of(case.id, work), cmd.contact)
    work.append(case, *case.with_reopening(case.set_contact(cmd.contact, work.act), act=work.act))
    log.info("case_contact_set", case_id=str(cmd.case_id))


def add_note(cmd: AddNote, work: Work) -> None:
    """Add a note; a closed case is reopened by the same act."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, *case.with_reopening(case.note(cmd.note or "", work.act, cmd.lateness), act=work.act))
    log.info("case_noted", case_id=str(cmd.case_id))


def assess_case(cmd: AssessCase, work: Work) -> None:
    """Record the association's own first look."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, *case.with_reopening(case.assess(cmd.triage, work.act), act=work.act))
    log.info("case_assessed", case_id=str(cmd.case_id))


def forward_case(cmd: ForwardCase, work: Work) -> None:
    """Pass the information on; open in every state. Legal basis: Law on Children, art. 51(1)."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.purpose(purpose="forwarding", legal_basis="law-on-children-51-1")
    work.append(case, *case.with_reopening(case.pass_on(cmd.forwarding, work.act), act=work.act))
    log.info("case_passed_on", case_id=str(cmd.case_id))


def note_known(cmd: NoteKnown, work: Work) -> None:
    """Record that an authority knows already."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, *case.with_reopening(case.known_already(cmd.known, work.act), act=work.act))
    log.info("case_known_already", case_id=str(cmd.case_id))


def note_answer(cmd: NoteAnswer, work: Work) -> None:
    """Record what came back from an authority; this alone does not reopen a closed case."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.answered(cmd.answer, work.act))
    log.info("case_answered", case_id=str(cmd.case_id))


def plan_step(cmd: PlanStep, work: Work) -> None:
    """Agree the next step."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    someone_responsible(cmd.step, work)
    work.append(case, *case.with_reopening(case.plan(cmd.step, work.act), act=work.act))
    log.info("case_step_planned", case_id=str(cmd.case_id))


def someone_responsible(step: Step | None, work: Work) -> None:
    """Refuse a step for an account that is closed or was never opened.

    Raises:
        NobodyResponsible: Nobody would ever see it.
    """
    if step is None or step.responsible is None:
        return
    if not work.view(AccountList).is_active(step.responsible):  # type: ignore[type-abstract]
        raise NobodyResponsible


def finish_step(cmd: FinishStep, work: Work) -> None:
    """Tick off the planned step; nothing happens when there is none."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    done = case.step_done(work.act)
    if done is not None:
        work.append(case, done)
    log.info("case_step_done", case_id=str(cmd.case_id))


def close_case(cmd: CloseCase, work: Work) -> None:
    """End the follow-up.

    Raises:
        NotForwardedYet: Abuse or risk is alleged and nobody competent knows.
        PoliceNotToldYet: The same for sexual abuse under 18.
        ChildNotInformed: Neither "informed" nor a reason.
        Stale: Someone closed or reopened it since the form was opened.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.unchanged_since(case, cmd.version, among=(CaseClosed, CaseReopened))
    work.append(case, close_as_one(case, others_of(case.id, work), cmd.closing, work.act))
    log.info("case_closed", case_id=str(cmd.case_id))


def reopen_case(cmd: ReopenCase, work: Work) -> None:
    """Take the follow-up up again."""
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.reopen(ReopenReason.ASKED, work.act))
    log.info("case_reopened", case_id=str(cmd.case_id))


def open_case(question: OpenCase, work: Work) -> CasePage:
    """Return the case with its facts and those of what belongs to it, oldest first, as far as the reader may see."""
    work.allow(question)
    own = {recorded.position: recorded for recorded in work.history(question.case_id)}
    case = work.read(ChildCase, question.case_id)  # folded from what was just opened
    hidden = hidden_classes(question.case_id, work)
    positions = work.view(CaseEvents).positions(question.case_id)  # type: ignore[type-abstract]
    others = [on_its_own_page(one) for one in work.at(at for at in positions if at not in own)]
    told = told_about(question.case_id, work)
    history = without_exposed([*own.values(), *others, *told])
    if hidden:
        case = covered(case, hidden)
        history = [cover(one, hidden) for one in history]
    work.showed(recorded.position for recorded in history if recorded.version == 0)
    return CasePage(
        case=case,
        history=tuple(history),
        hidden=hidden,
        restricted=work.is_restricted(question.case_id),
        through_glass=work.basis == "break-glass",
        may_unrestrict=work.may(Action.UNRESTRICT_CASE, question.case_id),
    )


def hidden_classes(case_id: UUID, work: Work) -> frozenset[FieldClass]:
    """Return the classes of fields of a case that are not for the reader."""
    return frozenset(one for one in FieldClass if not work.may(Action.OPEN_CASE, case_id, one))


def _kept(before: Details, after: Details, hidden: frozenset[FieldClass]) -> Details:
    """Return what was sent, with the fields that the reader cannot see as they were before."""
    if not hidden:
        return after
    coded, personal = split(after)
    _, earlier = split(before)
    seen = {name: part for name, part in personal.items() if name not in hidden}
    return join(Details, coded, seen | {name: readable(earlier[name]) for name in hidden if name in earlier})
