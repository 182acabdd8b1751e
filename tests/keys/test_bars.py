"""The bars of SECURITY P-2, P-3 and P-5 over their whole space, with their figures."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.kernel import FieldClass
from infrastructure.crypto import CiphertextRefused, Place, StreamKey, parts, seal
from infrastructure.keys import KeyStore, backup
from infrastructure.keys.backup import SharesDoNotFit
from infrastructure.keys.rotation import rotate

CHANGES = 10_000
STREAMS, FACTS = 40, 25
KEYS, KILLS = 100_000, 100
TOPICS = ("case.opened.1", "case.noted.1", "counselling.session-logged.1")
CLASSES = (FieldClass.NARRATIVE, FieldClass.IDENTITY, FieldClass.CONTACT, FieldClass.REPORTER_IDENTITY)


@dataclass(frozen=True)
class Stored:
    """One stored personal part, and where it stands."""

    place: Place
    personal: bytes


def written(chance: random.Random) -> tuple[list[Stored], dict[UUID, StreamKey]]:
    """Return the personal parts of a small log, each stream under a key of its own."""
    keys: dict[UUID, StreamKey] = {}
    log: list[Stored] = []
    for _ in range(STREAMS):
        stream, key = uuid4(), StreamKey(uuid4(), os.urandom(32))
        keys[key.id] = key
        for version in range(FACTS):
            place = Place(stream, version, chance.choice(TOPICS))
            chosen = chance.sample(CLASSES, chance.randint(1, len(CLASSES)))
            said = {one: {"said": f"{chance.random()}"} for one in chosen}
            log.append(Stored(place, _sealed(said, place, key)))
    return log, keys


def _sealed(said: dict[FieldClass, dict[str, str]], place: Place, key: StreamKey) -> bytes:
    stored = seal(said, place, lambda _: key)
    assert stored is not None
    return stored


def moved(log: list[Stored], chance: random.Random) -> Stored:
    """To any other place of the log."""
    one, other = chance.sample(log, 2)
    return replace(one, place=other.place)


def swapped(log: list[Stored], chance: random.Random) -> Stored:
    """With another fact of the same stream, under the same key."""
    one = chance.choice(log)
    others = [two for two in log if two.place.stream == one.place.stream and two is not one]
    return replace(one, personal=chance.choice(others).personal)


def replayed(log: list[Stored], chance: random.Random) -> Stored:
    """As a later fact of the same stream and topic, so that it would be said again."""
    one = chance.choice(log)
    later = one.place.version + chance.randint(1, FACTS)
    return replace(one, place=replace(one.place, version=later))


def flipped(log: list[Stored], chance: random.Random) -> Stored:
    """In one bit, anywhere."""
    one = chance.choice(log)
    changed = bytearray(one.personal)
    bit = chance.randrange(len(changed) * 8)
    changed[bit // 8] ^= 1 << bit % 8
    return replace(one, personal=bytes(changed))


def renamed(log: list[Stored], chance: random.Random) -> Stored:
    """Under another topic."""
    one = chance.choice(log)
    return replace(
        one, place=replace(one.place, topic=chance.choice([t for t in TOPICS if t != one.place.topic]))
    )


KINDS: tuple[Callable[[list[Stored], random.Random], Stored], ...] = (
    moved,
    swapped,
    replayed,
    flipped,
    renamed,
)


def outcome(one: Stored, keys: dict[UUID, StreamKey]) -> str:
    """Return what a reader gets: `refused`, `no key` (reads as erased, no content), or `accepted`."""
    try:
        found = parts(one.personal)
        held = [(part, keys.get(part.key_id)) for part in found]
        for part, key in held:
            if key is not None:
                part.open(key, one.place)
    except CiphertextRefused:
        return "refused"
    return "no key" if any(key is None for _, key in held) else "accepted"


def tried(changes: int, chance: random.Random) -> dict[str, Counter[str]]:
    """Return for each kind of change what came of it."""
    log, keys = written(chance)
    assert {outcome(one, keys) for one in log} == {"accepted"}
    told: dict[str, Counter[str]] = {kind.__name__: Counter() for kind in KINDS}
    for number in range(changes):
        kind = KINDS[number % len(KINDS)]
        told[kind.__name__][outcome(kind(log, chance), keys)] += 1
    return told


@pytest.mark.security
def test_ten_thousand_moved_swapped_replayed_and_flipped_parts_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control leaves out the associated data, as the cipher of the eventsourcing library does."""
    told = tried(CHANGES, random.Random(7205411))
    refused = sum(count["refused"] for count in told.values())
    keyless = sum(count["no key"] for count in told.values())
    accepted = sum(count["accepted"] for count in told.values())
    monkeypatch.setattr(Place, "associated_data", lambda *_: b"")
    control = tried(CHANGES // 10, random.Random(7205411))
    believed = {kind: count["accepted"] for kind, count in control.items()}
    print(
        f"\nP-2: {CHANGES} changes: {refused} refused, {keyless} read as erased (a bit of the key's id), "
        f"{accepted} accepted; control without associated data, of {CHANGES // len(KINDS) // 10} each: {believed}"
    )
    assert (accepted, refused + keyless) == (0, CHANGES)
    assert {kind for kind, count in told.items() if count["no key"]} <= {"flipped"}
    assert all(believed[kind] for kind in ("moved", "swapped", "replayed", "renamed"))


@pytest.mark.security
def test_a_hundred_thousand_keys_are_rewrapped_through_a_hundred_kills(tmp_path: Path) -> None:
    """Each kill falls at a random moment of the work; what it left is opened and read before it goes on."""
    store = KeyStore(tmp_path, spares=False)
    keys = [StreamKey(uuid4(), os.urandom(32)) for _ in range(KEYS)]
    store.shelf.add([store.wrapped(key.id, key.secret) for key in keys])
    store.close()
    chance = random.Random(72054)
    killed = ended = unreadable = 0
    began = time.monotonic()
    while killed < KILLS:
        child = os.fork()
        if child == 0:
            _rotate_and_leave(tmp_path)
        time.sleep(chance.uniform(0.01, 0.6))
        os.kill(child, signal.SIGKILL)
        was_killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        killed, ended = killed + was_killed, ended + (not was_killed)
        unreadable += _unreadable(tmp_path, chance.sample(keys, 100))
    again = KeyStore(tmp_path, spares=False)
    finished = list(rotate(again))
    again.close()
    unreadable += _unreadable(tmp_path, keys)
    print(
        f"\nP-3: {KEYS:,} keys, {killed} kills at random moments in {time.monotonic() - began:.0f} s "
        f"({ended} rotations ended between them): {unreadable} unreadable; 100 read after each kill, all at the end"
    )
    assert unreadable == 0
    assert finished[-1] == "ended"
    assert (tmp_path / "root.next").exists() is False


def _rotate_and_leave(folder: Path) -> None:
    try:
        list(rotate(KeyStore(folder, spares=False)))
    finally:
        os._exit(0)


def _unreadable(folder: Path, keys: list[StreamKey]) -> int:
    store = KeyStore(folder, spares=False)
    try:
        return sum(store.get(key.id) != key for key in keys)
    finally:
        store.close()


@pytest.mark.security
def test_ten_triples_of_shares_restore_and_ten_pairs_do_not(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, spares=False)
    root, shares = store.secret_of_root(), backup.shares_of(store.secret_of_root())
    store.close()
    began = time.monotonic()
    triples = sum(backup.root_of(three) == root for three in combinations(shares, 3))
    pairs = sum(_restores(two) for two in combinations(shares, 2))
    print(
        f"\nP-5: {triples} of 10 triples of shares restore, {10 - pairs} of 10 pairs do not; "
        f"{time.monotonic() - began:.1f} s"
    )
    assert (triples, pairs) == (10, 0)


def _restores(shares: tuple[str, ...]) -> bool:
    try:
        backup.root_of(shares)
    except SharesDoNotFit:
        return False
    return True
