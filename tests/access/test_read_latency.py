"""What the access log adds to a read: a figure for the page of bars, never a verdict by time.

Source: SECURITY, bar A-5. The read is the application's own (`open_case` in a work), on a server with full durability;
the one with its entry and the one without take turns in being first, so that both meet the same machine.
"""

from __future__ import annotations

import time

import pytest

from application.child_case import OpenCase, open_case
from bench.measure import durable_server
from domain.account import Role
from tests.ledger.given import Town, found_town, house_of

ROUNDS = 400
WARM_UP = 20


def seconds(town: Town, case: object, *, logged: bool) -> float:
    """One read, with the commit that writes its entry or given back without."""
    began = time.perf_counter()
    with town.work(Role.COUNSELLOR) as work:
        open_case(OpenCase.model_validate({"case_id": case}), work)
        if logged:
            work.commit()
    return time.perf_counter() - began


def at(share: float, found: list[float]) -> float:
    """A quantile in milliseconds."""
    return sorted(found)[int(share * (len(found) - 1))] * 1000


@pytest.mark.security
def test_the_latency_that_an_entry_adds_to_a_read() -> None:
    with durable_server() as (_, database), house_of(database) as house:
        town = found_town(database, house)
        case = town.case()
        town.followed()
        count = "SELECT count(*) FROM trail.entries WHERE action = 'case.open' AND record = %s"
        for _ in range(WARM_UP):
            seconds(town, case, logged=True)
        before = town.ask(count, case)[0][0]
        found: dict[bool, list[float]] = {True: [], False: []}
        for number in range(ROUNDS):
            for logged in (number % 2 == 0, number % 2 == 1):
                found[logged].append(seconds(town, case, logged=logged))
        assert town.ask(count, case)[0][0] - before == ROUNDS, "one entry for each read that was released"
    added = {share: at(share, found[True]) - at(share, found[False]) for share in (0.5, 0.95)}
    print(
        f"\nA-5: {ROUNDS} reads each, p50 {at(0.5, found[True]):.1f} ms with its entry,"
        f" {at(0.5, found[False]):.1f} ms without: +{added[0.5]:.1f} ms; p95 {at(0.95, found[True]):.1f} and"
        f" {at(0.95, found[False]):.1f} ms: +{added[0.95]:.1f} ms"
    )
