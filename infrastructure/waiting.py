"""What authorities wait for, read from the view of steps due; the words are opened for the rows shown."""

from __future__ import annotations

from application.access import Action
from application.waiting import WaitingAsk, WaitingAsks
from domain.account import Role
from domain.mirror.codes import AskKind
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.next_steps import agreed
from infrastructure.scope import listed
from infrastructure.work import PgWork

_FROM = """
  FROM v_due.steps s JOIN v_due.streams t USING (stream_id) JOIN facts.records r ON r.record = s.stream_id
 WHERE s.done_at IS NULL AND s.kind <> 'step' AND {scope}
"""
_ROWS = (
    "SELECT s.stream_id, r.record_no, s.version, s.kind, s.position, s.due_on, coalesce(s.responsible, t.counsellor)"
    f"{_FROM} ORDER BY s.due_on NULLS LAST, s.position LIMIT %s"
)
_COUNT = f"SELECT count(*) {_FROM}"


class PgOpenAsks:
    """Keeps `application.waiting.OpenAsks`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def waiting(self, *, most: int) -> WaitingAsks:
        """Return the first of them, and how many there are."""
        reader = self._work.reader
        scope, values = listed(self._work, Action.OPEN_CASE, "case", "s.stream_id", "t.unit")
        if Role.SUPERVISOR not in reader.roles:
            scope = f"{scope} AND coalesce(s.responsible, t.counsellor) = %s"
            values = [*values, reader.account]
        run = self._work.connection.execute
        rows = run(_ROWS.format(scope=scope), [*values, most]).fetchall()
        if not rows:
            return WaitingAsks()
        total = len(rows)
        if total == most:
            total = (run(_COUNT.format(scope=scope), values).fetchone() or (0,))[0]
        entries = PgFollowUpLog(self._work).of([row[0] for row in rows])
        said = {one.position: agreed(one)[0] for one in self._work.at(row[4] for row in rows)}
        asks = []
        for case_id, number, version, kind, position, due_on, responsible in rows:
            entry = entries.get(case_id)
            covered = bool(entry and entry.covered)
            asks.append(
                WaitingAsk(
                    case_id=case_id,
                    record_no=number,
                    version=version,
                    kind=AskKind(kind),
                    code=entry.code if entry else "",
                    name=entry.name if entry else "",
                    what="" if covered else said.get(position, ""),
                    due_on=due_on,
                    responsible=responsible,
                    covered=covered,
                )
            )
        return WaitingAsks(tuple(asks), total)
