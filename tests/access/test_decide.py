"""Who may do what: the whole space enumerated, held to its invariants and to the digest that was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from application.access import (
    BY_ASSIGNMENT,
    BY_ROLE,
    AccountState,
    Action,
    Assignment,
    Deny,
    Facts,
    Permit,
    Scope,
    Sensitivity,
    decide,
    policy_version,
    table,
)
from domain.account import Role

REVIEWED = Path(__file__).parent / "policy-digest.txt"
CASE_CONTENT = {
    Action.OPEN_CASE,
    Action.ADD_TO_CASE,
    Action.CHANGE_CASE,
    Action.FORWARD,
    Action.TRIAGE,
    Action.CLOSE_CASE,
    Action.REOPEN_CASE,
    Action.SEE_LOG,
    Action.LOG_CONSULTATION,
    Action.OPEN_CONSULTATION,
    Action.LINK_CONSULTATION,
    Action.OPEN_REFERRAL,
    Action.REVIEW_REFERRAL,
    Action.WRITE_OPINION,
    Action.SEE_HISTORY,
    Action.OPEN_FIGURE,
}


def space() -> Iterator[Facts]:
    for role in Role:
        for action in Action:
            for account in AccountState:
                for scope in Scope:
                    for assignment in Assignment:
                        for sensitivity in Sensitivity:
                            for conflict in (False, True):
                                yield Facts(role, action, account, scope, assignment, sensitivity, conflict)


SPACE = tuple(space())


def permits(facts: Facts) -> bool:
    return isinstance(decide(facts), Permit)


def test_the_policy_is_the_one_that_was_reviewed() -> None:
    """After a wanted change: look at the changed lines of `table()`, then write the new digest into the file."""
    assert policy_version() == REVIEWED.read_text().strip()
    assert len(table()) == len(SPACE)


def test_every_action_names_its_roles() -> None:
    assert set(BY_ROLE) == set(Action)


def test_a_role_that_an_action_is_not_for_is_denied_everywhere() -> None:
    for facts in SPACE:
        if facts.role not in BY_ROLE[facts.action]:
            assert isinstance(decide(facts), Deny), facts


def test_an_emergency_is_open_to_everyone_in_every_state() -> None:
    emergencies = [facts for facts in SPACE if facts.action is Action.RECORD_EMERGENCY]
    assert emergencies
    assert all(permits(facts) for facts in emergencies)


def test_a_conflict_beats_everything_but_an_emergency() -> None:
    assert [f for f in SPACE if f.conflict and f.action is not Action.RECORD_EMERGENCY and permits(f)] == []


def test_a_closed_account_can_only_cry_for_help() -> None:
    closed = {f.action for f in SPACE if f.account is AccountState.CLOSED and permits(f)}
    assert closed == {Action.RECORD_EMERGENCY}


@pytest.mark.parametrize("action", sorted(CASE_CONTENT))
def test_an_administrator_never_reads_or_writes_a_case(action: Action) -> None:
    assert [f for f in SPACE if f.role is Role.ADMINISTRATOR and f.action is action and permits(f)] == []


def test_an_auditor_writes_nothing_and_opens_no_case_page() -> None:
    allowed = {f.action for f in SPACE if f.role is Role.AUDITOR and permits(f)}
    assert allowed == {
        Action.RECORD_EMERGENCY,
        Action.SEE_TODAY,
        Action.SEE_ARTICLE_92,
        Action.OPEN_FIGURE,
        Action.SEE_HISTORY,
        Action.SEE_UNITS,
        Action.OWN_ACCOUNT,
    }


def test_a_data_protection_officer_opens_no_case_and_decides_on_erasures_and_holds() -> None:
    allowed = {f.action for f in SPACE if f.role is Role.DATA_PROTECTION_OFFICER and permits(f)}
    assert allowed == {
        Action.RECORD_EMERGENCY,
        Action.SEE_TODAY,
        Action.OWN_ACCOUNT,
        Action.SEE_ERASURES,
        Action.REQUEST_ERASURE,
        Action.CONFIRM_ERASURE,
        Action.DECIDE_ERASURE,
        Action.MANAGE_HOLDS,
    }


def test_a_reviewer_sees_only_what_was_assigned() -> None:
    for facts in SPACE:
        if facts.role is Role.REVIEWER and facts.action in CASE_CONTENT and permits(facts):
            assert facts.assignment is Assignment.REVIEWER, facts


def test_a_proposed_reviewer_may_declare_and_nothing_else_about_the_referral() -> None:
    allowed = {
        f.action
        for f in SPACE
        if f.role is Role.REVIEWER and f.assignment is Assignment.PROPOSED_REVIEWER and permits(f)
    }
    assert allowed & (CASE_CONTENT | {Action.DECLARE_CONFLICT}) == {Action.DECLARE_CONFLICT}


def test_nobody_who_recused_opens_the_record() -> None:
    for facts in SPACE:
        if facts.assignment is Assignment.RECUSED and facts.action in CASE_CONTENT:
            assert not permits(facts), facts


def test_a_restricted_record_opens_only_to_those_tied_to_it() -> None:
    for facts in SPACE:
        is_plain = facts.action in CASE_CONTENT and facts.scope is not Scope.NO_RECORD
        if is_plain and facts.sensitivity is Sensitivity.RESTRICTED and facts.assignment is Assignment.NONE:
            assert not permits(facts), facts


def test_another_unit_s_record_needs_a_tie_or_oversight() -> None:
    for facts in SPACE:
        if facts.scope is Scope.ELSEWHERE and facts.action in CASE_CONTENT and permits(facts):
            tied = facts.assignment in {Assignment.COUNSELLOR, Assignment.REFERRER, Assignment.REVIEWER}
            assert tied or facts.role is Role.AUDITOR, facts


def test_losing_an_assignment_never_opens_anything() -> None:
    for facts in SPACE:
        if facts.assignment is Assignment.RECUSED or undeclared(facts):
            continue  # these two close what others may open
        without = replace(facts, assignment=Assignment.NONE)
        assert permits(facts) or not permits(without), facts


def test_restricting_a_record_never_opens_anything() -> None:
    for facts in SPACE:
        if facts.sensitivity is Sensitivity.RESTRICTED and permits(facts):
            assert permits(replace(facts, sensitivity=Sensitivity.ORDINARY)), facts


def test_what_an_assignment_opens_nothing_else_opens() -> None:
    for facts in SPACE:
        if facts.action in BY_ASSIGNMENT and permits(facts):
            assert facts.assignment in BY_ASSIGNMENT[facts.action], facts


def undeclared(facts: Facts) -> bool:
    return facts.assignment is Assignment.PROPOSED_REVIEWER and facts.action is Action.OPEN_REFERRAL


def test_no_other_role_opens_a_file_to_a_reviewer_who_has_not_declared() -> None:
    for facts in SPACE:
        if undeclared(facts) and facts.role is not Role.CHAPTER_HEAD:
            assert not permits(facts), facts
