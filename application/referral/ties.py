"""Who must not review a request: found by the keyed check before anyone is asked, or standing as a conflict already."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from application.unit_members import UnitMembers
from application.work import Work
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.courts import court_on, courts_of_place
from domain.lists import MemberKind
from domain.referral import Referral
from domain.referral.court import Court


class ReferralTies(Protocol):
    """People whom a conflict of interest keeps from the matter of a request."""

    def tied(self, referral_id: UUID) -> frozenset[UUID]:
        """Return accounts that are, or have a declared relative who is, the same as someone whom the matter names.

        Compared are the match rows of the request, its case or consultation, their consultations and merged files, with
        those of staff, members and relatives; who informed counts too (CPC 2015, art. 49: a witness). A match that two
        people judged to be none counts no more; a conflict that somebody declared does.
        """


def courts_of(account: UUID, work: Work) -> tuple[Court, ...]:
    """Return the courts of which the person of an account is a juror today, as the data of members has it."""
    found = work.view(UnitMembers).by_account(account, vietnam_day(work.now()))  # type: ignore[type-abstract]
    return tuple(Court(code=one.court, name=one.court_said) for one in found if one.kind is MemberKind.JUROR)


def juror_by_place(referral: Referral, work: Work) -> Court | None:
    """Return the court of which the reader is a juror today, if it would have the matter by the place of incident.

    None where the case says no place, the data no court, or the list of members no such juror; a juror of another court
    learns nothing of the place. Source: LAW 6.2, line (d) of the predicate; CPC 2015, arts 49 and 53.
    """
    if referral.case_id is None:
        return None
    place, today = work.read(ChildCase, referral.case_id).situation.where.unit, vietnam_day(work.now())
    there = courts_of_place(place, today) if place else None
    own = (court_on(one.code, today) for one in courts_of(work.reader.account, work))
    return next((Court(code=one.code) for one in own if one and one.code in (there or ())), None)
