"""Children's situation as signed facts by position: in which rows each entry counts (`domain.situation`).

What a fact changes is the difference between the rows in which its files counted and those in which they count now: a
minus line for those that are left and a plus line for those that are new, at the position of the fact. A line names all
its rows at once (`cut:code`). A figure as of a position is the sum up to it; nothing is ever changed, only added.

The entry of a file that hangs on another as its duplicate counts in nothing; what was told in it adds to the main file,
as in the follow-up log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
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

Counted = tuple[UUID | None, date, frozenset[Pair]]
"""Unit, day and rows in which a file counts."""
Signed = tuple[int, date, UUID | None, int, list[str], UUID]
_COLUMNS = ("position", "day", "unit", "delta", "pairs", "stream_id")
_FILE = ("stream_id", "unit", "day", "pairs", "merged_into", "taken_back")


class SituationView(View):
    """`facts`: never changed, only added to; `files`: in which rows the entry of each file counts now."""

    NAME = "situation"
    VERSION = 2
    TABLES = ("facts", "files")
    READERS: ClassVar[Mapping[str, Scoped]] = {"facts": Scoped("stream_id", "unit", figures=True)}
    DDL = """
        CREATE TABLE facts (
            position bigint NOT NULL, day date NOT NULL, unit uuid, delta integer NOT NULL,
            pairs text[] NOT NULL, stream_id uuid NOT NULL);
        CREATE TABLE files (
            stream_id uuid PRIMARY KEY, unit uuid, day date NOT NULL, pairs text[] NOT NULL, merged_into uuid,
            taken_back boolean NOT NULL);
        CREATE INDEX files_merged_into ON files (merged_into) WHERE merged_into IS NOT NULL
    """
    INDEXES = """
        CREATE UNIQUE INDEX one_a_position ON facts (position, stream_id, delta);
        CREATE INDEX by_day ON facts (day, unit);
        CREATE INDEX by_unit ON facts (unit, day);
        CREATE INDEX by_stream ON facts (stream_id)
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
        if isinstance(recorded.fact, CaseOpened):
            self._open(recorded, recorded.fact)
            return
        there = [stream for stream in _named(recorded) if stream in self.files]
        concerned = dict.fromkeys(one for stream in there for one in (stream, self._root(stream)))
        before = {stream: self._counted(stream) for stream in concerned}
        for stream in there:
            self._change(self.files[stream], recorded.fact)
        for stream, was in before.items():
            now = self._counted(stream)
            left, new = (was[2], now[2]) if was[:2] != now[:2] else (was[2] - now[2], now[2] - was[2])
            for (unit, day, _), pairs, delta in ((was, left, -1), (now, new, 1)):
                if pairs:
                    self.signed.append((recorded.position, day, unit, delta, _written(pairs), stream))

    def _open(self, recorded: Recorded, fact: CaseOpened) -> None:
        day = vietnam_day(fact.received_at or fact.occurred_at)
        pairs = situation.told(fact.details, fact.age_band, fact.harm_band)
        self._put(_File(recorded.stream, fact.unit, day, pairs))
        self.signed.append((recorded.position, day, fact.unit, 1, _written(pairs), recorded.stream))

    def _change(self, file: _File, fact: Event) -> None:
        match fact:
            case CaseDetailsSet():
                self._put(replace(file, pairs=situation.told(fact.details, fact.age_band, fact.harm_band)))
            case EntryCorrected(value=value) if value.reception and value.reception.received_at:
                pairs = file.pairs
                if fact.age_band:
                    pairs = situation.aged(file.pairs, fact.age_band, fact.harm_band)
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

    def _counted(self, stream: UUID) -> Counted:
        file = self.files[stream]
        if file.merged_into is not None or file.taken_back:
            return file.unit, file.day, frozenset()
        others = [one.pairs for one in self._hanging(stream) if not one.taken_back]
        return file.unit, file.day, situation.joined(file.pairs, others) if others else file.pairs

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


@lru_cache(maxsize=4096)
def _written(pairs: frozenset[Pair]) -> list[str]:
    """Return the rows as they are stored, in one order; many files count in the same."""
    return sorted(f"{cut.value}:{code}" for cut, code in pairs)


def _line(file: _File) -> Sequence[object]:
    return file.stream, file.unit, file.day, _written(file.pairs), file.merged_into, file.taken_back


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
