"""Steps due, read from their view; what is to be done is opened from the ledger for the rows shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from application.access import Action
from application.due_work import Whose
from application.today import DueStep, Steps
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.next_steps import agreed
from infrastructure.scope import Condition, listed
from infrastructure.work import PgWork

_FROM = """
  FROM v_due.steps s JOIN v_due.streams t USING (stream_id) JOIN facts.records r ON r.record = s.stream_id
 WHERE s.done_at IS NULL AND s.kind = 'step' AND s.due_on BETWEEN coalesce(%s, '-infinity'::date) AND %s AND {scope}
"""
_ROWS = (
    "SELECT s.stream_id, r.record_no, t.kind, t.case_id, s.position, s.due_on, coalesce(s.responsible, t.counsellor)"
    f"{_FROM} ORDER BY s.due_on, s.position LIMIT %s"
)
_COUNT = f"SELECT count(*) {_FROM}"


class PgDueSteps:
    """Keeps `application.today.DueSteps`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def between(self, first: date | None, last: date, *, most: int, whose: Whose) -> Steps:
        """Return the steps due in a span, earliest first; only those that are shown are opened."""
        reader = self._work.reader
        scope, values = _listed(self._work)
        if whose is Whose.MINE:
            scope, values = (
                f"{scope} AND coalesce(s.responsible, t.counsellor) = %s",
                [*values, reader.account],
            )
        given = [first, last, *values]
        run = self._work.connection.execute
        rows = run(_ROWS.format(scope=scope), [*given, most]).fetchall()
        if not rows:
            return Steps()
        total = len(rows)
        if total == most:
            total = (run(_COUNT.format(scope=scope), given).fetchone() or (0,))[0]
        entries = PgFollowUpLog(self._work).of([row[3] for row in rows if row[3] is not None])
        said = {recorded.position: agreed(recorded) for recorded in self._work.at(row[4] for row in rows)}
        return Steps(
            tuple(_step(row, entries.get(row[3]), said.get(row[4], ("", False))) for row in rows), total
        )


def _listed(work: PgWork) -> Condition:
    """Return the condition that the reader may open what holds a step: a case, or a consultation."""
    cases, of_cases = listed(work, Action.OPEN_CASE, "case", "s.stream_id", "t.unit")
    matters, of_matters = listed(work, Action.OPEN_CONSULTATION, "counselling", "s.stream_id", "t.unit")
    condition = f"CASE t.kind WHEN 'case' THEN {cases} ELSE {matters} END"
    return condition, [*of_cases, *of_matters]


def _step(row: Sequence[Any], entry: Any, said: tuple[str, bool]) -> DueStep:
    return DueStep(
        stream=row[0],
        record_no=row[1],
        is_consultation=row[2] == "consultation",
        case_id=row[3] if entry else None,
        code=entry.code if entry else "",
        name=entry.name if entry else "",
        what="" if entry and entry.covered else said[0],
        is_psychological=said[1],
        covered=bool(entry and entry.covered),
        due_on=row[5],
        responsible=row[6],
    )
