"""Slow-down of guessing: per account and network, growing to half a minute, never a lock-out.

Whoever signed in from a network before is only slowed by wrong tries under the same account from that network; so an
abuser who guesses elsewhere cannot keep a counsellor out (SECURITY: ASVS 6.1.1 and 6.3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from application.sign_in import TooManyTries
from domain.retention import DEFAULTS, RecordKind
from infrastructure.work import House, PgWork

PAIR_FREE = 5
"""Wrong tries of one name from one network before the next has to wait. Source: quy ước nội bộ."""
NETWORK_FREE = 3
"""The same for all unknown names of one network together."""
UNDER_ATTACK = 20
"""Wrong tries of one name from anywhere; from then on each network that is new to it waits after every try."""
_COUNTS_ONLY = 2_000_000_000
_KNOWN = """
SELECT EXISTS (SELECT 1 FROM auth.known_networks WHERE account = %s::uuid AND network = %s),
       coalesce((SELECT failures FROM auth.attempts WHERE key = %s), 0)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, counted before it is judged."""

    keys: tuple[bytes, ...]


def begin(house: House, name: bytes, network: bytes, account: UUID | None) -> Attempt:
    """Count a try and return it; committed at once, so that many at the same moment are as many.

    Raises:
        TooManyTries: It has to wait; nothing was counted.
    """
    pair = house.keys.keyed_hash("attempts", b"pair" + name + network)
    everywhere = house.keys.keyed_hash("attempts", b"name" + name)
    nearby = house.keys.keyed_hash("attempts", b"network" + network)
    with house.pool.connection() as connection:
        known, failures = connection.execute(_KNOWN, (account, network, everywhere)).fetchone() or (False, 0)
        counted: Sequence[tuple[bytes, int]] = ((pair, PAIR_FREE),)
        if not known:
            free = 1 if failures >= UNDER_ATTACK else PAIR_FREE
            counted = ((pair, free), (nearby, NETWORK_FREE), (everywhere, _COUNTS_ONLY))
        keys, frees = [key for key, _ in counted], [free for _, free in counted]
        row = connection.execute("SELECT auth.attempt(%s, %s)", (keys, frees)).fetchone()
    if row is not None and row[0] > 0:
        raise TooManyTries(seconds=max(1, ceil(row[0])))
    return Attempt(tuple(keys))


def succeeded(work: PgWork, attempt: Attempt) -> None:
    """Take a right try off the counters, with the commit."""
    pair, *others = attempt.keys
    work.also("DELETE FROM auth.attempts WHERE key = %s", (pair,))
    if others:
        work.also(
            "UPDATE auth.attempts SET failures = greatest(failures - 1, 0), wait_until = last_at WHERE key = ANY(%s)",
            (others,),
        )


def network_of(work: PgWork) -> bytes:
    """Return the keyed hash of the network that asks."""
    return work.house.keys.keyed_hash("network", work.caller.network)[:16]


def remember_network(work: PgWork, account: UUID) -> None:
    """Note that this account signed in from this network, with the commit; forgotten after the period in force."""
    work.also(
        "DELETE FROM auth.known_networks WHERE seen_at < clock_timestamp()"
        " - facts.kept_for('network', make_interval(days => %s))",
        (DEFAULTS[RecordKind.NETWORK].length,),
    )
    work.also(
        "INSERT INTO auth.known_networks (account, network) VALUES (%s, %s)"
        " ON CONFLICT (account, network) DO UPDATE SET seen_at = clock_timestamp()",
        (account, network_of(work)),
    )
