"""Which events belong to a case, over all streams: an index into the log, without content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch
from uuid import UUID

from application.ledger import Recorded
from domain.emergency import EmergencyNoted, EmergencyTakenUp
from domain.kernel import Event
from infrastructure.views.base import Statement, View
from infrastructure.work import PgWork


class CaseEventsView(View):
    """`events`: one row an event that belongs to a case; `streams`: which other streams belong to it."""

    NAME = "case_events"
    VERSION = 1
    TABLES = ("streams", "events")
    DDL = """
        CREATE TABLE streams (stream_id uuid PRIMARY KEY, case_id uuid NOT NULL);
        CREATE TABLE events (case_id uuid NOT NULL, position bigint NOT NULL, PRIMARY KEY (case_id, position))
    """

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Link a stream to its case when a fact says so, then note the event under the case of its stream."""
        if recorded.envelope.topic.startswith("case."):
            yield "INSERT INTO events VALUES (%s, %s)", (recorded.stream, recorded.position)
            return
        case_id = belongs_to(recorded.fact)
        if case_id is not None:
            yield from _linked(recorded, case_id)
        yield (
            "INSERT INTO events SELECT case_id, %s FROM streams WHERE stream_id = %s ON CONFLICT DO NOTHING",
            (recorded.position, recorded.stream),
        )


def _linked(recorded: Recorded, case_id: UUID) -> Iterator[Statement]:
    yield (
        "INSERT INTO streams VALUES (%s, %s) ON CONFLICT (stream_id) DO UPDATE SET case_id = excluded.case_id",
        (recorded.stream, case_id),
    )
    yield (
        "INSERT INTO events SELECT %s, position FROM es.events WHERE stream_id = %s AND position <= %s"
        " ON CONFLICT DO NOTHING",
        (case_id, recorded.stream, recorded.position),
    )


@singledispatch
def belongs_to(fact: Event) -> UUID | None:
    """Return the case that a fact ties its stream to; None for most facts."""
    return None


@belongs_to.register
def _(fact: EmergencyNoted) -> UUID | None:
    return fact.case_id


@belongs_to.register
def _(fact: EmergencyTakenUp) -> UUID | None:
    return fact.case_id


class PgCaseEvents:
    """Keeps `application.child_case.CaseEvents`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def positions(self, case_id: UUID) -> Sequence[int]:
        """Return the positions of the events of a case, oldest first."""
        query = "SELECT position FROM v_case_events.events WHERE case_id = %s ORDER BY position"
        return [row[0] for row in self._work.connection.execute(query, (case_id,), prepare=True)]
