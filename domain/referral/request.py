"""What the chapter is asked, and how far a request has come. Source: LAW 6.2 to 6.4 and 10.1(3)."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, ValidationInfo, model_validator

from domain.codes import Code
from domain.identity import MaybeDate
from domain.kernel import Identity, Legal, Line, Named, Narrative, Said, Value, on_the_way_in
from domain.lists import LegalBasis, ReferralTrigger
from domain.matter_code import short_code
from domain.referral.court import Pending
from domain.referral.handed import Handed
from domain.text import none_if_blank


def referral_code(referral: UUID) -> str:
    """Return what a request is called that belongs to no case and no consultation: the chapter wrote it in.

    >>> referral_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'DN-0123-ABCD-4567'
    """
    return short_code("DN", referral)


class PartyRole(Code, name="party-role"):
    """What someone is in the matter, for the conflict sheet. Source: LAW 6.2 (opposing interests)."""

    CHILD = "child", "Trẻ em", "Child"
    PARENT = "parent", "Cha mẹ, người chăm sóc", "Parent or caregiver"
    SUSPECTED = "suspected", "Người bị nghi xâm hại", "Person suspected"
    OTHER_SIDE = "other_side", "Bên có lợi ích đối lập", "Opposing side"
    WITNESS = "witness", "Người biết sự việc", "Witness"
    OTHER = "other", "Người liên quan khác", "Other person concerned"


OPPOSED = frozenset({PartyRole.SUSPECTED, PartyRole.OTHER_SIDE})
"""Whoever never asks anything for the child."""


class ReferralStage(Code, name="referral-stage"):
    """How far a request has come. Source: LAW 10.1(3)."""

    SUBMITTED = "submitted", "Chờ phân công", "Waiting to be assigned"
    CONFLICT_CHECK = "conflict_check", "Chờ khai báo xung đột lợi ích", "Waiting for the conflict declaration"
    RECUSED = "recused", "Chờ phân công người khác", "Waiting for another reviewer"
    ASSIGNED = "assigned", "Đã phân công, chưa bắt đầu xem xét", "Assigned, review not begun"
    IN_REVIEW = "in_review", "Đang xem xét", "Under review"
    OPINION_DRAFTED = "opinion_drafted", "Chờ duyệt ý kiến", "Opinion waiting for approval"
    OPINION_APPROVED = "opinion_approved", "Đã có ý kiến, chưa đọc", "Opinion ready, not yet read"
    RETURNED = "returned", "Người đề nghị đã đọc ý kiến", "Opinion read by who asked"
    DECLINED = "declined", "Chi hội không nhận", "Declined by the chapter"
    SENT_TO_LEGAL_AID = "sent_to_legal_aid", "Đã chuyển trợ giúp pháp lý", "Sent to legal aid"
    WITHDRAWN = "withdrawn", "Đã rút đề nghị", "Withdrawn"

    @property
    def has_opinion(self) -> bool:
        """Whether the opinion is approved."""
        return self in {ReferralStage.OPINION_APPROVED, ReferralStage.RETURNED}

    @property
    def is_read_by_the_head(self) -> bool:
        """Whether the head reads the matter, not only its names: an opinion is to be approved, or was."""
        return self.has_opinion or self is ReferralStage.OPINION_DRAFTED

    @property
    def is_open(self) -> bool:
        """Whether the chapter still works on it."""
        ended = {ReferralStage.DECLINED, ReferralStage.SENT_TO_LEGAL_AID, ReferralStage.WITHDRAWN}
        return not self.has_opinion and self not in ended

    @property
    def is_awaited(self) -> bool:
        """Whether whoever asked still waits for the opinion, or has not read it."""
        return self.is_open or self is ReferralStage.OPINION_APPROVED

    @property
    def is_with_a_reviewer(self) -> bool:
        """Whether a reviewer is to act next."""
        return self in {ReferralStage.CONFLICT_CHECK, ReferralStage.ASSIGNED, ReferralStage.IN_REVIEW}

    @property
    def waits_for_the_head(self) -> bool:
        """Whether the chapter head is to act next."""
        return self in {ReferralStage.SUBMITTED, ReferralStage.RECUSED, ReferralStage.OPINION_DRAFTED}


class Party(Value):
    """One person of the matter, as the conflict sheet names them."""

    name: Named
    role: PartyRole = PartyRole.OTHER
    birth: MaybeDate = None
    telephone: Line = ""
    """Birth and telephone are only compared (DESIGN, section 7); the conflict sheet shows neither."""


class RequestedBy(Code, name="requested-by"):
    """On whose request the chapter is asked. Source: LAW 6.4 (written request, or own discovery)."""

    CHILD = "child", "Trẻ em", "The child"
    GUARDIAN = "guardian", "Cha, mẹ, người giám hộ, người chăm sóc", "Parent, guardian or caregiver"
    ORGANISATION = "organisation", "Cơ quan, tổ chức", "A body or organisation"
    NOBODY = "nobody", "Hội tự phát hiện, không ai yêu cầu", "Nobody; found by the association"


def _somebody(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    if not parties:
        raise ValueError("required")
    return parties


Parties = Annotated[tuple[Party, ...], on_the_way_in(_somebody)]


class ReferralRequest(Value):
    """What the chapter is asked, written for it by the one who asks; the case itself is never opened to it."""

    question: Legal[Said]
    facts: Narrative[Said]
    parties: Identity[Parties]
    urgent: Narrative[Line] = ""
    """What cannot wait, if anything."""
    trigger: ReferralTrigger = ReferralTrigger.REQUEST
    legal_basis: LegalBasis = LegalBasis.SAME_ORGANISATION
    """Why the chapter may be told (Law 91/2025/QH15, arts. 15, 17, 19: LAW 5.2)."""
    pending: Legal[Pending] = Pending()
    """Before which court the matter is, if any: none of its jurors is assigned (CPC 2015, arts 49, 53)."""
    requested_by: Annotated[RequestedBy | None, BeforeValidator(none_if_blank)] = None
    urgent_because: Narrative[Line] = ""
    basis_note: Legal[Line] = ""
    """How the basis is known; for urgent protection the association bears the burden of proof (art. 19(1)(a))."""
    consent: Annotated[int | None, BeforeValidator(none_if_blank)] = None
    """Version of the recorded consent in the case that the disclosure rests on (art. 15)."""
    handed: Handed = Handed()

    @model_validator(mode="after")
    def _basis_is_shown(self, info: ValidationInfo) -> Self:
        stored = isinstance(info.context, dict) and info.context.get("stored")
        urgent = self.legal_basis is LegalBasis.URGENT_PROTECTION
        if not stored and urgent and not (self.basis_note or self.urgent or self.urgent_because):
            raise ValueError("required")
        return self
