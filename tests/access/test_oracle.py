"""A second decider, written in Cedar from the design and not from the code, says the same on every point.

Source: SECURITY, bar Z-3. `policy.cedar` is read by another engine; a slip of one author shows as a disagreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from cedarpy import is_authorized_batch

from application.access import (
    AccountState,
    Action,
    Assignment,
    Facts,
    Permit,
    Sensitivity,
    StepUp,
    decide,
)
from domain.account import Role
from tests.access.reviewed import space

POLICY = (Path(__file__).parent / "policy.cedar").read_text()


def asked(facts: Facts) -> tuple[tuple[str, Any], ...]:
    """The facts as Cedar is told them; points that say the same to it are asked once."""
    return (
        ("scope", str(facts.scope)),
        ("tie", str(facts.assignment)),
        ("restricted", facts.sensitivity is Sensitivity.RESTRICTED),
        ("conflict", facts.conflict),
        ("glass", facts.glass),
        ("erased", facts.erased),
        ("active", facts.account is AccountState.ACTIVE),
        ("fresh", facts.step_up is StepUp.FRESH),
        ("field", str(facts.field_class)),
    )


def permitted(role: Role, action: Action, contexts: Iterable[tuple[tuple[str, Any], ...]]) -> list[bool]:
    """What Cedar answers, in the order asked; an error in the policy is no answer."""
    requests = [
        {
            "principal": f'Role::"{role}"',
            "action": f'Action::"{action}"',
            "resource": 'Record::"one"',
            "context": dict(context),
        }
        for context in contexts
    ]
    answers = is_authorized_batch(requests, POLICY, [])
    assert [one.diagnostics.errors for one in answers if one.diagnostics.errors] == []
    return [one.allowed for one in answers]


def disagreements(points: Iterable[Facts]) -> Iterator[tuple[int, int, list[Facts]]]:
    """For each role and action: points, distinct requests, and where the two deciders differ."""
    for (role, action), group in groupby(points, key=lambda one: (one.role, one.action)):
        told = [(facts, asked(facts)) for facts in group]
        distinct = list(dict.fromkeys(context for _, context in told))
        answers = dict(zip(distinct, permitted(role, action, distinct), strict=True))
        differing = [one for one, context in told if isinstance(decide(one), Permit) != answers[context]]
        yield len(told), len(distinct), differing


@pytest.mark.security
def test_the_second_decider_agrees_on_every_point() -> None:
    parts = list(disagreements(space()))
    points, distinct = sum(part[0] for part in parts), sum(part[1] for part in parts)
    differing = [facts for part in parts for facts in part[2]]
    print(f"\nZ-3: {len(differing)} disagreements on {points} points ({distinct} distinct requests)")
    assert points >= 100_000
    assert differing == [], differing[:5]


def test_the_second_decider_knows_every_action() -> None:
    """So that an action that was added is missed by `make test` already, not by the whole space alone."""
    assert [action for action in Action if f'Action::"{action}"' not in POLICY] == []


def test_the_second_decider_agrees_on_what_a_counsellor_opens() -> None:
    """The part that runs with every `make test`: the busiest role and the action with all field classes."""
    few = space([Role.COUNSELLOR], [Action.OPEN_CASE])
    [(points, _, differing)] = disagreements(few)
    assert points > 1000
    assert differing == []


def test_a_slip_in_either_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the rule for a recused reviewer, Cedar permits what the policy denies."""
    start = POLICY.index("// LAW 10.2: a reviewer sees nothing")
    end = POLICY.index("// LAW 10.2: files are seen")
    monkeypatch.setitem(globals(), "POLICY", POLICY[:start] + POLICY[end:])
    few = space([Role.COUNSELLOR], [Action.OPEN_CASE])
    [(_, _, differing)] = disagreements(few)
    assert differing
    assert {one.assignment for one in differing} == {Assignment.RECUSED}
