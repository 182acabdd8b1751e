"""Who may be chosen to review, or to look a second time: checked before anybody is asked (LAW 6.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.kernel import Value
from domain.referral.conflict_sheet import JurorOfThatCourt, ReviewerIsTied
from domain.referral.court import Court
from domain.referral.refusals import NotAReviewerThere, ReviewerIsInvolved, ReviewerIsRecused

if TYPE_CHECKING:
    from domain.referral import Referral


class KnownOfPeople(Value):
    """What is known of the people of a chapter and of the matter."""

    reviewers: frozenset[UUID]
    """Active reviewers of the chapter."""
    involved: frozenset[UUID]
    """Who works on the case."""
    recused: frozenset[UUID]
    """Who was recused from any request about the same case."""
    tied: frozenset[UUID] = frozenset()
    """Whom the keyed check, or a conflict of interest that stands, keeps from the matter."""
    juror_of: tuple[Court, ...] = ()
    """Courts of which the one chosen is a juror, by the data of members or as the head knows."""


def check_choice(referral: Referral, chosen: UUID, day: date, known: KnownOfPeople) -> None:
    """Refuse whoever must not look at the matter.

    Raises:
        ReviewerIsRecused: A recusal is final for the matter.
        ReviewerIsInvolved: They asked, or they work on the case.
        NotAReviewerThere: Not one of the chapter's reviewers.
        ReviewerIsTied: They, or a relative, are the same as someone named.
        JurorOfThatCourt: The matter is pending at their court.
    """
    if chosen in referral.recused | known.recused:
        raise ReviewerIsRecused
    if chosen in {referral.referrer, referral.written_by} | known.involved:
        raise ReviewerIsInvolved
    if chosen not in known.reviewers:
        raise NotAReviewerThere
    if chosen in known.tied:
        raise ReviewerIsTied
    if referral.pending.is_before_any(known.juror_of, day):
        raise JurorOfThatCourt
