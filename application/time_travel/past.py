"""A case by replay: as it was known at a position of the log, or as it happened, from its facts alone.

What was hidden later (DESIGN, section 3, rule 8) is not shown by going back before it was hidden: what stands in its
place today stands there, marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from application.corrections import Change, as_known, changed_by
from application.ledger import Recorded
from domain.child_case import CaseDetailsSet, CaseOpened, ChildCase
from domain.child_case.entries import EntryCorrected
from domain.child_case.intake import (
    Accident,
    Child,
    Circumstances,
    Details,
    Family,
    Informant,
    SafeContact,
    Situation,
    Suspected,
)
from domain.correction import Hiding
from domain.counselling import CounsellingLinked, CounsellingOpened, SessionCorrected
from domain.covering import covered
from domain.emergency import EmergencyNoted, EmergencyTakenUp
from domain.kernel import Erased, Event, State

S = TypeVar("S", bound=State[Any, Any])

LATE_AFTER = timedelta(seconds=60)
"""A fact that is recorded later than this shows both times, as on every timeline."""
CORRECTIONS = (EntryCorrected, SessionCorrected, Hiding)


class By(StrEnum):
    """How a moment of the past is meant."""

    RECORDED = "recorded"
    """What was in the log at a time, or on a day."""
    POSITION = "position"
    """What was in the log up to a position."""
    HAPPENED = "happened"
    """What had happened by then, as it is known today."""


class Mark(StrEnum):
    """What a line of the past says beside its sentence, in words."""

    LATE = "late"
    NOT_YET_RECORDED = "not-yet-recorded"
    CHANGED = "changed"
    """What was told was completed or set anew, with the reason."""
    CORRECTION = "correction"
    CORRECTED_THEN = "corrected-then"
    CORRECTED_SINCE = "corrected-since"
    HIDDEN = "hidden"
    MOVED_IN = "moved-in"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the past: the position it stands for, and for `By.HAPPENED` the time."""

    by: By
    position: int
    at: datetime
    """The time asked for; of a position the time at which it was recorded."""


@dataclass(frozen=True, slots=True)
class PastLine:
    """One fact as it was known at the moment, and what stands out about it."""

    recorded: Recorded
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A case at one moment."""

    moment: Moment
    state: ChildCase | None
    """None before the case was entered."""
    lines: tuple[PastLine, ...]
    """Oldest first."""


def past_of(case_id: UUID, events: Sequence[Recorded], moment: Moment) -> Past:
    """Return a case at a moment.

    Args:
        case_id: The case.
        events: Every fact of the case and of what belongs to it, as recorded, in the order of the log.
        moment: When.
    """
    if moment.by is By.HAPPENED:
        last = events[-1].position if events else 0
        known = [one for one in known_at(events, last) if not isinstance(one.fact, CORRECTIONS)]
        known = sorted(
            (one for one in known if one.fact.occurred_at <= moment.at),
            key=lambda one: (not isinstance(one.fact, CaseOpened), one.fact.occurred_at, one.position),
        )
        state = folded(ChildCase, case_id, (one for one in known if one.stream == case_id))
    else:
        later = _tied_later(events, moment.position)
        known = known_at([one for one in events if one.stream not in later], moment.position)
        state = state_at(case_id, events, moment.position)
    marks = _Marking(events, moment)
    return Past(moment, state, tuple(PastLine(one, tuple(marks.of(one))) for one in known))


def known_at(events: Sequence[Recorded], upto: int) -> list[Recorded]:
    """Return the facts up to a position as they were known then, with what was hidden at any time replaced."""
    found: list[Recorded] = []
    for stream in _streams(events):
        changes = _changes(stream, upto)
        known = (as_known(one, changes.get(_version(one), ())) for one in stream if one.position <= upto)
        found += [one for one in known if one is not None]
    return sorted(found, key=lambda one: one.position)


def state_at(case_id: UUID, events: Sequence[Recorded], upto: int) -> ChildCase | None:
    """Return the state that a decision on the case read at a position."""
    own = [one for one in events if one.stream == case_id]
    return folded(ChildCase, case_id, _unhidden(own, upto))


def _unhidden(stream: Sequence[Recorded], upto: int) -> Iterator[Recorded]:
    """Yield the facts of a stream as recorded; what was hidden since is what stands in its place, or is covered."""
    changes = _changes(stream, upto)
    for one in stream:
        if one.position > upto:
            return
        here = changes.get(_version(one), ())
        if not any(change.hides for change in here):
            yield one
        elif (known := as_known(one, here)) is not None:
            yield known
        elif not _version(one):
            yield replace(one, fact=covered(one.fact))


def folded(kind: type[S], stream: UUID, facts: Iterable[Recorded], *, onto: S | None = None) -> S | None:
    """Return the state after these facts, each under the version that it has in the log, whatever was left out."""
    state = onto
    for one in facts:
        version = _version(one)
        if state is None:
            if kind.is_begun_by(one.fact):
                state = kind.began(stream, one.fact)
            continue
        state = state.but(version=version - 1).apply(one.fact).but(version=version)
    return state


def _version(one: Recorded) -> int:
    return one.version or 0


def _streams(events: Sequence[Recorded]) -> list[list[Recorded]]:
    found: dict[UUID, list[Recorded]] = defaultdict(list)
    for one in events:
        found[one.stream].append(one)
    return list(found.values())


def _changes(stream: Sequence[Recorded], upto: int) -> dict[int, list[Change]]:
    """Return what later facts of a stream do to its earlier ones; after a position only what hides."""
    facts: Mapping[int, Event] = {_version(one): one.fact for one in stream}
    found: dict[int, list[Change]] = defaultdict(list)
    for one in stream:
        for version, change in changed_by(one.fact, facts):
            if one.position <= upto or change.hides:
                found[version].append(change)
    return found


def _tied_later(events: Sequence[Recorded], upto: int) -> frozenset[UUID]:
    """Return the streams that belong to the case today and were tied to it only after a position."""
    begun = {
        one.stream: one.fact.case_id is None
        for one in events
        if isinstance(one.fact, CounsellingOpened | EmergencyNoted)
    }
    tied = {
        one.stream
        for one in events
        if one.position <= upto and isinstance(one.fact, CounsellingLinked | EmergencyTakenUp)
    }
    return frozenset(stream for stream, was_alone in begun.items() if was_alone and stream not in tied)


class _Marking:
    """Says what stands out about a line of the past."""

    def __init__(self, events: Sequence[Recorded], moment: Moment) -> None:
        self._moment = moment
        self._since: set[tuple[UUID, int]] = set()
        self._hidden: set[tuple[UUID, int]] = set()
        for stream in _streams(events):
            facts = {_version(one): one.fact for one in stream}
            for one in stream:
                for version, change in changed_by(one.fact, facts):
                    key = (one.stream, version)
                    if change.hides:
                        self._hidden.add(key)
                    elif one.position > moment.position and isinstance(one.fact, CORRECTIONS):
                        self._since.add(key)

    def of(self, one: Recorded) -> Iterator[Mark]:
        key, moment = (one.stream, _version(one)), self._moment
        if moment.by is By.HAPPENED and one.position > moment.position:
            yield Mark.NOT_YET_RECORDED
        elif one.recorded_at - one.fact.occurred_at > LATE_AFTER:
            yield Mark.LATE
        if isinstance(one.fact, CaseDetailsSet):
            yield Mark.CHANGED
        if isinstance(one.fact, CORRECTIONS):
            yield Mark.CORRECTION
        if one.moved_in is not None:
            yield Mark.MOVED_IN
        if key in self._hidden:
            yield Mark.HIDDEN
            return
        if one.is_corrected:
            yield Mark.CORRECTED_THEN
        if key in self._since and moment.by is not By.HAPPENED:
            yield Mark.CORRECTED_SINCE


# -- cells ----------------------------------------------------------------------------------------------------

_OPENED_UP = (Situation, Details, SafeContact, Child, Circumstances, Accident, Family, Informant, Suspected)
_PARTS = ("situation", "details", "contact")
_PLAIN = (
    "closed",
    "unit",
    "counsellor",
    "triage",
    "age_band",
    "received_on",
    "step",
    "merged_into",
    "consents",
)
"""Fields of the state that a page shows beside what was told; `told` is made of its entries."""


def cells(state: ChildCase | None) -> dict[str, object]:
    """Return what a case page shows of the state, by the path of each field; nothing before the case was entered."""
    if state is None:
        return {}
    found: dict[str, object] = {name: getattr(state, name) for name in _PLAIN}
    found["told"] = tuple(held.told for held in state.entries.values() if held.told is not None)
    for name in _PARTS:
        found |= _flat(getattr(state, name), name)
    return found


def _flat(value: BaseModel, path: str) -> Iterator[tuple[str, object]]:
    for name in type(value).model_fields:
        inner, key = getattr(value, name), f"{path}.{name}"
        if isinstance(inner, _OPENED_UP):
            yield from _flat(inner, key)
        else:
            yield key, inner


@dataclass(frozen=True, slots=True)
class CellChange:
    """One field at two moments; None where the case was not there yet."""

    path: str
    before: object
    after: object


def differences(before: ChildCase | None, after: ChildCase | None) -> tuple[CellChange, ...]:
    """Return the fields that differ between two states."""
    old, new = cells(before), cells(after)
    return tuple(
        CellChange(path, old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if path not in old or path not in new or old[path] != new[path]
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One field with the fact that gave it its value."""

    path: str
    value: object
    made_by: Recorded
    perhaps: tuple[Recorded, ...] = ()
    """Where the value is covered: earlier facts that wrote it too. Which one changed it shows where it is open."""


def explained(case_id: UUID, events: Sequence[Recorded], upto: int) -> tuple[Cell, ...]:
    """Return each field of the case at a position with the event that made it what it was."""
    own = [one for one in events if one.stream == case_id]
    made: dict[str, Cell] = {}
    state: ChildCase | None = None
    for one in _unhidden(own, upto):
        before, earlier = cells(state), state
        state = folded(ChildCase, case_id, (one,), onto=state)
        anew = _written_anew(earlier, state)
        for path, value in cells(state).items():
            if path not in before or before[path] != value:
                made[path] = Cell(path, value, one)
            elif _is_covered(value) and path.partition(".")[0] in anew:
                known = made[path]
                made[path] = Cell(path, value, one, (*known.perhaps, known.made_by))
    return tuple(made.values())


def _written_anew(before: ChildCase | None, after: ChildCase | None) -> frozenset[str]:
    """Return the parts that a fact brought with it, whether or not they say something else than before."""
    if before is None or after is None:
        return frozenset()
    return frozenset(part for part in _PARTS if getattr(before, part) is not getattr(after, part))


def _is_covered(value: object) -> bool:
    """Whether a value, or what it consists of, is covered, so that it always equals what stood there before."""
    if isinstance(value, BaseModel):
        return any(_is_covered(inner) for _, inner in value)
    return isinstance(value, Erased)
