"""Figures as signed facts by position: a figure as of a position is a sum up to it (`domain.article92`).

What counts, and as what, is said by the modules of `infrastructure.views.counted`, one a subject. Everything about a
case counts for the unit of the case; a matter that stands alone counts for its own unit, and when it is tied to a case
of another unit later, its sessions are taken from the one and given to the other, at the position of the tie. The
entry of a file that was merged into another is taken away at the position of the merge, and given again when the merge
is taken back; an entry imported by mistake takes with it all that it counts. Nothing is ever changed, only added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.article92 import Measure
from domain.counselling import CounsellingLinked
from domain.kernel import Event
from domain.referral.facts import ReferralSubmitted
from infrastructure.views.article92_corrections import CORRECTING, correct
from infrastructure.views.article92_lines import COUNTED, keep, row_of, settle
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.copying import copy_rows
from infrastructure.views.counted import Counted, Place, counted_of, placed_of, recount_of

Signed = tuple[int, date, date, datetime, UUID | None, str, int, UUID, str | None]
"""Position, first day of the month, day, when recorded, unit, measure, how much more (or less), stream, place."""
_COLUMNS = ("position", "month", "day", "recorded_at", "unit", "measure", "delta", "stream_id", "area")


class Article92View(View):
    """`facts`: never changed, only added to; `streams`: the unit a stream counts for, and whether its file hangs."""

    NAME = "article92"
    VERSION = 7
    TABLES = ("facts", "streams", "counted")
    READERS: ClassVar[Mapping[str, Scoped]] = {"facts": Scoped("stream_id", "unit", figures=True)}
    DDL = """
        CREATE TABLE facts (
            position bigint NOT NULL, month date NOT NULL, day date NOT NULL, recorded_at timestamptz NOT NULL,
            unit uuid, measure text NOT NULL, delta bigint NOT NULL, stream_id uuid NOT NULL, area text,
            PRIMARY KEY (position, measure, day, delta));
        CREATE TABLE counted (
            stream_id uuid NOT NULL, version integer NOT NULL, measure text NOT NULL, day date NOT NULL,
            value bigint NOT NULL, unit uuid, recorded_at timestamptz NOT NULL, area text,
            once text NOT NULL DEFAULT '', active boolean NOT NULL DEFAULT true,
            PRIMARY KEY (stream_id, version, measure));
        CREATE INDEX by_once ON counted (once, measure) WHERE once <> '';
        CREATE TABLE streams (stream_id uuid PRIMARY KEY, unit uuid, marked boolean,
            merged boolean NOT NULL DEFAULT false, taken_back boolean NOT NULL DEFAULT false)
    """
    INDEXES = """
        CREATE INDEX by_month ON facts (month, unit, measure) INCLUDE (position, delta);
        CREATE INDEX by_unit ON facts (unit, month, measure) INCLUDE (position, delta)
    """

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the signed facts of a batch; at most two readings and two writings, however long it is."""
        ours = [recorded for recorded in batch if isinstance(recorded.fact, _COUNTED)]
        for is_rare, run in groupby(ours, key=_is_rare):
            self._add(connection, list(run), rare=is_rare)

    def _add(self, connection: Connection, ours: Sequence[Recorded], *, rare: bool) -> None:
        if rare:
            for recorded in ours:
                correct(connection, recorded)
        else:
            tally = _Tally.read(connection, ours)
            for recorded in ours:
                tally.signed += tally.counted(recorded)
            tally.write(connection)


def _is_rare(recorded: Recorded) -> bool:
    return isinstance(recorded.fact, CORRECTING) or recount_of(recorded.fact) is not None


def _kinds(registry: Mapping[Any, object]) -> tuple[type[Event], ...]:
    return tuple(kind for kind in registry if kind is not object and kind is not Event)


_RARE: tuple[type[Event], ...] = (*CORRECTING, *_kinds(recount_of.registry))
MOVING: tuple[type[Event], ...] = (*_RARE, CounsellingLinked)
"""Facts that change what others count in: a figure differs by them because something was corrected or moved."""
_COUNTED: tuple[type[Event], ...] = (
    *_kinds(placed_of.registry),
    *_kinds(counted_of.registry),
    *_RARE,
    CounsellingLinked,
    ReferralSubmitted,
)
"""Facts that are counted, or that say for which unit others count."""


@dataclass
class _Tally:
    """What is known of the streams of a batch, and what the batch adds."""

    places: dict[UUID, Place]
    sessions: dict[UUID, Counter[date]]
    """Sessions counted so far, by day, of the matters that this batch ties to a case."""
    signed: list[Signed] = field(default_factory=list)
    counts: list[tuple[object, ...]] = field(default_factory=list)
    """What was counted of which fact, on which day: what a later correction takes back."""
    placed: dict[UUID, Place] = field(default_factory=dict)
    """Streams of which this batch says something."""
    once: list[tuple[Recorded, Counted]] = field(default_factory=list)
    """What counts only where it is the earliest of its word."""

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> _Tally:
        """Read what is known of the streams of a batch, and the sessions of what it ties to a case."""
        facts = [recorded.fact for recorded in batch]
        named = {fact.case_id for fact in facts if isinstance(fact, CounsellingLinked)}
        named |= {fact.about for fact in facts if isinstance(fact, ReferralSubmitted) and fact.about}
        streams = list(named | {recorded.stream for recorded in batch})
        query = "SELECT stream_id, unit, marked FROM streams WHERE stream_id = ANY(%s)"
        rows = connection.execute(query, (streams,)).fetchall()
        places = {stream: Place(unit, marked) for stream, unit, marked in rows}
        linked = [recorded.stream for recorded in batch if isinstance(recorded.fact, CounsellingLinked)]
        return cls(places, _sessions(connection, linked) if linked else {})

    def counted(self, recorded: Recorded) -> list[Signed]:
        """Return what one fact adds to the figures."""
        said = placed_of(recorded.fact, recorded)
        match recorded.fact:
            case ReferralSubmitted(about=about) if about in self.places:
                self._place(recorded.stream, Place(self.places[about].unit))
            case CounsellingLinked(case_id=case_id) if case_id in self.places:
                return list(self._moved(recorded, self.places[case_id].unit))
            case _ if said != Place():
                self._place(recorded.stream, said)
            case _:
                pass  # what is counted from the others needs no more than what is known of their stream
        place = self.places.get(recorded.stream, Place())
        counts = [one.within(recorded.stream) for one in counted_of(recorded.fact, recorded, place)]
        self.once += [(recorded, one) for one in counts if one.once]
        return [self._one(recorded, one, place) for one in counts if not one.once]

    def _place(self, stream: UUID, said: Place) -> None:
        known = self.places.get(stream, Place())
        marked = known.marked if said.marked is None else said.marked
        self.places[stream] = self.placed[stream] = Place(said.unit or known.unit, marked)

    def _one(self, recorded: Recorded, one: Counted, place: Place) -> Signed:
        if one.measure is Measure.CONSULTATIONS:
            self.sessions.setdefault(recorded.stream, Counter())[one.day] += 1
        self.counts.append(row_of(recorded.stream, recorded.version, one, recorded.recorded_at))
        unit = one.unit or place.unit or recorded.envelope.unit
        return _signed(recorded, unit, one.measure, one.day, one.value, one.area)

    def _moved(self, recorded: Recorded, unit: UUID | None) -> Iterator[Signed]:
        """Yield what takes the sessions of a matter from its unit and gives them to the unit of the case."""
        before = self.places.get(recorded.stream, Place()).unit
        self._place(recorded.stream, Place(unit))
        if before in (None, unit):
            return
        for day, count in sorted(self.sessions.get(recorded.stream, Counter()).items()):
            for of, delta in ((before, -count), (unit, count)):
                yield _signed(recorded, of, Measure.CONSULTATIONS, day, delta)

    def write(self, connection: Connection) -> None:
        """Write what is known of the streams, and the signed facts."""
        if self.placed:
            connection.execute(
                "INSERT INTO streams (stream_id, unit, marked)"
                " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[])"
                " ON CONFLICT (stream_id) DO UPDATE SET unit = excluded.unit, marked = excluded.marked",
                (
                    list(self.placed),
                    [place.unit for place in self.placed.values()],
                    [place.marked for place in self.placed.values()],
                ),
            )
        copy_rows(connection, "facts", _COLUMNS, self.signed)
        copy_rows(connection, "counted", COUNTED, self.counts)
        for recorded, one in self.once:
            keep(connection, recorded.stream, recorded.version, one, recorded.recorded_at)
            settle(connection, recorded, one.measure, one.once)


def _signed(
    recorded: Recorded, unit: UUID | None, measure: Measure, day: date, delta: int, area: str | None = None
) -> Signed:
    month, at = day.replace(day=1), recorded.recorded_at
    return recorded.position, month, day, at, unit, measure.value, delta, recorded.stream, area


def _sessions(connection: Connection, streams: Sequence[UUID]) -> dict[UUID, Counter[date]]:
    rows = connection.execute(
        "SELECT stream_id, day, count(*) FROM counted"
        " WHERE measure = 'consultations' AND stream_id = ANY(%s) GROUP BY stream_id, day",
        (list(streams),),
    )
    found: dict[UUID, Counter[date]] = {}
    for stream, day, count in rows.fetchall():
        found.setdefault(stream, Counter())[day] = count
    return found
