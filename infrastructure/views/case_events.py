"""Which events belong to a case, over all streams: an index into the log, without content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import singledispatch
from itertools import groupby
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.counselling import CounsellingRelinked
from domain.emergency import EmergencyNoted, EmergencyRelinked, EmergencyTakenUp
from domain.kernel import Event
from domain.restriction import RestrictionPlaced
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.copying import copy_rows
from infrastructure.work import PgWork


class CaseEventsView(View):
    """`events`: one row an event that belongs to a case; `streams`: which other streams belong to it.

    `followers`: streams that go where another stream goes, as a request goes with its consultation.
    """

    NAME = "case_events"
    VERSION = 5
    TABLES = ("streams", "followers", "events")
    READERS: ClassVar[Mapping[str, Scoped]] = {"events": Scoped("case_id")}
    DDL = """
        CREATE TABLE streams (stream_id uuid PRIMARY KEY, case_id uuid NOT NULL);
        CREATE TABLE followers (stream_id uuid PRIMARY KEY, after uuid NOT NULL);
        CREATE INDEX after ON followers (after);
        CREATE TABLE events (case_id uuid NOT NULL, position bigint NOT NULL, PRIMARY KEY (case_id, position))
    """

    TOPICS = ("case.", "counselling.", "referral.", "emergency.", "restriction.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Link streams to their case when a fact says so, and note each event under the case of its stream."""
        for is_relinked, run in groupby(batch, key=lambda r: isinstance(r.fact, _RELINKED)):
            (_relink if is_relinked else self._fold_run)(connection, list(run))

    def _fold_run(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        case_of = _cases_of(connection, {r.stream for r in batch if not _is_of_case(r)})
        followers = _followers(connection, batch)
        rows: list[tuple[UUID, int]] = []
        linked: list[tuple[UUID, UUID, int]] = []
        new: dict[UUID, UUID] = {}
        for recorded in batch:
            stream = recorded.stream
            if _is_of_case(recorded):
                rows.append((stream, recorded.position))
                continue
            case_id = belongs_to(recorded.fact)
            if case_id is not None:
                case_of[stream] = new[stream] = case_id
                if recorded.version:
                    for one in (stream, *followers.get(stream, ())):
                        case_of[one] = new[one] = case_id
                        linked.append((case_id, one, recorded.position))
            if stream in case_of:
                rows.append((case_of[stream], recorded.position))
        copy_rows(connection, "events", ("case_id", "position"), rows)
        _link(connection, new, linked)


_RELINKED = (CounsellingRelinked, EmergencyRelinked, EmergencyTakenUp)
"""Facts that take a stream away from the case that it was tied to, if that is another."""


def _is_of_case(recorded: Recorded) -> bool:
    return recorded.envelope.topic.startswith("case.")


def _cases_of(connection: Connection, streams: set[UUID]) -> dict[UUID, UUID]:
    if not streams:
        return {}
    query = "SELECT stream_id, case_id FROM streams WHERE stream_id = ANY(%s)"
    return dict(connection.execute(query, (list(streams),), prepare=True).fetchall())


def _followers(connection: Connection, batch: Sequence[Recorded]) -> Mapping[UUID, set[UUID]]:
    """Keep the followers that a batch begins; return those of its streams, by the stream that they follow."""
    begun = [(r.stream, after) for r in batch if (after := follows(r.fact)) is not None]
    copy_rows(connection, "followers", ("stream_id", "after"), begun)
    query = "SELECT after, stream_id FROM followers WHERE after = ANY(%s)"
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for after, stream in connection.execute(query, (list({r.stream for r in batch}),), prepare=True):
        found[after].add(stream)
    return found


_TAKEN_AWAY = """
WITH taken AS (DELETE FROM streams WHERE stream_id = ANY(%s) RETURNING stream_id, case_id)
DELETE FROM events v USING taken t JOIN es.events e ON e.stream_id = t.stream_id
 WHERE v.case_id = t.case_id AND v.position = e.position
"""


def _relink(connection: Connection, relinked: Sequence[Recorded]) -> None:
    """Take what a stream brought to the wrong case away from it; its facts follow it to the right one, if any."""
    followers = _followers(connection, relinked)
    for recorded in relinked:
        case_id = belongs_to(recorded.fact)
        streams = [recorded.stream, *followers.get(recorded.stream, ())]
        connection.execute(_TAKEN_AWAY, (streams,))
        if case_id is not None:
            linked = [(case_id, stream, recorded.position) for stream in streams]
            _link(connection, dict.fromkeys(streams, case_id), linked)


def _link(connection: Connection, new: dict[UUID, UUID], linked: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Keep the case of each stream, and note what a stream had before it was linked."""
    if new:
        connection.execute(
            "INSERT INTO streams SELECT * FROM unnest(%s::uuid[], %s::uuid[])"
            " ON CONFLICT (stream_id) DO UPDATE SET case_id = excluded.case_id",
            (list(new), list(new.values())),
        )
    if linked:
        connection.execute(
            "INSERT INTO events SELECT l.case_id, e.position FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[])"
            " AS l (case_id, stream_id, position) JOIN es.events e ON e.stream_id = l.stream_id"
            " AND e.position <= l.position ON CONFLICT DO NOTHING",
            [list(column) for column in zip(*linked, strict=True)],
        )


@singledispatch
def belongs_to(fact: Event) -> UUID | None:
    """Return the case that a fact ties its stream to; None for most facts."""
    return None


@singledispatch
def follows(fact: Event) -> UUID | None:
    """Return the stream that this fact's stream goes with, to whichever case that one is tied; None for most facts."""
    return None


@belongs_to.register
def _(fact: EmergencyNoted) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _(fact: EmergencyTakenUp | EmergencyRelinked) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _(fact: RestrictionPlaced) -> UUID | None:
    return fact.case_id


class PgCaseEvents:
    """Keeps `application.child_case.CaseEvents`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def positions(self, case_id: UUID) -> Sequence[int]:
        """Return the positions of the events of a case, oldest first."""
        query = "SELECT position FROM v_case_events.events WHERE case_id = %s ORDER BY position"
        return [row[0] for row in self._work.connection.execute(query, (case_id,), prepare=True)]
