"""Figures of Article 92 as signed facts by position: a figure as of a position is a sum up to it.

Everything about a case counts for the unit of the case; a matter that stands alone counts for its own unit, and when
it is tied to a case of another unit later, its sessions are taken from the one and given to the other, at the position
of the tie (`domain.article92`). The entry of a file that was merged into another is taken away at the position of the
merge, and given again when the merge is taken back; an entry imported by mistake takes with it all that it counts.
Nothing is ever changed, only added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened, CasePassedOn
from domain.child_case.entries import EntryMovedIn
from domain.counselling import ConsultationLogged, CounsellingLinked, CounsellingOpened
from domain.follow_up_log import is_in_time
from domain.imported import CaseImported
from domain.referral.facts import OpinionApproved, ReferralSubmitted
from infrastructure.views.article92_corrections import CORRECTING, COUNTED, correct
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.copying import copy_rows

Signed = tuple[int, date, UUID | None, str, int, UUID]
"""Position, first day of the month, unit, measure, how many more (or fewer), stream."""
_COLUMNS = ("position", "month", "unit", "measure", "delta", "stream_id")


class Article92View(View):
    """`facts`: never changed, only added to; `streams`: the unit a stream counts for, and whether its file hangs."""

    NAME = "article92"
    VERSION = 4
    TABLES = ("facts", "streams", "counted")
    READERS: ClassVar[Mapping[str, Scoped]] = {"facts": Scoped("stream_id", "unit", figures=True)}
    DDL = """
        CREATE TABLE facts (
            position bigint NOT NULL, month date NOT NULL, unit uuid, measure text NOT NULL,
            delta integer NOT NULL, stream_id uuid NOT NULL, PRIMARY KEY (position, measure, month, delta));
        CREATE TABLE counted (
            stream_id uuid NOT NULL, version integer NOT NULL, measure text NOT NULL, month date NOT NULL,
            recorded_at timestamptz NOT NULL, PRIMARY KEY (stream_id, version, measure));
        CREATE TABLE streams (stream_id uuid PRIMARY KEY, unit uuid NOT NULL, merged boolean NOT NULL DEFAULT false,
            taken_back boolean NOT NULL DEFAULT false)
    """
    INDEXES = """
        CREATE INDEX by_month ON facts (month, unit, measure) INCLUDE (position, delta);
        CREATE INDEX by_unit ON facts (unit, month, measure) INCLUDE (position, delta)
    """

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the signed facts of a batch; at most two readings and two writings, however long it is."""
        ours = [recorded for recorded in batch if isinstance(recorded.fact, _COUNTED)]
        for is_rare, run in groupby(ours, key=lambda recorded: isinstance(recorded.fact, CORRECTING)):
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


_COUNTED = (
    CaseOpened,
    CaseImported,
    CasePassedOn,
    CounsellingOpened,
    ConsultationLogged,
    CounsellingLinked,
    ReferralSubmitted,
    OpinionApproved,
    *CORRECTING,
    EntryMovedIn,
)
"""Facts that are counted, or that say for which unit others count."""


@dataclass
class _Tally:
    """The units of the streams of a batch, and what the batch adds."""

    units: dict[UUID, UUID]
    sessions: dict[UUID, Counter[date]]
    """Sessions counted so far, by month, of the matters that this batch ties to a case."""
    signed: list[Signed] = field(default_factory=list)
    counts: list[tuple[UUID, int | None, str, date, datetime]] = field(default_factory=list)
    """What was counted of which fact, in which month: what a later correction takes back."""
    placed: dict[UUID, UUID] = field(default_factory=dict)
    """Streams whose unit this batch says."""

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> _Tally:
        """Read the units of the streams of a batch, and the sessions of what it ties to a case."""
        facts = [recorded.fact for recorded in batch]
        named = {fact.case_id for fact in facts if isinstance(fact, CounsellingLinked)}
        named |= {fact.about for fact in facts if isinstance(fact, ReferralSubmitted) and fact.about}
        streams = list(named | {recorded.stream for recorded in batch})
        query = "SELECT stream_id, unit FROM streams WHERE stream_id = ANY(%s)"
        units = dict(connection.execute(query, (streams,)).fetchall())
        linked = [recorded.stream for recorded in batch if isinstance(recorded.fact, CounsellingLinked)]
        return cls(units, _sessions(connection, linked) if linked else {})

    def counted(self, recorded: Recorded) -> list[Signed]:
        """Return what one fact adds to the figures."""
        match recorded.fact:
            case CaseOpened(unit=unit):
                self._place(recorded.stream, unit)
            case CounsellingOpened(unit=unit):
                self._place(recorded.stream, unit)
            case ReferralSubmitted(about=about) if about in self.units:
                self._place(recorded.stream, self.units[about])
            case CounsellingLinked(case_id=case_id) if case_id in self.units:
                return list(self._moved(recorded, self.units[case_id]))
            case _:
                pass  # what is counted from the others needs no more than the unit of their stream
        return [self._one(recorded, *what) for what in measured(recorded)]

    def _place(self, stream: UUID, unit: UUID) -> None:
        self.units[stream] = self.placed[stream] = unit

    def _one(self, recorded: Recorded, happened: datetime, measure: Measure) -> Signed:
        month, stream = vietnam_day(happened).replace(day=1), recorded.stream
        if measure is Measure.CONSULTATIONS:
            self.sessions.setdefault(stream, Counter())[month] += 1
        self.counts.append((stream, recorded.version, measure.value, month, recorded.recorded_at))
        unit = self.units.get(stream, recorded.envelope.unit)
        return recorded.position, month, unit, measure.value, 1, stream

    def _moved(self, recorded: Recorded, unit: UUID) -> Iterator[Signed]:
        """Yield what takes the sessions of a matter from its unit and gives them to the unit of the case."""
        before = self.units.get(recorded.stream)
        self._place(recorded.stream, unit)
        if before in (None, unit):
            return
        for month, count in sorted(self.sessions.get(recorded.stream, Counter()).items()):
            for of, delta in ((before, -count), (unit, count)):
                yield recorded.position, month, of, Measure.CONSULTATIONS.value, delta, recorded.stream

    def write(self, connection: Connection) -> None:
        """Write the units and the signed facts."""
        if self.placed:
            connection.execute(
                "INSERT INTO streams SELECT * FROM unnest(%s::uuid[], %s::uuid[])"
                " ON CONFLICT (stream_id) DO UPDATE SET unit = excluded.unit",
                (list(self.placed), list(self.placed.values())),
            )
        copy_rows(connection, "facts", _COLUMNS, self.signed)
        copy_rows(connection, "counted", COUNTED, self.counts)


def measured(recorded: Recorded) -> Iterable[tuple[datetime, Measure]]:
    """Yield the measures that one fact counts in, each with the moment that names its month."""
    match recorded.fact:
        case CaseOpened() as fact:
            received_at = fact.received_at or fact.occurred_at
            yield received_at, Measure.RECEIVED
            if is_in_time(received_at, recorded.recorded_at):
                yield received_at, Measure.IN_TIME
        case EntryMovedIn(value=value, occurred_at=at) if value.forwarding is not None:
            yield at, Measure.FORWARDED
        case CaseImported(received_at=received_at) if received_at is not None:
            if not is_in_time(received_at, recorded.recorded_at):
                yield received_at, Measure.IMPORTED
        case CasePassedOn(occurred_at=at):
            yield at, Measure.FORWARDED
        case ConsultationLogged(occurred_at=at):
            yield at, Measure.CONSULTATIONS
        case OpinionApproved(occurred_at=at):
            yield at, Measure.OPINIONS
        case _:
            pass  # nothing of Article 92 is counted from it


def _sessions(connection: Connection, streams: Sequence[UUID]) -> dict[UUID, Counter[date]]:
    rows = connection.execute(
        "SELECT stream_id, month, count(*) FROM counted"
        " WHERE measure = 'consultations' AND stream_id = ANY(%s) GROUP BY stream_id, month",
        (list(streams),),
    )
    found: dict[UUID, Counter[date]] = {}
    for stream, month, count in rows.fetchall():
        found.setdefault(stream, Counter())[month] = count
    return found
