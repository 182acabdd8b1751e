"""Consent in a case: given, withdrawn, and shown with the disclosures that happened before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.child_case import CasePage, OpenCase, open_case
from application.export import Exports
from application.ledger import Recorded
from application.one_child import others_of
from application.support.desk import SupportNeeds
from application.work import Command, Work
from domain.child_case import CasePassedOn, ChildCase
from domain.child_case.merging import consent_of_one
from domain.consent import Consent, ConsentGiven, ConsentWithdrawn, Withdrawal
from domain.emergency import EmergencyNoted
from domain.export import ExportDelivered
from domain.kernel import Event
from domain.mirror.facts import CooperationAnswered, MeetingAttended
from domain.referral.facts import ReferralSentToLegalAid, ReferralSubmitted
from domain.support.facts import SupportReleased

log = structlog.get_logger()

DISCLOSURES: tuple[type[Event], ...] = (
    *(CasePassedOn, ReferralSubmitted, ReferralSentToLegalAid),
    *(ExportDelivered, SupportReleased),
)
"""Facts by which something of a case was told to others, or to the chapter, or left in a file; and an emergency in
which somebody had been told."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something of the case was told: when, for what, on which legal basis."""

    fact: Event
    at: datetime
    purpose: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent, and its withdrawal with what had been told by then."""

    version: int
    consent: Consent
    given_at: datetime
    withdrawn: Withdrawal | None = None
    withdrawn_at: datetime | None = None
    told_before: tuple[Disclosure, ...] = ()
    """Disclosures before the withdrawal; it does not undo them (Law 91/2025/QH15, arts. 9, 10)."""

    def stands_on(self, day: date) -> bool:
        """Whether it is neither withdrawn nor over."""
        return self.withdrawn_at is None and (self.consent.until is None or self.consent.until >= day)


class GiveConsent(Command):
    """Record a consent."""

    ACTION: ClassVar[Action] = Action.RECORD_CONSENT
    case_id: UUID
    consent: Consent

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class WithdrawConsent(Command):
    """Record that a consent was taken back."""

    ACTION: ClassVar[Action] = Action.RECORD_CONSENT
    case_id: UUID
    consent: int
    withdrawal: Withdrawal

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


def give_consent(cmd: GiveConsent, work: Work) -> None:
    """Record a consent; it alone does not reopen a closed case.

    Raises:
        SuspectIsNoConsenter: Whoever consents may be the person suspected.
        ChildsAssentMissing: The child itself does not agree.
        RepresentativeMissing: Nor does the representative.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    consent_of_one(others_of(case.id, work), cmd.consent)
    work.append(case, case.give_consent(cmd.consent, work.act))
    log.info("consent_given", case_id=str(cmd.case_id))


def withdraw_consent(cmd: WithdrawConsent, work: Work) -> None:
    """Record that a consent was taken back.

    Raises:
        NoSuchConsent: It is not there, or was withdrawn.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.append(case, case.withdraw_consent(cmd.consent, cmd.withdrawal, work.act))
    log.info("consent_withdrawn", case_id=str(cmd.case_id))


def disclosures_in(history: Iterable[Recorded]) -> list[Disclosure]:
    """Return what was told of a case, oldest first; purpose and basis are those of the envelope."""
    return [
        Disclosure(one.fact, one.fact.occurred_at, one.envelope.purpose or "", one.envelope.legal_basis or "")
        for one in history
        if _discloses(one.fact)
    ]


def _discloses(fact: Event) -> bool:
    told = isinstance(fact, EmergencyNoted) and bool(fact.emergency.told)
    if isinstance(fact, CooperationAnswered):
        return fact.answer.kind.discloses
    if isinstance(fact, MeetingAttended):
        return fact.attendance.discloses
    return told or isinstance(fact, DISCLOSURES)


def told_and_agreed(case_id: UUID, work: Work) -> tuple[CasePage, list[Recorded]]:
    """Return the page of a case, and its facts together with those by which files that held it were given out."""
    page = open_case(OpenCase(case_id=case_id), work)
    files = work.at(work.view(Exports).gave_out(case_id))  # type: ignore[type-abstract]
    donors = work.at(work.view(SupportNeeds).told([case_id]))  # type: ignore[type-abstract]
    return page, sorted([*page.history, *files, *donors], key=lambda one: one.position)


def consents_in(case_id: UUID, history: Iterable[Recorded]) -> list[ConsentLine]:
    """Return the consents of a case, oldest first, each withdrawal with what had been told by then."""
    facts = list(history)
    told = disclosures_in(facts)
    taken_back = {one.fact.consent: one.fact for one in facts if isinstance(one.fact, ConsentWithdrawn)}
    lines = []
    for one in facts:
        if not isinstance(one.fact, ConsentGiven) or one.stream != case_id:
            continue
        back = taken_back.get(one.version or 0)
        lines.append(
            ConsentLine(
                version=one.version or 0,
                consent=one.fact.consent,
                given_at=one.fact.occurred_at,
                withdrawn=back.withdrawal if back else None,
                withdrawn_at=back.occurred_at if back else None,
                told_before=tuple(t for t in told if back and t.at <= back.occurred_at),
            )
        )
    return lines
