"""The policy as a person reviews it: one line a role and action, and a digest over every single decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import product

from application.access import (
    NEEDS_FRESH_PROOF,
    SHOWS_FIELDS,
    AccountState,
    Action,
    Assignment,
    Decision,
    Facts,
    Permit,
    Scope,
    Sensitivity,
    StepUp,
)
from domain.account import Role
from domain.kernel import FieldClass


def space(roles: Iterable[Role] = Role, actions: Iterable[Action] = Action) -> Iterator[Facts]:
    """Yield every point of the space that is decided; field classes and proofs where they play a part."""
    for role, action in product(roles, actions):
        classes = tuple(FieldClass) if action in SHOWS_FIELDS else (FieldClass.SUMMARY,)
        for point in product(AccountState, Scope, Assignment, Sensitivity, _BOTH, _BOTH, _BOTH, classes):
            waits = action in NEEDS_FRESH_PROOF or point[3] is Sensitivity.RESTRICTED
            for proof in StepUp if waits else (StepUp.FRESH,):
                yield Facts(role, action, *point, proof)


_BOTH = (False, True)


def said(decision: Decision) -> str:
    """Return a decision as one word: `permit:<basis>` or `deny:<reason>`."""
    return f"permit:{decision.basis}" if isinstance(decision, Permit) else f"deny:{decision.reason}"


def digest(decided: Mapping[Facts, Decision]) -> str:
    """Return the shortened SHA-256 over all decisions, in the order of the space."""
    whole = sha256()
    for facts, decision in decided.items():
        point = (facts.role, facts.action, facts.account, facts.scope, facts.assignment, facts.sensitivity)
        flags = f"{facts.conflict:d}{facts.glass:d}{facts.erased:d}"
        where = f"{'|'.join(point)}|{flags}|{facts.field_class}|{facts.step_up}"
        whole.update(f"{where}={said(decision)}\n".encode())
    return whole.hexdigest()[:16]


def reviewed_table(decided: Mapping[Facts, Decision]) -> str:
    """Return, for each role, where an active person without conflict is permitted what, and on which basis."""
    lines = [
        "# where permitted: scope/tie/sensitivity; * stands for every one",
        "# with a fresh proof of who asks; conflict, erased and closed accounts are denied but for what the",
        "# invariants in test_decide.py name",
    ]
    for role in Role:
        alike: dict[tuple[str, ...], list[str]] = {}
        for action in Action:
            if found := _permits(decided, role, action):
                alike.setdefault(tuple(found), []).append(str(action))
        for places, actions in alike.items():
            lines += ["", f"{role}: {' '.join(actions)}", *(f"    {place}" for place in places)]
    return "\n".join(lines) + "\n"


def _permits(decided: Mapping[Facts, Decision], role: Role, action: Action) -> list[str]:
    by_basis: dict[str, list[tuple[str, str, str]]] = {}
    for glass in (False, True):
        for scope in Scope:
            for tie in Assignment:
                for sensitivity in Sensitivity:
                    plain = Facts(
                        role,
                        action,
                        scope=scope,
                        assignment=tie,
                        sensitivity=sensitivity,
                        step_up=StepUp.FRESH,
                    )
                    decision = decided[replace(plain, glass=glass)]
                    if isinstance(decision, Permit) and (not glass or decision.basis == "break-glass"):
                        by_basis.setdefault(decision.basis, []).append((scope, tie, sensitivity))
    return [f"{basis}: {_short(points)}" for basis, points in by_basis.items()]


def _short(points: list[tuple[str, str, str]]) -> str:
    """Return points with `*` where each value of a column goes with the same others."""
    every: tuple[set[str], ...] = (set(Scope), set(Assignment), set(Sensitivity))
    for column in (2, 1, 0):
        points = _starred(points, column, every[column])
    return ", ".join("/".join(point) for point in points)


def _starred(points: list[tuple[str, str, str]], column: int, every: set[str]) -> list[tuple[str, str, str]]:
    rest: dict[tuple[str, ...], list[str]] = {}
    for point in points:
        rest.setdefault((*point[:column], *point[column + 1 :]), []).append(point[column])
    out: list[tuple[str, str, str]] = []
    for others, values in rest.items():
        for value in ["*"] if set(values) == {str(one) for one in every} else values:
            left, right = others[:column], others[column:]
            out.append((*left, value, *right))  # type: ignore[arg-type]
    return out
