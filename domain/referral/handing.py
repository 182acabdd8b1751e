"""A request in other hands: of whoever asked, and of a reviewer who cannot go on.

The opinion goes to one person who answers for the request. A review is never given from one reviewer to another: the
head chooses, and the new reviewer declares on conflicts of interest first (LAW 6.2; DESIGN, section 3, rule 9).
"""

from __future__ import annotations

from uuid import UUID

from domain.kernel import Act
from domain.referral import Referral
from domain.referral.facts import ReassignmentAsked, ReferralHandedOver
from domain.referral.refusals import ReviewerIsInvolved


def hand_over(referral: Referral, to: UUID, act: Act) -> ReferralHandedOver:
    """Let somebody else answer for a request, and read its opinion; open at every stage.

    Raises:
        ReviewerIsInvolved: They review it, or were recused from it.
    """
    if to == referral.reviewer or to in referral.recused:
        raise ReviewerIsInvolved
    return ReferralHandedOver(occurred_at=act.at, referrer=to, before=referral.referrer)


def ask_reassignment(referral: Referral, act: Act) -> ReassignmentAsked | None:
    """Put a review on the head's list; None when it is there already, or no reviewer is to act on it."""
    if referral.reviewer is None or referral.to_reassign or not referral.stage.is_open:
        return None
    return ReassignmentAsked(occurred_at=act.at, reviewer=referral.reviewer)
