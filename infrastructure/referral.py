"""Requests to the chapter from the fact rows; the day they were made from the ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from application.access import Action, Assignment, Sensitivity
from application.ledger import Recorded
from application.referral.desk import Involved, ReferralRow
from application.scope import permits, scope_of
from domain.account import Role
from domain.referral.facts import ReferralSubmitted
from domain.referral.request import ReferralStage
from infrastructure.scope import Condition, listed
from infrastructure.work import PgWork

LIST_LIMIT = 100
"""Rows of one list; what is older is found through its case."""
MOST_WAITING = 500
"""Rows of a list that asks for what is to be done."""

Stages = Collection[ReferralStage] | None

_ROWS = """
SELECT r.record, r.record_no, r.state, u.name, r.case_id, c.code,
       (SELECT array_agg(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = %s AND x.active), r.unit, r.sensitivity, {lost}
  FROM facts.records r JOIN facts.units u ON u.unit = r.unit LEFT JOIN facts.records c ON c.record = r.case_id
 WHERE r.kind = 'referral' AND (%s::text[] IS NULL OR r.state = ANY(%s)) AND {condition}
 ORDER BY r.record_no DESC LIMIT %s
"""
LOST_REVIEWER = """(r.state IN ('conflict_check', 'assigned', 'in_review') AND (
       EXISTS (SELECT FROM facts.reassignments g WHERE g.record = r.record)
       OR NOT EXISTS (SELECT FROM facts.assignments w JOIN facts.accounts y USING (account)
           WHERE w.record = r.record AND w.active AND w.relation IN ('reviewer', 'proposed-reviewer')
             AND y.state = 'active' AND 'reviewer' = ANY(y.roles) AND y.unit IN (SELECT facts.heirs(r.unit))
             AND coalesce(y.valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)
             AND NOT EXISTS (SELECT FROM facts.kept_from k
                  WHERE k.account = y.account AND k.record IN (r.record, r.case_id)))))"""
"""The condition that whoever reviews a request cannot go on, so that the head is to choose another one."""
_OF_READER = (
    "r.record IN (SELECT y.record FROM facts.assignments y WHERE y.account = %s AND y.active"
    " AND y.relation <> 'recused')"
)
_OPENED_BY_A_TIE = (Action.OPEN_REFERRAL, Action.DECLARE_CONFLICT)
"""What the two kinds of tie let a reader do next: read what was asked, or declare before reviewing."""
_WORKING = (
    "SELECT DISTINCT a.account FROM facts.assignments a JOIN facts.records r ON r.record = a.record"
    " WHERE r.case_id = %s AND a.relation IN ('counsellor', 'referrer')"
)
_RECUSED = (
    "SELECT DISTINCT a.account FROM facts.assignments a JOIN facts.records r ON r.record = a.record"
    " WHERE r.case_id = %s AND r.kind = 'referral' AND a.relation = 'recused'"
)


class PgReferrals:
    """Keeps `application.referral.desk.Referrals`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def for_head(self, stages: Stages = None) -> Sequence[ReferralRow]:
        """Return the requests to chapters of the reader's scope, the latest first."""
        of_chapters = listed(self._work, Action.ASSIGN_REVIEWER, "referral", "r.record", "r.unit")
        return self._rows(of_chapters, stages)

    def to_reassign(self) -> Sequence[ReferralRow]:
        """Return those of the head's requests whose reviewer cannot go on."""
        condition, values = listed(self._work, Action.ASSIGN_REVIEWER, "referral", "r.record", "r.unit")
        under_review = [stage for stage in ReferralStage if stage.is_with_a_reviewer]
        return self._rows((f"{LOST_REVIEWER} AND {condition}", values), under_review)

    def of_reader(self, stages: Stages = None) -> Sequence[ReferralRow]:
        """Return what the reader asked or reviews, the latest first."""
        return self._rows((_OF_READER, [self._work.reader.account]), stages, by_tie=True)

    def _rows(self, held: Condition, stages: Stages, *, by_tie: bool = False) -> Sequence[ReferralRow]:
        condition, values = held
        query = _ROWS.format(condition=condition, lost=LOST_REVIEWER)
        asked_for = None if stages is None else [stage.value for stage in stages]
        most = LIST_LIMIT if stages is None else MOST_WAITING
        given = [self._work.reader.account, asked_for, asked_for, *values, most]
        found = self._work.connection.execute(query, given).fetchall()
        hidden = self._work.reader.hidden
        kept = [row for row in found if row[0] not in hidden and (not by_tie or self._open_by_tie(row))]
        asked = {recorded.position: recorded for recorded in self._work.at(row[1] for row in kept)}
        return [_row(row, asked[row[1]]) for row in kept]

    def _open_by_tie(self, row: Sequence[Any]) -> bool:
        """Whether the reader's tie opens a request at all, with the roles of today."""
        reader = self._work.reader
        tie, held = Assignment(min(row[6])), Sensitivity(row[8])
        return any(
            permits(reader, action, scope_of(reader, row[7]), tie, held) for action in _OPENED_BY_A_TIE
        )

    def reviewers(self, chapter: UUID) -> frozenset[UUID]:
        """Return the active accounts with the role of reviewer in a chapter."""
        query = (
            "SELECT account FROM facts.accounts"
            " WHERE unit IN (SELECT facts.heirs(%s)) AND state = 'active' AND %s = ANY(roles)"
            " AND coalesce(valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)"
        )
        return self._accounts(query, chapter, Role.REVIEWER.value)

    def involved_in(self, case_id: UUID) -> Involved:
        """Return who works on a case, and who was recused from any request about it."""
        return Involved(working=self._accounts(_WORKING, case_id), recused=self._accounts(_RECUSED, case_id))

    def _accounts(self, query: str, *values: object) -> frozenset[UUID]:
        found = self._work.connection.execute(query, values, prepare=True)
        return frozenset(account for (account,) in found)


def _row(row: Sequence[Any], asked: Recorded) -> ReferralRow:
    relations = set(row[6] or ())
    is_own = "referrer" in relations
    return ReferralRow(
        referral_id=row[0],
        record_no=row[1],
        stage=ReferralStage(row[2]),
        chapter=row[3],
        asked_at=asked.fact.occurred_at,
        is_urgent=isinstance(asked.fact, ReferralSubmitted) and asked.fact.is_urgent,
        asked_by_reader=is_own,
        reviewed_by_reader=bool(relations & {"reviewer", "proposed-reviewer"}),
        case_id=row[4] if is_own else None,
        code=row[5] if is_own else None,
        to_reassign=row[9],
    )
