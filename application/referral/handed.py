"""What of a case or a consultation goes to the reviewer: what can be chosen, what may go along, how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from application.child_case import CaseEvents
from application.corrections import cover
from application.files import is_closely_held, without_exposed
from application.ledger import Recorded
from application.work import Work
from domain.child_case import CaseDetailsSet, CaseNoted, CaseOpened, CasePassedOn, ChildCase
from domain.consent import NoSuchConsent
from domain.counselling import ConsultationLogged, Counselling, CounsellingOpened
from domain.files import FileAttached
from domain.kernel import Erased, Event, FieldClass
from domain.referral import Referral
from domain.referral.handed import Handed, NothingToHand
from domain.referral.request import ReferralRequest
from domain.text import fold

CAN_GO: tuple[type[Event], ...] = (
    CaseOpened,
    CaseDetailsSet,
    CaseNoted,
    CasePassedOn,
    ConsultationLogged,
    FileAttached,
)
"""Entries that can go along: what was told, noted, passed on, said in a session, and papers."""


def choosable(record: UUID, work: Work) -> list[Recorded]:
    """Return the entries of a case or a consultation that can go along, oldest first."""
    return _in_sight(work.history(record))


def _in_sight(history: Iterable[Recorded]) -> list[Recorded]:
    facts = without_exposed(history)
    withdrawn = {getattr(one.fact, "attached", None) for one in facts}
    return [
        one
        for one in facts
        if isinstance(one.fact, CAN_GO)
        and not (isinstance(one.fact, FileAttached) and one.version in withdrawn)
    ]


def matters_of(case_id: UUID, work: Work) -> list[Recorded]:
    """Return the facts by which the consultations of a case were begun."""
    positions = work.view(CaseEvents).positions(case_id)  # type: ignore[type-abstract]
    return [one for one in work.at(positions) if isinstance(one.fact, CounsellingOpened)]


def can_go_along(
    request: ReferralRequest, case: ChildCase | None, matter: Counselling | None, work: Work
) -> None:
    """Refuse entries that are not there, and a consent that does not stand.

    Raises:
        NothingToHand: An entry is not in the case or consultation, or cannot go along.
        NoSuchConsent: The consent is not one of the case, or was withdrawn.
    """
    handed, about = request.handed, matter or case
    if handed.entries:
        there = {one.version for one in choosable(about.id, work)} if about is not None else set()
        if not set(handed.entries) <= there:
            raise NothingToHand
    for one in handed.matters:
        if case is None or work.read(Counselling, one).case_id != case.id:
            raise NothingToHand
    if request.consent is not None and (case is None or request.consent not in case.consents):
        raise NoSuchConsent


def handed_over(referral: Referral, work: Work) -> tuple[Recorded, ...]:
    """Return the entries that go along, oldest first, as they are known now, covered but for what is granted."""
    handed, about = referral.request.handed, referral.matter or referral.case_id
    if about is None or handed.is_empty:
        return ()
    found: list[Recorded] = []
    if handed.entries:
        history = work.history(about)
        found += _chosen(_in_sight(history), handed, is_closely_held(history), frozenset(handed.entries))
        work.showed([history[0].position])
    for matter in handed.matters:
        if work.read(Counselling, matter).case_id != referral.case_id:
            continue  # it was moved to another child's case since
        history = work.history(matter)
        found += _chosen(_in_sight(history), handed, is_closely_held(history))
        work.showed([history[0].position])
    return tuple(sorted(found, key=lambda one: one.position))


def _chosen(
    facts: Sequence[Recorded], handed: Handed, closely: bool, versions: frozenset[int] | None = None
) -> list[Recorded]:
    hidden = handed.hidden
    if closely and FieldClass.HEALTH in hidden:
        hidden |= {FieldClass.EVIDENCE}
    return [cover(one, hidden) for one in facts if versions is None or (one.version or 0) in versions]


def stands_on_consent(referral: Referral, work: Work) -> bool | None:
    """Return whether the consent that the disclosure rests on still stands; None when it rests on none."""
    if referral.request.consent is None or referral.case_id is None:
        return None
    return referral.request.consent in work.read(ChildCase, referral.case_id).consents


def is_asked_again(referral: Referral, others: Sequence[UUID], work: Work) -> list[UUID]:
    """Return those of these requests that ask the same question (spelt alike), for a warning and a link."""

    def key(one: Referral) -> str:
        said = one.request.question
        return "" if isinstance(said, Erased) else " ".join(fold(said).split())

    own = key(referral)
    return [other for other in others if own and key(work.read(Referral, other)) == own]


def papers_of(handed: Sequence[Recorded]) -> list[tuple[int, int, str]]:
    """Return (position, number, description) of the papers among what goes along that the reviewer may have."""
    files = [(one.position, one.fact) for one in handed if isinstance(one.fact, FileAttached)]
    return [
        (position, fact.number, fact.said.description)
        for position, fact in files
        if not isinstance(fact.said.description, Erased)
    ]
