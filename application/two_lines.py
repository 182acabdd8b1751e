"""Both lines of a case side by side in time: the association's own work, and what authorities reported or asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from application.child_case import CasePage
from application.ledger import Recorded
from domain.child_case import (
    CaseAnswered,
    CaseAssigned,
    CaseKnownAlready,
    CaseOpened,
    CasePassedOn,
    ChildCase,
)
from domain.directory import RecipientKind
from domain.kernel import Erased, Event
from domain.mirror.clocks import Observation, Seen, observe
from domain.mirror.codes import AskKind, FormLevel, MirrorState, TaskReply
from domain.mirror.decisions import earliest
from domain.mirror.facts import (
    Asked,
    AuthorityReported,
    CooperationAnswered,
    CooperationRequested,
    MeetingAttended,
    MeetingInvited,
    TaskAnswered,
    TaskAssigned,
    TaskDone,
)
from domain.mirror.report import Report, figures_differ
from domain.mirror.state import Mark, Remark, in_order, remarks, state_of

OF_AUTHORITIES: tuple[type[Event], ...] = (
    *(AuthorityReported, CaseAnswered, CaseKnownAlready),
    *(CooperationRequested, MeetingInvited, TaskAssigned),
)
"""Facts of the right-hand line; every other is the association's own work."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that an authority waits for, or waited for."""

    kind: AskKind
    version: int
    what: str
    by: str
    """Who asks, in words."""
    asked_at: datetime
    due_on: date | None
    responsible: UUID | None
    accepted: bool = False
    settled: str = ""
    """How it ended (`answered`, `attended`, `declined`, `done`); empty while it is open."""

    @property
    def is_open(self) -> bool:
        """Whether the authority still waits."""
        return not self.settled


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in one of the two lines."""

    recorded: Recorded
    at: datetime
    is_ours: bool
    informed_at: datetime | None = None
    """When the association learned it; of the right-hand line alone."""
    is_timed: bool = True
    """Whether the hour is known, not the day alone."""
    remarks: tuple[Remark, ...] = ()
    figures_differ: bool = False

    @property
    def report(self) -> Report | None:
        """What was reported, where it is a report."""
        fact = self.recorded.fact
        return fact.report if isinstance(fact, AuthorityReported) else None

    @property
    def days_until_known(self) -> int:
        """Full days between effect and knowing."""
        return 0 if self.informed_at is None else max(0, (self.informed_at - self.at).days)

    @property
    def days_until_entered(self) -> int:
        """Full days between knowing, or happening, and entry in the log."""
        return max(0, (self.recorded.recorded_at - (self.informed_at or self.at)).days)


@dataclass(frozen=True, slots=True)
class TwoLines:
    """Everything that the page of both lines shows."""

    state: MirrorState
    lines: tuple[Line, ...]
    """In time, oldest first."""
    clocks: tuple[Observation, ...]
    asks: tuple[Ask, ...]
    reports: int

    @property
    def open_asks(self) -> tuple[Ask, ...]:
        """What authorities wait for, by the day named, those without a day last."""
        waiting = (ask for ask in self.asks if ask.is_open)
        return tuple(sorted(waiting, key=lambda one: (one.due_on or date.max, one.version)))


def two_lines(page: CasePage, now: datetime) -> TwoLines:
    """Return both lines of a case; worked out from its facts when asked, nothing is stored."""
    case, history = page.case, page.history
    marks = marks_of(case.id, history)
    unusual = remarks(marks)
    lines = sorted(
        (_line(one, case.id, unusual) for one in history), key=lambda line: (line.at, line.recorded.position)
    )
    return TwoLines(
        state=state_of(marks),
        lines=tuple(lines),
        clocks=tuple(observe(marks, seen_of(case, history), now)),
        asks=asks_in(case.id, history),
        reports=len(marks),
    )


def marks_of(case_id: UUID, history: Iterable[Recorded]) -> list[Mark]:
    """Return the reports of a case, by when they took effect."""
    return in_order(
        Mark.of(fact.report, fact.received_at or one.recorded_at, one.version or 0)
        for one in history
        if isinstance(fact := one.fact, AuthorityReported) and one.stream == case_id
    )


def seen_of(case: ChildCase, history: Sequence[Recorded]) -> Seen:
    """Return what the clocks ask for besides the reports."""
    opened = next(one.fact for one in history if isinstance(one.fact, CaseOpened))
    told: list[tuple[RecipientKind, datetime]] = []
    levels: set[FormLevel | None] = set()
    for one in history:
        match one.fact:
            case CasePassedOn(forwarding=forwarding) as fact:
                told.append((forwarding.recipient.kind, fact.occurred_at))
            case AuthorityReported(report=report) if report.initial:
                levels.add(report.initial.conclusion.level)
            case _:
                pass  # nothing else starts a clock
    relation = case.details.suspected.relation
    caregiver = relation is not None and relation.is_parent_or_caregiver and case.is_alleged
    return Seen(
        received_at=opened.received_at or opened.occurred_at,
        told=tuple(told),
        serious=case.suggests_emergency or FormLevel.HIGH in levels,
        by_caregiver=caregiver,
    )


def _line(recorded: Recorded, case_id: UUID, unusual: dict[int, tuple[Remark, ...]]) -> Line:
    fact = recorded.fact
    is_ours = not isinstance(fact, OF_AUTHORITIES)
    if not isinstance(fact, AuthorityReported):
        informed = None if is_ours else fact.received_at or recorded.recorded_at
        return Line(recorded, fact.occurred_at, is_ours, informed)
    return Line(
        recorded,
        fact.occurred_at,
        is_ours=False,
        informed_at=fact.received_at,
        is_timed=earliest(fact.report.effective) is None or fact.report.effective.hour is not None,
        remarks=unusual.get(recorded.version or 0, ()),
        figures_differ=figures_differ(fact.report),
    )


def asks_in(case_id: UUID, history: Iterable[Recorded]) -> tuple[Ask, ...]:
    """Return what authorities asked of the association, oldest first; a hand-over moves what is open."""
    asks: dict[int, Ask] = {}
    counsellor: UUID | None = None
    for one in history:
        if one.stream != case_id:
            continue
        match one.fact:
            case CaseOpened(counsellor=first):
                counsellor = first
            case CaseAssigned(handover=given):
                counsellor = given.counsellor
                for key, ask in asks.items():
                    if ask.is_open and ask.responsible in given.relieved:
                        asks[key] = replace(ask, responsible=given.counsellor)
            case CooperationRequested() | MeetingInvited() | TaskAssigned() as fact:
                asks[one.version or 0] = _asked(fact, one.version or 0)
            case _:
                _settle(asks, one.fact)
    return tuple(replace(ask, responsible=ask.responsible or counsellor) for ask in asks.values())


def _asked(fact: Asked, version: int) -> Ask:
    match fact:
        case CooperationRequested(request=asked):
            kind, what, due, whose = AskKind.REQUEST, asked.what, asked.due_on, asked.responsible
            source = asked.source
        case MeetingInvited(invitation=invited):
            kind, what, due = AskKind.MEETING, invited.note, invited.meets_on
            whose, source = invited.responsible, invited.source
        case TaskAssigned(task=task):
            kind, what, due, whose, source = (
                AskKind.TASK,
                task.what,
                task.due_on,
                task.responsible,
                task.source,
            )
        case _:
            assert_never(fact)
    words = "" if isinstance(what, Erased) else what
    return Ask(kind, version, words, source.issued_by(), fact.occurred_at, due, whose)


def _settle(asks: dict[int, Ask], fact: Event) -> None:
    match fact:
        case CooperationAnswered(request=version, answer=answer):
            ended = "answered" if answer.kind.settles else ""
        case MeetingAttended(invitation=int(version), attendance=attendance):
            ended = "attended" if attendance.attended else "declined"
        case TaskAnswered(task=version, answer=taken):
            ended = "" if taken.reply is TaskReply.ACCEPTED else "declined"
        case TaskDone(task=version):
            ended = "done"
        case _:
            return
    ask = asks.get(version)
    if ask is not None and (ask.is_open or isinstance(fact, TaskDone)):
        accepted = ask.accepted or (isinstance(fact, TaskAnswered) and not ended)
        asks[version] = replace(ask, settled=ended, accepted=accepted)
