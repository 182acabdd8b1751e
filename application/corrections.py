"""Facts as they are known now: each entry with the value that its last correction set, hidden values in nobody's hand.

Both doors through which facts are read (`Work.history`, `Work.at`) go through `as_known`, so that no page, list,
search, program or file has to remember it. What is hidden is not covered but absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Protocol
from uuid import UUID

from application.ledger import Recorded
from domain.child_case.correcting import as_entry
from domain.child_case.entries import EntryCorrected, EntryMovedIn
from domain.correction import Hiding
from domain.counselling import (
    CounsellingLinked,
    CounsellingOpened,
    CounsellingRelinked,
    SessionCorrected,
    SessionMovedIn,
)
from domain.counselling_correcting import standing
from domain.covering import covered
from domain.emergency import EmergencyNoted, EmergencyRelinked, EmergencyTakenUp
from domain.kernel import Event, FieldClass


@dataclass(frozen=True, slots=True)
class Change:
    """What one later fact does to a recorded one: gives it another value, hides the old one, or takes it away."""

    now: Event | None
    hides: bool


class HiddenValues(Protocol):
    """Values that were hidden, for an auditor who broke the glass."""

    def of(self, case_id: UUID) -> Sequence[Recorded]:
        """Return the hidden facts of a case and of what belongs to it, oldest first, as they were recorded."""


class MattersByCode(Protocol):
    """Consultation matters by what they are called on paper."""

    def matter_of(self, code: str) -> UUID | None:
        """Return the matter with this code of its own, whoever may see it."""


RELINKED = (CounsellingRelinked, EmergencyRelinked)
"""Facts after which whatever tied a stream to a case reads as if it had been tied to the right one."""
TIED = (CounsellingOpened, CounsellingLinked, EmergencyNoted, EmergencyTakenUp, *RELINKED)


def as_known(recorded: Recorded, changes: Iterable[Change]) -> Recorded | None:
    """Return a recorded fact with what later facts made of it, in their order; None when it is taken away."""
    if isinstance(recorded.fact, EntryMovedIn):
        recorded = replace(recorded, fact=as_entry(recorded.fact), moved_in=recorded.fact)
    if isinstance(recorded.fact, SessionMovedIn):
        recorded = replace(recorded, moved_in=recorded.fact)
    known, is_hidden = recorded, False
    for change in changes:
        is_hidden = is_hidden or change.hides
        if change.now is not None:
            is_said = known.is_corrected or not isinstance(change.now, RELINKED)
            known = replace(known, fact=standing(known.fact, change.now), is_corrected=is_said)
        elif change.hides:
            return None
    if not known.is_corrected:
        return known
    return replace(known, first=None if is_hidden else recorded.fact)


@singledispatch
def changed_by(fact: Event, facts: Mapping[int, Event]) -> Iterable[tuple[int, Change]]:
    """Yield which versions of its own stream a fact changes, and how; most change none."""
    return ()


@changed_by.register
def _corrected(
    fact: EntryCorrected | SessionCorrected, facts: Mapping[int, Event]
) -> Iterable[tuple[int, Change]]:
    yield fact.entry, Change(fact, hides=False)


@changed_by.register
def _hidden(fact: Hiding, facts: Mapping[int, Event]) -> Iterable[tuple[int, Change]]:
    instead = None if fact.instead is None else facts[fact.instead]
    for version in fact.versions:
        yield version, Change(instead if version == fact.entry else None, hides=True)


@changed_by.register
def _relinked(
    fact: CounsellingRelinked | EmergencyRelinked, facts: Mapping[int, Event]
) -> Iterable[tuple[int, Change]]:
    for version, earlier in facts.items():
        if earlier is fact:
            return
        if isinstance(earlier, TIED):
            yield version, Change(fact, hides=False)


def stream_as_known(history: Sequence[Recorded]) -> list[Recorded]:
    """Return the facts of one whole stream as they are known now."""
    facts = {one.version or 0: one.fact for one in history}
    changes: dict[int, list[Change]] = {}
    for one in history:
        for version, change in changed_by(one.fact, facts):
            changes.setdefault(version, []).append(change)
    known = (as_known(one, changes.get(one.version or 0, ())) for one in history)
    return [one for one in known if one is not None]


def cover(recorded: Recorded, classes: frozenset[FieldClass]) -> Recorded:
    """Return a recorded fact with `ERASED` in the fields of these classes, of the earlier value too."""
    first = None if recorded.first is None else covered(recorded.first, classes)
    came = None if recorded.moved_in is None else covered(recorded.moved_in, classes)
    return replace(recorded, fact=covered(recorded.fact, classes), first=first, moved_in=came)
