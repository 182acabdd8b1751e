"""Children's situation as signed facts by position: in which rows each entry counts (`domain.situation`).

What a fact changes is the difference between the rows in which its files counted and those in which they count now: a
minus line for each that is left and a plus line for each that is new, at the position of the fact. A figure as of a
position is the sum up to it; nothing is ever changed, only added. The entry of a file that hangs on another as its
duplicate counts in nothing; what was told in it adds to the main file, as in the follow-up log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain import situation
from domain.calendar import vietnam_day
from domain.child_case import CaseDetailsSet, CaseOpened
from domain.child_case.entries import EntryCorrected
from domain.child_case.facts import CaseReopened
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.erasure import KeyDestroyed
from domain.imported import CaseTakenBack
from domain.kernel import Event
from domain.situation import Cut, Pair
from infrastructure.views.base import Connection, Scoped, View
from infrastructure.views.copying import copy_rows

TELLING: tuple[type[Event], ...] = (CaseOpened, CaseDetailsSet, EntryCorrected)
"""Facts that say in which rows an entry counts."""
COUNTING: tuple[type[Event], ...] = (
    *TELLING,
    *(CaseMergedAway, CaseGivenBack, CaseTakenBack, CaseReopened, KeyDestroyed),
)
"""Facts that can stand behind a figure."""

Row = tuple[UUID | None, date, Cut, str]
"""Unit, day, cut, code: where something counts."""
Signed = tuple[int, date, date, UUID | None, str, str, int, UUID]
_COLUMNS = ("position", "month", "day", "unit", "cut", "code", "delta", "stream_id")
_FILE = ("stream_id", "unit", "day", "pairs", "merged_into", "taken_back")


class SituationView(View):
    """`facts`: never changed, only added to; `files`: in which rows the entry of each file counts now."""

    NAME = "situation"
    VERSION = 1
    TABLES = ("facts", "files")
    READERS: ClassVar[Mapping[str, Scoped]] = {"facts": Scoped("stream_id", "unit", figures=True)}
    DDL = """
        CREATE TABLE facts (
            position bigint NOT NULL, month date NOT NULL, day date NOT NULL, unit uuid, cut text NOT NULL,
            code text NOT NULL, delta integer NOT NULL, stream_id uuid NOT NULL);
        CREATE TABLE files (
            stream_id uuid PRIMARY KEY, unit uuid, day date NOT NULL, pairs text[] NOT NULL, merged_into uuid,
            taken_back boolean NOT NULL);
        CREATE INDEX files_merged_into ON files (merged_into) WHERE merged_into IS NOT NULL
    """
    INDEXES = """
        CREATE UNIQUE INDEX one_a_position ON facts (position, stream_id, cut, code, day, unit);
        CREATE INDEX by_month ON facts (month, cut, code, unit) INCLUDE (position, delta);
        CREATE INDEX by_unit ON facts (unit, month, cut, code) INCLUDE (position, delta);
        CREATE INDEX by_stream ON facts (stream_id, cut, code) INCLUDE (delta)
    """
    TOPICS = ("case.", "erasure.key-destroyed.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add what a batch changes; one reading of the files it touches, two writings."""
        ours = [one for one in batch if isinstance(one.fact, COUNTING)]
        if not ours:
            return
        book = _Book.read(connection, ours)
        for recorded in ours:
            book.note(recorded)
        book.write(connection)


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of one file, as if it stood alone."""

    stream: UUID
    unit: UUID | None
    day: date
    pairs: frozenset[Pair]
    merged_into: UUID | None = None
    taken_back: bool = False


@dataclass
class _Book:
    """The files of a batch in memory, and what the batch adds."""

    files: dict[UUID, _File]
    below: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Files that hang on a file."""
    touched: set[UUID] = field(default_factory=set)
    signed: list[Signed] = field(default_factory=list)

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> _Book:
        """Read the files that a batch touches, with all that hang together with them."""
        new = {one.stream for one in batch if isinstance(one.fact, CaseOpened)}
        named = {stream for one in batch for stream in _named(one)} - new
        files = {file.stream: file for file in _stored(connection, named)} if named else {}
        book = cls(files)
        for file in files.values():
            if file.merged_into is not None:
                book.below.setdefault(file.merged_into, set()).add(file.stream)
        return book

    def note(self, recorded: Recorded) -> None:
        """Fold one fact: its files as they are after it, and the difference of what they count in."""
        there = [stream for stream in _named(recorded) if stream in self.files]
        concerned = dict.fromkeys(one for stream in there for one in (stream, self._root(stream)))
        before = {stream: self._rows(stream) for stream in concerned}
        if isinstance(recorded.fact, CaseOpened):
            before[recorded.stream] = frozenset()
            self._put(_opened(recorded, recorded.fact))
        for stream in there:
            self._change(self.files[stream], recorded.fact)
        for stream, was in before.items():
            now = self._rows(stream)
            self.signed += [_signed(recorded, stream, row, -1) for row in sorted(was - now, key=repr)]
            self.signed += [_signed(recorded, stream, row, 1) for row in sorted(now - was, key=repr)]

    def _change(self, file: _File, fact: Event) -> None:
        match fact:
            case CaseDetailsSet():
                self._put(replace(file, pairs=situation.told(fact.details, fact.age_band)))
            case EntryCorrected(value=value) if value.reception and value.reception.received_at:
                pairs = situation.aged(file.pairs, fact.age_band) if fact.age_band else file.pairs
                self._put(replace(file, day=vietnam_day(value.reception.received_at), pairs=pairs))
            case CaseMergedAway(into=into) if file.stream != into:
                self.below.setdefault(into, set()).add(file.stream)
                self._put(replace(file, merged_into=into))
            case CaseGivenBack() if file.merged_into is not None:
                self.below[file.merged_into].discard(file.stream)
                self._put(replace(file, merged_into=None))
            case CaseTakenBack():
                self._put(replace(file, taken_back=True))
            case CaseReopened():
                self._put(replace(file, taken_back=False))
            case KeyDestroyed():
                self._put(replace(file, pairs=situation.erased(file.pairs)))
            case _:
                pass  # it changes nothing that is counted

    def _put(self, file: _File) -> None:
        self.files[file.stream] = file
        self.touched.add(file.stream)

    def _root(self, stream: UUID) -> UUID:
        while (into := self.files[stream].merged_into) is not None:
            stream = into
        return stream

    def _hanging(self, stream: UUID) -> Iterator[_File]:
        for one in self.below.get(stream, ()):
            yield self.files[one]
            yield from self._hanging(one)

    def _rows(self, stream: UUID) -> frozenset[Row]:
        file = self.files[stream]
        if file.merged_into is not None or file.taken_back:
            return frozenset()
        others = [one.pairs for one in self._hanging(stream) if not one.taken_back]
        pairs = situation.joined(file.pairs, others) if others else file.pairs
        return frozenset((file.unit, file.day, cut, code) for cut, code in pairs)

    def write(self, connection: Connection) -> None:
        """Write the files, and the signed facts."""
        connection.execute("DELETE FROM files WHERE stream_id = ANY(%s)", (list(self.touched),))
        files = (self.files[stream] for stream in self.touched)
        copy_rows(connection, "files", _FILE, map(_line, files))
        copy_rows(connection, "facts", _COLUMNS, self.signed)


def _named(recorded: Recorded) -> tuple[UUID, ...]:
    """Return the files that a fact speaks of."""
    match recorded.fact:
        case KeyDestroyed(records=records):
            return records
        case CaseMergedAway(into=into):
            return recorded.stream, into
        case _:
            return (recorded.stream,)


def _opened(recorded: Recorded, fact: CaseOpened) -> _File:
    day = vietnam_day(fact.received_at or fact.occurred_at)
    return _File(recorded.stream, fact.unit, day, situation.told(fact.details, fact.age_band))


def _signed(recorded: Recorded, stream: UUID, row: Row, delta: int) -> Signed:
    unit, day, cut, code = row
    return recorded.position, day.replace(day=1), day, unit, cut.value, code, delta, stream


def _line(file: _File) -> Sequence[object]:
    pairs = sorted(f"{cut.value}:{code}" for cut, code in file.pairs)
    return file.stream, file.unit, file.day, pairs, file.merged_into, file.taken_back


_TREES = """
WITH RECURSIVE up AS (
    SELECT f.stream_id, f.merged_into FROM files f WHERE f.stream_id = ANY(%s)
    UNION SELECT f.stream_id, f.merged_into FROM files f JOIN up ON f.stream_id = up.merged_into
), down AS (
    SELECT up.stream_id FROM up
    UNION SELECT f.stream_id FROM files f JOIN down ON f.merged_into = down.stream_id
) SELECT f.stream_id, f.unit, f.day, f.pairs, f.merged_into, f.taken_back FROM files f JOIN down USING (stream_id)
"""


def _stored(connection: Connection, streams: Collection[UUID]) -> Iterator[_File]:
    for stream, unit, day, pairs, into, taken_back in connection.execute(
        _TREES, (list(streams),), prepare=True
    ):
        yield _File(stream, unit, day, frozenset(map(_pair, pairs)), into, taken_back)


def _pair(written: str) -> Pair:
    cut, _, code = written.partition(":")
    return Cut(cut), code
