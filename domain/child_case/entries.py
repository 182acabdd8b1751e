"""Entries of a case that can be corrected, hidden and moved: one value for whatever kind of entry it is.

A correction names the version of the fact that made the entry and carries its whole value anew; nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import singledispatch
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from pydantic import ValidationInfo, model_validator

from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Reception
from domain.correction import Belonging, Hiding
from domain.identity import AgeBand
from domain.kernel import Event, Instant, Line, Narrative, Said, Value
from domain.lists import LatenessReason


class EntryKind(StrEnum):
    """What an entry of a case is; the name of its field in `EntryValue`."""

    RECEPTION = "reception"
    NOTE = "note"
    TRIAGE = "triage"
    FORWARDING = "forwarding"
    KNOWN = "known"
    ANSWER = "answer"
    STEP = "step"
    CLOSING = "closing"

    @property
    def may_go(self) -> bool:
        """Whether the file is whole without it, so that it can be taken away."""
        return self not in {EntryKind.RECEPTION, EntryKind.CLOSING, EntryKind.TRIAGE}

    @property
    def may_move(self) -> bool:
        """Whether it can be moved to another file; an answer goes with its forwarding."""
        return self in {EntryKind.NOTE, EntryKind.FORWARDING, EntryKind.KNOWN, EntryKind.ANSWER}


class NoteValue(Value):
    """A note of the follow-up."""

    note: Narrative[Said]
    lateness: LatenessReason | None = None


V = TypeVar("V", bound=Value)
_MOVED = ("note", "forwarding", "known", "answer")


def _one_of(value: V, kinds: Iterable[str], info: ValidationInfo) -> V:
    """Exactly one on the way in; what is stored has one at least: that is shape, without it an entry has no kind."""
    stored = isinstance(info.context, Mapping) and info.context.get("stored")
    there = sum(getattr(value, kind) is not None for kind in kinds)
    if there == 0 or (there > 1 and not stored):
        raise ValueError("exactly_one")
    return value


class EntryValue(Value):
    """The whole value of one entry: exactly one of these."""

    reception: Reception | None = None
    note: NoteValue | None = None
    triage: Triage | None = None
    forwarding: Forwarding | None = None
    known: AlreadyKnown | None = None
    answer: Answer | None = None
    step: Step | None = None
    closing: Closing | None = None

    @model_validator(mode="after")
    def _exactly_one(self, info: ValidationInfo) -> Self:
        return _one_of(self, EntryKind, info)

    @property
    def kind(self) -> EntryKind:
        """Which of them it is."""
        return next(kind for kind in EntryKind if getattr(self, kind) is not None)


class MovedValue(Value):
    """The value of an entry that came from another file: one of those that can be moved."""

    note: NoteValue | None = None
    forwarding: Forwarding | None = None
    known: AlreadyKnown | None = None
    answer: Answer | None = None

    @model_validator(mode="after")
    def _exactly_one(self, info: ValidationInfo) -> Self:
        return _one_of(self, _MOVED, info)

    @classmethod
    def of(cls, value: EntryValue) -> MovedValue:
        """Return the value of an entry as it moves."""
        return cls(note=value.note, forwarding=value.forwarding, known=value.known, answer=value.answer)

    @property
    def entry(self) -> EntryValue:
        """The value as that of an entry."""
        kind = next(kind for kind in _MOVED if getattr(self, kind) is not None)
        return EntryValue(**{kind: getattr(self, kind)})


class EntryCorrected(Event):
    """An entry was corrected: its whole value anew, and why."""

    TOPIC: ClassVar[str] = "case.entry-corrected.1"
    entry: int
    value: EntryValue
    reason: Narrative[Line] = ""
    counts: bool = False
    """Of a body that knows already: whether it says which, since when and under which reference."""
    stands: bool = True
    """Whether the entry is what the file says today: the latest first look, the closing of a closed case."""
    age_band: AgeBand | None = None
    harm_band: AgeBand | None = None
    """Of a corrected receipt: the age on the day of it."""


class ValuesHidden(Hiding):
    """Values of an entry are hidden: entered in the wrong place, or exposing."""

    TOPIC: ClassVar[str] = "case.values-hidden.1"


class EntryMovedOut(Hiding):
    """An entry was moved to another file, since it was entered here by mistake; nothing says to which."""

    TOPIC: ClassVar[str] = "case.entry-moved-out.1"


class EntryMovedIn(Event):
    """An entry came from another file, where it was entered by mistake: its value, written anew for this file."""

    TOPIC: ClassVar[str] = "case.entry-moved-in.1"
    value: MovedValue
    entered_at: Instant
    """When it was first entered."""
    entered_by: UUID | None
    """Who entered it first."""
    counts: bool = False
    """As of a correction."""


class TiedElsewhere(Event):
    """What hung on this file by mistake, a matter or an emergency, left it; nothing here says where it is now."""

    TOPIC: ClassVar[str] = "case.tied-elsewhere.1"
    what: Belonging


Corrections = EntryCorrected | ValuesHidden | EntryMovedOut | EntryMovedIn | TiedElsewhere


@singledispatch
def value_of(fact: Event) -> EntryValue | None:
    """Return the value of the entry that a fact made; None for facts that make none. Subjects register theirs."""
    return None


@value_of.register
def _moved_in(fact: EntryMovedIn) -> EntryValue:
    return fact.value.entry


@value_of.register
def _corrected(fact: EntryCorrected) -> EntryValue:
    return fact.value


@singledispatch
def standing(fact: Event, now: Event) -> Event:
    """Return the fact that made an entry with the value that another fact gives it now."""
    return fact


def moment_of(value: EntryValue, otherwise: Any) -> Any:
    """Return when an entry says that it happened."""
    said = value.forwarding or value.answer
    return (said.at if said else None) or otherwise
