"""What was done to a log, named from what is left: each kind of edit leaves its own trace.

Two ways: against an earlier export, field by field; or, without one, by asking with which one change an entry would
fit a leaf that is still stored. Whoever edits an entry and computes its leaf again leaves no trace but the signed
heads: then only an earlier export names the kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from infrastructure.verifier.leaves import (
    CODED,
    FIELDS,
    LEAF,
    PERSONAL,
    POSITION,
    STREAM,
    TOPIC,
    VERSION,
    Entry,
)

SEARCHED = 200
"""Entries for which every former place, file and topic is tried; the rest, whether they moved with the last."""
TRIED_VERSIONS = 50


class Kind(Enum):
    """What was done."""

    CHANGED = "changed"
    TOPIC = "topic"
    SWAPPED = "swapped"
    DELETED = "deleted"
    CUT = "cut"
    INSERTED = "inserted"
    REORDERED = "reordered"
    RENUMBERED = "renumbered"
    REPLAYED = "replayed"
    MOVED = "moved"


@dataclass(frozen=True)
class Edit:
    """One thing that was done, at a position; `former` is the value or position that was there, where it is known."""

    kind: Kind
    position: int
    former: str = ""


def against(log: str, earlier: Sequence[Entry], now: Sequence[Entry]) -> list[Edit]:
    """Return what was done since an earlier export whose entries fit the signed heads."""
    before = {e[POSITION]: e for e in earlier}
    where = {_body(e): e[POSITION] for e in earlier}
    displaced: dict[int, int] = {}
    edits: list[Edit] = []
    for entry in now:
        position = entry[POSITION]
        former = before.get(position)
        if former is not None and _body(former) == _body(entry):
            continue
        was = where.get(_body(entry))
        if was is not None:
            displaced[position] = was
        elif former is not None:
            edits.append(_by_fields(log, former, entry, earlier))
    return _named(edits, displaced, now, len(earlier))


def _body(entry: Entry) -> tuple[object, ...]:
    return tuple(entry[1:-1])


def _by_fields(log: str, former: Entry, entry: Entry, earlier: Sequence[Entry]) -> Edit:
    position = entry[POSITION]
    fields = [at for at in range(1, len(entry) - 1) if former[at] != entry[at]]
    if log == "events":
        if fields == [STREAM]:
            return Edit(Kind.MOVED, position, str(former[STREAM]))
        if fields == [TOPIC]:
            return Edit(Kind.TOPIC, position, str(former[TOPIC]))
        if fields == [VERSION]:
            return Edit(Kind.RENUMBERED, position, str(former[VERSION]))
        if set(fields) <= {CODED, PERSONAL} and _is_replay(entry, earlier):
            return Edit(Kind.REPLAYED, position)
    return Edit(Kind.CHANGED, position, ", ".join(FIELDS[log][at] for at in fields))


def _is_replay(entry: Entry, others: Sequence[Entry]) -> bool:
    content = entry[CODED : PERSONAL + 1]
    return any(
        o[STREAM] == entry[STREAM] and o[POSITION] != entry[POSITION] and o[CODED : PERSONAL + 1] == content
        for o in others
    )


def from_leaves(log: str, now: Sequence[Entry], signed_size: int) -> list[Edit]:
    """Return what was done, from the leaves that are still stored."""
    stored = {e[-1] for e in now}
    displaced: dict[int, int] = {}
    edits: list[Edit] = []
    offset, searched = 0, 0
    for entry in now:
        if LEAF[log](entry).hex() == entry[-1]:
            continue
        searched += 1
        likely = [entry[POSITION] + o for o in (offset, 1, -1) if o]
        every = range(1, max(signed_size, len(now)) + 2) if searched <= SEARCHED else ()
        was = _fitting(log, entry, POSITION, (*likely, *every), stored)
        if was is not None:
            displaced[entry[POSITION]] = int(str(was))
            offset = int(str(was)) - entry[POSITION]
        else:
            edits.append(_by_guess(log, entry, now, stored, thorough=searched <= SEARCHED))
    return _named(edits, displaced, now, signed_size)


def _fitting(log: str, entry: Entry, field: int, values: Sequence[object], stored: set[str]) -> object | None:
    """Return the value with which the entry fits a leaf that is stored."""
    tried = list(entry)
    for value in values:
        tried[field] = value
        if LEAF[log](tried).hex() in stored:
            return value
    return None


def _by_guess(log: str, entry: Entry, now: Sequence[Entry], stored: set[str], *, thorough: bool) -> Edit:
    position = entry[POSITION]
    if log == "events" and thorough:
        guesses: tuple[tuple[Kind, int, Sequence[object]], ...] = (
            (Kind.MOVED, STREAM, sorted({e[STREAM] for e in now})),
            (Kind.TOPIC, TOPIC, sorted({e[TOPIC] for e in now})),
            (
                Kind.RENUMBERED,
                VERSION,
                range(max(0, entry[VERSION] - TRIED_VERSIONS), entry[VERSION] + TRIED_VERSIONS),
            ),
        )
        for kind, field, values in guesses:
            was = _fitting(log, entry, field, values, stored)
            if was is not None:
                return Edit(kind, position, str(was))
        if _is_replay(entry, now):
            return Edit(Kind.REPLAYED, position)
    return Edit(Kind.CHANGED, position)


def _named(
    edits: list[Edit], displaced: dict[int, int], now: Sequence[Entry], former_size: int
) -> list[Edit]:
    """Return the edits with names for what lies elsewhere, is missing, or is too many."""
    if set(displaced) == set(displaced.values()):
        return [*edits, *_permuted(displaced), *_missing(now, former_size)]
    found, shift, added = [], 0, set[int]()
    for position, was in sorted(displaced.items()):
        step = was - position - shift
        found += [Edit(Kind.DELETED, was - step + at) for at in range(step)]
        found += [Edit(Kind.INSERTED, position + step + at) for at in range(-step)]
        added |= {position + step + at for at in range(-step)}
        shift = was - position
    left = [e for e in edits if e.position not in added]
    return [*left, *found]


def _permuted(displaced: dict[int, int]) -> Iterator[Edit]:
    others = [p for p, was in displaced.items() if displaced[was] != p]
    yield from (
        Edit(Kind.SWAPPED, p, str(was)) for p, was in displaced.items() if displaced[was] == p and p < was
    )
    if others:
        yield Edit(Kind.REORDERED, min(others), str(max(others)))


def _missing(now: Sequence[Entry], former_size: int) -> Iterator[Edit]:
    there = {e[POSITION] for e in now}
    last = max(there, default=0)
    yield from (Edit(Kind.DELETED, p) for p in range(1, min(last, former_size) + 1) if p not in there)
    if last < former_size:
        yield Edit(Kind.CUT, last + 1, str(former_size))
