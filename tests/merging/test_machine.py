"""Merging and taking merges back, in any order with everything else, against a naive recomputation."""

from __future__ import annotations

from collections import Counter
from functools import partial

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from tests.journeys.world import World
from tests.merging.machine import Merges

LEAST_STEPS = 10_000


def run(world: World, follower: Follower, database: Database, examples: int, steps: int) -> Counter[str]:
    """Run the machine; live views equal rebuilt ones at the end."""
    connected = partial(psycopg.connect, database.follower_dsn, autocommit=True)
    with connected() as folding, connected() as reading:
        Merges.WORLD, Merges.FOLLOWER = world, follower
        Merges.FOLDING, Merges.READING = folding, reading
        Merges.COUNTED = Counter()
        run_state_machine_as_test(
            Merges,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    differences = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert differences == []
    print(dict(Merges.COUNTED))
    return Merges.COUNTED


def test_a_slice_of_the_machine(world: World, follower: Follower, database: Database) -> None:
    counted = run(world, follower, database, examples=8, steps=30)
    assert counted["merges"] > 3


@pytest.mark.machine
def test_ten_thousand_steps_of_the_machine(world: World, follower: Follower, database: Database) -> None:
    counted = run(world, follower, database, examples=130, steps=100)
    assert counted["steps"] >= LEAST_STEPS
    assert min(counted["merges"], counted["unmerges"]) > LEAST_STEPS // 100
