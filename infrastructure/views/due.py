"""What was agreed to be done, until when, by whom: steps of cases and of consultations, linked or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args
from uuid import UUID

from application.ledger import Recorded
from domain.child_case import CaseAssigned, CaseClosed, CaseOpened, CaseStepDone, CaseStepPlanned
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.counselling import (
    ConsultationLogged,
    CounsellingAssigned,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingStepDone,
)
from domain.erasure import KeyDestroyed
from domain.handover import CaseStepsGiven, CounsellingStepsGiven, HandOver, StepsGiven
from domain.imported import CaseTakenBack
from domain.mirror.facts import Asked, CooperationRequested, MeetingInvited, TaskAssigned
from domain.restriction import RestrictionPlaced
from infrastructure.views.asked import SETTLING, STEP, Agreed, asked_for, kind_of, settled_by
from infrastructure.views.base import Connection, Scoped, Statement, View
from infrastructure.views.copying import copy_rows
from infrastructure.views.due_corrections import CORRECTING, corrected


class DueView(View):
    """`streams`: unit, counsellor and case of what can hold a step; `steps`: each until done or its case closes.

    What an authority asks stands among the steps under a kind of its own; the day may be missing, and a case that
    closes does not end it. `merged`: which file hangs on which, so that the end of a child's follow-up ends the steps
    of all of them.
    """

    NAME = "due"
    VERSION = 6
    TABLES = ("streams", "steps", "merged")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "streams": Scoped("stream_id", "unit"),
        "steps": Scoped("stream_id"),
    }
    DDL = """
        CREATE TABLE streams (
            stream_id uuid PRIMARY KEY, kind text NOT NULL, unit uuid NOT NULL, counsellor uuid, case_id uuid);
        CREATE INDEX of_case ON streams (case_id) WHERE case_id IS NOT NULL;
        CREATE TABLE steps (
            stream_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, due_on date,
            responsible uuid, done_at bigint, kind text NOT NULL, PRIMARY KEY (stream_id, version));
        CREATE TABLE merged (case_id uuid PRIMARY KEY, into_case uuid NOT NULL);
        CREATE INDEX hanging_on ON merged (into_case)
    """
    INDEXES = "CREATE INDEX open_steps ON steps (due_on) WHERE done_at IS NULL"
    TOPICS = ("case.", "counselling.", "restriction.placed.", "erasure.key-destroyed.")

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Read what a batch touches, fold it in memory, write what came of it."""
        self.fold_in_runs(connection, batch, _RARE, _fold_run)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what a hand-over, a merge, a restriction after which another unit answers, and an erasure change."""
        match recorded.fact:
            case CaseAssigned(handover=given) | CounsellingAssigned(handover=given):
                yield from _handed_over(recorded, given)
            case CaseStepsGiven(given=steps) | CounsellingStepsGiven(given=steps):
                yield _steps_given(recorded, steps)
            case RestrictionPlaced(case_id=case_id, placing=placing) if placing.answers is not None:
                yield "UPDATE streams SET unit = %s WHERE case_id = %s", (placing.answers, case_id)
            case KeyDestroyed(records=records):
                yield (
                    "UPDATE steps SET done_at = %s WHERE stream_id = ANY(%s) AND done_at IS NULL",
                    (recorded.position, list(records)),
                )
            case CaseMergedAway(into=into):
                yield "INSERT INTO merged VALUES (%s, %s)", (recorded.stream, into)
            case CaseGivenBack():
                yield "DELETE FROM merged WHERE case_id = %s", (recorded.stream,)
            case _:
                yield from corrected(recorded)


_RARE = (
    *(CaseAssigned, CounsellingAssigned, CaseStepsGiven, CounsellingStepsGiven),
    *(RestrictionPlaced, KeyDestroyed, CaseMergedAway, CaseGivenBack, *CORRECTING),
)
"""Facts folded by statements of their own, each in its place in the batch."""


def _fold_run(connection: Connection, batch: Sequence[Recorded]) -> None:
    ours = [recorded for recorded in batch if isinstance(recorded.fact, _HANDLED)]
    if ours:
        book = _Book.read(connection, ours)
        for recorded in ours:
            book.note(recorded)
        book.write(connection)


def _handed_over(recorded: Recorded, given: HandOver) -> Iterator[Statement]:
    """Yield what gives a stream to its new counsellor: of a case also the consultations of whom it relieves."""
    relieved = list(given.relieved)
    yield (
        "UPDATE streams SET counsellor = %s"
        " WHERE stream_id = %s OR (case_id = %s AND counsellor = ANY(%s) AND kind <> 'case')",
        (given.counsellor, recorded.stream, recorded.stream, relieved),
    )
    yield (
        "UPDATE steps SET responsible = %s FROM streams t WHERE t.stream_id = steps.stream_id AND done_at IS NULL"
        " AND (t.stream_id = %s OR t.case_id = %s) AND responsible = ANY(%s)",
        (given.counsellor, recorded.stream, recorded.stream, relieved),
    )


def _steps_given(recorded: Recorded, given: StepsGiven) -> Statement:
    return (
        "UPDATE steps SET responsible = %s WHERE stream_id = %s AND done_at IS NULL AND responsible = %s",
        (given.to, recorded.stream, given.of),
    )


_HANDLED = (
    CaseOpened,
    CounsellingOpened,
    CounsellingLinked,
    CaseStepPlanned,
    ConsultationLogged,
    CaseStepDone,
    CounsellingStepDone,
    CaseClosed,
    CaseTakenBack,
    *get_args(Asked),
    *SETTLING,
)


@dataclass
class _Step:
    """A step that is open: one that is in the table already, or a new one."""

    position: int
    new: Agreed | None = None
    done_at: int | None = None
    kind: str = STEP


@dataclass
class _Book:
    """The rows of a batch in memory."""

    streams: dict[UUID, list[Any]]
    """Kind, unit, counsellor and case of each stream."""
    steps: dict[UUID, dict[int, _Step]]
    """Steps by stream and version, those that ended before this batch left out."""
    of_case: dict[UUID, set[UUID]] = field(default_factory=dict)
    files: dict[UUID, set[UUID]] = field(default_factory=dict)
    """What hangs on the cases that this batch closes."""
    opened: list[UUID] = field(default_factory=list)
    linked: set[UUID] = field(default_factory=set)

    @classmethod
    def read(cls, connection: Connection, batch: Sequence[Recorded]) -> _Book:
        """Read the streams of a batch, the streams of cases that it closes, and their open steps."""
        new = {r.stream for r in batch if isinstance(r.fact, CaseOpened | CounsellingOpened)}
        closed = [r.stream for r in batch if isinstance(r.fact, CaseClosed | CaseTakenBack)]
        wanted = {r.stream for r in batch} - new
        book = cls({}, {})
        for main, duplicate in connection.execute(_BELOW, (closed,), prepare=True) if closed else ():
            book.files.setdefault(main, set()).add(duplicate)
        closed += [one for below in book.files.values() for one in below]
        if wanted or closed:
            for stream, *row in connection.execute(_STREAMS, (list(wanted), closed), prepare=True):
                book.streams[stream] = row
                book.of_case.setdefault(row[3], set()).add(stream)
            for stream, version, position, kind in connection.execute(
                _OPEN, (list(book.streams),), prepare=True
            ):
                book.steps.setdefault(stream, {})[version] = _Step(position, kind=kind)
        return book

    def note(self, recorded: Recorded) -> None:
        """Fold one fact."""
        stream = recorded.stream
        match recorded.fact:
            case CaseOpened(unit=unit, counsellor=counsellor):
                self._open(stream, ["case", unit, counsellor, stream])
            case CounsellingOpened(unit=unit, counsellor=counsellor, case_id=case_id):
                self._open(stream, ["consultation", unit, counsellor, case_id])
            case CounsellingLinked(case_id=case_id):
                self._link(stream, case_id)
            case CaseStepPlanned(step=step):
                self._end(stream, recorded.position)
                self._agree(recorded, step)
            case ConsultationLogged(consultation=said) if said.next is not None:
                self._agree(recorded, said.next)
            case CaseStepDone(step=step) | CounsellingStepDone(step=step):
                self._end(stream, recorded.position, step)
            case CaseClosed() | CaseTakenBack():
                for one in (stream, *self.files.get(stream, ())):
                    self._end_all(one, recorded.position)
            case CooperationRequested() | MeetingInvited() | TaskAssigned() as asked:
                self._agree(recorded, asked_for(asked), kind=kind_of(asked).value)
            case _ if (version := settled_by(recorded.fact)) is not None:
                self._end(stream, recorded.position, version)
            case _:
                pass  # other subjects' facts only move the position

    def _open(self, stream: UUID, row: list[Any]) -> None:
        self.streams[stream] = row
        self.opened.append(stream)
        self.of_case.setdefault(row[3], set()).add(stream)

    def _link(self, stream: UUID, case_id: UUID) -> None:
        row = self.streams[stream]
        self.of_case.get(row[3], set()).discard(stream)
        row[3] = case_id
        self.of_case.setdefault(case_id, set()).add(stream)
        self.linked.add(stream)

    def _agree(self, recorded: Recorded, step: Agreed, kind: str = STEP) -> None:
        agreed = _Step(recorded.position, step, kind=kind)
        self.steps.setdefault(recorded.stream, {})[recorded.version or 0] = agreed

    def _end_all(self, case_id: UUID, position: int) -> None:
        for one in self.of_case.get(case_id, ()):
            self._end(one, position)

    def _end(self, stream: UUID, position: int, version: int | None = None) -> None:
        """End one step, or all but what an authority waits for."""
        for number, step in self.steps.get(stream, {}).items():
            if step.done_at is None and (version == number or (version is None and step.kind == STEP)):
                step.done_at = position

    def write(self, connection: Connection) -> None:
        """Write new streams and steps, links, and ends of steps."""
        copy_rows(connection, "streams", _STREAM, ([one, *self.streams[one]] for one in self.opened))
        linked = self.linked.difference(self.opened)
        if linked:
            cases = [self.streams[one][3] for one in linked]
            connection.execute(_LINK, (list(linked), cases), prepare=True)
        steps = [(one, number, step) for one, found in self.steps.items() for number, step in found.items()]
        copy_rows(
            connection,
            "steps",
            _STEP,
            (
                (one, number, step.position, step.new.due_on, step.new.responsible, step.done_at, step.kind)
                for one, number, step in steps
                if step.new is not None
            ),
        )
        ended = [
            (o, n, step.done_at) for o, n, step in steps if step.new is None and step.done_at is not None
        ]
        if ended:
            connection.execute(_END, [list(column) for column in zip(*ended, strict=True)], prepare=True)


_STREAM = ("stream_id", "kind", "unit", "counsellor", "case_id")
_STEP = ("stream_id", "version", "position", "due_on", "responsible", "done_at", "kind")
_STREAMS = (
    "SELECT stream_id, kind, unit, counsellor, case_id FROM streams"
    " WHERE stream_id = ANY(%s::uuid[]) OR case_id = ANY(%s::uuid[])"
)
_BELOW = """
WITH RECURSIVE below AS (
    SELECT m.into_case AS main, m.case_id FROM merged m WHERE m.into_case = ANY(%s::uuid[])
    UNION SELECT b.main, m.case_id FROM merged m JOIN below b ON m.into_case = b.case_id
) SELECT main, case_id FROM below
"""
_OPEN = "SELECT stream_id, version, position, kind FROM steps WHERE done_at IS NULL AND stream_id = ANY(%s::uuid[])"
_LINK = (
    "UPDATE streams s SET case_id = u.case_id FROM unnest(%s::uuid[], %s::uuid[]) AS u (stream_id, case_id)"
    " WHERE s.stream_id = u.stream_id"
)
_END = (
    "UPDATE steps s SET done_at = u.position FROM unnest(%s::uuid[], %s::integer[], %s::bigint[])"
    " AS u (stream_id, version, position) WHERE s.stream_id = u.stream_id AND s.version = u.version"
)
