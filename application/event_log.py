"""The event log searched by auditors, and what a person with a conflict of interest had touched before it was found.

Envelopes only: who, when, in which role, which kind of fact. Nothing personal is opened, and what a conflict of
interest closes to the reader is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field, StringConstraints

from application.access import Action
from application.history import CaseFound, EventLine, case_of
from application.looks import PAGE, SeeTrail, Trail, TrailLine
from application.notices import Notices, notices
from application.seal import Seals
from application.view_differences import ViewDifferences
from application.work import Question, Work
from domain.conflict import Standing
from domain.identity import Day
from domain.kernel import Unknown, Value

log = structlog.get_logger()

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", max_length=80)]
"""A topic, or how topics of one subject begin."""
Basis = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_/-]+$", max_length=80)]
"""A legal basis as the envelope keeps it."""


class EventFilters(Value):
    """What may stand in the address: ids, codes and days."""

    account: UUID | None = None
    case: UUID | None = None
    unit: UUID | None = None
    topic: Topic | None = None
    """A whole topic (`case.opened.1`), or a subject (`case`)."""
    basis: Basis | None = None
    late: bool = False
    """Only what was entered more than 24 hours after it happened, or after it was received."""
    corrections: bool = False
    """Only corrections: values set anew, hidden, moved, cancelled or taken back."""
    since: Day | None = None
    until: Day | None = None
    before: int | None = Field(default=None, ge=1, le=2**62)
    """Events older than this position."""


class SeeEvents(Question, EventFilters):
    """See the event log, the latest first."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


class SeeFoundLater(Question):
    """See the conflicts of interest, the latest first."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


class SeeTouched(Question):
    """See what a person with a conflict of interest did and looked at in the file."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY
    conflict: UUID

    def record(self) -> UUID | None:
        """The conflict."""
        return self.conflict


class SeeDesk(Question):
    """See what waits at the desk of those who inspect, and where everything is."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL


class SeePerson(Question):
    """See what one person did and looked at."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY
    account: UUID


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event with the case that it belongs to, if any."""

    line: EventLine
    record_no: int | None
    case_id: UUID | None
    code: str


@dataclass(frozen=True, slots=True)
class EventsPage:
    """One page; `before` is where the next page starts, or None at the end."""

    events: tuple[LoggedEvent, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class FoundLater:
    """One conflict of interest: whose, with which file, since when it is known, and how much came before."""

    conflict: UUID
    record_no: int
    account: UUID
    case: CaseFound
    standing: Standing
    kinds: tuple[str, ...]
    found_at: datetime
    looks_before: int
    events_before: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What the person did and looked at in the file, the latest first."""

    found: FoundLater
    events: tuple[LoggedEvent, ...]
    looks: tuple[TrailLine, ...]
    is_whole: bool
    """Whether everything is here; else the searches of both logs have the rest."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The latest of what one person did and looked at; the searches of both logs have the rest."""

    events: tuple[LoggedEvent, ...]
    looks: tuple[TrailLine, ...]


class EventLog(Protocol):
    """The event log and the conflicts of interest, straight from log and fact rows."""

    def page(self, question: EventFilters, most: int) -> Sequence[LoggedEvent]:
        """Return events, the latest first."""

    def found_later(self, conflict: UUID | None = None) -> Sequence[FoundLater]:
        """Return the conflicts of interest of others, the latest first; or one of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits, entries of both logs that nobody outside has seen a head of, and rows that differ from the log."""

    waiting: Notices
    unwitnessed: int
    differing: int | None
    """None where the views were never compared."""


def see_desk(question: SeeDesk, work: Work) -> Desk:
    """Return how much waits at each desk, and whether seal and views stand well."""
    work.allow(question)
    compared = work.view(ViewDifferences).runs(1)  # type: ignore[type-abstract]
    logs = work.view(Seals).status()  # type: ignore[type-abstract]
    return Desk(
        notices(work), sum(one.unwitnessed for one in logs), compared[0].differing if compared else None
    )


def see_events(question: SeeEvents, work: Work) -> EventsPage:
    """Return one page of the event log.

    Raises:
        Unknown: It was asked about a case that is not there, or not for this reader.
    """
    work.allow(question)
    if question.case is not None:
        case_of(question.case, work)
    events = tuple(work.view(EventLog).page(question, PAGE))  # type: ignore[type-abstract]
    _showed(events, work)
    log.info("events_searched", entries=len(events))
    return EventsPage(events, events[-1].line.recorded.position if len(events) == PAGE else None)


def see_found_later(question: SeeFoundLater, work: Work) -> tuple[FoundLater, ...]:
    """Return the conflicts of interest with how much their people had touched before they were known."""
    work.allow(question)
    found = tuple(work.view(EventLog).found_later())  # type: ignore[type-abstract]
    work.showed(one.record_no for one in found)
    return found


def see_touched(question: SeeTouched, work: Work) -> Touched:
    """Return everything that a person with a conflict of interest touched in the file.

    Raises:
        Unknown: There is no such conflict, or it is the reader's own.
    """
    work.allow(question)
    found = next(iter(work.view(EventLog).found_later(question.conflict)), None)  # type: ignore[type-abstract]
    if found is None:
        raise Unknown
    case, account = found.case.case_id, found.account
    events = tuple(_events(EventFilters(account=account, case=case), work))
    looks = tuple(_looks(SeeTrail(account=account, case=case, lists=True), work))
    work.showed(sorted({found.record_no, found.case.record_no}))
    return Touched(found, events, looks, len(events) < PAGE and len(looks) < PAGE)


def see_person(question: SeePerson, work: Work) -> PersonPage:
    """Return the latest of what one person did and looked at."""
    work.allow(question)
    events = tuple(_events(EventFilters(account=question.account), work))
    numbers = sorted({one.record_no for one in events if one.record_no is not None})
    work.showed(numbers, query=str(question.account))
    return PersonPage(events, tuple(_looks(SeeTrail(account=question.account), work)))


def _events(filters: EventFilters, work: Work) -> Sequence[LoggedEvent]:
    return work.view(EventLog).page(filters, PAGE)  # type: ignore[type-abstract]


def _looks(question: SeeTrail, work: Work) -> Sequence[TrailLine]:
    return work.view(Trail).page(question, PAGE)  # type: ignore[type-abstract]


def _showed(events: Sequence[LoggedEvent], work: Work) -> None:
    work.showed(sorted({one.record_no for one in events if one.record_no is not None}))
