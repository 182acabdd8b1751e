"""Who is named in a fact, strongly enough to be found in another record: for conflicts of interest and duplicates.

Only strong combinations count: full name with full birth date, a telephone number, an identity number. Never a
name alone, a part of a name, sex or commune (DESIGN, section 7). The ledger keeps keyed hashes of them, never these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import singledispatch
from typing import TypeVar

from application.ledger import Recorded
from domain.account import AccountKinDeclared
from domain.child_case import CaseContactSet, CaseDetailsSet, CaseOpened
from domain.child_case.intake import Details
from domain.conflict import MatchKind
from domain.counselling import Consultation, ConsultationLogged, SessionCorrected, SessionHidden
from domain.identity import EMERGENCY_NUMBERS, PartialDate, phone_numbers
from domain.kernel import Erased, Event
from domain.kin import Kin
from domain.lists import ClientKind
from domain.member import MemberAdmitted, MemberChanged, MemberLeft
from domain.referral.facts import ReferralSubmitted
from domain.referral.request import PartyRole
from domain.text import fold

__all__ = ["Match", "MatchKind", "MatchRole", "Named", "NamedPart", "matches_of", "named_in", "part_of"]

T = TypeVar("T")
WORDS_OF_A_NAME = 2
"""A name of fewer words is not a full name. Source: quy ước nội bộ."""
DIGITS_OF_A_NUMBER = 8
"""Fewer digits are no telephone of one person. Source: quy ước nội bộ (the shortest are service numbers)."""
DIGITS_OF_IDENTITY = (9, 12)
"""An identity card has 9 digits, a citizen's card 12. Source: quy ước nội bộ."""


class MatchRole(StrEnum):
    """What the person is in the record that names them."""

    CHILD = "child"
    GUARDIAN = "guardian"
    SUSPECTED = "suspected"
    INFORMANT = "informant"
    PARTY = "party"
    STAFF = "staff"
    MEMBER = "member"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a fact names them; every field may be missing."""

    role: MatchRole
    name: str = ""
    birth: PartialDate | None = None
    telephones: str = ""
    """As written; each number in it counts."""
    identity_number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One strong combination in the clear; it never leaves the memory of the process."""

    kind: MatchKind
    role: MatchRole
    value: str


def matches_of(people: Iterable[Named]) -> Iterator[Match]:
    """Yield the strong combinations of these people, spelt the same however they were written.

    >>> [m.value for m in matches_of([Named(MatchRole.CHILD, telephones="+84 912 345 678 (mẹ), 111")])]
    ['0912345678']
    """
    for one in people:
        name = fold(one.name)
        if len(name.split()) >= WORDS_OF_A_NAME and one.birth is not None and one.birth.is_exact:
            yield Match(MatchKind.NAME_AND_BIRTH, one.role, f"{name}|{one.birth}")
        for number in phone_numbers(one.telephones):
            if len(number) >= DIGITS_OF_A_NUMBER and number not in EMERGENCY_NUMBERS:
                yield Match(MatchKind.TELEPHONE, one.role, number)
        digits = "".join(filter(str.isdigit, one.identity_number))
        if len(digits) in DIGITS_OF_IDENTITY:
            yield Match(MatchKind.IDENTITY_NUMBER, one.role, digits)


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part of a record that is replaced as a whole, with the people whom it names now."""

    part: str
    people: tuple[Named, ...]
    replaces: bool = False
    """Whether earlier facts may have named others in the same part."""


def named_in(recorded: Recorded) -> NamedPart | None:
    """Return whom a recorded fact names; None for most facts. What is erased names nobody."""
    return part_of(recorded.fact, recorded.version or 0)


@singledispatch
def part_of(fact: Event, version: int) -> NamedPart | None:
    """Return whom a fact names; subjects register theirs."""
    return None


@part_of.register
def _opened(fact: CaseOpened, version: int) -> NamedPart:
    return NamedPart("details", named_people(fact.details))


@part_of.register
def _corrected(fact: CaseDetailsSet, version: int) -> NamedPart:
    return NamedPart("details", named_people(fact.details), replaces=True)


@part_of.register
def _contact(fact: CaseContactSet, version: int) -> NamedPart:
    person = Named(MatchRole.GUARDIAN, telephones=_said(fact.contact.telephone, ""))
    return NamedPart("contact", (person,), replaces=True)


@part_of.register
def _kin(fact: AccountKinDeclared, version: int) -> NamedPart | None:
    # What was declared once goes on being compared: nobody takes a match off themselves.
    kin = fact.kin
    if isinstance(kin, Erased):
        return None
    return NamedPart(f"kin-{version}", tuple(_own_and_relatives(MatchRole.STAFF, kin)))


@part_of.register
def _member(fact: MemberAdmitted | MemberChanged, version: int) -> NamedPart | None:
    kin = fact.person
    if isinstance(kin, Erased):
        return None
    return NamedPart("kin", tuple(_own_and_relatives(MatchRole.MEMBER, kin)), replaces=bool(version))


@part_of.register
def _member_left(fact: MemberLeft, version: int) -> NamedPart:
    return NamedPart("kin", (), replaces=True)


def _own_and_relatives(own: MatchRole, kin: Kin) -> Iterator[Named]:
    yield Named(own, kin.name, kin.birth, kin.telephone, kin.identity_number)
    for one in kin.relatives:
        yield Named(MatchRole.RELATIVE, one.name, one.birth, one.telephone, one.identity_number)


@part_of.register
def _session(fact: ConsultationLogged, version: int) -> NamedPart:
    return _in_session(fact.consultation, version)


@part_of.register
def _session_corrected(fact: SessionCorrected, version: int) -> NamedPart:
    return replace(_in_session(fact.consultation, fact.entry), replaces=True)


@part_of.register
def _session_hidden(fact: SessionHidden, version: int) -> NamedPart | None:
    return NamedPart(f"session-{fact.entry}", (), replaces=True) if fact.instead is None else None


@part_of.register
def _referred(fact: ReferralSubmitted, version: int) -> NamedPart:
    parties = () if isinstance(fact.request.parties, Erased) else fact.request.parties
    return NamedPart(
        "parties",
        tuple(
            Named(_IN_A_REQUEST.get(one.role, MatchRole.PARTY), one.name, one.birth, one.telephone)
            for one in parties
        ),
    )


_IN_A_REQUEST = {
    PartyRole.CHILD: MatchRole.CHILD,
    PartyRole.PARENT: MatchRole.GUARDIAN,
    PartyRole.SUSPECTED: MatchRole.SUSPECTED,
    PartyRole.WITNESS: MatchRole.INFORMANT,
}
"""Whoever only knows of it is no party: no file closes to them, yet they do not review it (CPC 2015, art. 49)."""


def _in_session(said: Consultation, version: int) -> NamedPart:
    role = {ClientKind.CHILD: MatchRole.CHILD, ClientKind.FAMILY: MatchRole.GUARDIAN}.get(
        said.client, MatchRole.INFORMANT
    )
    client = Named(role, _said(said.client_name, ""), telephones=_said(said.client_contact, ""))
    parties = () if isinstance(said.parties, Erased) else said.parties
    named = (Named(MatchRole.PARTY, one.name, one.birth, one.telephone) for one in parties)
    return NamedPart(f"session-{version}", (client, *named))


def named_people(details: Details) -> tuple[Named, ...]:
    """Return the people whom details name, the child first."""
    child, informant, suspected, family = (
        details.child,
        details.informant,
        details.suspected,
        details.family,
    )
    return (
        Named(
            MatchRole.CHILD,
            _said(child.name, ""),
            _said(child.birth, None),
            telephones=_said(child.telephone, ""),
            identity_number=_said(child.identity_number, ""),
        ),
        Named(MatchRole.GUARDIAN, _said(family.father.name, ""), _said(family.father.birth, None)),
        Named(MatchRole.GUARDIAN, _said(family.mother.name, ""), _said(family.mother.birth, None)),
        Named(MatchRole.GUARDIAN, _said(family.caregiver, ""), _said(family.caregiver_birth, None)),
        Named(MatchRole.INFORMANT, _said(informant.name, ""), telephones=_said(informant.telephone, "")),
        Named(
            MatchRole.SUSPECTED,
            _said(suspected.name, ""),
            _said(suspected.birth, None),
            telephones=f"{_said(suspected.telephone, '')} {_said(suspected.description, '')}",
            identity_number=_said(suspected.identity_number, ""),
        ),
    )


def _said(value: T | Erased, otherwise: T) -> T:
    return otherwise if isinstance(value, Erased) else value
