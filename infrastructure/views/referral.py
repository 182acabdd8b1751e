"""Requests to the chapter in the timeline of their case; lists of requests are read from the fact rows."""

from __future__ import annotations

from uuid import UUID

from domain.referral.facts import ReferralSubmitted
from infrastructure.views.case_events import belongs_to


@belongs_to.register
def _(fact: ReferralSubmitted) -> UUID | None:
    return fact.case_id
