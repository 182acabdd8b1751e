"""I-5: no entry waits longer than five minutes until somebody outside has seen a head over it; over a simulated day.

All clocks are the test's; signer and witness are the real ones. The witness's machine asks every three minutes. The
control is a machine that asks every six: its window must be found too long.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import psycopg
import pytest

from application.seal import SealedLog
from infrastructure.seal.status import status_of
from infrastructure.seal.witnesses import for_witness, introduce, take_back
from infrastructure.verifier import notes
from infrastructure.verifier.witness import OK, Witness, answer_file
from tests.seal.sealed import Connection, Sealed

pytestmark = pytest.mark.security
LONGEST_SECONDS, TICK_SECONDS, SEED = 300, 20, 20261127
ASKS_EVERY, TOO_SELDOM = 180, 360
DAY, WORK_BEGINS, WORK_ENDS = 86_400, 7 * 3600, 17 * 3600
EVENTS = SealedLog.EVENTS


@dataclass
class Window:
    """The worst that was seen: seconds that an entry waited for a witness, and entries that waited at once."""

    seconds: int = 0
    entries: int = 0
    heads: int = 0
    asked: int = 0


def arrivals(chance: random.Random, seconds: int) -> dict[int, int]:
    """Return how many entries come at which tick: some all day, many in working hours, now and then a rush."""
    found = {}
    for tick in range(0, seconds, TICK_SECONDS):
        busy = WORK_BEGINS <= tick % DAY < WORK_ENDS
        if chance.random() < (0.15 if busy else 0.01):
            found[tick] = chance.choice((1, 1, 2, 5)) if chance.random() > 0.01 else 400
    return found


def simulated(house: Sealed, witness: Witness, seconds: int, asks_every: int) -> Window:
    """Let the time go by; entries, signer and witness each do what they do at their hours."""
    worst, coming = Window(), arrivals(random.Random(SEED), seconds)
    with house.as_signer() as connection:
        house.signer.look(connection, EVENTS, 0.0, at_once=True)
        _asked(connection, witness, 0)
        came: list[int] = []  # when each entry that no witness has seen came
        for now in range(0, seconds, TICK_SECONDS):
            if now in coming:
                house.many(coming[now])
                came += [now] * coming[now]
            if came:
                worst.heads += house.signer.look(connection, EVENTS, float(now)) is not None
                worst.seconds = max(worst.seconds, now - came[0])
                worst.entries = max(worst.entries, len(came))
            if now % asks_every == 0 and came:
                _asked(connection, witness, now)
                worst.asked += 1
                left = next(one for one in status_of(connection) if one.log is EVENTS).unwitnessed
                came = came[len(came) - left :]
    return worst


def _asked(connection: Connection, witness: Witness, now: int) -> None:
    """Do what goes between the server and the witness's machine."""
    answers, back = answer_file(witness, for_witness(connection, "ban-kiem-tra", {}), now)
    assert [answer.status for answer in answers] == [OK] * len(answers)
    list(take_back(connection, back))


def test_no_entry_waits_longer_than_five_minutes_for_a_witness(house: Sealed) -> None:
    keys = [notes.key_of(vkey) for vkey in house.vkeys()]
    witness = Witness.made(house.folder / "witness", "ban-kiem-tra", keys)
    with psycopg.connect(house.database.signer_dsn) as connection:
        introduce(connection, witness.public().vkey())
    day = simulated(house, witness, DAY, ASKS_EVERY)
    print(f"\nI-5, one day: {day}")
    assert day.heads > 100 and day.entries > 256, "a day in which something happened"
    assert 0 < day.seconds <= LONGEST_SECONDS
    control = simulated(house, witness, WORK_BEGINS + 3600, TOO_SELDOM)
    print(f"control, asked too seldom: {control}")
    assert control.seconds > LONGEST_SECONDS, "the control must fail"
