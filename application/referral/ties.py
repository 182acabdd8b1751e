"""Who must not review a request: found by the keyed check before anyone is asked, or standing as a conflict already."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from application.unit_members import UnitMembers
from application.work import Work
from domain.calendar import vietnam_day
from domain.lists import MemberKind
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
