"""Which records a reader's lists hold: what `decide` permits on each of them, asked once for many.

A list is made of three parts, all taken from `decide`: the units whose ordinary records the reader may open without
being tied to them; records to which a tie opens the way (a case in another unit, a restricted one); records to which a
tie closes it (a recusal). A conflict of interest closes a record whatever else is so (`Reader.hidden`). A test
compares lists with `decide` record by record.
"""

from __future__ import annotations

from uuid import UUID

from application.access import Action, Assignment, Facts, Permit, Scope, Sensitivity, StepUp, decide
from application.work import Reader


def scope_of(reader: Reader, unit: UUID) -> Scope:
    """Return how a record's unit lies to the reader's own."""
    if unit in reader.own_units:
        return Scope.OWN
    return Scope.BELOW if unit in reader.units else Scope.ELSEWHERE


def permits(
    reader: Reader,
    action: Action,
    scope: Scope,
    assignment: Assignment = Assignment.NONE,
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
) -> bool:
    """Return whether one of the reader's roles may do this on such a record, perhaps after a fresh proof."""
    facts = (
        Facts(
            role=role,
            action=action,
            scope=scope,
            assignment=assignment,
            sensitivity=sensitivity,
            step_up=StepUp.FRESH,
        )
        for role in reader.roles
    )
    return any(isinstance(decide(one), Permit) for one in facts)


def units_of(
    reader: Reader, action: Action, sensitivity: Sensitivity = Sensitivity.ORDINARY
) -> frozenset[UUID] | None:
    """Return the units in which the reader may do this on any record so closely held; None means every unit."""

    def may(scope: Scope) -> bool:
        return permits(reader, action, scope, sensitivity=sensitivity)

    if may(Scope.ELSEWHERE):
        return None
    own = reader.own_units if may(Scope.OWN) else frozenset()
    below = reader.units - reader.own_units if may(Scope.BELOW) else frozenset()
    return own | below


def lists_hold(reader: Reader, unit: UUID, action: Action) -> bool:
    """Return whether the reader may do this on any ordinary record of a unit."""
    units = units_of(reader, action)
    return units is None or unit in units
