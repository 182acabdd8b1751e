"""What is known of requests without opening one: rows of lists, reviewers, and who may not review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

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


@dataclass(frozen=True, slots=True)
class Involved:
    """Who may not review a request about a case: those who work on it, and those recused from it."""

    working: frozenset[UUID]
    recused: frozenset[UUID]


class Referrals(Protocol):
    """Requests and people as the fact rows know them."""

    def for_head(self) -> Sequence[ReferralRow]:
        """Return the requests to chapters of the reader's scope, the latest first."""

    def of_reader(self) -> Sequence[ReferralRow]:
        """Return what the reader asked or reviews, the latest first."""

    def reviewers(self, chapter: UUID) -> frozenset[UUID]:
        """Return the active accounts with the role of reviewer in a chapter."""

    def involved_in(self, case_id: UUID) -> Involved:
        """Return who works on a case, and who was recused from any request about it."""
