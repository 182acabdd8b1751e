"""The life cycle of a request, by anybody and in any order, against a plain model: no difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Act
from domain.referral import Referral, tie
from domain.referral.choosing import KnownOfPeople
from infrastructure.facts import referral as rows
from tests.chapter.machine import Requests
from tests.chapter.model import OPEN, READY
from tests.journeys.world import World
from tests.stepping import run_steps

LEAST_STEPS = 10_000
STAGES = OPEN | READY | {"declined", "sent_to_legal_aid", "withdrawn"}


def run(world: World, examples: int, steps: int) -> Counter[str]:
    Requests.WORLD = world
    Requests.COUNTED = Counter()
    run_steps(Requests, examples, steps)
    print(dict(Requests.COUNTED))
    return Requests.COUNTED


def test_a_slice_of_the_machine(world: World) -> None:
    counted = run(world, examples=4, steps=30)
    assert min(counted["done"], counted["refused"], counted["not there"]) > 5


@pytest.mark.machine
def test_ten_thousand_steps_of_the_machine(world: World) -> None:
    counted = run(world, examples=200, steps=80)
    assert counted["steps"] >= LEAST_STEPS
    assert all(counted[stage] > 20 for stage in STAGES)
    assert min(counted["done"], counted["refused"], counted["not there"]) > LEAST_STEPS // 10


def _a_recusal_leaves_the_file_open(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(rows, "_released", lambda recorded: ("SELECT 1", ()))


def _a_tie_changes_no_stage(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(tie, "_without_reviewer", lambda referral, account: referral.stage)


def _a_recusal_is_for_one_request(patched: pytest.MonkeyPatch) -> None:
    propose = Referral.propose

    def forgetting(self: Referral, reviewer: UUID, act: Act, known: KnownOfPeople) -> Any:
        forgotten = known.model_copy(update={"recused": frozenset()})
        return propose(self.but(recused=frozenset()), reviewer, act, forgotten)

    patched.setattr(Referral, "propose", forgetting)


@pytest.mark.machine
@pytest.mark.parametrize(
    "fault",
    [_a_recusal_leaves_the_file_open, _a_tie_changes_no_stage, _a_recusal_is_for_one_request],
    ids=lambda fault: fault.__name__.strip("_"),
)
def test_the_machine_finds_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        run(world, examples=60, steps=60)
