"""The follow-up log as rows: one version of a row for each fact that touches the entry (columns of LAW 4.4).

A batch is folded in memory: the current rows of its cases are read with one statement, and what came of them
is written with one more. Names are copied as ciphertext with what they are bound to; the follower has no keys.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

import orjson
from psycopg.rows import dict_row

from application.ledger import Recorded
from domain.child_case import CaseAnswered, CaseDetailsSet, CaseKnownAlready, CaseOpened, CasePassedOn
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, ValuesHidden
from domain.counselling import (
    ConsultationLogged,
    CounsellingAssigned,
    CounsellingLinked,
    CounsellingRelinked,
    CounsellingStepDone,
    SessionCorrected,
    SessionHidden,
)
from domain.erasure import KeyDestroyed
from domain.handover import CounsellingStepsGiven
from domain.kernel import FieldClass
from infrastructure.crypto import only
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.case_events import belongs_to
from infrastructure.views.copying import Json, copy_rows
from infrastructure.views.log_corrections import RECOUNTED, count, recount
from infrastructure.views.log_rows import Row, changes, followed, given_on, opened, settled, step_of, without


class FollowUpLogView(View):
    """`entries`: versions of rows; `names`, `refs`: sealed, by version; `matters`: other streams and their case."""

    NAME = "follow_up_log"
    VERSION = 6
    TABLES = ("entries", "names", "refs", "matters")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "entries": Scoped("case_id", "unit"),
        "names": Scoped("case_id"),
        "refs": Scoped("case_id"),
    }
    DDL = """
        CREATE TABLE entries (
            case_id uuid NOT NULL, valid_from bigint NOT NULL, valid_to bigint, record_no bigint NOT NULL,
            unit uuid NOT NULL, code text NOT NULL, number integer NOT NULL, year smallint NOT NULL,
            received_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
            imported boolean NOT NULL, channel text NOT NULL, source_type text NOT NULL, danger text NOT NULL,
            sex text NOT NULL, age_band text NOT NULL, incident text, residence text,
            allegation text NOT NULL, alleged boolean NOT NULL, abuse_types text[] NOT NULL,
            groups text[] NOT NULL, priority text[] NOT NULL, accident boolean NOT NULL, answers text[] NOT NULL,
            triage text, told jsonb NOT NULL,
            duty_met boolean NOT NULL,
            counsellor uuid, consultations integer NOT NULL, consultation_kinds text[] NOT NULL,
            open_steps jsonb NOT NULL, due_on date, step_position bigint, responsible uuid,
            referral_state text, emergencies integer NOT NULL, state text NOT NULL, outcome text,
            closed_at timestamptz, reported jsonb NOT NULL, mirror text NOT NULL,
            identity_version integer NOT NULL,
            filled smallint NOT NULL, required smallint NOT NULL, missing text[] NOT NULL,
            PRIMARY KEY (case_id, valid_from));
        CREATE TABLE names (
            case_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, topic text NOT NULL,
            sealed bytea, PRIMARY KEY (case_id, version));
        CREATE TABLE refs (
            case_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, topic text NOT NULL,
            sealed bytea, PRIMARY KEY (case_id, version));
        CREATE TABLE matters (
            stream_id uuid PRIMARY KEY, case_id uuid, consultations integer NOT NULL,
            consultation_kinds text[] NOT NULL, open_steps jsonb NOT NULL, sessions jsonb NOT NULL)
    """
    INDEXES = """
        CREATE UNIQUE INDEX current ON entries (case_id) WHERE valid_to IS NULL;
        CREATE INDEX by_due ON entries (unit, (coalesce(due_on, 'infinity'::date)), code) WHERE valid_to IS NULL;
        CREATE INDEX by_receipt ON entries (unit, received_at, code) WHERE valid_to IS NULL;
        CREATE INDEX by_code ON entries (unit, year, number, code) WHERE valid_to IS NULL;
        CREATE INDEX all_by_due ON entries ((coalesce(due_on, 'infinity'::date)), code) WHERE valid_to IS NULL;
        CREATE INDEX all_by_receipt ON entries (received_at, code) WHERE valid_to IS NULL;
        CREATE INDEX to_forward ON entries (unit, received_at)
            WHERE valid_to IS NULL AND alleged AND state <> 'closed' AND NOT duty_met
    """
    TOPICS = (
        *("case.", "counselling.", "referral.", "emergency."),
        *("restriction.placed.", "erasure.key-destroyed."),
    )

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Read the rows that a batch touches, fold it in memory, write what came of it."""
        book = _Book.read(connection, batch)
        for recorded in batch:
            book.note(recorded)
        book.write(connection)
        erased = [record for r in batch if isinstance(r.fact, KeyDestroyed) for record in r.fact.records]
        if erased:
            connection.execute("UPDATE names SET sealed = NULL WHERE case_id = ANY(%s)", (erased,))
            connection.execute("UPDATE refs SET sealed = NULL WHERE case_id = ANY(%s)", (erased,))
        for recorded in batch:
            if not isinstance(recorded.fact, ValuesHidden | EntryMovedOut):
                continue
            hidden = (recorded.stream, list(recorded.fact.versions))
            connection.execute(
                "UPDATE names SET sealed = NULL WHERE case_id = %s AND version = ANY(%s)", hidden
            )
            connection.execute(
                "UPDATE refs SET sealed = NULL WHERE case_id = %s AND version = ANY(%s)", hidden
            )


@dataclass
class _Book:
    """The rows of a batch in memory."""

    rows: dict[UUID, Row]
    matters: dict[UUID, Row]
    superseded: dict[UUID, int] = field(default_factory=dict)
    """Rows that were there before this batch, and the position at which they stopped being current."""
    versions: list[Row] = field(default_factory=list)
    names: list[Recorded] = field(default_factory=list)
    refs: list[Recorded] = field(default_factory=list)
    """Facts that carry a reference of a body."""
    stored: set[UUID] = field(default_factory=set)

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> _Book:
        """Read current rows of the cases of a batch, and the matters of its other streams."""
        others = {r.stream for r in batch if not r.envelope.topic.startswith("case.")}
        cases = {r.stream for r in batch if r.stream not in others}
        matters = {row["stream_id"]: row for row in _fetch(connection, "matters", "stream_id", others)}
        cases |= {row["case_id"] for row in matters.values() if row["case_id"]}
        cases |= {row["case_id"] for row in matters.values() if row["case_id"]}
        if any(isinstance(r.fact, RECOUNTED) for r in batch):
            cases |= {
                r.fact.case_id for r in batch if isinstance(r.fact, CounsellingRelinked) and r.fact.case_id
            }
            of_case = _fetch(connection, "matters", "case_id", cases)
            matters |= {row["stream_id"]: row for row in of_case if row["stream_id"] not in matters}
        cases |= {case_id for r in batch if (case_id := belongs_to(r.fact)) is not None}
        new = {r.stream for r in batch if isinstance(r.fact, CaseOpened)}
        rows = _fetch(connection, "entries", "valid_to IS NULL AND case_id", cases - new)
        book = cls({row["case_id"]: row for row in rows}, matters)
        book.stored = set(book.rows)
        return book

    def note(self, recorded: Recorded) -> None:
        """Fold one fact."""
        fact = recorded.fact
        if isinstance(fact, CaseOpened | CaseDetailsSet):
            self.names.append(recorded)
        if isinstance(fact, CasePassedOn | CaseKnownAlready | CaseAnswered | EntryCorrected | EntryMovedIn):
            self.refs.append(recorded)
        if isinstance(fact, CaseOpened):
            self.rows[recorded.stream] = opened(fact, recorded)
            self.versions.append(self.rows[recorded.stream])
            return
        before = self.matters.get(recorded.stream, {}).get("case_id")
        case_id = self._case_of(recorded)
        if isinstance(fact, RECOUNTED):
            for one in {before, case_id}:
                self._recount(one, recorded)
            return
        row = self.rows.get(case_id) if case_id else None
        if row is None or case_id is None:
            return
        changed = changes(fact, row, recorded)
        if isinstance(fact, CounsellingLinked):
            changed = {**(changed or {}), **self._brought(recorded, row)}
        if changed:
            self._supersede(case_id, row, changed, recorded.position)

    def _recount(self, case_id: UUID | None, recorded: Recorded) -> None:
        """Count the sessions of a case anew, after one was corrected, hidden, or its matter tied elsewhere."""
        row = self.rows.get(case_id) if case_id else None
        if row is None or case_id is None:
            return
        matters = [matter for matter in self.matters.values() if matter["case_id"] == case_id]
        mine = {str(matter["stream_id"]) for matter in self.matters.values()}
        steps = [step for step in row["open_steps"] if step["stream"] not in mine]
        kinds = {kind for matter in matters for kind in matter["consultation_kinds"]}
        steps += [step for matter in matters for step in matter["open_steps"]]
        changed = {
            "consultations": sum(matter["consultations"] for matter in matters),
            "consultation_kinds": sorted(kinds),
            "open_steps": sorted(steps, key=lambda step: step["position"]),
        }
        self._supersede(case_id, row, changed, recorded.position)

    def _supersede(self, case_id: UUID, row: Row, changed: Row, position: int) -> None:
        if case_id in self.stored:
            self.stored.remove(case_id)
            self.superseded[case_id] = position
        row["valid_to"] = position
        self.rows[case_id] = settled({**row, **changed, "valid_from": position, "valid_to": None})
        self.versions.append(self.rows[case_id])

    def _case_of(self, recorded: Recorded) -> UUID | None:
        """Return the case of a fact, keeping what a matter adds to it, also before it is linked to one."""
        if recorded.envelope.topic.startswith("case."):
            return recorded.stream
        linked = belongs_to(recorded.fact)
        if isinstance(recorded.fact, CounsellingRelinked):
            self.matters[recorded.stream]["case_id"] = None
        matter = self.matters.setdefault(recorded.stream, _matter(recorded.stream))
        if linked is not None:
            matter["case_id"] = linked
        _add(matter, recorded)
        found: UUID | None = matter["case_id"]
        return found

    def _brought(self, recorded: Recorded, row: Row) -> Row:
        """Return what a matter that stood alone brings with it when it is linked."""
        matter = self.matters[recorded.stream]
        return {
            "consultations": row["consultations"] + matter["consultations"],
            "consultation_kinds": sorted({*row["consultation_kinds"], *matter["consultation_kinds"]}),
            "open_steps": [*row["open_steps"], *matter["open_steps"]],
        }

    def write(self, connection: Connection) -> None:
        """Write versions, names and matters."""
        if self.superseded:
            connection.execute(
                "UPDATE entries e SET valid_to = u.position FROM unnest(%s::uuid[], %s::bigint[])"
                " AS u (case_id, position) WHERE e.case_id = u.case_id AND e.valid_to IS NULL",
                (list(self.superseded), list(self.superseded.values())),
            )
        _insert(connection, self.versions)
        _replace(connection, self.matters.values())
        _copy(connection, "names", self.names, FieldClass.IDENTITY)
        _copy(connection, "refs", self.refs, FieldClass.SUMMARY)


_AS_JSON = frozenset(re.findall(r"(\w+) jsonb", FollowUpLogView.DDL))


def _matter(stream: UUID) -> Row:
    return {
        "stream_id": stream,
        "case_id": None,
        "consultations": 0,
        "consultation_kinds": [],
        "open_steps": [],
        "sessions": [],
    }


def _add(matter: Row, recorded: Recorded) -> None:
    match recorded.fact:
        case ConsultationLogged(consultation=said):
            session = {"version": recorded.version, "kind": said.kind.value, "position": recorded.position}
            count(matter, [*matter["sessions"], session])
            if said.next is not None:
                matter["open_steps"] = [*matter["open_steps"], step_of(said.next, recorded, None)]
        case SessionCorrected() | SessionHidden():
            recount(matter, recorded)
        case CounsellingAssigned(handover=given):
            matter["open_steps"] = followed(matter["open_steps"], given)
        case CounsellingStepsGiven(given=steps):
            matter["open_steps"] = given_on(matter["open_steps"], steps, recorded)
        case CounsellingStepDone(step=step):
            matter["open_steps"] = without(matter["open_steps"], recorded, step)
        case _:
            pass  # other facts of a matter add nothing to the log


def _fetch(connection: Connection, table: str, condition: str, keys: Iterable[UUID]) -> list[Row]:
    wanted = list(keys)
    if not wanted:
        return []
    query = f"SELECT * FROM {table} WHERE {condition} = ANY(%s)"  # noqa: S608 - constants of this file
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, (wanted,)).fetchall()


def _copy(connection: Connection, table: str, facts: Sequence[Recorded], field_class: FieldClass) -> None:
    """Copy one class of sealed fields with what they are bound to."""
    copy_rows(
        connection,
        table,
        ("case_id", "version", "position", "topic", "sealed"),
        ((r.stream, r.version, r.position, r.envelope.topic, only(r.personal, field_class)) for r in facts),
    )


def _insert(connection: Connection, rows: Sequence[Row]) -> None:
    if rows:
        columns = tuple(rows[0])
        lines = ([Json(row[c]) if c in _AS_JSON else row[c] for c in columns] for row in rows)
        copy_rows(connection, "entries", columns, lines)


def _replace(connection: Connection, matters: Collection[Row]) -> None:
    """Write matters; one that is there already is replaced."""
    if matters:
        connection.execute(
            "INSERT INTO matters SELECT * FROM json_populate_recordset(NULL::matters, %s::json)"
            " ON CONFLICT (stream_id) DO UPDATE SET case_id = excluded.case_id,"
            " consultations = excluded.consultations, consultation_kinds = excluded.consultation_kinds,"
            " open_steps = excluded.open_steps, sessions = excluded.sessions",
            (orjson.dumps(list(matters)).decode(),),
            prepare=True,
        )
