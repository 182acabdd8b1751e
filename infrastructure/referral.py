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
SELECT r.record, r.record_no, r.state, u.name, CASE WHEN c.kind = 'case' THEN r.case_id END, c.code,
       (SELECT array_agg(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = %s AND x.active), r.unit, r.sensitivity, {lost},
       coalesce(f.open_questions, 0),
       EXISTS (SELECT FROM facts.assignments x
                 JOIN facts.conflicts k ON k.account = x.account AND k.record IN (r.record, r.case_id)
         WHERE x.record = r.record AND x.relation = 'reviewer' AND k.standing <> 'lifted' AND NOT EXISTS (
            SELECT FROM facts.assignments y WHERE y.record = r.record AND y.account = x.account
               AND y.relation = 'recused'))
  FROM facts.records r JOIN facts.units u ON u.unit = r.unit LEFT JOIN facts.records c ON c.record = r.case_id
  LEFT JOIN facts.referrals f ON f.referral = r.record
 WHERE r.kind = 'referral' AND r.state <> 'erased' AND (%s::text[] IS NULL OR r.state = ANY(%s)) AND {condition}
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
_MATTER = """
WITH RECURSIVE files AS (
    SELECT coalesce(q.case_id, q.record) AS record FROM facts.records q WHERE q.record = %s
    UNION
    SELECT CASE WHEN m.case_id = f.record THEN m.into_case ELSE m.case_id END
      FROM files f JOIN facts.merges m ON f.record IN (m.case_id, m.into_case))
SELECT DISTINCT a.account FROM facts.assignments a JOIN facts.records r ON r.record = a.record
  JOIN files f ON f.record IN (r.case_id, r.record) WHERE {which}
"""
"""The case or consultation of a request, with the files of the same child: a recusal holds for all of them."""
_WORKING = _MATTER.format(which="a.relation IN ('counsellor', 'referrer')")
_RECUSED = _MATTER.format(which="r.kind = 'referral' AND a.relation = 'recused'")
_ALIKE = """
SELECT r.record FROM facts.records r JOIN facts.records q ON q.case_id = r.case_id
 WHERE q.record = %s AND r.kind = 'referral' AND r.record <> q.record AND r.state <> 'erased'
 ORDER BY r.record_no DESC LIMIT 50
"""
_ABOUT = """
SELECT r.record FROM facts.records r LEFT JOIN facts.referrals f ON f.referral = r.record
 WHERE r.kind = 'referral' AND (r.case_id = %s OR f.matter = %s) AND r.state <> 'erased'
 ORDER BY r.record_no DESC LIMIT 50
"""

_HEADLESS = """
WITH RECURSIVE near AS (
    SELECT r.record, r.case_id, r.unit FROM facts.records r WHERE r.record = %s
    UNION
    SELECT n.record, n.case_id, x.unit FROM near n JOIN facts.units u ON u.unit = n.unit
     CROSS JOIN LATERAL (VALUES (u.parent), (u.successor)) AS x (unit) WHERE x.unit IS NOT NULL
)
SELECT 1 WHERE NOT EXISTS (
    SELECT FROM near n JOIN facts.accounts a ON a.unit = n.unit
     WHERE a.state = 'active' AND 'chapter_head' = ANY(a.roles)
       AND coalesce(a.valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)
       AND NOT EXISTS (SELECT FROM facts.kept_from k
             WHERE k.account = a.account AND k.record IN (n.record, n.case_id))
       AND NOT EXISTS (SELECT FROM facts.assignments x WHERE x.record = n.record AND x.account = a.account
             AND x.relation = 'recused' AND x.active))
"""
"""A head works in the chapter, in its successor, or in a unit above; nobody with a conflict of interest is one."""


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
        """Return the active accounts with the role of reviewer in a chapter, or in its successor."""
        query = (
            "SELECT account FROM facts.accounts"
            " WHERE unit IN (SELECT facts.heirs(%s)) AND state = 'active' AND %s = ANY(roles)"
            " AND coalesce(valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)"
        )
        return self._accounts(query, chapter, Role.REVIEWER.value)

    def involved_in(self, referral_id: UUID) -> Involved:
        """Return who works on the case or consultation of a request, and who was recused from any about it."""
        return Involved(
            working=self._accounts(_WORKING, referral_id), recused=self._accounts(_RECUSED, referral_id)
        )

    def alike(self, referral_id: UUID) -> Sequence[UUID]:
        """Return other requests about the same case or consultation, the latest first."""
        return [row[0] for row in self._work.connection.execute(_ALIKE, (referral_id,), prepare=True)]

    def about(self, record: UUID) -> Sequence[UUID]:
        """Return requests about a case, or from a consultation, the latest first."""
        return [row[0] for row in self._work.connection.execute(_ABOUT, (record, record), prepare=True)]

    def lacks_head(self, referral_id: UUID) -> bool:
        """Return whether no head may assign it: none is there, or a conflict of interest keeps each from it."""
        return self._work.connection.execute(_HEADLESS, (referral_id,)).fetchone() is not None

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
        questions=row[10],
        tie_found=row[11],
    )
