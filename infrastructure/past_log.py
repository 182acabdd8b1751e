"""The follow-up log at a position: row versions for whoever reads the log, signed counts for inspectors."""

from __future__ import annotations

from collections.abc import Sequence

from application.access import Action
from application.time_travel.log import ListedThen
from infrastructure.page_marks import Keyset, marked, unmarked, unmarked_number
from infrastructure.scope import listed
from infrastructure.work import PgWork

_KEYSET = Keyset(("e.year", "e.number", "e.code"), ("smallint", "integer", "text"), True)
_ROWS = """
SELECT e.case_id, e.record_no, e.code, e.unit, (e.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
       e.state <> 'closed', e.due_on, e.counsellor, c.valid_from <> e.valid_from,
       ARRAY[e.year::text, e.number::text, e.code]
  FROM v_follow_up_log.entries e
  JOIN v_follow_up_log.entries c ON c.case_id = e.case_id AND c.valid_to IS NULL
 WHERE e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)
   AND e.merged_into IS NULL AND e.state <> 'taken_back' AND {where}
 ORDER BY {order} LIMIT %s
"""
_COUNTED = """
SELECT g.stream_id, r.record_no, r.code, g.unit, g.day, g.open > 0
  FROM (SELECT f.stream_id, f.unit, f.day, sum(f.open) AS open FROM v_follow_up_log.figures f
         WHERE f.position <= %s GROUP BY f.stream_id, f.unit, f.day HAVING sum(f.entries) > 0) g
  JOIN facts.records r ON r.record = g.stream_id
 WHERE g.stream_id <> ALL(%s) ORDER BY g.day DESC, r.record_no DESC LIMIT %s OFFSET %s
"""


class PgPastLogs:
    """Keeps `application.time_travel.log.PastLogs`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def rows(self, upto: int, after: str, most: int) -> Sequence[ListedThen]:
        """Return entries as they stood, of what is open to the reader now: a lost right opens no past either."""
        where, values = listed(self._work, Action.OPEN_CASE, "case", "c.case_id", "c.unit")
        if after:
            where, values = f"{where} AND {_KEYSET.further}", [*values, *unmarked(after, _KEYSET)]
        query = _ROWS.format(where=where, order=_KEYSET.order)
        rows = self._work.connection.execute(query, [upto, upto, *values, most])
        return [ListedThen(*(*row[:9], marked(row[9]))) for row in rows]

    def counted(self, upto: int, after: str, most: int) -> Sequence[ListedThen]:
        """Return entries of the whole scope, the latest receipt first."""
        first = unmarked_number(after)
        values = (upto, sorted(self._work.reader.hidden), most, first)
        rows = self._work.connection.execute(_COUNTED, values).fetchall()
        return [
            ListedThen(*(*row, None, None, None, marked([str(first + at)]))) for at, row in enumerate(rows, 1)
        ]
