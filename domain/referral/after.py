"""After the opinion: a dissenting note beside it, and what becomes of the steps that it recommends.

Source: LAW 6.2 (four eyes) and 10.1(3); Law 11/2017/QH14, art. 7(3): every child may have legal aid.
"""

from __future__ import annotations

from datetime import date

from domain.kernel import Act, Erased
from domain.referral import Referral
from domain.referral.facts import DissentNoted, StepTakenUp
from domain.referral.opinion import RecommendedStep, StepKind
from domain.referral.refusals import NoSuchStep, OpinionNotRead, OwnOpinion, ReferralIsElsewhere
from domain.referral.request import ReferralStage


def dissent(referral: Referral, note: str, act: Act) -> DissentNoted:
    """Note that one holds otherwise than the opinion that waits for approval, or than the approved one.

    Raises:
        ReferralIsElsewhere: There is no opinion.
        OwnOpinion: They wrote it themselves.
    """
    if referral.stage is not ReferralStage.OPINION_DRAFTED and not referral.stage.has_opinion:
        raise ReferralIsElsewhere(referral.stage)
    if act.account == referral.drafted_by:
        raise OwnOpinion
    return DissentNoted(occurred_at=act.at, drafted=referral.drafted, note=note)


def open_step(referral: Referral, step: int, act: Act) -> RecommendedStep:
    """Return a recommended step of which nothing was made yet.

    Raises:
        NotWhoAsked: Someone else asked.
        OpinionNotRead: The opinion is not approved, or not read.
        NoSuchStep: There is none, or something was made of it.
    """
    referral.who_asked(act)
    if referral.stage is not ReferralStage.RETURNED:
        raise OpinionNotRead
    opinion = referral.opinion
    if isinstance(opinion, Erased) or opinion is None or step in referral.taken_up:
        raise NoSuchStep
    if not 0 <= step < len(opinion.steps):
        raise NoSuchStep
    return opinion.steps[step]


def take_up(
    referral: Referral,
    step: int,
    act: Act,
    *,
    on: date,
    reference: str = "",
    case_version: int | None = None,
    became: StepKind | None = None,
) -> StepTakenUp:
    """Note what became of a recommended step.

    Args:
        on: When the letter or hand-over went out, or until when the follow-up is due.
        reference: Of the letter, or at the Legal Aid Centre.
        case_version: Version of the fact of the case that agrees the follow-up.
        became: What was made of it, where that is not what the opinion says; None: what it says.

    Raises:
        NotWhoAsked: Someone else asked.
        OpinionNotRead: The opinion is not approved, or not read.
        NoSuchStep: There is none, or something was made of it, or that cannot be made of it.
    """
    recommended = open_step(referral, step, act)
    if became is not None and not recommended.kind.may_become(became):
        raise NoSuchStep
    return StepTakenUp(
        occurred_at=act.at,
        step=step,
        became=became or recommended.kind,
        case_version=case_version,
        reference=reference,
        on=on,
    )
