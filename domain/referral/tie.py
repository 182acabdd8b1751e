"""A tie that is found later: of the reviewer, or of the head who approved; what they decided is reviewed anew.

Source: LAW 6.2 (Legal Aid Law 2017, art. 25(2)(3): another is appointed; CPC 2015, arts 49, 53). Nothing that was
recorded is taken back: the opinion stays in the log and is set aside, and whoever asked is told that it is looked at
again, never which tie it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Legal, Refused, Said
from domain.referral.refusals import ReferralIsElsewhere
from domain.referral.request import ReferralStage
from domain.referral.second_look import SecondLook

if TYPE_CHECKING:
    from domain.referral import Referral


class TiePart(Code, name="tie-part"):
    """In which part somebody with a tie took part."""

    REVIEWER = "reviewer", "Người cho ý kiến", "Reviewer"
    APPROVER = "approver", "Người duyệt ý kiến", "Who approved the opinion"


class TieFound(Event):
    """Somebody who took part turned out to have a conflict of interest; final for the matter."""

    TOPIC: ClassVar[str] = "referral.tie-found.1"
    account: UUID
    part: TiePart
    back_to: ReferralStage
    """Where the request goes on, so that what they decided is decided by another."""
    reviewer: UUID | None = None
    """To whom the file is open again, while the opinion waits for another approval."""
    reason: Legal[Said]
    """Why; for auditors only."""


class TookNoPart(Refused):
    """The person neither reviewed nor approved."""

    vi = "Người này không xem xét, cũng không duyệt ý kiến của đề nghị này."
    en = "This person neither reviewed this request nor approved its opinion."
    source = "Quy ước nội bộ"


class TieIsNoted(Refused):
    """They are recused already, or their tie was noted; what they decided is decided anew."""

    vi = "Mối liên hệ của người này đã được ghi."
    en = "This person's tie was noted already."
    source = "Quy ước nội bộ"


class OwnTie(Refused):
    """Whoever has the tie is not the one who notes it as head: they say so themselves, and another head goes on."""

    vi = "Mối liên hệ của chính bạn: hãy khai ở trang “Khai báo xung đột lợi ích”; người khác sẽ xem xét lại."
    en = "This is a tie of your own: declare it on the page of conflicts of interest; another will look at it again."
    source = "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 và 3 (áp dụng tương tự)"


_STAYS_WITHOUT_APPROVAL = frozenset({ReferralStage.OPINION_APPROVED, ReferralStage.RETURNED})
_OVER = frozenset({ReferralStage.DECLINED, ReferralStage.SENT_TO_LEGAL_AID, ReferralStage.WITHDRAWN})


def find_tie(
    referral: Referral, account: UUID, reason: str, act: Act, *, approvers: frozenset[UUID]
) -> TieFound:
    """Note a tie that was found later; the opinion is set aside, or waits for another approval.

    Args:
        approvers: Who approved an opinion of this request.

    Raises:
        OwnTie: It is the tie of whoever notes it.
        TieIsNoted: They are recused already, or it was noted.
        TookNoPart: They neither reviewed nor approved.
        ReferralIsElsewhere: It ended without an opinion, so there is nothing to review anew.
    """
    if account == act.account:
        raise OwnTie
    if account in referral.recused | referral.barred:
        raise TieIsNoted
    reviewed = account in referral.reviewed
    if not reviewed and account not in approvers:
        raise TookNoPart
    if referral.stage in _OVER:
        raise ReferralIsElsewhere(referral.stage)
    if reviewed:
        return TieFound(
            occurred_at=act.at,
            account=account,
            part=TiePart.REVIEWER,
            back_to=_without_reviewer(referral, account),
            reason=reason,
        )
    approved = referral.stage in _STAYS_WITHOUT_APPROVAL
    return TieFound(
        occurred_at=act.at,
        account=account,
        part=TiePart.APPROVER,
        back_to=ReferralStage.OPINION_DRAFTED if approved else referral.stage,
        reviewer=referral.reviewer if approved else None,
        reason=reason,
    )


def _without_reviewer(referral: Referral, account: UUID) -> ReferralStage:
    """Return where it goes on: with a new reviewer when the work that stands is theirs, else where it is."""
    theirs = account in {referral.reviewer, referral.drafted_by}
    return ReferralStage.RECUSED if theirs else referral.stage


def after_tie(referral: Referral, fact: TieFound) -> Referral:
    """Return the request after a tie was found; a draft or opinion of that reviewer is set aside."""
    if fact.part is TiePart.APPROVER:
        anew = referral.is_anew or fact.back_to is not referral.stage
        return referral.but(stage=fact.back_to, barred=referral.barred | {fact.account}, is_anew=anew)
    recused = referral.recused | {fact.account}
    look = referral.second_look
    if fact.account in look.readers:
        left = look.model_copy(update={"readers": look.readers - {fact.account}})
        return referral.but(recused=recused, second_look=left)
    if fact.account not in {referral.reviewer, referral.drafted_by}:
        return referral.but(recused=recused)
    return referral.but(
        stage=fact.back_to,
        reviewer=None,
        recused=recused,
        opinion=None,
        drafted_by=None,
        is_anew=True,
        second_look=SecondLook(),
    )
