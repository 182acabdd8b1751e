"""Consultations as the register of consultations keeps them: the unit, day and codes with which each was logged.

Nothing here ever changes: a consultation that is corrected is one more row at the position of the correction, and one
that is tied to a case later, to another or to none, a row of `ties` at the position of the tie. So a book reads what
was known when it was closed. What is hidden is known to the fact rows of corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.counselling import (
    ConsultationLogged,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingRelinked,
    SessionCorrected,
)
from infrastructure.views.base import Connection, Scoped, Statement, View
from infrastructure.views.copying import copy_rows
from infrastructure.views.counselling_corrections import who_entered

_SESSION = (
    *("position", "matter_id", "version", "unit", "held_at", "recorded_at", "kind", "channel", "client"),
    *("minutes", "counsellor", "lateness"),
)


_CORRECT = """
INSERT INTO sessions
  (position, matter_id, version, unit, held_at, recorded_at, kind, channel, client, minutes, counsellor, lateness)
SELECT %s, matter_id, version, unit, coalesce(%s, held_at), recorded_at, %s, %s, %s, %s, counsellor, %s
  FROM sessions WHERE matter_id = %s AND version = %s ORDER BY position DESC LIMIT 1
"""


class RegisterView(View):
    """`matters`: the unit that opened each; `sessions`: a row as said; `ties`: to which case, from when."""

    NAME = "register"
    VERSION = 1
    TABLES = ("matters", "sessions", "ties")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "sessions": Scoped("matter_id", "unit"),
        "ties": Scoped("matter_id"),
    }
    DDL = """
        CREATE TABLE matters (matter_id uuid PRIMARY KEY, unit uuid NOT NULL);
        CREATE TABLE sessions (
            position bigint PRIMARY KEY, matter_id uuid NOT NULL, version integer NOT NULL, unit uuid NOT NULL,
            held_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL, kind text NOT NULL,
            channel text NOT NULL, client text NOT NULL, minutes integer NOT NULL, counsellor uuid, lateness text);
        CREATE INDEX of_matter ON sessions (matter_id, version);
        CREATE TABLE ties (position bigint PRIMARY KEY, matter_id uuid NOT NULL, case_id uuid)
    """
    INDEXES = """
        CREATE INDEX ON sessions (unit, held_at);
        CREATE INDEX ON sessions (unit, position);
        CREATE INDEX ON ties (matter_id)
    """
    TOPICS = ("counselling.opened.", "counselling.session-", "counselling.linked.", "counselling.relinked.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the rows of a batch; a correction reads the row that it corrects."""
        self.fold_in_runs(connection, batch, (SessionCorrected,), self._add)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return the row of a consultation as it was corrected."""
        fact = recorded.fact
        if isinstance(fact, SessionCorrected):
            said = fact.consultation
            lateness = said.lateness.value if said.lateness else None
            codes = (said.kind.value, said.channel.value, said.client.value, said.minutes)
            yield _CORRECT, (recorded.position, said.held_at, *codes, lateness, recorded.stream, fact.entry)

    def _add(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the rows of a run: one reading and three writings, however long it is."""
        opened: dict[UUID, UUID] = {}
        sessions: list[Recorded] = []
        ties: list[tuple[int, UUID, UUID | None]] = []
        for recorded in batch:
            match recorded.fact:
                case CounsellingOpened(unit=unit, case_id=case_id):
                    opened[recorded.stream] = unit
                    if case_id is not None:
                        ties.append((recorded.position, recorded.stream, case_id))
                case CounsellingLinked(case_id=case_id) | CounsellingRelinked(case_id=case_id):
                    ties.append((recorded.position, recorded.stream, case_id))
                case ConsultationLogged():
                    sessions.append(recorded)
                case _:
                    pass  # other facts of a matter are no line of the register
        units = opened | _units(connection, {one.stream for one in sessions} - set(opened))
        copy_rows(connection, "matters", ("matter_id", "unit"), opened.items())
        copy_rows(connection, "sessions", _SESSION, (_row(one, units[one.stream]) for one in sessions))
        copy_rows(connection, "ties", ("position", "matter_id", "case_id"), ties)


def _units(connection: Connection, matters: set[UUID]) -> dict[UUID, UUID]:
    if not matters:
        return {}
    query = "SELECT matter_id, unit FROM matters WHERE matter_id = ANY(%s)"
    return dict(connection.execute(query, (list(matters),), prepare=True).fetchall())


def _row(recorded: Recorded, unit: UUID) -> tuple[Any, ...]:
    fact = recorded.fact
    if not isinstance(fact, ConsultationLogged):
        raise TypeError(type(fact).__name__)
    said = fact.consultation
    return (
        recorded.position,
        recorded.stream,
        recorded.version,
        unit,
        fact.occurred_at,
        recorded.recorded_at,
        said.kind.value,
        said.channel.value,
        said.client.value,
        said.minutes,
        who_entered(recorded)[0],
        said.lateness.value if said.lateness else None,
    )
