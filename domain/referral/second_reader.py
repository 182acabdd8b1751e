"""Decisions around a second look at an opinion: asked by the head, declared upon first, a dissenting note at most.

Source: LAW 6.2; that another reviewer is asked is quy ước nội bộ, decision 0095.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.calendar import vietnam_day
from domain.kernel import Act
from domain.referral import Referral
from domain.referral.after import dissent
from domain.referral.choosing import KnownOfPeople, check_choice
from domain.referral.conflict_sheet import Declaration, SheetOutcome
from domain.referral.court import Court
from domain.referral.facts import DeclaredUnsure, DissentNoted
from domain.referral.refusals import NotTheReviewer, ReferralIsElsewhere, ReviewerIsInvolved
from domain.referral.request import ReferralStage
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused


def ask_second_look(referral: Referral, reader: UUID, act: Act, known: KnownOfPeople) -> SecondLookAsked:
    """Ask another reviewer of the chapter to look; whoever was asked before and did not declare is released.

    Raises:
        ReferralIsElsewhere: No opinion waits for approval.
        ReviewerIsInvolved: They wrote it, or look at it already; they asked, or work on the case.
        NotAReviewerThere: Not one of the chapter's reviewers.
        ReviewerIsRecused: A recusal is final for the matter.
        ReviewerIsTied: They, or a relative, are the same as someone named.
        JurorOfThatCourt: The matter is pending at their court.
    """
    referral.at_stage(ReferralStage.OPINION_DRAFTED)
    if reader in {referral.reviewer, referral.drafted_by} or referral.second_look.concerns(reader):
        raise ReviewerIsInvolved
    check_choice(referral, reader, vietnam_day(act.at), known)
    return SecondLookAsked(occurred_at=act.at, reader=reader)


def declare_second(
    referral: Referral, said: Declaration, act: Act, *, juror_of: Iterable[Court] = ()
) -> SecondLookOpened | SecondLookRecused | DeclaredUnsure:
    """Declare line by line before a second look, or a conflict that is found during it.

    Args:
        juror_of: Courts of which they are a juror, by the data of members.

    Raises:
        NotTheReviewer: Someone else was asked.
        ReferralIsElsewhere: No opinion waits for approval, or it opened already.
        PromiseIsMissing: A juror for whom only the promise is missing.
    """
    reader, day = act.account, vietnam_day(act.at)
    if reader is None or not referral.second_look.concerns(reader):
        raise NotTheReviewer
    referral.at_stage(ReferralStage.OPINION_DRAFTED)
    outcome, sits_there = said.outcome_for(referral.pending, day, juror_of)
    if outcome is SheetOutcome.CONFLICT:
        return SecondLookRecused(
            occurred_at=act.at,
            reader=reader,
            answer=said.answered(referral.pending, day, sits_there=sits_there),
            reason=said.reason,
            declaration=said,
        )
    if reader in referral.second_look.readers:
        raise ReferralIsElsewhere(referral.stage)
    if outcome is SheetOutcome.UNSURE:
        return DeclaredUnsure(occurred_at=act.at, reviewer=reader, declaration=said)
    return SecondLookOpened(occurred_at=act.at, reader=reader, declaration=said, promises=said.promises)


def dissent_of_reader(referral: Referral, note: str, act: Act) -> DissentNoted:
    """Note that somebody who looked a second time holds otherwise; the opinion may be approved all the same.

    Raises:
        NotTheReviewer: It is not open to them for a second look.
        ReferralIsElsewhere: No opinion waits for approval.
        OwnOpinion: They wrote it themselves, under another account.
    """
    if act.account not in referral.second_look.readers:
        raise NotTheReviewer
    referral.at_stage(ReferralStage.OPINION_DRAFTED)
    return dissent(referral, note, act)
