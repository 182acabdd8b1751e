"""Every aggregate of the domain, ten thousand steps each, against the plain list of its facts; no database.

A new aggregate, a new decision or a new field of one is drawn as soon as it is there. Source: SECURITY, bar F-5;
DESIGN, section 3 (rules 2 to 4) and section 6 (decisions, facts, folding).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.chapter import Chapter, UnitRenamed
from domain.child_case import ChildCase
from domain.child_case.facts import CaseAssessed
from domain.child_case.follow_up import Triage
from domain.counselling import Counselling, CounsellingLinked
from domain.files import Files
from domain.fund import Fund
from domain.kernel import Act, Refused
from domain.legal_hold import HoldLifted, LegalHold
from tests.machines.decisions import NO_DECISION, TWO_STREAMS, Kind, decisions_of, facts_of, kinds
from tests.machines.machine import Counted, Machine
from tests.machines.making import hints
from tests.stepping import run_steps

STEPS = int(os.environ.get("LACHAN_MACHINE_STEPS", "10000"))
"""Of each aggregate; more of them on a long evening."""
STEPS_OF_AN_EXAMPLE = 50


def run(kind: Kind, steps: int) -> Counted:
    """Run the machine of an aggregate for at least so many steps."""

    class Of(Machine):
        KIND = kind
        COUNTED = Counted()

    Of.__name__ = f"Machine of {kind.__name__}"
    run_steps(Of, -(-steps * 6 // 5 // STEPS_OF_AN_EXAMPLE), STEPS_OF_AN_EXAMPLE)
    return Of.COUNTED


@pytest.mark.parametrize("kind", [ChildCase, Counselling, Fund], ids=lambda kind: kind.__name__)
def test_a_slice_of_the_machines(kind: Kind) -> None:
    assert run(kind, 250).facts


@pytest.mark.machine
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_ten_thousand_steps_of_each_aggregate(kind: Kind) -> None:
    counted = run(kind, STEPS)
    begins, goes_on = decisions_of(kind)
    names = {one.name for one in (*begins, *goes_on)}
    silent = names - set(counted.decided)
    print(
        f"\n{kind.__name__}: {counted.steps:,} steps, {sum(counted.facts.values()):,} facts of"
        f" {len(counted.facts)} kinds, {sum(counted.refusals.values()):,} refusals of {len(counted.refusals)} kinds;"
        f" {len(names)} decisions; never a fact: {sorted(_never(kind, counted))}"
    )
    assert counted.steps >= STEPS
    assert not silent, f"never decided: {sorted(silent)}; {dict(counted.unmade)}"


def _never(kind: Kind, counted: Counted) -> set[str]:
    first, further = facts_of(kind)
    return {one.__name__ for one in first | further} - set(counted.facts)


def test_every_decision_is_drawn_or_named() -> None:
    """Nothing is left out in silence: a name that is gone is taken off the lists."""
    drawn = {one.name for kind in kinds() for some in decisions_of(kind) for one in some}
    assert len(kinds()) > 30 and len(drawn) > 150
    assert not drawn & (set(TWO_STREAMS) | set(NO_DECISION))


# -- the machines notice -----------------------------------------------------------------------------------------------


def _a_hold_is_lifted_twice(patched: pytest.MonkeyPatch) -> None:
    def lift(self: LegalHold, act: Act) -> HoldLifted:
        return HoldLifted(occurred_at=act.at)

    patched.setattr(LegalHold, "lift", lift)


def _a_first_look_is_refused(patched: pytest.MonkeyPatch) -> None:
    def assess(self: ChildCase, triage: Triage, act: Act) -> CaseAssessed:
        raise Refused

    patched.setattr(ChildCase, "assess", assess)


def _a_file_is_numbered_anew(patched: pytest.MonkeyPatch) -> None:
    after = Files.after
    patched.setattr(
        Files,
        "after",
        lambda self, fact, version: after(self, fact, version).model_copy(update={"number": 7}),
    )


def _a_decision_reads_the_clock(patched: pytest.MonkeyPatch) -> None:
    def link(self: Counselling, case_id: UUID, act: Act) -> CounsellingLinked:
        return CounsellingLinked(occurred_at=datetime.now(UTC), case_id=case_id)

    patched.setattr(Counselling, "link", link)


def _what_is_corrected_is_counted_twice(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Fund, "_reversal", lambda self, held, act: None)


def _a_fold_refuses(patched: pytest.MonkeyPatch) -> None:
    apply = Chapter.apply

    def refusing(self: Chapter, fact: Any) -> Chapter:
        if isinstance(fact, UnitRenamed) and self.version > 3:
            raise Refused
        return apply(self, fact)

    patched.setattr(Chapter, "apply", refusing)


FAULTS = (
    (LegalHold, _a_hold_is_lifted_twice),
    (ChildCase, _a_first_look_is_refused),
    (ChildCase, _a_file_is_numbered_anew),
    (Counselling, _a_decision_reads_the_clock),
    (Fund, _what_is_corrected_is_counted_twice),
    (Chapter, _a_fold_refuses),
)


@pytest.mark.machine
@pytest.mark.parametrize(("kind", "fault"), FAULTS, ids=lambda one: one.__name__.strip("_"))
def test_the_machines_find_a_fault(
    kind: Kind, fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    for kept in (decisions_of, hints):
        kept.cache_clear()
    try:
        with pytest.raises((AssertionError, Refused)):
            run(kind, 5_000)
    finally:
        monkeypatch.undo()
        for kept in (decisions_of, hints):
            kept.cache_clear()
