"""How a state machine is run: always the same steps, as many as asked for, nothing shrunk."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_steps(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    """Run a machine from its beginning `examples` times, `steps` steps each."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
            report_multiple_bugs=False,
        ),
    )
