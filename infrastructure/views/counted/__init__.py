"""What each subject gives to the figures: one small module a subject, found by itself.

A module registers functions of its facts, and nothing else of the figures changes with it:

* `placed_of`: what a fact says of its stream, above all for which unit the stream counts;
* `counted_of`: what a fact counts in, on which day and how much;
* `recount_of`: which earlier fact of the stream counts anew from here on, and as what (a correction, a cancellation).

Figures are signed facts by position, so a module says what is so now; the view writes the difference.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatch
from uuid import UUID

from application.ledger import Recorded
from domain.article92 import Measure
from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a stream: the unit it counts for, and one mark that its subject asks for.

    Of a case: whether abuse or a risk of it is spoken of. Of a member: whether they count among the members.
    """

    unit: UUID | None = None
    marked: bool | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing counted: in which measure, on which day (Vietnam), how much (times, or đồng)."""

    measure: Measure
    day: date
    value: int = 1
    unit: UUID | None = None
    """For which unit, whatever becomes of its stream; None: that of the stream, wherever it moves."""
    area: str | None = None
    """Key of the administrative unit where it was; None: that of the unit on that day."""
    once: str = ""
    """Of all that carry the same word only the earliest counts; a word that begins with `OF_STREAM` holds within one
    stream, any other everywhere."""

    def within(self, stream: UUID) -> Counted:
        """Return it with its word spelled out for a stream."""
        if not self.once.startswith(OF_STREAM):
            return self
        return replace(self, once=str(stream) + self.once.removeprefix(OF_STREAM))


OF_STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Before:
    """What a fact counts in until now, and when it was recorded."""

    counts: Mapping[Measure, Counted]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Recount:
    """What was counted before counts as `now` says; None from it: nothing about its counting changes."""

    version: int | None
    """Of which fact; None: all that the stream counts, each measure once."""
    now: Callable[[Before], Iterable[Counted] | None]
    once: str = ""
    """Only what carries this word within the stream, whichever fact said it."""


@singledispatch
def placed_of(fact: Event, recorded: Recorded) -> Place:
    """Return what a fact says of its stream; nothing, unless its module says otherwise."""
    return Place()


@singledispatch
def counted_of(fact: Event, recorded: Recorded, place: Place) -> Iterable[Counted]:
    """Return what a fact counts in; nothing, unless its module says otherwise."""
    return ()


@singledispatch
def recount_of(fact: Event) -> Recount | None:
    """Return which fact counts anew; none, unless its module says otherwise."""
    return None


FED: set[Measure] = set()
"""Measures that some fact counts in; of the others a page says that nothing is recorded yet, never 0."""


def feeds(*measures: Measure) -> None:
    """Say that a module counts in these measures."""
    FED.update(measures)


ENTERING: set[type[Event]] = set()
"""Facts that say something new of an earlier one: what they add is no correction."""


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
