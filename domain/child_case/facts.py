"""What happens to a case: its facts."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.child_case.entries import Corrections
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, SafeContact, Situation
from domain.child_case.merging import CaseGivenBack, CaseMergedAway, CaseMergedIn, CaseReleased
from domain.consent import ConsentGiven, ConsentWithdrawn
from domain.files import CaseFileAttached, CaseFileWithdrawn
from domain.handover import CaseStepsGiven, HandOver
from domain.identity import AgeBand
from domain.imported import CaseImported, CaseTakenBack
from domain.kernel import Event, Line, Narrative, Said
from domain.lists import LatenessReason, ReopenReason
from domain.mirror.facts import MirrorFact


class CaseOpened(Event):
    """Information about a child was entered in the register."""

    TOPIC: ClassVar[str] = "case.opened.1"
    unit: UUID
    code: str
    number: int
    year: int
    counsellor: UUID | None
    situation: Situation
    reception: Reception
    details: Details = Details()
    age_band: AgeBand
    harm_band: AgeBand | None = None
    """The band on the day of the harm; None where that day was not told, or the fact is older than the field."""


class CaseDetailsSet(Event):
    """What is known about the child and the facts was completed or corrected; the whole of it is kept each time."""

    TOPIC: ClassVar[str] = "case.details-set.1"
    situation: Situation
    details: Details
    age_band: AgeBand
    harm_band: AgeBand | None = None
    reason: Narrative[Line] = ""


class CaseContactSet(Event):
    """How the child can be reached safely."""

    TOPIC: ClassVar[str] = "case.contact-set.1"
    contact: SafeContact


class CaseNoted(Event):
    """A note of the follow-up."""

    TOPIC: ClassVar[str] = "case.noted.1"
    note: Narrative[Said]
    lateness: LatenessReason | None = None


class CaseAssessed(Event):
    """The association's own first look (not Mẫu 02)."""

    TOPIC: ClassVar[str] = "case.assessed.1"
    triage: Triage


class CasePassedOn(Event):
    """Information was passed to an authority."""

    TOPIC: ClassVar[str] = "case.passed-on.1"
    forwarding: Forwarding


class CaseKnownAlready(Event):
    """An authority knows already."""

    TOPIC: ClassVar[str] = "case.known-already.1"
    known: AlreadyKnown
    counts: bool = False
    """Whether it says which, since when and under which reference; a code, so that readers without keys see it."""


class CaseAnswered(Event):
    """Something came back from an authority."""

    TOPIC: ClassVar[str] = "case.answered.1"
    answer: Answer


class CaseStepPlanned(Event):
    """A next step was agreed; it replaces the one before."""

    TOPIC: ClassVar[str] = "case.step-planned.1"
    step: Step


class CaseStepDone(Event):
    """The planned step was done."""

    TOPIC: ClassVar[str] = "case.step-done.1"
    step: int
    """Version of the fact that planned it."""


class CaseClosed(Event):
    """The follow-up ended."""

    TOPIC: ClassVar[str] = "case.closed.1"
    closing: Closing


class CaseReopened(Event):
    """The follow-up goes on: the child came back, or something new was logged. Codes only."""

    TOPIC: ClassVar[str] = "case.reopened.1"
    because: ReopenReason


class CaseAssigned(Event):
    """The case was handed over to another counsellor, or confirmed to stay with the same one."""

    TOPIC: ClassVar[str] = "case.assigned.1"
    handover: HandOver


Further = (
    CaseDetailsSet
    | CaseContactSet
    | CaseNoted
    | CaseAssessed
    | CasePassedOn
    | CaseKnownAlready
    | CaseAnswered
    | CaseStepPlanned
    | CaseStepDone
    | CaseClosed
    | CaseReopened
    | CaseAssigned
    | CaseImported
    | CaseTakenBack
    | CaseStepsGiven
    | ConsentGiven
    | ConsentWithdrawn
    | MirrorFact
    | Corrections
    | CaseFileAttached
    | CaseFileWithdrawn
    | CaseMergedAway
    | CaseMergedIn
    | CaseGivenBack
    | CaseReleased
)
