"""Taking a file up for review, after a clean declaration. Source: LAW 10.1(3), ASSIGNED → IN_REVIEW."""

from __future__ import annotations

from domain.kernel import Act
from domain.referral import Referral
from domain.referral.facts import ReviewBegun
from domain.referral.request import ReferralStage


def begin_review(referral: Referral, act: Act) -> ReviewBegun | None:
    """Take the file up; None when that was done. An opinion may be written without it.

    Raises:
        NotTheReviewer: Someone else was chosen.
        ReferralIsElsewhere: No clean declaration yet, or the opinion is written.
    """
    referral.the_reviewer(act)
    if referral.stage is ReferralStage.IN_REVIEW:
        return None
    referral.at_stage(ReferralStage.ASSIGNED)
    return ReviewBegun(occurred_at=act.at)
