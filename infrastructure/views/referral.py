"""Requests to the chapter in the timeline of their case; lists of requests are read from the fact rows."""

from __future__ import annotations

from uuid import UUID

from application.ledger import Recorded
from domain.referral.facts import ReferralSubmitted
from domain.referral.tie import TieFound
from infrastructure.views.case_events import belongs_to, follows
from infrastructure.views.log_rows import Changes, Row, changes


@belongs_to.register
def _(fact: ReferralSubmitted) -> UUID | None:
    return fact.case_id


@follows.register
def _with_its_consultation(fact: ReferralSubmitted) -> UUID | None:
    return fact.matter


@changes.register
def _tie_found(fact: TieFound, row: Row, recorded: Recorded) -> Changes:
    return {"referral_state": fact.back_to.value}
