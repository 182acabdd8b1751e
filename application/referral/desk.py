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
    questions: int = 0
    """Questions of the chapter that are not answered."""
    tie_found: bool = False
    """Whether somebody to whom the file was open has a conflict of interest by now."""


class NextStep(Code, name="referral-step"):
    """What a request waits for."""

    ASSIGN = "assign", "Chờ bạn phân công", "Waiting for you to assign"
    REASSIGN = "reassign", "Cần phân công lại", "To be given to another reviewer"
    APPROVE = "approve", "Chờ bạn duyệt ý kiến", "Opinions waiting for your approval"
    DECLARE = "declare", "Chờ bạn khai báo xung đột lợi ích", "Waiting for your conflict declaration"
    WRITE = "write", "Chờ bạn viết ý kiến", "Waiting for you to write the opinion"
    LOOK_AGAIN = "look-again", "Có mối liên hệ phát hiện sau", "A tie was found later"
    ANSWER = "answer", "Chi hội hỏi thêm, chờ bạn trả lời", "The chapter asks you for more"
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
OPEN_STAGES = frozenset(stage for stage in ReferralStage if stage.is_open)
LOOKED_AT_BY_HEADS = OPEN_STAGES | {stage for stage in ReferralStage if stage.has_opinion}
"""Stages at which something may wait for the head: a reviewer who is gone, a tie that was found."""


def step_of_the_head(row: ReferralRow) -> NextStep | None:
    """Return what a request waits for from the head, if anything; a tie comes first."""
    if row.tie_found:
        return NextStep.LOOK_AGAIN
    if row.to_reassign:
        return NextStep.REASSIGN
    return OF_THE_HEAD.get(row.stage)


def step_of_who_asked(row: ReferralRow) -> NextStep | None:
    """Return what a request waits for from whoever made it."""
    if row.questions and row.stage.is_open:
        return NextStep.ANSWER
    return OF_WHO_ASKED.get(row.stage)


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

    def involved_in(self, referral_id: UUID) -> Involved:
        """Return who works on the case or consultation of a request, and who was recused from any request about it."""

    def alike(self, referral_id: UUID) -> Sequence[UUID]:
        """Return other requests about the same case or consultation, the latest first."""

    def about(self, record: UUID) -> Sequence[UUID]:
        """Return requests about a case, or from a consultation, the latest first."""

    def lacks_head(self, referral_id: UUID) -> bool:
        """Return whether no head may assign it: none is there, or a conflict of interest keeps each from it."""
