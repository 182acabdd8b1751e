"""The event log searched: each condition is answered by an index that ends with the position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from application.event_log import EventFilters, FoundLater, LoggedEvent
from application.history import CaseFound, EventLine
from domain.calendar import end_of_day, start_of_day
from domain.conflict import Standing
from domain.counselling import matter_code
from infrastructure.catalogue import CATALOGUE
from infrastructure.corrections import hidden_positions
from infrastructure.crypto import parts
from infrastructure.history import STREAMS, without_keys
from infrastructure.ledger import EventRecorder
from infrastructure.scope import Condition
from infrastructure.work import PgWork
from infrastructure.work.touching import decoy_mark

_CORRECTING = re.compile(
    r"\b(corrected|hidden|moved-out|moved-in|cancelled|taken-back|relinked|given-back|details-set)\."
)
CORRECTIONS = sorted(topic for topic in CATALOGUE if _CORRECTING.search(topic))
"""Topics by which something earlier is set right; a test holds the list against the catalogue."""
LATE = "e.recorded_at - coalesce(e.received_at, e.occurred_at) > interval '24 hours'"
"""As the index has it; the limit is that of an entry (`domain.calendar.ENTRY_LIMIT`)."""
_PAGE = """
SELECT e.position, e.coded, e.leaf, r.record_no, c.record, c.code
  FROM es.events e LEFT JOIN facts.records r ON r.record = e.stream_id
  LEFT JOIN facts.records c ON c.record = r.case_id
 WHERE {where} ORDER BY e.position DESC LIMIT %s
"""
_CLOSED = """
e.stream_id <> ALL(%s) AND e.correlation_id <> ALL(%s) AND NOT EXISTS (
    SELECT FROM facts.conflicts k WHERE k.stream = e.stream_id AND (k.account = %s OR k.record = ANY(%s))
    UNION ALL SELECT FROM facts.glass g WHERE g.stream = e.stream_id AND g.case_id = ANY(%s)
    UNION ALL SELECT FROM facts.restrictions x WHERE x.stream = e.stream_id AND x.case_id = ANY(%s)
    UNION ALL SELECT FROM facts.holds h WHERE h.hold = e.stream_id AND h.record = ANY(%s)
    UNION ALL SELECT FROM facts.erasures d WHERE d.erasure = e.stream_id AND d.record = ANY(%s)
    UNION ALL SELECT FROM facts.data_requests q WHERE q.request = e.stream_id AND q.case_id = ANY(%s)
    UNION ALL SELECT FROM facts.decoys m WHERE m.stream = e.stream_id AND m.mark = ANY(%s))
"""
"""Leaves out what is about a file that a conflict of interest closes to the reader, and that there is a conflict."""
_FIRST = "SELECT position FROM es.events WHERE recorded_at >= %s ORDER BY recorded_at, position LIMIT 1"
_CONFLICTS = """
SELECT k.stream, r.record_no, k.account, c.record, c.record_no, coalesce(c.code, ''), c.unit, k.standing, k.kinds,
       w.recorded_at,
       (SELECT count(*) FROM trail.entries t JOIN facts.records y ON y.record = t.record
         WHERE k.record IN (y.case_id, y.record) AND t.account = k.account AND t.recorded_at < w.recorded_at),
       (SELECT count(*) FROM es.events x JOIN facts.records z ON z.record = x.stream_id
         WHERE k.record IN (z.case_id, z.record) AND x.actor = 'account:' || k.account AND x.position < w.position)
  FROM facts.conflicts k JOIN facts.records r ON r.record = k.stream JOIN facts.records c ON c.record = k.record
  JOIN es.events w ON w.stream_id = k.stream AND w.version = 0
 WHERE k.account <> %(me)s AND k.record <> ALL(%(hidden)s) AND (%(one)s::uuid IS NULL OR k.stream = %(one)s)
 ORDER BY w.position DESC LIMIT %(most)s
"""
MOST = 200
"""Conflicts that the list shows; the latest."""


class PgEventLog:
    """Keeps `application.event_log.EventLog`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def page(self, question: EventFilters, most: int) -> Sequence[LoggedEvent]:
        """Return events, the latest first; opened without keys, so nothing personal can come out of it."""
        connection = self._work.connection
        conditions = [*self._asked(question), self._closed()]
        where = " AND ".join(condition for condition, _ in conditions)
        values = [value for _, given in conditions for value in given]
        query = _PAGE.format(where=where)
        rows = {row[0]: row for row in connection.execute(query, [*values, most], prepare=False)}
        hidden = hidden_positions(connection, list(rows))
        found = []
        for one in without_keys().recorded(EventRecorder(connection).at(rows)):
            _, coded, leaf, record_no, case_id, code = rows[one.position]
            is_hidden = one.position in hidden
            line = EventLine(
                recorded=one,
                coded="{}" if is_hidden else bytes(coded).decode(),
                covered=tuple(part.field_class for part in parts(one.personal)),
                leaf=bytes(leaf),
                is_hidden=is_hidden,
            )
            found.append(LoggedEvent(line, record_no, case_id, code or ""))
        return sorted(found, key=lambda event: -event.line.recorded.position)

    def _asked(self, question: EventFilters) -> list[Condition]:
        one = [
            ("e.actor = %s", f"account:{question.account}" if question.account else None),
            ("e.unit = %s", question.unit),
            ("e.legal_basis = %s", question.basis),
            ("e.topic = ANY(%s)", CORRECTIONS if question.corrections else None),
            ("e.topic = ANY(%s)", _topics(question.topic) if question.topic else None),
            ("e.position < %s", question.before),
        ]
        found: list[Condition] = [(condition, [value]) for condition, value in one if value is not None]
        if question.late:
            found.append((LATE, []))
        if question.case is not None:
            row = self._work.connection.execute(
                f"SELECT array_agg(x.s) FROM ({STREAMS}) x (s)",  # noqa: S608 - a constant
                {"case": question.case},
            ).fetchone()
            found.append(("e.stream_id = ANY(%s)", [(row[0] if row else None) or [question.case]]))
        return [*found, *self._between(question)]

    def _between(self, question: EventFilters) -> list[Condition]:
        """Return the span of days as positions: in the log, time and position never disagree."""
        found: list[Condition] = []
        if question.since is not None:
            first = self._first(start_of_day(question.since))
            found.append(("false", []) if first is None else ("e.position >= %s", [first]))
        if question.until is not None:
            after = self._first(end_of_day(question.until))
            found.extend([] if after is None else [("e.position < %s", [after])])
        return found

    def _first(self, moment: object) -> int | None:
        row = self._work.connection.execute(_FIRST, (moment,)).fetchone()
        return int(row[0]) if row else None

    def _closed(self) -> Condition:
        reader = self._work.reader
        hidden = sorted(reader.hidden)
        marks = [decoy_mark(self._work.house.keys, record) for record in hidden]
        return _CLOSED, [hidden, hidden, reader.account, *[hidden] * 6, marks]

    def found_later(self, conflict: UUID | None = None) -> Sequence[FoundLater]:
        """Return the conflicts of interest of others, the latest first; or one of them."""
        reader = self._work.reader
        values = {"me": reader.account, "hidden": sorted(reader.hidden), "one": conflict, "most": MOST}
        return [
            FoundLater(
                row[0],
                row[1],
                row[2],
                CaseFound(row[3], row[4], row[5] or matter_code(row[3]), row[6]),
                Standing(row[7]),
                tuple(row[8]),
                row[9],
                row[10],
                row[11],
            )
            for row in self._work.connection.execute(_CONFLICTS, values)
        ]


def _topics(asked: str) -> list[str]:
    """Return the topic asked for, or every topic of a subject."""
    return [topic for topic in CATALOGUE if topic == asked or topic.startswith(f"{asked}.")]
