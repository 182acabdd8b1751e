"""Recommendations in figures as signed facts by position: a figure as of a position is a sum up to it.

What a fact changes is the difference between what its recommendation counted in before and what it counts in now
(`domain.recommendation.figures`). Nothing is ever changed, only added. Codes and days only, no word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.erasure import KeyDestroyed
from domain.kernel import Event
from domain.recommendation.facts import (
    RecommendationCancelled,
    RecommendationClosed,
    RecommendationCollected,
    RecommendationConveyed,
    RecommendationCorrected,
    RecommendationEscalated,
    RecommendationFedBack,
    RecommendationMerged,
    RecommendationReplied,
    RecommendationWithdrawn,
)
from domain.recommendation.figures import Line, Standing, happened_on
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.copying import copy_rows

Signed = tuple[int, UUID, UUID, str, date, date, str, str | None, str | None, int]
COUNTING: tuple[type[Event], ...] = (
    *(RecommendationCollected, RecommendationConveyed, RecommendationEscalated, RecommendationReplied),
    *(RecommendationFedBack, RecommendationClosed, RecommendationWithdrawn, RecommendationMerged),
    *(RecommendationCorrected, RecommendationCancelled, KeyDestroyed),
)
"""Facts that can stand behind a figure; the others change nothing that is counted."""
_COLUMNS = (
    *("position", "stream_id", "unit", "what", "day", "happened_on", "duty", "agency", "verdict", "delta"),
)


class RecommendationView(View):
    """`figures`: never changed, only added to; `standings`: how each recommendation stands now."""

    NAME = "recommendation"
    VERSION = 1
    TABLES = ("figures", "standings")
    READERS: ClassVar[Mapping[str, Scoped]] = {"figures": Scoped("stream_id", "unit", figures=True)}
    DDL = """
        CREATE TABLE figures (
            position bigint NOT NULL, stream_id uuid NOT NULL, unit uuid NOT NULL, what text NOT NULL,
            day date NOT NULL, happened_on date NOT NULL, duty text NOT NULL, agency text, verdict text,
            delta smallint NOT NULL);
        CREATE TABLE standings (stream_id uuid PRIMARY KEY, standing jsonb NOT NULL)
    """
    INDEXES = "CREATE INDEX by_day ON figures (what, day)"
    TOPICS = ("recommendation.", "erasure.key-destroyed.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add what a batch changes; one reading of the recommendations it touches, two writings."""
        ours = [one for one in batch if isinstance(one.fact, COUNTING)]
        if not ours:
            return
        known = _stored(connection, {stream for one in ours for stream in _named(one)})
        signed = [line for one in ours for line in _folded(known, one)]
        copy_rows(connection, "figures", _COLUMNS, signed)
        connection.execute(
            "INSERT INTO standings SELECT * FROM unnest(%s::uuid[], %s::jsonb[])"
            " ON CONFLICT (stream_id) DO UPDATE SET standing = excluded.standing",
            (list(known), [one.model_dump_json() for one in known.values()]),
        )


def _named(recorded: Recorded) -> tuple[UUID, ...]:
    return recorded.fact.records if isinstance(recorded.fact, KeyDestroyed) else (recorded.stream,)


def _folded(known: dict[UUID, Standing], recorded: Recorded) -> Iterator[Signed]:
    """Yield what one fact adds; the recommendations that it speaks of stand as after it."""
    for stream in _named(recorded):
        before = known.get(stream)
        now = _after(before, recorded)
        if now is None:
            continue  # of another subject
        known[stream] = now
        changed = Counter(now.lines())
        changed.subtract(before.lines() if before else ())
        for line in sorted((one for one, delta in changed.items() if delta), key=str):
            yield _signed(recorded, stream, now.unit, line, changed[line])


def _after(before: Standing | None, recorded: Recorded) -> Standing | None:
    fact = recorded.fact
    if isinstance(fact, RecommendationCollected):
        return Standing.began(fact)
    if before is None:
        return None
    if isinstance(fact, KeyDestroyed):
        return before.erased()
    return before.after(fact, recorded.version or 0)


def _signed(recorded: Recorded, stream: UUID, unit: UUID, line: Line, delta: int) -> Signed:
    agency = line.agency.value if line.agency else None
    verdict = line.verdict.value if line.verdict else None
    said = (line.what.value, line.day, happened_on(recorded.fact), line.duty.value, agency, verdict)
    return recorded.position, stream, unit, *said, delta


def _stored(connection: Connection, streams: set[UUID]) -> dict[UUID, Standing]:
    query = "SELECT stream_id, standing FROM standings WHERE stream_id = ANY(%s)"
    rows = connection.execute(query, (list(streams),), prepare=True)
    return {stream: Standing.model_validate(standing) for stream, standing in rows}
