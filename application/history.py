"""The history of a case for auditors: every event as it is stored, without what is personal; and who looked at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from application.access import Action
from application.ledger import Recorded
from application.work import Question, Work
from domain.kernel import FieldClass, Line, Unknown

PAGE_SIZE = 200
"""Events, and entries of the access log, on one page."""


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case by its number in the log and its file code; nothing of its content."""

    case_id: UUID
    record_no: int
    code: str
    unit: UUID


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event: envelope, coded part, and which classes of personal fields are covered."""

    recorded: Recorded
    """With every personal field covered; nothing was decrypted."""
    coded: str
    """The coded part, as stored (JSON)."""
    covered: tuple[FieldClass, ...]
    leaf: bytes
    is_hidden: bool = False
    """Whether it holds a value that was hidden; then its coded part is covered too."""


@dataclass(frozen=True, slots=True)
class LookLine:
    """One entry of the access log about the case or something that belongs to it."""

    position: int
    recorded_at: datetime
    account: UUID | None
    role: str
    unit: UUID | None
    action: str
    field_class: str
    purpose: str | None
    basis: str
    decision: str
    reason: str
    is_list: bool
    """Whether the case was one of several in a list or search."""


class Histories(Protocol):
    """Events and looks, straight from the two logs."""

    def by_code(self, code: str) -> CaseFound | None:
        """Return the case with a file code."""

    def by_id(self, case_id: UUID) -> CaseFound | None:
        """Return the case with an id."""

    def events(self, case_id: UUID, after: int, limit: int) -> Sequence[EventLine]:
        """Return the events of the case and of what belongs to it that follow a position, oldest first."""

    def looks(self, case: CaseFound, after: int, limit: int, *, lists: bool) -> Sequence[LookLine]:
        """Return the access-log entries that follow a position, oldest first.

        Args:
            lists: Also those of lists and searches that showed the case; they take longer to find.
        """


class FindHistory(Question):
    """Find a case by its file code."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY
    code: Line


class SeeHistory(Question):
    """See the history of one case, from a position on."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY
    case_id: UUID
    events_after: int = 0
    looks_after: int = 0
    lists: bool = False

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SearchHistory(Question):
    """Open the page that finds a case by its file code."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


class NoSuchCase(Unknown):
    """No case has this file code."""

    vi = "Không có hồ sơ nào mang mã này."
    en = "No case has this file code."


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of a case's history; `next_*` is where the next page starts, or None at the end."""

    case: CaseFound
    events: tuple[EventLine, ...]
    next_event: int | None
    looks: tuple[LookLine, ...]
    next_look: int | None


def search_history(question: SearchHistory, work: Work) -> None:
    """Decide whether the search may be opened."""
    work.allow(question)


def find_history(question: FindHistory, work: Work) -> UUID | None:
    """Return the case with a file code, or None; what was searched is kept as a keyed hash either way."""
    work.allow(question)
    found = work.view(Histories).by_code(question.code.strip().upper())  # type: ignore[type-abstract]
    work.showed([found.record_no] if found else [], query=question.code)
    return found.case_id if found else None


def see_history(question: SeeHistory, work: Work) -> HistoryPage:
    """Return one page of the history of a case.

    Raises:
        NoSuchCase: The record is of another kind.
    """
    work.allow(question)
    histories = work.view(Histories)  # type: ignore[type-abstract]
    case = histories.by_id(question.case_id)
    if case is None:
        raise NoSuchCase
    events = tuple(histories.events(case.case_id, question.events_after, PAGE_SIZE))
    looks = tuple(histories.looks(case, question.looks_after, PAGE_SIZE, lists=question.lists))
    return HistoryPage(
        case=case,
        events=events,
        next_event=events[-1].recorded.position if len(events) == PAGE_SIZE else None,
        looks=looks,
        next_look=looks[-1].position if len(looks) == PAGE_SIZE else None,
    )


def coded_pairs(coded: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, value) of each value of a coded part; what is empty is left out."""
    if isinstance(coded, dict):
        for name, value in coded.items():
            yield from coded_pairs(value, f"{path}.{name}" if path else name)
    elif isinstance(coded, list):
        for index, value in enumerate(coded):
            yield from coded_pairs(value, f"{path}.{index}")
    elif coded is not None:
        yield path, str(coded).lower() if isinstance(coded, bool) else str(coded)


def case_of(case_id: UUID, work: Work) -> CaseFound:
    """Return a case by its id.

    Raises:
        Unknown: It is not there, or a conflict of interest closes it.
    """
    case = work.view(Histories).by_id(case_id)  # type: ignore[type-abstract]
    if case is None:
        raise Unknown
    return case
