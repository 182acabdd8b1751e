"""Needs that are introduced no longer, and donors who are told no more, by what is about to be recorded of a case.

In the same transaction: a child of whom abuse is spoken stands on no list from that moment (`domain.support`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from application.work import Work
from domain.child_case import CaseDetailsSet, CaseMergedAway, CaseMergedIn, ChildCase
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, ValuesHidden
from domain.consent import ConsentWithdrawn
from domain.imported import CaseTakenBack
from domain.kernel import Act, Actor, Event, fold
from domain.support import SupportNeed
from domain.support.codes import WhyReleaseEnded, WhyTakenBack
from domain.support.protection import any_bars

REACTION = "support-protection"
"""Name of the reaction in the envelope of what it records."""
_SAYS_MORE = (
    *(CaseDetailsSet, CaseMergedAway, CaseMergedIn, EntryCorrected, EntryMovedIn, EntryMovedOut),
    *(ValuesHidden, ConsentWithdrawn, CaseTakenBack),
)
"""Facts after which what a case says of abuse, or who agreed, may be something else."""
_NEEDS = """
WITH RECURSIVE together AS (
    SELECT unnest(%s::uuid[]) AS file
    UNION SELECT CASE WHEN m.case_id = t.file THEN m.into_case ELSE m.case_id END
      FROM together t JOIN facts.merges m ON t.file IN (m.case_id, m.into_case)
) SELECT n.need, array(SELECT file FROM together JOIN facts.records f ON f.record = file AND f.state <> 'erased')
    FROM facts.support_needs n JOIN facts.records r ON r.record = n.need
   WHERE n.case_id IN (SELECT file FROM together) AND (n.introduced OR n.released <> '{}') AND r.state <> 'erased'
   ORDER BY n.need
"""


def needs_to_protect(
    work: Work, connection: psycopg.Connection[Any], pending: Sequence[Recorded]
) -> Iterator[tuple[UUID, Event, Act]]:
    """Yield what ends, for each need of the child: stream, fact, and the service itself as who acts.

    Args:
        work: Of the transaction.
        connection: Its connection.
        pending: What is about to be recorded.
    """
    touched = {one.stream for one in pending if isinstance(one.fact, _SAYS_MORE)}
    if not touched:
        return
    found = connection.execute(_NEEDS, (sorted(touched),), prepare=True).fetchall()
    act = replace(work.act, by=Actor.system(REACTION), role="system") if found else work.act
    for need, files in found:
        one = work.read(SupportNeed, need)
        if any_bars(_after(file, work, pending) for file in files):
            facts: Sequence[Event] = (
                one.take_back(WhyTakenBack.ABUSE, act)
                if one.introduced
                else one.end_releases(WhyReleaseEnded.TAKEN_BACK, act)
            )
        else:
            facts = [
                ended
                for withdrawn in pending
                if isinstance(withdrawn.fact, ConsentWithdrawn) and withdrawn.stream == one.case_id
                for ended in one.end_releases(WhyReleaseEnded.WITHDRAWN, act, withdrawn.fact.consent)
            ]
        yield from ((need, fact, act) for fact in facts)


def _after(case_id: UUID, work: Work, pending: Sequence[Recorded]) -> ChildCase:
    """Return a case as it is with what is about to be recorded."""
    case = work.read(ChildCase, case_id)
    return fold(ChildCase, case_id, [r.fact for r in pending if r.stream == case_id], onto=case) or case
