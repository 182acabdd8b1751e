"""Every single change of the policy is noticed: each operator, constant and member of a set is changed in turn.

Source: SECURITY, bar Z-2. A mutant that decides the whole space as the policy does would show a rule that says nothing.
"""

from __future__ import annotations

import ast
import copy
import inspect
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from application import access
from application.access import Action, Facts
from domain.account import Role
from tests.access.reviewed import said
from tests.access.test_decide import SPACE

TREE = ast.parse(inspect.getsource(access))
FUNCTIONS = {node.name for node in TREE.body if isinstance(node, ast.FunctionDef)}
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Eq: ast.NotEq,
}
SEED = 92


@cache
def points() -> list[tuple[Facts, str]]:
    """The whole space with its decisions, in an order that finds a difference soon."""
    known = [(facts, said(decision)) for facts, decision in SPACE.decided.items()]
    random.Random(SEED).shuffle(known)
    return known


class Changing(ast.NodeTransformer):
    """Changes the n-th place that can be changed, and says what it did."""

    def __init__(self, wanted: int) -> None:
        self.seen, self.wanted, self.what = 0, wanted, ""

    def _here(self, what: str) -> bool:
        self.seen += 1
        if self.seen - 1 != self.wanted:
            return False
        self.what = what
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if type(node.ops[0]) in SWAPPED and self._here(f"line {node.lineno}: {ast.unparse(node)}"):
            node.ops[0] = SWAPPED[type(node.ops[0])]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here(f"line {node.lineno}: {ast.unparse(node)}"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and self._here(f"line {node.lineno}: {ast.unparse(node)}"):
            return node.operand
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        made = node.value
        is_answer = isinstance(made, ast.Call) and ast.unparse(made.func) in {"Permit", "Deny"}
        if is_answer and self._here(f"line {node.lineno}: {ast.unparse(node)}"):
            assert isinstance(made, ast.Call) and isinstance(made.func, ast.Name)
            made.func.id = "Deny" if made.func.id == "Permit" else "Permit"
        return node


def mutants_of_rules() -> Iterator[tuple[str, dict[str, Any]]]:
    """The module with one operator or answer changed in one of its rules."""
    number = 0
    while True:
        tree = copy.deepcopy(TREE)
        change = Changing(number)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS:
                change.visit(node)
        if not change.what:
            return
        yield change.what, _executed(tree)
        number += 1


def _executed(tree: ast.Module) -> dict[str, Any]:
    rules: list[ast.stmt] = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name in FUNCTIONS]
    namespace = dict(vars(access))
    exec(compile(ast.fix_missing_locations(ast.Module(rules, [])), "mutant", "exec"), namespace)
    return namespace


def mutants_of_sets() -> Iterator[tuple[str, dict[str, Any]]]:
    """The module with one member less in one of its sets, and one role more for each action."""
    rules: list[ast.stmt] = [n for n in TREE.body if isinstance(n, ast.FunctionDef) and n.name in FUNCTIONS]
    code = compile(ast.Module(rules, []), "mutant", "exec")

    def with_changed(name: str, value: object) -> dict[str, Any]:
        namespace = {**vars(access), name: value}
        exec(code, namespace)
        return namespace

    for name in (
        "WHOLE_SCOPE",
        "CHAPTER_WORK",
        "ANY_RECORD",
        "BY_UNIT_ALONE",
        "CLOSELY_HELD",
        "BEHIND_GLASS",
        "ON_ERASED",
        "_TIES",
    ):
        for member in sorted(vars(access)[name]):
            if name == "BY_UNIT_ALONE" and access.BY_ROLE[member] <= access.WHOLE_SCOPE:
                continue  # whose roles reach every unit: there a tie could widen nothing
            yield f"{name} without {member}", with_changed(name, vars(access)[name] - {member})
    for name in ("BY_ROLE", "BY_ASSIGNMENT", "THROUGH_GLASS"):
        for key, members in vars(access)[name].items():
            if key is Action.RECORD_EMERGENCY:
                continue  # permitted before any table is asked; the row is there for the house's own test
            for member in sorted(members):
                changed = {**vars(access)[name], key: members - {member}}
                yield f"{name}[{key}] without {member}", with_changed(name, changed)
    for action in Action:
        for role in sorted(set(Role) - access.BY_ROLE[action]):
            changed = {**access.BY_ROLE, action: access.BY_ROLE[action] | {role}}
            yield f"BY_ROLE[{action}] with {role}", with_changed("BY_ROLE", changed)


def is_noticed(namespace: dict[str, Any]) -> bool:
    decided = namespace["decide"]
    try:
        return any(said(decided(facts)) != expected for facts, expected in points())
    except (KeyError, AttributeError):
        return True  # a rule that breaks stops the service: nobody overlooks it


def unnoticed(mutants: Iterator[tuple[str, dict[str, Any]]]) -> tuple[int, list[str]]:
    known = [(what, is_noticed(namespace)) for what, namespace in mutants]
    return len(known), [what for what, noticed in known if not noticed]


@pytest.mark.security
def test_every_changed_rule_is_noticed() -> None:
    count, missed = unnoticed(mutants_of_rules())
    print(f"\nZ-2 rules: {count - len(missed)} of {count} mutants noticed")
    assert count > 30
    assert missed == []


@pytest.mark.security
def test_every_changed_set_is_noticed() -> None:
    count, missed = unnoticed(mutants_of_sets())
    print(f"\nZ-2 sets: {count - len(missed)} of {count} mutants noticed")
    assert count > 200
    assert missed == []


@pytest.mark.security
def test_a_mutant_that_changes_nothing_is_found_to_change_nothing() -> None:
    assert not is_noticed(_executed(copy.deepcopy(TREE)))
