"""Merging and taking merges back, in any order with everything else, against a naive recomputation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.ledger import Recorded
from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from infrastructure.views import article92_corrections, due, follow_up_log, log_figures, situation
from infrastructure.views.joined_rows import root_of
from infrastructure.views.log_rows import Row
from infrastructure.work import recording
from tests import naive_situation
from tests.journeys.world import World
from tests.merging.machine import Merges
from tests.naive_log import differing as differing_from_the_log
from tests.stepping import run_steps

LEAST_STEPS = 10_000


def run(world: World, follower: Follower, database: Database, examples: int, steps: int) -> Counter[str]:
    """Run the machine; live views equal rebuilt ones at the end."""
    connected = partial(psycopg.connect, database.follower_dsn, autocommit=True)
    with connected() as folding, connected() as reading:
        Merges.WORLD, Merges.FOLLOWER = world, follower
        Merges.FOLDING, Merges.READING = folding, reading
        Merges.COUNTED = Counter()
        run_steps(Merges, examples, steps)
    differences = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert differences == []
    assert naive_situation.differing(database.follower_dsn) == []
    assert differing_from_the_log(database.follower_dsn) == []
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


def _no_minus_line(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(article92_corrections, "_merge", lambda connection, recorded, *, merged: None)


def _the_duplicate_keeps_its_row(patched: pytest.MonkeyPatch) -> None:
    put = follow_up_log.Book._put

    def shown(self: Any, case_id: UUID, after: Row, position: int) -> None:
        put(self, case_id, {**after, "merged_into": None}, position)

    patched.setattr(follow_up_log.Book, "_put", shown)


def _what_was_added_meanwhile_is_lost(patched: pytest.MonkeyPatch) -> None:
    change = follow_up_log.Book._change

    def added_to_the_main_file(self: Any, case_id: UUID, row: Row, recorded: Recorded) -> None:
        main = root_of(self.own, case_id) if case_id in self.own else case_id
        change(self, main, self.own.get(main, row), recorded)

    patched.setattr(follow_up_log.Book, "_change", added_to_the_main_file)


def _steps_outlive_the_follow_up(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(due, "_BELOW", f"{due._BELOW} WHERE false")


def _nothing_takes_the_follow_up_up_again(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(recording, "mains_to_reopen", lambda *asked: [])


def _a_duplicate_tells_nothing_of_its_child(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(situation._Book, "_hanging", lambda self, stream: iter(()))


def _the_log_forgets_what_it_counted(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(
        log_figures, "differences", lambda before, after, position: counted(None, after, position)
    )


counted = log_figures.differences


@pytest.mark.machine
@pytest.mark.parametrize(
    "fault",
    [
        _no_minus_line,
        _the_duplicate_keeps_its_row,
        _what_was_added_meanwhile_is_lost,
        _steps_outlive_the_follow_up,
        _nothing_takes_the_follow_up_up_again,
        _a_duplicate_tells_nothing_of_its_child,
        _the_log_forgets_what_it_counted,
    ],
    ids=lambda fault: fault.__name__.strip("_"),
)
def test_the_machine_finds_a_fault(
    world: World,
    follower: Follower,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], None],
) -> None:
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        run(world, follower, database, examples=40, steps=60)
    print(fault.__name__, dict(Merges.COUNTED))
