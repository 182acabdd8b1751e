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
from domain.child_case import (
    CaseAnswered,
    CaseClosed,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseOpened,
    CasePassedOn,
)
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, ValuesHidden
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
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
from infrastructure.views import log_figures
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.case_events import belongs_to
from infrastructure.views.copying import Json, copy_rows
from infrastructure.views.joined_rows import hanging_on, joined, root_of
from infrastructure.views.log_corrections import RECOUNTED, count, recount, recounted
from infrastructure.views.log_rows import Row, changes, followed, given_on, opened, settled, step_of, without


class FollowUpLogView(View):
    """`entries`: versions of rows; `own`: rows of merged files, each as if alone; `names`, `refs`: sealed.

    `matters`: other streams and their case; `figures`: what is counted by unit, signed.
    """

    NAME = "follow_up_log"
    VERSION = 9
    TABLES = ("entries", "own", "names", "refs", "matters", "figures")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "entries": Scoped("case_id", "unit"),
        "names": Scoped("case_id"),
        "refs": Scoped("case_id"),
        "figures": Scoped("stream_id", "unit", figures=True),
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
            filled smallint NOT NULL, required smallint NOT NULL, missing text[] NOT NULL, merged_into uuid,
            PRIMARY KEY (case_id, valid_from));
        CREATE TABLE own (LIKE entries, PRIMARY KEY (case_id));
        CREATE INDEX own_merged_into ON own (merged_into);
        CREATE TABLE names (
            case_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, topic text NOT NULL,
            sealed bytea, PRIMARY KEY (case_id, version));
        CREATE TABLE refs (
            case_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, topic text NOT NULL,
            sealed bytea, PRIMARY KEY (case_id, version));
        CREATE TABLE matters (
            stream_id uuid PRIMARY KEY, case_id uuid, consultations integer NOT NULL,
            consultation_kinds text[] NOT NULL, open_steps jsonb NOT NULL, sessions jsonb NOT NULL);
        CREATE INDEX matters_of_case ON matters (case_id);
    """
    DDL += log_figures.TABLE
    INDEXES = """
        CREATE UNIQUE INDEX current ON entries (case_id) WHERE valid_to IS NULL;
        CREATE INDEX by_due ON entries (unit, (coalesce(due_on, 'infinity'::date)), code) WHERE valid_to IS NULL;
        CREATE INDEX by_receipt ON entries (unit, received_at, code) WHERE valid_to IS NULL;
        CREATE INDEX by_code ON entries (unit, year, number, code) WHERE valid_to IS NULL;
        CREATE INDEX all_by_due ON entries ((coalesce(due_on, 'infinity'::date)), code) WHERE valid_to IS NULL;
        CREATE INDEX all_by_receipt ON entries (received_at, code) WHERE valid_to IS NULL;
        CREATE INDEX to_forward ON entries (unit, received_at)
            WHERE valid_to IS NULL AND alleged AND state <> 'closed' AND NOT duty_met;
    """
    INDEXES += log_figures.INDEXES
    TOPICS = (
        *("case.", "counselling.", "referral.", "emergency."),
        *("restriction.placed.", "erasure.key-destroyed."),
    )

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Read the rows that a batch touches, fold it in memory, write what came of it."""
        book = Book.read(connection, batch)
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
class Book:
    """The rows of a batch in memory."""

    rows: dict[UUID, Row]
    matters: dict[UUID, Row]
    superseded: dict[UUID, int] = field(default_factory=dict)
    """Rows that were there before this batch, and the position at which they stopped being current."""
    versions: list[Row] = field(default_factory=list)
    figures: list[log_figures.Signed] = field(default_factory=list)
    names: list[Recorded] = field(default_factory=list)
    refs: list[Recorded] = field(default_factory=list)
    """Facts that carry a reference of a body."""
    stored: set[UUID] = field(default_factory=set)
    own: dict[UUID, Row] = field(default_factory=dict)
    """Rows of merged files, each as if it stood alone."""
    regrouped: set[UUID] = field(default_factory=set)
    """Files whose own rows this batch touches."""

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> Book:
        """Read current rows of the cases of a batch, and the matters of its other streams."""
        others = {r.stream for r in batch if not r.envelope.topic.startswith("case.")}
        cases = {r.stream for r in batch if r.stream not in others}
        matters = {row["stream_id"]: row for row in _fetch(connection, "matters", "stream_id", others)}
        cases |= {row["case_id"] for row in matters.values() if row["case_id"]}
        if any(isinstance(r.fact, RECOUNTED) for r in batch):
            cases |= {case_id for r in batch if (case_id := belongs_to(r.fact)) is not None}
            of_case = _fetch(connection, "matters", "case_id", cases)
            matters |= {row["stream_id"]: row for row in of_case if row["stream_id"] not in matters}
        cases |= {case_id for r in batch if (case_id := belongs_to(r.fact)) is not None}
        cases |= {r.fact.into for r in batch if isinstance(r.fact, CaseMergedAway)}
        new = {r.stream for r in batch if isinstance(r.fact, CaseOpened)}
        own = {row["case_id"]: row for row in _merged(connection, cases - new)}
        rows = _fetch(connection, "entries", "valid_to IS NULL AND case_id", (cases | own.keys()) - new)
        book = cls({row["case_id"]: row for row in rows}, matters, own=own)
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
            self.figures += log_figures.differences(None, self.rows[recorded.stream], recorded.position)
            return
        before = self.matters.get(recorded.stream, {}).get("case_id")
        case_id = self._case_of(recorded)
        if isinstance(fact, RECOUNTED):
            for one in {before, case_id}:
                self._recount(one, recorded, before)
            return
        row = self.rows.get(case_id) if case_id else None
        if row is None or case_id is None:
            return
        match fact:
            case CaseMergedAway(into=into):
                self._merge(case_id, into, recorded.position)
            case CaseGivenBack():
                self._give_back(case_id, recorded.position)
            case _:
                self._change(case_id, self.own.get(case_id, row), recorded)

    def _change(self, case_id: UUID, row: Row, recorded: Recorded) -> None:
        changed = changes(recorded.fact, row, recorded)
        if isinstance(recorded.fact, CounsellingLinked):
            changed = {**(changed or {}), **self._brought(recorded, row)}
        if changed:
            self._apply(case_id, row, changed, recorded)

    def _recount(self, case_id: UUID | None, recorded: Recorded, before: UUID | None) -> None:
        """Count a case anew, after a session was corrected or hidden, or what belonged to it was tied elsewhere."""
        row = self.own.get(case_id, self.rows.get(case_id)) if case_id else None
        if row is not None and case_id is not None:
            self._apply(case_id, row, recounted(row, self.matters.values(), recorded, before), recorded)

    def _apply(self, case_id: UUID, row: Row, changed: Row, recorded: Recorded) -> None:
        after = settled({**row, **changed, "valid_from": recorded.position})
        if case_id not in self.own:
            self._put(case_id, after, recorded.position)
            return
        self.own[case_id] = after
        touched = {case_id, root_of(self.own, case_id)}
        if isinstance(recorded.fact, CaseClosed):  # one child, one follow-up: its steps end in every file
            for row in hanging_on(self.own, case_id):
                self.own[row["case_id"]] = settled({**row, "open_steps": [], "valid_from": recorded.position})
                touched.add(row["case_id"])
        self.regrouped |= touched
        for one in touched:
            self._put_merged(one, recorded.position)

    def _merge(self, duplicate: UUID, main: UUID, position: int) -> None:
        """Let one file hang on another: the row of the child is that of the main file from here on."""
        for one in (duplicate, main):
            self.own.setdefault(one, dict(self.rows[one]))
        self.own[duplicate]["merged_into"] = main
        self.regrouped |= {duplicate, main}
        self._put_merged(duplicate, position)
        self._put_merged(root_of(self.own, main), position)

    def _give_back(self, duplicate: UUID, position: int) -> None:
        main = self.own[duplicate]["merged_into"]
        self.own[duplicate]["merged_into"] = None
        self.regrouped |= {duplicate, main}
        root = root_of(self.own, main)
        for one in (duplicate, root):
            self._put_merged(one, position)
        for one in {duplicate, root}:
            if not hanging_on(self.own, one):
                del self.own[one]

    def _put_merged(self, case_id: UUID, position: int) -> None:
        """Write the row of a merged file: a main file's with all that hangs on it, a duplicate's as if alone."""
        row = self.own[case_id]
        is_main = row["merged_into"] is None
        self._put(case_id, joined(row, hanging_on(self.own, case_id)) if is_main else dict(row), position)

    def _put(self, case_id: UUID, after: Row, position: int) -> None:
        if case_id in self.stored:
            self.stored.remove(case_id)
            self.superseded[case_id] = position
        self.figures += log_figures.differences(self.rows[case_id], after, position)
        self.rows[case_id]["valid_to"] = position
        self.rows[case_id] = {**after, "valid_from": position, "valid_to": None}
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
        copy_rows(connection, "figures", log_figures.COLUMNS, self.figures)
        if self.regrouped:
            connection.execute("DELETE FROM own WHERE case_id = ANY(%s)", (list(self.regrouped),))
            _insert(connection, [self.own[one] for one in self.regrouped if one in self.own], "own")
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
        case SessionCorrected() | SessionHidden():  # SessionMovedOut is one, as SessionMovedIn is a session
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


def _insert(connection: Connection, rows: Sequence[Row], table: str = "entries") -> None:
    if rows:
        columns = tuple(rows[0])
        as_json = _AS_JSON.intersection(columns)
        said = ({**row, **{name: Json(row[name]) for name in as_json}} for row in rows)
        copy_rows(connection, table, columns, (map(row.__getitem__, columns) for row in said))


_TREES = """
WITH RECURSIVE up AS (
    SELECT o.case_id, o.merged_into FROM own o WHERE o.case_id = ANY(%s)
    UNION SELECT o.case_id, o.merged_into FROM own o JOIN up ON o.case_id = up.merged_into
), down AS (
    SELECT up.case_id FROM up WHERE up.merged_into IS NULL
    UNION SELECT o.case_id FROM own o JOIN down ON o.merged_into = down.case_id
) SELECT o.* FROM own o JOIN down USING (case_id)
"""


def _merged(connection: Connection, cases: Collection[UUID]) -> list[Row]:
    """Return the own rows of all files that hang together with one of these."""
    if not cases:
        return []
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_TREES, (list(cases),), prepare=True).fetchall()


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
