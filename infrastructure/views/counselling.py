"""Consultation matters and their sessions: codes, days and positions; no names, no notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from psycopg.rows import dict_row

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
    CounsellingRelinked,
    CounsellingStepDone,
)
from domain.handover import CounsellingStepsGiven, HandOver, StepsGiven
from domain.restriction import RestrictionPlaced
from infrastructure.scope import listed
from infrastructure.views.base import Connection, Scoped, Statement, View
from infrastructure.views.case_events import belongs_to
from infrastructure.views.copying import copy_rows
from infrastructure.views.counselling_corrections import CORRECTING, corrected, who_entered
from infrastructure.work import PgWork

NAMED_SESSIONS_READ = 1000
"""How many sessions that name someone are compared, the latest first. Source: quy ước nội bộ; about 0.1 s."""


class CounsellingView(View):
    """`matters`: one row a matter; `sessions`: one row a session, with the step it agreed."""

    NAME = "counselling"
    VERSION = 6
    TABLES = ("matters", "sessions")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "matters": Scoped("matter_id", "unit"),
        "sessions": Scoped("matter_id", "unit"),
    }
    DDL = """
        CREATE TABLE matters (
            matter_id uuid PRIMARY KEY, unit uuid NOT NULL, counsellor uuid, case_id uuid,
            last_at timestamptz NOT NULL, kind text NOT NULL, channel text NOT NULL, client text NOT NULL,
            sessions integer NOT NULL, minutes integer NOT NULL, warned boolean NOT NULL, position bigint NOT NULL);
        CREATE TABLE sessions (
            matter_id uuid NOT NULL, version integer NOT NULL, unit uuid NOT NULL, case_id uuid, counsellor uuid,
            kind text NOT NULL, channel text NOT NULL, client text NOT NULL,
            held_at timestamptz NOT NULL, held_on date NOT NULL, recorded_at timestamptz NOT NULL,
            minutes integer NOT NULL, lateness text, names_sides boolean NOT NULL, warned boolean NOT NULL,
            next_due_on date, next_responsible uuid, next_done boolean NOT NULL, next_done_position bigint,
            position bigint NOT NULL,
            PRIMARY KEY (matter_id, version))
    """
    INDEXES = """
        CREATE INDEX ON matters (unit, last_at DESC, matter_id DESC);
        CREATE INDEX ON matters (counsellor, last_at DESC, matter_id DESC);
        CREATE INDEX ON matters (case_id) WHERE case_id IS NOT NULL;
        CREATE INDEX ON sessions (unit, held_on);
        CREATE INDEX ON sessions (case_id) WHERE case_id IS NOT NULL;
        CREATE INDEX ON sessions (next_responsible, next_due_on) WHERE next_due_on IS NOT NULL AND NOT next_done;
        CREATE INDEX ON sessions (unit, position) WHERE names_sides
    """
    TOPICS = ("counselling.", "case.assigned.", "restriction.placed.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Read the matters that a batch touches, fold it in memory, write what came of it."""
        self.fold_in_runs(
            connection,
            batch,
            (CaseAssigned, CounsellingAssigned, CounsellingStepsGiven, RestrictionPlaced, *CORRECTING),
            _fold_run,
        )

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what a hand-over changes, and a restriction after which another unit answers."""
        match recorded.fact:
            case CaseAssigned(handover=given):
                yield from _handed_over(given, "case_id", recorded.stream)
            case CounsellingAssigned(handover=given):
                yield (
                    "UPDATE matters SET counsellor = %s WHERE matter_id = %s",
                    (given.counsellor, recorded.stream),
                )
                yield from _handed_over(given, "matter_id", recorded.stream)
            case CounsellingStepsGiven(given=steps):
                yield _steps_given(steps, recorded.stream)
            case RestrictionPlaced(case_id=case_id, placing=placing) if placing.answers is not None:
                yield "UPDATE matters SET unit = %s WHERE case_id = %s", (placing.answers, case_id)
                yield "UPDATE sessions SET unit = %s WHERE case_id = %s", (placing.answers, case_id)
            case _:
                yield from corrected(recorded)


def _fold_run(connection: Connection, batch: Sequence[Recorded]) -> None:
    new = {r.stream for r in batch if isinstance(r.fact, CounsellingOpened)}
    book = _Book(_stored(connection, {r.stream for r in batch} - new))
    for recorded in batch:
        book.note(recorded)
    book.write(connection)


Row = dict[str, Any]
_MATTER = (
    *("matter_id", "unit", "counsellor", "case_id", "last_at", "kind", "channel", "client"),
    *("sessions", "minutes", "warned", "position"),
)
_SESSION = (
    *(
        "matter_id",
        "version",
        "unit",
        "case_id",
        "counsellor",
        "kind",
        "channel",
        "client",
        "held_at",
        "held_on",
    ),
    *("recorded_at", "minutes", "lateness", "names_sides", "warned", "next_due_on", "next_responsible"),
    *("next_done", "next_done_position", "position"),
)


@dataclass
class _Book:
    """The matters of a batch in memory."""

    matters: dict[UUID, Row]
    opened: list[UUID] = field(default_factory=list)
    changed: set[UUID] = field(default_factory=set)
    sessions: dict[tuple[UUID, int], Row] = field(default_factory=dict)
    linked: dict[UUID, UUID] = field(default_factory=dict)
    done: list[tuple[UUID, int, int]] = field(default_factory=list)
    """Steps of sessions that were there before this batch: matter, version, position."""

    def note(self, recorded: Recorded) -> None:
        """Fold one fact."""
        stream = recorded.stream
        match recorded.fact:
            case CounsellingOpened() as fact:
                self.matters[stream] = _matter(fact, recorded)
                self.opened.append(stream)
            case ConsultationLogged() as fact:
                session = _session(fact, recorded, self.matters[stream])
                self.sessions[stream, recorded.version or 0] = session
                _count(self.matters[stream], fact, session)
                self.changed.add(stream)
            case CounsellingLinked(case_id=case_id):
                self.matters[stream]["case_id"] = self.linked[stream] = case_id
                self.changed.add(stream)
                for (matter, _), session in self.sessions.items():
                    if matter == stream:
                        session["case_id"] = case_id
            case CounsellingStepDone(step=step):
                held = self.sessions.get((stream, step))
                if held is None:
                    self.done.append((stream, step, recorded.position))
                else:
                    held.update(next_done=True, next_done_position=recorded.position)
            case _:
                pass  # other facts of a matter only move the position

    def write(self, connection: Connection) -> None:
        """Write matters, sessions, links and steps that are done."""
        copy_rows(connection, "matters", _MATTER, (self.matters[one].values() for one in self.opened))
        _update(connection, [self.matters[one] for one in self.changed.difference(self.opened)])
        if self.linked:
            connection.execute(_LINK, (list(self.linked), list(self.linked.values())), prepare=True)
        copy_rows(connection, "sessions", _SESSION, (row.values() for row in self.sessions.values()))
        if self.done:
            connection.execute(_DONE, [list(column) for column in zip(*self.done, strict=True)], prepare=True)


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


def _steps_given(given: StepsGiven, stream: UUID) -> Statement:
    return (
        "UPDATE sessions SET next_responsible = %s WHERE matter_id = %s AND next_responsible = %s AND NOT next_done",
        (given.to, stream, given.of),
    )


def _stored(connection: Connection, matters: set[UUID]) -> dict[UUID, Row]:
    if not matters:
        return {}
    query = f"SELECT {', '.join(_MATTER)} FROM matters WHERE matter_id = ANY(%s)"  # noqa: S608 - constants
    with connection.cursor(row_factory=dict_row) as cursor:
        return {row["matter_id"]: row for row in cursor.execute(query, (list(matters),), prepare=True)}


def _matter(fact: CounsellingOpened, recorded: Recorded) -> Row:
    return {
        "matter_id": recorded.stream,
        "unit": fact.unit,
        "counsellor": fact.counsellor,
        "case_id": fact.case_id,
        "last_at": fact.occurred_at,
        "kind": "",
        "channel": "",
        "client": "",
        "sessions": 0,
        "minutes": 0,
        "warned": False,
        "position": recorded.position,
    }


def _session(fact: ConsultationLogged, recorded: Recorded, matter: Row) -> Row:
    said, step = fact.consultation, fact.consultation.next
    counsellor, entered_at = who_entered(recorded)
    return {
        "matter_id": recorded.stream,
        "version": recorded.version,
        "unit": matter["unit"],
        "case_id": matter["case_id"],
        "counsellor": counsellor,
        "kind": said.kind.value,
        "channel": said.channel.value,
        "client": said.client.value,
        "held_at": fact.occurred_at,
        "held_on": vietnam_day(fact.occurred_at),
        "recorded_at": entered_at,
        "minutes": said.minutes,
        "lateness": said.lateness.value if said.lateness else None,
        "names_sides": fact.names_sides,
        "warned": fact.warned,
        "next_due_on": step.due_on if step else None,
        "next_responsible": (step.responsible or counsellor) if step else None,
        "next_done": False,
        "next_done_position": None,
        "position": recorded.position,
    }


def _count(matter: Row, fact: ConsultationLogged, session: Row) -> None:
    """Add a session to its matter, which shows the latest one."""
    if matter["sessions"] == 0 or fact.occurred_at >= matter["last_at"]:
        matter.update({name: session[name] for name in ("kind", "channel", "client")})
    matter["sessions"] += 1
    matter["minutes"] += session["minutes"]
    matter["warned"] = matter["warned"] or fact.warned
    matter["last_at"] = max(matter["last_at"], fact.occurred_at)


def _update(connection: Connection, matters: Sequence[Row]) -> None:
    if matters:
        changed = [[row[name] for row in matters] for name in ("matter_id", *_CHANGING)]
        connection.execute(_UPDATE, changed, prepare=True)


_CHANGING = ("case_id", "last_at", "kind", "channel", "client", "sessions", "minutes", "warned")
_UPDATE = (
    f"UPDATE matters m SET {', '.join(f'{name} = u.{name}' for name in _CHANGING)}"  # noqa: S608 - constants
    " FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::integer[],"
    f" %s::integer[], %s::boolean[]) AS u (matter_id, {', '.join(_CHANGING)}) WHERE m.matter_id = u.matter_id"
)
_LINK = (
    "UPDATE sessions s SET case_id = u.case_id FROM unnest(%s::uuid[], %s::uuid[]) AS u (matter_id, case_id)"
    " WHERE s.matter_id = u.matter_id"
)
_DONE = (
    "UPDATE sessions s SET next_done = true, next_done_position = u.position"
    " FROM unnest(%s::uuid[], %s::integer[], %s::bigint[]) AS u (matter_id, version, position)"
    " WHERE s.matter_id = u.matter_id AND s.version = u.version"
)


@belongs_to.register
def _opened(fact: CounsellingOpened) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _linked(fact: CounsellingLinked) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _relinked(fact: CounsellingRelinked) -> UUID | None:
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
