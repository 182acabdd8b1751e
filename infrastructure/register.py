"""Closed registers from their fact rows; books from row versions as of a position of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action
from application.book import BookEntry, BookSession, IndexLine, Span
from application.register import Closing
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.lists import ClientKind, ConsultationChannel, ConsultationKind, LatenessReason
from domain.register import BookPart, Sealed
from infrastructure.caught_up import caught_up
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.postgres.limited import begin_limit
from infrastructure.scope import listed
from infrastructure.work import PgWork

REGISTER_LOCK = 7205424
"""First half of the lock of a unit's registers: its closings wait for each other, entries for none of them."""
_CLOSINGS = """
SELECT kind, first, upto, since, entries, sessions, later, digest, layout, rules, closed_at, closed_by, position
  FROM facts.closings WHERE unit = %s ORDER BY position
"""
_ENTRIES = """
SELECT e.*, EXISTS (SELECT FROM facts.corrections x WHERE x.stream = e.case_id AND x.hides
                       AND x.position <= %s AND x.changed_by > %s) AS withheld
  FROM v_follow_up_log.entries e
  JOIN v_follow_up_log.entries c ON c.case_id = e.case_id AND c.valid_to IS NULL
 WHERE e.case_id = ANY(%s) AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)
   AND e.merged_into IS NULL AND e.state <> 'taken_back' AND {held}
 ORDER BY e.year, e.number, e.code
"""
"""Rows as they stood; whether the reader may see them is asked of the row as it stands today.

A file that hung on another then, or was taken back with its import, stands as a number in use; what was hidden
since (DESIGN 3, rule 8) is withheld."""
_SESSIONS = """
SELECT s.position, s.matter_id, r.record_no, s.held_at, s.recorded_at, s.kind, s.channel, s.client, s.minutes,
       s.counsellor, s.lateness, coalesce(f.code, ''),
       EXISTS (SELECT FROM facts.corrections x WHERE x.position = s.position AND x.hides)
  FROM v_register.sessions s JOIN v_counselling.matters m USING (matter_id)
  JOIN facts.records r ON r.record = s.matter_id
  LEFT JOIN LATERAL (SELECT t.case_id FROM v_register.ties t WHERE t.matter_id = s.matter_id AND t.position <= %s
                      ORDER BY t.position DESC LIMIT 1) tie ON true
  LEFT JOIN facts.records f ON f.record = tie.case_id
 WHERE s.position = ANY(%s) AND {held} ORDER BY s.held_at, s.position
"""
_YEARS = """
SELECT DISTINCT extract(year FROM e.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::integer
  FROM v_follow_up_log.entries e WHERE e.valid_from = e.record_no AND e.unit = %s
UNION SELECT year FROM facts.registers WHERE unit = %s ORDER BY 1 DESC
"""
_ERASED = """
SELECT record, max(erased_at) FROM facts.erasures
 WHERE erased_at IS NOT NULL AND part = 'whole' AND record = ANY(%s) GROUP BY record
"""


class PgRegisters(PgFollowUpLog):
    """Keeps `application.register.Registers`."""

    def __init__(self, work: PgWork) -> None:
        super().__init__(work)
        self._run = work.connection.execute

    def position(self) -> int:
        """Return the position up to which the reading side has come."""
        row = self._run("SELECT position FROM views.progress WHERE name = 'all'").fetchone()
        return int(row[0]) if row else 0

    def settled(self, unit: UUID) -> int:
        """Wait for other closings of the unit, and until the reading side holds all that is recorded."""
        self._run("SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))", (REGISTER_LOCK, str(unit)))
        return caught_up(self._work)

    def register_of(self, unit: UUID, year: int) -> UUID | None:
        """Return the stream of a register that was opened."""
        query = "SELECT register FROM facts.registers WHERE unit = %s AND year = %s"
        row = self._run(query, (unit, year)).fetchone()
        return row[0] if row else None

    def closings(self, unit: UUID) -> Sequence[Closing]:
        """Return the closings of a unit, in the order of the log."""
        return [
            Closing(
                Period.of(first, PeriodKind(kind)),
                Sealed(
                    upto=upto, since=since, entries=entries, sessions=sessions, later=later, digest=digest
                ),
                *more,
            )
            for kind, first, upto, since, entries, sessions, later, digest, *more in self._run(
                _CLOSINGS, (unit,)
            )
        ]

    def seal(self, span: Span) -> Sealed:
        """Return counts and digest of a whole book, whoever may see its lines."""
        query = "SELECT entries, sessions, later, digest FROM views.book_seal(%s, %s, %s, %s, %s, %s, %s)"
        row = self._run(query, _asked(span)).fetchone()
        begin_limit(self._work.connection)  # it answers; a year takes fifteen periods along
        entries, sessions, later, digest = row or (0, 0, 0, "")
        return Sealed(
            upto=span.upto,
            since=span.since,
            entries=entries,
            sessions=sessions,
            later=later,
            digest=digest,
        )

    def index(self, span: Span) -> Sequence[IndexLine]:
        """Return the lines of a book without their content."""
        query = "SELECT part, record, position, code FROM views.book_index(%s, %s, %s, %s, %s, %s, %s)"
        return [IndexLine(BookPart(part), *more) for part, *more in self._run(query, _asked(span))]

    def entries(self, cases: Sequence[UUID], at: int) -> Mapping[UUID, BookEntry]:
        """Return entries as they stood at a position, those alone that the reader may see today."""
        if not cases:
            return {}
        held, values = listed(self._work, Action.OPEN_CASE, "case", "c.case_id", "c.unit")
        rows = self._rows(_ENTRIES.format(held=held), [at, at, list(cases), at, at, *values])
        found = self._entries(rows, references=True)
        row_of = {row["case_id"]: row for row in rows}
        entries = (
            BookEntry(entry, row_of[entry.case_id]["identity_version"], row_of[entry.case_id]["withheld"])
            for entry in found
        )
        return {one.entry.case_id: one.without_hidden() for one in entries}

    def sessions(self, positions: Sequence[int], at: int) -> Sequence[BookSession]:
        """Return consultations, those alone that the reader may see today, by day."""
        if not positions:
            return []
        held, values = listed(self._work, Action.OPEN_CONSULTATION, "counselling", "m.matter_id", "m.unit")
        rows = self._run(_SESSIONS.format(held=held), [at, list(positions), *values])
        return [_session(row) for row in rows]

    def erased(self, cases: Sequence[UUID]) -> Mapping[UUID, date]:
        """Return which of these cases were erased, and on which day."""
        return {record: vietnam_day(at) for record, at in self._run(_ERASED, (list(cases),))}

    def years_of(self, unit: UUID) -> Sequence[int]:
        """Return the years in which something of the unit's register was received, or closed, latest first."""
        return [row[0] for row in self._run(_YEARS, (unit, unit))]


class PgClosedPeriods:
    """Keeps `application.register.ClosedPeriods`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def until(self, unit: UUID) -> date | None:
        """Return the last day of the unit's register that lies in a closed period."""
        query = "SELECT max(last) FROM facts.closings WHERE unit = %s"
        row = self._work.connection.execute(query, (unit,), prepare=True).fetchone()
        return row[0] if row else None

    def holds(self, unit: UUID, day: date) -> bool:
        """Return whether a day lies in a closed period of the unit's register."""
        query = "SELECT EXISTS (SELECT FROM facts.closings WHERE unit = %s AND %s BETWEEN first AND last)"
        row = self._work.connection.execute(query, (unit, day), prepare=True).fetchone()
        return bool(row and row[0])


def _session(row: Sequence[Any]) -> BookSession:
    position, matter, record_no, held_at, recorded_at, kind, channel, client, *more = row
    minutes, counsellor, lateness, code, withheld = more
    return BookSession(
        position=position,
        matter=matter,
        record_no=record_no,
        held_at=held_at,
        recorded_at=recorded_at,
        kind=ConsultationKind(kind),
        channel=ConsultationChannel(channel),
        client=ClientKind(client),
        minutes=minutes,
        counsellor=counsellor,
        lateness=LatenessReason(lateness) if lateness else None,
        case_code=code,
        withheld=withheld,
    )


def _asked(span: Span) -> tuple[object, ...]:
    period = span.period
    return (
        span.unit,
        period.kind.value,
        period.first,
        period.last,
        span.upto,
        span.since,
        span.closed_before,
    )
