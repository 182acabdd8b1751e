"""What is known of requests without opening one: rows of lists, reviewers, and who may not review."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.codes import Code
from domain.referral.request import ReferralStage


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One request in a list: no names, no words of it. `case_id` and `code` only for whoever asked."""

    referral_id: UUID
    record_no: int
    stage: ReferralStage
    chapter: str
    asked_at: datetime
    is_urgent: bool
    asked_by_reader: bool
    reviewed_by_reader: bool
    case_id: UUID | None
    code: str | None
    to_reassign: bool = False
    """Whether whoever reviews it cannot go on; for the head."""


class NextStep(Code, name="referral-step"):
    """What a request waits for."""

    ASSIGN = "assign", "Chờ bạn phân công", "Waiting for you to assign"
    REASSIGN = "reassign", "Cần phân công lại", "To be given to another reviewer"
    APPROVE = "approve", "Chờ bạn duyệt ý kiến", "Opinions waiting for your approval"
    DECLARE = "declare", "Chờ bạn khai báo xung đột lợi ích", "Waiting for your conflict declaration"
    WRITE = "write", "Chờ bạn viết ý kiến", "Waiting for you to write the opinion"
    READ = "read", "Đã có ý kiến, bạn chưa đọc", "Opinions that you have not read yet"


OF_THE_HEAD = {
    stage: NextStep.APPROVE if stage is ReferralStage.OPINION_DRAFTED else NextStep.ASSIGN
    for stage in ReferralStage
    if stage.waits_for_the_head
}
OF_THE_REVIEWER = {
    ReferralStage.CONFLICT_CHECK: NextStep.DECLARE,
    ReferralStage.ASSIGNED: NextStep.WRITE,
    ReferralStage.IN_REVIEW: NextStep.WRITE,
}
OF_WHO_ASKED = {ReferralStage.OPINION_APPROVED: NextStep.READ}
"""What somebody is to do at each stage; at any other stage they wait for others."""


@dataclass(frozen=True, slots=True)
class Involved:
    """Who may not review a request about a case: those who work on it, and those recused from it."""

    working: frozenset[UUID]
    recused: frozenset[UUID]


class Referrals(Protocol):
    """Requests and people as the fact rows know them."""

    def for_head(self, stages: Collection[ReferralStage] | None = None) -> Sequence[ReferralRow]:
        """Return the requests to chapters of the reader's scope, the latest first; only of these stages, if any."""

    def to_reassign(self) -> Sequence[ReferralRow]:
        """Return those of the head's requests whose reviewer cannot go on: away, gone, moved, or with a conflict."""

    def of_reader(self, stages: Collection[ReferralStage] | None = None) -> Sequence[ReferralRow]:
        """Return what the reader asked or reviews, the latest first; only of these stages, if any."""

    def reviewers(self, chapter: UUID) -> frozenset[UUID]:
        """Return the active accounts with the role of reviewer in a chapter."""

    def involved_in(self, case_id: UUID) -> Involved:
        """Return who works on a case, and who was recused from any request about it."""
