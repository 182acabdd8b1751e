"""Which entries stand in a case, and what a correction, a hiding and a move do to them.

`value_of` and `standing` say, for each fact that makes an entry, what its value is and how it reads with a value that
was corrected later. What decides is at the end: `correct`, `hide` and `move` take the state of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar import vietnam_day
from domain.child_case.entries import (
    EntryCorrected,
    EntryKind,
    EntryMovedIn,
    EntryMovedOut,
    EntryValue,
    MovedValue,
    NoteValue,
    ValuesHidden,
    moment_of,
    standing,
    value_of,
)
from domain.child_case.facts import (
    CaseAnswered,
    CaseAssessed,
    CaseClosed,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseStepPlanned,
)
from domain.child_case.intake import Details, Situation, bands
from domain.correction import NoSuchEntry, NothingToAnswer, StandsForItself, WhichForwarding
from domain.directory import Recipient
from domain.kernel import STORED, Act, Event, Value

if TYPE_CHECKING:
    from datetime import datetime

    from domain.child_case import ChildCase


class Held(Value):
    """An entry that stands in the file."""

    kind: EntryKind
    versions: tuple[int, ...]
    """Of the fact that made it, and of its corrections."""
    told: Recipient | None = None
    """A body that knows by it."""
    answers: int | None = None
    """Version of the forwarding that it answers."""


Entries = Mapping[int, Held]
_MADE_BY: Mapping[EntryKind, type[Event]] = {
    EntryKind.NOTE: CaseNoted,
    EntryKind.FORWARDING: CasePassedOn,
    EntryKind.KNOWN: CaseKnownAlready,
    EntryKind.ANSWER: CaseAnswered,
}
"""Facts that make the entries which can be moved."""
_KIND_OF: Mapping[type[Event], EntryKind] = {
    CaseOpened: EntryKind.RECEPTION,
    CaseNoted: EntryKind.NOTE,
    CaseAssessed: EntryKind.TRIAGE,
    CasePassedOn: EntryKind.FORWARDING,
    CaseKnownAlready: EntryKind.KNOWN,
    CaseAnswered: EntryKind.ANSWER,
    CaseStepPlanned: EntryKind.STEP,
    CaseClosed: EntryKind.CLOSING,
}
"""Facts that make one entry each; they carry its value under the name of its kind, as `EntryValue` does."""


@value_of.register
def _opened(fact: CaseOpened) -> EntryValue:
    return EntryValue(reception=fact.reception)


@value_of.register
def _noted(fact: CaseNoted) -> EntryValue:
    return EntryValue(note=NoteValue.model_construct(note=fact.note, lateness=fact.lateness))


@value_of.register
def _assessed(fact: CaseAssessed) -> EntryValue:
    return EntryValue(triage=fact.triage)


@value_of.register
def _passed_on(fact: CasePassedOn) -> EntryValue:
    return EntryValue(forwarding=fact.forwarding)


@value_of.register
def _known(fact: CaseKnownAlready) -> EntryValue:
    return EntryValue(known=fact.known)


@value_of.register
def _answered(fact: CaseAnswered) -> EntryValue:
    return EntryValue(answer=fact.answer)


@value_of.register
def _planned(fact: CaseStepPlanned) -> EntryValue:
    return EntryValue(step=fact.step)


@value_of.register
def _closed(fact: CaseClosed) -> EntryValue:
    return EntryValue(closing=fact.closing)


def _now(now: Event) -> EntryValue | None:
    return now.value if isinstance(now, EntryCorrected) else None


@standing.register
def _opened_now(fact: CaseOpened, now: Event) -> Event:
    """The receipt as corrected; what is known as the fact says that stands in the place of hidden ones."""
    if isinstance(now, CaseDetailsSet):
        return fact.model_copy(
            update={name: getattr(now, name) for name in ("situation", "details", "age_band", "harm_band")}
        )
    value = _now(now)
    if value is None or value.reception is None:
        return fact
    at = value.reception.received_at or fact.received_at
    band = now.age_band if isinstance(now, EntryCorrected) and now.age_band else fact.age_band
    changed = {"reception": value.reception, "received_at": at, "occurred_at": at, "age_band": band}
    return fact.model_copy(update=changed)


@standing.register
def _noted_now(fact: CaseNoted, now: Event) -> Event:
    value = _now(now)
    said = value.note if value else None
    return fact.model_copy(update={"note": said.note, "lateness": said.lateness}) if said else fact


@standing.register(CaseAssessed)
@standing.register(CasePassedOn)
@standing.register(CaseKnownAlready)
@standing.register(CaseAnswered)
@standing.register(CaseStepPlanned)
@standing.register(CaseClosed)
def _one_field_now(fact: Event, now: Event) -> Event:
    """Facts that carry one value under the name of its kind."""
    value = _now(now)
    if value is None or not hasattr(fact, value.kind.value):
        return fact
    changed: dict[str, Any] = {
        value.kind.value: getattr(value, value.kind.value),
        "occurred_at": moment_of(value, fact.occurred_at),
    }
    if isinstance(fact, CaseKnownAlready) and isinstance(now, EntryCorrected):
        changed["counts"] = now.counts
    return fact.model_copy(update=changed)


def as_entry(fact: EntryMovedIn) -> Event:
    """Return the fact that would have made the entry, had it been entered in this file in the first place."""
    value = fact.value.entry
    kind = _MADE_BY[value.kind]
    inner = getattr(value, value.kind.value)
    said = {"note": inner.note, "lateness": inner.lateness} if value.note else {value.kind.value: inner}
    more = {"counts": fact.counts} if value.known else {}
    when = {"occurred_at": fact.occurred_at, "received_at": fact.received_at}
    return kind.model_validate({**when, **said, **more}, context=STORED)


# -- folding -----------------------------------------------------------------------------------------------------------


def entered(entries: Entries, fact: Event, version: int) -> dict[int, Held]:
    """Return the entries that stand after one more fact."""
    kind = _KIND_OF.get(type(fact))
    if kind is not None:
        counts = fact.counts if isinstance(fact, CaseKnownAlready) else True
        return {**entries, version: _held(kind, fact, (version,), counts=counts)}
    if isinstance(fact, EntryCorrected) and fact.entry in entries:
        versions = (*entries[fact.entry].versions, version)
        return {**entries, fact.entry: _held(fact.value.kind, fact.value, versions, counts=fact.counts)}
    if isinstance(fact, ValuesHidden | EntryMovedOut):
        return _hidden(entries, fact)
    if isinstance(fact, EntryMovedIn):
        value = fact.value.entry
        return {**entries, version: _held(value.kind, value, (version,), counts=fact.counts)}
    return dict(entries)


def _hidden(entries: Entries, fact: ValuesHidden | EntryMovedOut) -> dict[int, Held]:
    if fact.entry not in entries:
        return dict(entries)
    if fact.instead is None:
        return {version: held for version, held in entries.items() if version != fact.entry}
    held = entries[fact.entry]
    kept = tuple(one for one in held.versions if one == fact.entry or one not in fact.versions)
    return {**entries, fact.entry: held.model_copy(update={"versions": kept})}


def _held(kind: EntryKind, said: Any, versions: tuple[int, ...], *, counts: bool) -> Held:
    """Return an entry; `said` is its value, or the fact that carries it."""
    told: Recipient | None = None
    if kind is EntryKind.FORWARDING:
        told = said.forwarding.recipient
    elif kind is EntryKind.KNOWN and counts:
        told = said.known.recipient
    answers = said.answer.forwarding if kind is EntryKind.ANSWER else None
    return Held(kind=kind, versions=versions, told=told, answers=answers)


def corrected(fact: EntryCorrected) -> dict[str, Any]:
    """Return what of the state of a case a correction changes, beyond its entry."""
    value = fact.value
    if value.triage is not None and fact.stands:
        return {"triage": value.triage.level}
    if value.reception is not None and value.reception.received_at is not None:
        band = {"age_band": fact.age_band} if fact.age_band else {}
        return {"received_on": vietnam_day(value.reception.received_at), **band}
    return {}


def is_forwarding(entries: Entries, version: int) -> bool:
    """Return whether the entry of this version is a forwarding that stands."""
    return version in entries and entries[version].kind is EntryKind.FORWARDING


# -- decisions ---------------------------------------------------------------------------------------------------------


def held_in(case: ChildCase, entry: int, kind: EntryKind | None = None) -> Held:
    """Return an entry of a case.

    Raises:
        NoSuchEntry: There is none, or it is of another kind.
    """
    held = case.entries.get(entry)
    if held is None or kind not in (None, held.kind):
        raise NoSuchEntry
    return held


def correct(case: ChildCase, entry: int, value: EntryValue, reason: str, act: Act) -> EntryCorrected:
    """Give an entry another value; a correction never reopens and is open in every state.

    Raises:
        NoSuchEntry: There is none of this kind, or the answer would be to a forwarding that is not there.
    """
    held = held_in(case, entry, value.kind)
    if value.answer is not None and not is_forwarding(case.entries, value.answer.forwarding):
        raise NoSuchEntry
    moved = bands(case.details, _received(value, case)) if value.reception is not None else None
    return EntryCorrected(
        occurred_at=act.at,
        entry=entry,
        value=value,
        reason=reason,
        counts=value.known is not None and value.known.is_complete,
        stands=entry == max(v for v, one in case.entries.items() if one.kind is held.kind)
        and (value.closing is None or case.closed),
        age_band=moved["age_band"] if moved else None,
        harm_band=moved["harm_band"] if moved else None,
    )


def _received(value: EntryValue, case: ChildCase) -> Any:
    at = value.reception.received_at if value.reception else None
    return vietnam_day(at) if at else case.received_on


def hide(case: ChildCase, entry: int, value: EntryValue | None, act: Act) -> tuple[Event, ...]:
    """Hide what an entry said, with the right value in its place, or with nothing.

    Raises:
        NoSuchEntry: There is none of this kind.
        StandsForItself: Nothing may stand in its place.
    """
    held = held_in(case, entry)
    if value is None:
        if not held.kind.may_go:
            raise StandsForItself
        return (ValuesHidden(occurred_at=act.at, entry=entry, versions=held.versions),)
    now = correct(case, entry, value, "", act)
    hidden = ValuesHidden(occurred_at=act.at, entry=entry, versions=held.versions, instead=case.version + 1)
    return now, hidden


def hide_details(case: ChildCase, situation: Situation, details: Details, act: Act) -> tuple[Event, ...]:
    """Hide all that was said about the child and the facts so far, with what is right in its place."""
    now = case.set_details(situation, details, "", act)
    hidden = ValuesHidden(occurred_at=act.at, entry=0, versions=case.told_in, instead=case.version + 1)
    return now, hidden


def move(
    case: ChildCase,
    into: ChildCase,
    entry: int,
    made: Mapping[int, tuple[Event, datetime, UUID | None]],
    act: Act,
    forwarding: int | None = None,
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Return the facts of the file that an entry leaves, and of the file that it comes to.

    Answers go along with their forwarding; an answer alone goes to a forwarding of the other file.

    Args:
        made: Each entry as it stands now: the fact, when it was entered, and by whom.
        forwarding: Of the other file, which an answer that is moved alone belongs to; None: the only one.

    Raises:
        NoSuchEntry: There is none.
        StandsForItself: It is what opened or closed the file.
        NothingToAnswer: It is an answer, and the other file has no forwarding.
        WhichForwarding: It has several, and none of them was named.
    """
    held = held_in(case, entry)
    if not held.kind.may_move:
        raise StandsForItself
    along = [one for one, other in case.entries.items() if other.answers == entry]
    gone = [
        EntryMovedOut(occurred_at=act.at, entry=one, versions=case.entries[one].versions)
        for one in (*along, entry)
    ]
    first = into.version + 1 + int(into.closed)
    if held.kind is EntryKind.ANSWER:
        first = _answered_there(into, forwarding)
    come = [_moved(made[one], first) for one in (entry, *along)]
    return tuple(gone), into.with_reopening(*come, act=act)


def forwardings(case: ChildCase) -> tuple[int, ...]:
    """Return the forwardings that stand in a file."""
    return tuple(one for one, held in case.entries.items() if held.kind is EntryKind.FORWARDING)


def _answered_there(into: ChildCase, forwarding: int | None) -> int:
    known = forwardings(into)
    if not known:
        raise NothingToAnswer
    if forwarding is None and len(known) > 1:
        raise WhichForwarding
    found = known[0] if forwarding is None else forwarding
    if found not in known:
        raise NoSuchEntry
    return found


def _moved(made: tuple[Event, datetime, UUID | None], forwarding: int) -> EntryMovedIn:
    fact, entered_at, entered_by = made
    value = value_of(fact)
    if value is None:
        raise NoSuchEntry
    if value.answer is not None:
        answer = value.answer.model_copy(update={"forwarding": forwarding})
        value = EntryValue(answer=answer)
    return EntryMovedIn(
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
        value=MovedValue.of(value),
        entered_at=entered_at,
        entered_by=entered_by,
        counts=bool(getattr(fact, "counts", False)),
    )
