"""How the seal of the two logs stands: what is signed, what a witness outside has seen, and what is not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from application.access import Action
from application.work import Question, Work

LAST_WITNESSED = 20
"""Cosignatures on the page."""


class SealedLog(StrEnum):
    """A log that has a tree of its own."""

    EVENTS = "events"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class SealStatus:
    """How one log stands. What is newer than the witnessed head is protected by the database alone.

    Sizes are numbers of entries; 0 and None stand for "not yet".
    """

    log: SealedLog
    origin: str
    size: int
    """Entries in the log now."""
    signed_size: int
    signed_at: datetime | None
    witnessed_size: int
    """Entries under the largest head that somebody outside has cosigned."""
    witnessed_at: datetime | None
    witness: str | None
    """The name of whoever cosigned that head last."""

    @property
    def unsigned(self) -> int:
        """Entries that no head covers yet."""
        return self.size - self.signed_size

    @property
    def unwitnessed(self) -> int:
        """Entries that nobody outside has seen a head of: the window."""
        return self.size - self.witnessed_size


@dataclass(frozen=True, slots=True)
class Cosigned:
    """One cosignature of a witness, as it was handed in."""

    log: SealedLog
    size: int
    witness: str
    cosigned_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The newest signed head of a log, word for word: what a witness reads and the minutes keep."""

    log: SealedLog
    size: int
    note: str


class Seals(Protocol):
    """Checkpoints and cosignatures, as they are kept beside the logs."""

    def status(self) -> Sequence[SealStatus]:
        """Return how each log stands, events first."""

    def heads(self) -> Sequence[Head]:
        """Return the newest head of each log that has one, events first."""

    def cosigned(self, limit: int) -> Sequence[Cosigned]:
        """Return the last cosignatures, newest first."""


class SeeSeal(Question):
    """See how the seal stands."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


@dataclass(frozen=True, slots=True)
class SealPage:
    """How both logs stand, their newest heads, and who outside has seen heads lately."""

    logs: tuple[SealStatus, ...]
    heads: tuple[Head, ...]
    cosigned: tuple[Cosigned, ...]


def see_seal(question: SeeSeal, work: Work) -> SealPage:
    """Return how the seal stands."""
    work.allow(question)
    seals = work.view(Seals)  # type: ignore[type-abstract] # the promise is the key
    return SealPage(tuple(seals.status()), tuple(seals.heads()), tuple(seals.cosigned(LAST_WITNESSED)))
