"""What authorities wait for, among the day's work: until it is answered, whether or not they named a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.follow_up_log import Due, due
from domain.mirror.codes import AskKind


@dataclass(frozen=True, slots=True)
class WaitingAsk:
    """One request, invitation or task of a case."""

    case_id: UUID
    record_no: int
    version: int
    kind: AskKind
    code: str
    name: str
    what: str
    due_on: date | None
    responsible: UUID | None
    covered: bool = False
    """Whether name and words wait for a fresh proof, because the case is restricted."""

    @property
    def path(self) -> str:
        """Where it is answered."""
        return f"/ho-so/{self.case_id}/hai-dong"

    def due(self, today: date) -> Due:
        """How the day named lies to today; computed now."""
        return due(self.due_on, today)


@dataclass(frozen=True, slots=True)
class WaitingAsks:
    """The first of them, and how many there are."""

    rows: tuple[WaitingAsk, ...] = ()
    total: int = 0


class OpenAsks(Protocol):
    """What authorities wait for."""

    def waiting(self, *, most: int) -> WaitingAsks:
        """Return the reader's own, and for a supervisor those of the scope; the earliest day first, no day last."""
