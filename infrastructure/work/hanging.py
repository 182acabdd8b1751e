"""Which main files are reopened by what is logged on a duplicate that hangs on them (DESIGN, section 3, rule 3).

One child has one follow-up, that of the main file; whatever is logged on a duplicate saves, and takes it up again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from domain.child_case import (
    CaseAssessed,
    CaseContactSet,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CasePassedOn,
    CaseReopened,
    CaseStepPlanned,
)
from domain.child_case.entries import EntryMovedIn
from domain.counselling import ConsultationLogged
from domain.emergency import EmergencyNoted
from domain.lists import ReopenReason
from domain.referral.facts import ReferralSubmitted

_LOGGED = (
    *(CaseDetailsSet, CaseContactSet, CaseNoted, CaseAssessed, CasePassedOn, CaseKnownAlready),
    *(CaseStepPlanned, CaseReopened, ConsultationLogged, ReferralSubmitted, EmergencyNoted, EntryMovedIn),
)
_CLOSED_MAINS = """
WITH RECURSIVE up AS (
    SELECT m.into_case FROM facts.merges m WHERE m.case_id = ANY(%s)
    UNION SELECT m.into_case FROM facts.merges m JOIN up ON m.case_id = up.into_case
) SELECT r.record FROM up JOIN facts.records r ON r.record = up.into_case AND r.state = 'closed'
   WHERE NOT EXISTS (SELECT FROM facts.merges m WHERE m.case_id = r.record) ORDER BY r.record
"""


def mains_to_reopen(
    connection: psycopg.Connection[Any],
    pending: Sequence[Recorded],
    hanging: Collection[UUID],
    at: datetime,
) -> list[tuple[UUID, CaseReopened]]:
    """Return the closed main files of duplicates on which something is logged, each with its reopening.

    Args:
        connection: Of the transaction that logs it.
        pending: What is about to be recorded.
        hanging: Cases read in this transaction that hang on another; an emergency reads none, so its own is asked.
        at: When it is logged.
    """
    logged = [one.fact for one in pending if isinstance(one.fact, _LOGGED)]
    named = {fact.case_id for fact in logged if isinstance(fact, EmergencyNoted) and fact.case_id}
    if not logged or not (hanging or named):
        return []
    reopened = {one.stream for one in pending if isinstance(one.fact, CaseReopened)}
    rows = connection.execute(_CLOSED_MAINS, ([*hanging, *named],), prepare=True)
    again = CaseReopened(occurred_at=at, because=ReopenReason.NEW_ENTRY)
    return [(main, again) for (main,) in rows if main not in reopened]
