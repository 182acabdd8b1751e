"""Consultation matters and their sessions: codes, days and positions; no names, no notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from application.access import Action
from application.counselling import After, MatterRow
from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.child_case import CaseAssigned
from domain.counselling import (
    ConsultationLogged,
    CounsellingAssigned,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingStepDone,
)
from domain.handover import HandOver
from infrastructure.scope import listed
from infrastructure.views.base import Statement, View
from infrastructure.views.case_events import belongs_to
from infrastructure.work import PgWork

NAMED_SESSIONS_READ = 1000
"""How many sessions that name someone are compared, the latest first. Source: quy ước nội bộ; about 0.1 s."""


class CounsellingView(View):
    """`matters`: one row a matter; `sessions`: one row a session, with the step it agreed."""

    NAME = "counselling"
    VERSION = 2
    TABLES = ("matters", "sessions")
    DDL = """
        CREATE TABLE matters (
            matter_id uuid PRIMARY KEY, unit uuid NOT NULL, counsellor uuid, case_id uuid,
            last_at timestamptz NOT NULL, kind text NOT NULL, channel text NOT NULL, client text NOT NULL,
            sessions integer NOT NULL, minutes integer NOT NULL, warned boolean NOT NULL, position bigint NOT NULL);
        CREATE INDEX ON matters (unit, last_at DESC, matter_id DESC);
        CREATE INDEX ON matters (counsellor, last_at DESC, matter_id DESC);
        CREATE INDEX ON matters (case_id) WHERE case_id IS NOT NULL;
        CREATE TABLE sessions (
            matter_id uuid NOT NULL, version integer NOT NULL, unit uuid NOT NULL, case_id uuid, counsellor uuid,
            kind text NOT NULL, channel text NOT NULL, client text NOT NULL,
            held_at timestamptz NOT NULL, held_on date NOT NULL, recorded_at timestamptz NOT NULL,
            minutes integer NOT NULL, lateness text, names_sides boolean NOT NULL, warned boolean NOT NULL,
            next_due_on date, next_responsible uuid, next_done boolean NOT NULL, next_done_position bigint,
            position bigint NOT NULL,
            PRIMARY KEY (matter_id, version));
        CREATE INDEX ON sessions (unit, held_on);
        CREATE INDEX ON sessions (case_id) WHERE case_id IS NOT NULL;
        CREATE INDEX ON sessions (next_responsible, next_due_on) WHERE next_due_on IS NOT NULL AND NOT next_done;
        CREATE INDEX ON sessions (unit, position) WHERE names_sides
    """

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        match recorded.fact:
            case CounsellingOpened() as fact:
                yield (
                    "INSERT INTO matters VALUES (%s, %s, %s, %s, %s, '', '', '', 0, 0, false, %s)",
                    (
                        recorded.stream,
                        fact.unit,
                        fact.counsellor,
                        fact.case_id,
                        fact.occurred_at,
                        recorded.position,
                    ),
                )
            case ConsultationLogged() as fact:
                yield from _session(fact, recorded)
            case CounsellingLinked() as fact:
                yield "UPDATE matters SET case_id = %s WHERE matter_id = %s", (fact.case_id, recorded.stream)
                yield "UPDATE sessions SET case_id = %s WHERE matter_id = %s", (fact.case_id, recorded.stream)
            case CaseAssigned(handover=given):
                yield from _handed_over(given, "case_id", recorded.stream)
            case CounsellingAssigned(handover=given):
                yield (
                    "UPDATE matters SET counsellor = %s WHERE matter_id = %s",
                    (given.counsellor, recorded.stream),
                )
                yield from _handed_over(given, "matter_id", recorded.stream)
            case CounsellingStepDone() as fact:
                yield (
                    "UPDATE sessions SET next_done = true, next_done_position = %s"
                    " WHERE matter_id = %s AND version = %s",
                    (recorded.position, recorded.stream, fact.step),
                )
            case _:
                pass  # other subjects' facts only move the position


def _handed_over(given: HandOver, of: str, stream: UUID) -> Iterator[Statement]:
    """Yield what gives matters and steps of whom it relieves to the new counsellor."""
    relieved = list(given.relieved)
    yield (
        f"UPDATE matters SET counsellor = %s WHERE {of} = %s AND counsellor = ANY(%s)",  # noqa: S608 - constant column
        (given.counsellor, stream, relieved),
    )
    yield (
        f"UPDATE sessions SET next_responsible = %s WHERE {of} = %s AND next_responsible = ANY(%s)"  # noqa: S608
        " AND NOT next_done",
        (given.counsellor, stream, relieved),
    )


def _session(fact: ConsultationLogged, recorded: Recorded) -> Iterator[Statement]:
    said = fact.consultation
    kind, _, name = recorded.envelope.actor.partition(":")
    counsellor = UUID(name) if kind == "account" else None
    codes = (said.kind.value, said.channel.value, said.client.value)
    yield (
        "UPDATE matters SET sessions = sessions + 1, minutes = minutes + %s, warned = warned OR %s,"
        " kind = CASE WHEN sessions = 0 OR %s >= last_at THEN %s ELSE kind END,"
        " channel = CASE WHEN sessions = 0 OR %s >= last_at THEN %s ELSE channel END,"
        " client = CASE WHEN sessions = 0 OR %s >= last_at THEN %s ELSE client END,"
        " last_at = greatest(last_at, %s) WHERE matter_id = %s",
        (
            said.minutes,
            fact.warned,
            *(part for code in codes for part in (fact.occurred_at, code)),
            fact.occurred_at,
            recorded.stream,
        ),
    )
    step = said.next
    yield (
        "INSERT INTO sessions SELECT %s, %s, unit, case_id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " false, NULL, %s FROM matters WHERE matter_id = %s",
        (
            recorded.stream,
            recorded.version,
            counsellor,
            *codes,
            fact.occurred_at,
            vietnam_day(fact.occurred_at),
            recorded.recorded_at,
            said.minutes,
            said.lateness.value if said.lateness else None,
            fact.names_sides,
            fact.warned,
            step.due_on if step else None,
            (step.responsible or counsellor) if step else None,
            recorded.position,
            recorded.stream,
        ),
    )


@belongs_to.register
def _opened(fact: CounsellingOpened) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _linked(fact: CounsellingLinked) -> UUID | None:
    return fact.case_id


class PgCounsellings:
    """Keeps `application.counselling.Counsellings`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def recent(self, after: After | None, limit: int, *, mine: bool = False) -> Sequence[MatterRow]:
        """Return matters whose last session is the most recent."""
        condition, values = listed(
            self._work, Action.OPEN_CONSULTATION, "counselling", "m.matter_id", "m.unit"
        )
        if mine:
            condition, values = f"{condition} AND m.counsellor = %s", [*values, self._work.reader.account]
        if after is not None:
            condition += " AND (m.last_at, m.matter_id) < (%s, %s)"
            values = [*values, after.last_at, after.matter_id]
        query = f"{_MATTERS} WHERE {condition} ORDER BY m.last_at DESC, m.matter_id DESC LIMIT %s"
        rows = self._work.connection.execute(query, [*values, limit]).fetchall()
        return [MatterRow(*row) for row in rows]

    def with_names(self, case_id: UUID | None) -> Sequence[int]:
        """Return the positions of the latest sessions in scope that name someone on a side."""
        held, values = listed(self._work, Action.OPEN_CONSULTATION, "counselling", "s.matter_id", "s.unit")
        query = (
            f"SELECT s.position FROM v_counselling.sessions s WHERE s.names_sides AND {held}"  # noqa: S608 - constants
            " ORDER BY coalesce(s.case_id = %s::uuid, false) DESC, s.position DESC LIMIT %s"
        )
        rows = self._work.connection.execute(query, [*values, case_id, NAMED_SESSIONS_READ]).fetchall()
        return sorted(row[0] for row in rows)

    def case_code(self, case_id: UUID) -> str:
        """Return the file code of a case, or nothing."""
        query = "SELECT code FROM facts.records WHERE record = %s AND kind = 'case'"
        row = self._work.connection.execute(query, (case_id,), prepare=True).fetchone()
        return str(row[0]) if row and row[0] else ""

    def case_of(self, code: str) -> UUID | None:
        """Return the case with this file code."""
        query = "SELECT record FROM facts.records WHERE code = %s AND kind = 'case'"
        row = self._work.connection.execute(query, (code.strip(),), prepare=True).fetchone()
        return UUID(str(row[0])) if row else None


_MATTERS = """
SELECT m.matter_id, r.record_no, m.unit, m.counsellor, m.case_id, coalesce(c.code, ''), m.kind, m.channel, m.client,
       m.last_at, m.sessions, m.minutes, m.warned,
       (SELECT min(s.next_due_on) FROM v_counselling.sessions s
         WHERE s.matter_id = m.matter_id AND s.next_due_on IS NOT NULL AND NOT s.next_done)
  FROM v_counselling.matters m JOIN facts.records r ON r.record = m.matter_id
  LEFT JOIN facts.records c ON c.record = m.case_id
"""
