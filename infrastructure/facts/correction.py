"""Fact rows of corrections: which recorded value another one stands for, and which is hidden."""

from __future__ import annotations

from collections.abc import Iterator

from application.corrections import TIED
from application.ledger import Recorded
from domain.child_case.entries import EntryCorrected
from domain.correction import Hiding
from domain.counselling import SessionCorrected
from infrastructure.facts import Statement, rows_of


def _add(
    recorded: Recorded, entry: int, versions: list[int], instead: int | None, *, hides: bool
) -> Statement:
    return (
        "INSERT INTO facts.corrections (position, stream, version, changed_by, instead, hides)"
        " SELECT e.position, e.stream_id, e.version, b.position,"
        " CASE WHEN e.version = %s THEN i.position END, %s"
        " FROM es.events e JOIN es.events b ON b.stream_id = e.stream_id AND b.version = %s"
        " LEFT JOIN es.events i ON i.stream_id = e.stream_id AND i.version = %s::integer"
        " WHERE e.stream_id = %s AND e.version = ANY(%s)",
        (entry, hides, recorded.version, instead, recorded.stream, versions),
    )


@rows_of.register
def _corrected(fact: EntryCorrected | SessionCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield _add(recorded, fact.entry, [fact.entry], recorded.version, hides=False)


@rows_of.register
def _hidden(fact: Hiding, recorded: Recorded) -> Iterator[Statement]:
    yield _add(recorded, fact.entry, list(fact.versions), fact.instead, hides=True)


def retied(recorded: Recorded) -> Statement:
    """Return that whatever tied a stream to a case reads with the case that a later fact names."""
    return (
        "INSERT INTO facts.corrections (position, stream, version, changed_by, instead, hides)"
        " SELECT e.position, e.stream_id, e.version, b.position, b.position, false"
        " FROM es.events e JOIN es.events b ON b.stream_id = e.stream_id AND b.version = %s"
        " WHERE e.stream_id = %s AND e.version < b.version AND e.topic = ANY(%s)",
        (recorded.version, recorded.stream, [kind.TOPIC for kind in TIED]),
    )
