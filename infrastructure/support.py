"""Needs of support and lists from their fact rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from application.access import Action
from application.support.desk import ListRow, SeeSupport, SupportRow
from domain.support.codes import BroadAge, NeedKind, SupportStage, Urgency
from domain.support.facts import SupportReleased
from domain.support.listing import Introduced
from infrastructure.scope import listed
from infrastructure.work import PgWork

_COLUMNS = (
    "n.need, r.record_no, n.code, n.unit, n.kind, n.amount_vnd, n.delivered_vnd, n.until, n.urgency, n.area, n.age,"
    " n.stage, n.entered_on, n.case_id IS NOT NULL"
)
_FROM = "facts.support_needs n JOIN facts.records r ON r.record = n.need WHERE r.state <> 'erased'"
_ROWS = f"SELECT {_COLUMNS} FROM {_FROM}"  # noqa: S608 - constants
_INTRODUCED = f"""
WITH RECURSIVE up AS (
    SELECT n.case_id AS file, n.case_id AS main FROM facts.support_needs n WHERE n.introduced AND n.case_id IS NOT NULL
    UNION SELECT u.file, m.into_case FROM up u JOIN facts.merges m ON m.case_id = u.main
), mains AS (
    SELECT u.file, u.main FROM up u WHERE NOT EXISTS (SELECT FROM facts.merges m WHERE m.case_id = u.main)
) SELECT n.need, r.record_no, coalesce(mains.main, n.case_id, n.need), n.code, n.kind, n.area, n.age,
         n.amount_vnd - n.delivered_vnd, n.until, n.urgency, n.stage
    FROM {_FROM.replace("WHERE", "LEFT JOIN mains ON mains.file = n.case_id WHERE")}
     AND n.introduced AND n.amount_vnd > n.delivered_vnd AND n.need <> ALL(%s) ORDER BY n.code
"""  # noqa: S608 - constants
_LISTS = """
SELECT l.list, r.record_no, l.code, l.given_on, cardinality(l.needs)
  FROM facts.support_lists l JOIN facts.records r ON r.record = l.list
"""
_RELEASES = """
SELECT e.position FROM es.events e JOIN facts.support_needs n ON n.need = e.stream_id
 WHERE n.case_id = ANY(%s) AND e.topic = %s ORDER BY e.position
"""


class PgSupportNeeds:
    """Keeps `application.support.desk.SupportNeeds`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def rows(self, question: SeeSupport, limit: int) -> Sequence[SupportRow]:
        """Return needs of the reader's scope, the latest first."""
        held, values = listed(self._work, Action.SEE_SUPPORT, "support", "n.need", "n.unit", question.unit)
        for column, code in (("n.stage", question.stage), ("n.kind", question.kind)):
            if code is not None:
                held, values = f"{held} AND {column} = %s", [*values, code.value]
        query = f"{_ROWS} AND {held} ORDER BY n.entered_on DESC, n.need LIMIT %s"
        return [_row(row) for row in self._work.connection.execute(query, [*values, limit])]

    def of_case(self, case_id: UUID) -> Sequence[SupportRow]:
        """Return the needs of a case that the reader sees."""
        held, values = listed(self._work, Action.SEE_SUPPORT, "support", "n.need", "n.unit")
        query = f"{_ROWS} AND n.case_id = %s AND {held} ORDER BY n.entered_on, n.need"
        return [_row(row) for row in self._work.connection.execute(query, [case_id, *values])]

    def introduced(self) -> Sequence[Introduced]:
        """Return every need that is introduced and not met."""
        hidden = sorted(self._work.reader.hidden)
        rows = self._work.connection.execute(_INTRODUCED, (hidden,))
        return [
            Introduced(
                need=row[0],
                record_no=row[1],
                child=row[2],
                code=row[3],
                kind=NeedKind(row[4]),
                area=row[5],
                age=BroadAge(row[6]),
                lacking_vnd=row[7],
                until=row[8],
                urgency=Urgency(row[9]),
                stage=SupportStage(row[10]),
            )
            for row in rows
        ]

    def shown_on(self, need: UUID) -> Sequence[ListRow]:
        """Return the lists on which a need stood, the latest first."""
        query = f"{_LISTS} WHERE l.needs @> ARRAY[%s] ORDER BY r.record_no DESC"
        return [ListRow(*row) for row in self._work.connection.execute(query, (need,))]

    def lists(self, limit: int) -> Sequence[ListRow]:
        """Return the lists that were given, the latest first."""
        query = f"{_LISTS} ORDER BY r.record_no DESC LIMIT %s"
        return [ListRow(*row) for row in self._work.connection.execute(query, (limit,))]

    def told(self, cases: Collection[UUID]) -> Sequence[int]:
        """Return the positions of the facts by which donors were told who the child of these cases is."""
        rows = self._work.connection.execute(_RELEASES, (list(cases), SupportReleased.TOPIC))
        return [row[0] for row in rows]


def _row(row: tuple[Any, ...]) -> SupportRow:
    return SupportRow(
        need=row[0],
        record_no=row[1],
        code=row[2],
        unit=row[3],
        kind=NeedKind(row[4]),
        amount_vnd=row[5],
        delivered_vnd=row[6],
        until=row[7],
        urgency=Urgency(row[8]),
        area=row[9],
        age=BroadAge(row[10]),
        stage=SupportStage(row[11]),
        entered_on=row[12],
        has_case=row[13],
    )
