"""Who may do what: the whole space enumerated, held to its invariants and to the digest that was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from application.access import (
    BEHIND_GLASS,
    BY_ASSIGNMENT,
    BY_ROLE,
    CLOSELY_HELD,
    NEEDS_FRESH_PROOF,
    NEVER_HELD_UP,
    ON_ERASED,
    POLICY_VERSION,
    SHOWS_FIELDS,
    STEP_UP,
    AccountState,
    Action,
    Assignment,
    Decision,
    Deny,
    Facts,
    Permit,
    Scope,
    Sensitivity,
    StepUp,
    decide,
)
from domain.account import Role
from domain.kernel import FieldClass
from tests.access.reviewed import digest, reviewed_table, said, space

REVIEWED = Path(__file__).parent / "policy.txt"
CASE_CONTENT = {
    Action.OPEN_CASE,
    Action.ADD_TO_CASE,
    Action.CHANGE_CASE,
    Action.FORWARD,
    Action.PRINT_CASE,
    Action.PRINT_LOG,
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


class _Space:
    """The whole space and its decisions, worked out when the first test asks: other tests import nothing of it.

    Going through it meets accounts that may act: for closed ones, half of the space, one rule says all.
    """

    def __init__(self) -> None:
        self._decided: dict[Facts, Decision] = {}
        self._active: list[Facts] = []

    @property
    def decided(self) -> dict[Facts, Decision]:
        if not self._decided:
            self._decided = {facts: decide(facts) for facts in space()}
        return self._decided

    def __iter__(self) -> Iterator[Facts]:
        if not self._active:
            self._active = [facts for facts in self.decided if facts.account is AccountState.ACTIVE]
        return iter(self._active)

    def __len__(self) -> int:
        return len(self.decided)


SPACE = _Space()


def basis_of(facts: Facts) -> str:
    decision = SPACE.decided[facts]
    return decision.basis if isinstance(decision, Permit) else ""


def permits(facts: Facts) -> bool:
    return isinstance(SPACE.decided.get(facts) or decide(facts), Permit)


def test_the_policy_is_the_one_that_was_reviewed() -> None:
    """After a wanted change: `python -m tests.access` shows what moved; read it, write it, and take the digest over."""
    assert REVIEWED.read_text() == reviewed_table(SPACE.decided)
    assert digest(SPACE.decided) == POLICY_VERSION


def test_the_whole_space_is_decided_with_a_reason() -> None:
    assert len(SPACE) >= 100_000
    assert all(said(decision).partition(":")[2] for decision in SPACE.decided.values())


def test_every_action_names_its_roles() -> None:
    assert set(BY_ROLE) == set(Action)


def test_a_role_that_an_action_is_not_for_is_denied_everywhere() -> None:
    for facts in SPACE:
        if facts.role not in BY_ROLE[facts.action] and not facts.glass:
            assert isinstance(decide(facts), Deny), facts


def test_an_emergency_is_open_to_everyone_in_every_state() -> None:
    emergencies = [facts for facts in SPACE.decided if facts.action is Action.RECORD_EMERGENCY]
    assert emergencies
    assert all(permits(facts) for facts in emergencies)


def test_a_conflict_beats_everything_but_an_emergency() -> None:
    allowed = {f.action for f in SPACE if f.conflict and permits(f)}
    assert allowed == {Action.RECORD_EMERGENCY, Action.DECLARE_INTEREST}


def test_a_closed_account_can_only_cry_for_help() -> None:
    closed = [f for f in SPACE.decided if f.account is AccountState.CLOSED]
    assert 2 * len(closed) == len(SPACE)
    assert {f.action for f in closed if permits(f)} == {Action.RECORD_EMERGENCY}


@pytest.mark.parametrize("action", sorted(CASE_CONTENT))
def test_an_administrator_never_reads_or_writes_a_case(action: Action) -> None:
    assert [f for f in SPACE if f.role is Role.ADMINISTRATOR and f.action is action and permits(f)] == []


def test_an_auditor_writes_findings_alone_and_opens_a_case_only_through_broken_glass() -> None:
    """But for what anyone signed in may say: that a request came in, that data leaked (Law 91/2025, arts. 4, 23)."""
    allowed = {f.action for f in SPACE if f.role is Role.AUDITOR and not f.glass and permits(f)}
    assert allowed == {
        Action.RECORD_EMERGENCY,
        Action.SEE_TODAY,
        Action.SEE_DRAFTS,
        Action.SEE_ARTICLE_92,
        Action.SEE_CHAPTER_FIGURES,
        Action.SEE_ACTIVITIES,
        Action.OPEN_FIGURE,
        Action.SEE_HISTORY,
        Action.BREAK_GLASS,
        Action.EXPLAIN_GLASS,
        Action.SEE_GLASS,
        Action.REVIEW_GLASS,
        Action.DECLARE_INTEREST,
        Action.OWN_KIN,
        Action.SEE_LOOKS,
        Action.REVIEW_TIE,
        Action.SEE_TRAIL,
        Action.JUDGE_LOOKS,
        Action.SEE_FINDINGS,
        Action.WRITE_FINDING,
        Action.EXTRACT_LOG,
        Action.APPROVE_EXTRACT,
        Action.SEE_DECOYS,
        Action.PROPOSE_DECOY,
        Action.CONFIRM_DECOY,
        Action.SEE_UNITS,
        Action.OWN_ACCOUNT,
        Action.SEE_DIRECTORY,
        Action.OWN_SECRETS,
        Action.RECORD_DATA_REQUEST,
        Action.RECORD_BREACH,
        Action.SEE_POLICY,
        Action.SEE_EXPORTS,
        Action.SEE_IMPORTS,
        Action.SEE_RECOMMENDATIONS,
        Action.SEE_REPORTS,
        Action.OPEN_RECOMMENDATION,
        Action.SEE_SUPPORT,
        Action.SEE_FUND,
    }
    through = {f.action for f in SPACE if f.role is Role.AUDITOR and f.glass and permits(f)} - allowed
    assert through == {Action.OPEN_CASE, Action.OPEN_CONSULTATION, Action.SEE_HIDDEN}


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.OFFICE])
def test_neither_the_data_protection_officer_nor_the_office_reads_or_writes_a_case(role: Role) -> None:
    """LAW 10.2: the one does not alter case content, the other does not open it; neither has a glass to break."""
    allowed = {f.action for f in SPACE if f.role is role and permits(f)}
    assert allowed & (CASE_CONTENT | {Action.BREAK_GLASS}) == set()


def test_broken_glass_never_opens_a_conflict_nor_what_is_erased() -> None:
    for facts in SPACE:
        if facts.glass and (facts.conflict or facts.erased) and permits(facts):
            assert permits(replace(facts, glass=False)), facts


def test_broken_glass_closes_nothing_and_opens_five_actions_at_most() -> None:
    opened = set()
    for facts in SPACE:
        if not facts.glass:
            with_glass = permits(replace(facts, glass=True))
            assert with_glass or not permits(facts), facts
            if with_glass and not permits(facts):
                opened.add(facts.action)
    reading = {Action.OPEN_CASE, Action.OPEN_CONSULTATION, Action.PRINT_CASE, Action.SEE_HIDDEN}
    assert opened == reading | {Action.ADD_TO_CASE, Action.FORWARD}


def test_broken_glass_shows_neither_informant_nor_health_nor_evidence() -> None:
    shown = {f.field_class for f in SPACE if basis_of(f) == "break-glass" and f.action in SHOWS_FIELDS}
    assert shown == {
        FieldClass.SUMMARY,
        FieldClass.NARRATIVE,
        FieldClass.IDENTITY,
        FieldClass.CONTACT,
    }


def test_what_was_hidden_is_shown_whole_to_an_auditor_through_glass_and_to_nobody_else() -> None:
    """DESIGN 3, rule 8: of every class of fields; nothing else that glass opens shows what glass leaves closed."""
    seen = [
        f for f in SPACE if f.action is Action.SEE_HIDDEN and f.scope is not Scope.NO_RECORD and permits(f)
    ]
    assert seen and all(f.role is Role.AUDITOR and f.glass for f in seen)
    assert all(permits(replace(facts, field_class=one)) for facts in seen for one in FieldClass)
    for facts in SPACE:
        if basis_of(facts) == "break-glass" and facts.action in SHOWS_FIELDS:
            assert facts.field_class not in BEHIND_GLASS, facts


def test_health_and_informant_are_for_the_assigned_and_the_supervisor() -> None:
    for facts in SPACE:
        if facts.action in SHOWS_FIELDS and facts.field_class in CLOSELY_HELD and permits(facts):
            tied = facts.assignment is Assignment.COUNSELLOR or facts.role is Role.SUPERVISOR
            assert tied or facts.scope is Scope.NO_RECORD, facts


def test_nothing_happens_on_an_erased_record_but_looking_at_what_is_left() -> None:
    allowed = {f.action for f in SPACE if f.erased and permits(f)}
    assert allowed == ON_ERASED | {Action.RECORD_EMERGENCY}


def test_everyone_who_can_see_a_case_can_declare_an_interest_in_it_even_twice() -> None:
    for facts in SPACE:
        if facts.action is Action.DECLARE_INTEREST and not facts.erased:
            assert permits(facts) is (facts.role is not Role.ADMINISTRATOR), facts


def test_a_data_protection_officer_opens_no_case_and_decides_on_erasures_and_holds() -> None:
    allowed = {f.action for f in SPACE if f.role is Role.DATA_PROTECTION_OFFICER and permits(f)}
    assert allowed == {
        Action.RECORD_EMERGENCY,
        Action.SEE_TODAY,
        Action.OWN_ACCOUNT,
        Action.OWN_SECRETS,
        Action.OWN_KIN,
        Action.SEE_DIRECTORY,
        Action.DECLARE_INTEREST,
        Action.SEE_CONFLICTS,
        Action.JUDGE_CONFLICT,
        Action.UNRESTRICT_CASE,
        Action.SEE_GLASS,
        Action.REVIEW_GLASS,
        Action.SEE_TRAIL,
        Action.JUDGE_LOOKS,
        Action.SEE_FINDINGS,
        Action.APPROVE_EXTRACT,
        Action.SEE_DECOYS,
        Action.CONFIRM_DECOY,
        Action.SEE_ERASURES,
        Action.REQUEST_ERASURE,
        Action.CONFIRM_ERASURE,
        Action.DECIDE_ERASURE,
        Action.RUN_ERASURE,
        Action.MANAGE_HOLDS,
        Action.RECORD_DATA_REQUEST,
        Action.HANDLE_DATA_REQUESTS,
        Action.RECORD_BREACH,
        Action.HANDLE_BREACHES,
        Action.SEE_POLICY,
        Action.PROPOSE_POLICY,
        Action.CONFIRM_POLICY,
        Action.SEE_EXPORTS,
        Action.APPROVE_EXPORT,
    }


def test_a_reviewer_sees_only_what_was_assigned() -> None:
    for facts in SPACE:
        if facts.role is Role.REVIEWER and facts.action in CASE_CONTENT and permits(facts):
            assert facts.assignment is Assignment.REVIEWER, facts
            assert not facts.glass or permits(replace(facts, glass=False)), facts


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


def test_a_restricted_record_opens_only_to_those_tied_to_it_and_to_the_supervisor_who_answers() -> None:
    for facts in SPACE:
        is_plain = facts.action in CASE_CONTENT - {Action.SEE_HISTORY, Action.OPEN_FIGURE} and not facts.glass
        if is_plain and facts.scope is not Scope.NO_RECORD and facts.sensitivity is Sensitivity.RESTRICTED:
            answers = facts.role in {Role.SUPERVISOR, Role.CHAPTER_HEAD}
            assert answers or facts.assignment is not Assignment.NONE or not permits(facts), facts


def test_another_unit_s_record_needs_a_tie_oversight_or_broken_glass() -> None:
    for facts in SPACE:
        if facts.scope is Scope.ELSEWHERE and facts.action in CASE_CONTENT and permits(facts):
            tied = facts.assignment in {Assignment.COUNSELLOR, Assignment.REFERRER, Assignment.REVIEWER}
            assert tied or basis_of(facts) in {"oversight", "break-glass"}, facts


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


def test_only_a_restricted_record_and_work_on_accounts_wait_for_a_fresh_proof() -> None:
    for facts in SPACE:
        if SPACE.decided[facts] == Deny(STEP_UP):
            is_restricted = facts.sensitivity is Sensitivity.RESTRICTED and facts.scope is not Scope.NO_RECORD
            assert is_restricted or facts.action in NEEDS_FRESH_PROOF, facts
            assert facts.step_up is not StepUp.FRESH, facts


def test_a_stale_proof_never_opens_what_waits_for_a_fresh_one() -> None:
    for facts in SPACE:
        if facts.action in NEEDS_FRESH_PROOF and facts.step_up is not StepUp.FRESH:
            assert not permits(facts), facts


def test_a_restricted_record_is_opened_with_a_fresh_proof_only() -> None:
    opening = {Action.OPEN_CASE, Action.OPEN_CONSULTATION, Action.OPEN_REFERRAL, Action.SEE_HISTORY}
    opened = [
        f
        for f in SPACE
        if f.action in opening
        and f.sensitivity is Sensitivity.RESTRICTED
        and f.scope is not Scope.NO_RECORD
        and permits(f)
    ]
    assert opened
    assert {f.step_up for f in opened} == {StepUp.FRESH}


def test_one_s_own_ordinary_cases_and_emergencies_wait_for_no_proof() -> None:
    for facts in SPACE:
        is_own = facts.assignment is Assignment.COUNSELLOR and facts.sensitivity is Sensitivity.ORDINARY
        if facts.action is Action.RECORD_EMERGENCY or (is_own and facts.action in CASE_CONTENT):
            assert SPACE.decided[facts] != Deny(STEP_UP), facts


def test_recording_counselling_forwarding_and_referring_are_never_held_up() -> None:
    """DESIGN, section 3, rule 2: a guard refuses closing, never recording, counselling, forwarding or referring."""
    assert {Action.RECORD_EMERGENCY, Action.ADD_TO_CASE, Action.LOG_CONSULTATION} <= NEVER_HELD_UP
    assert {Action.FORWARD, Action.ASK_CHAPTER, Action.TAKE_IN} <= NEVER_HELD_UP
    for facts in SPACE:
        if facts.action in NEVER_HELD_UP:
            assert decide(facts) == decide(replace(facts, step_up=StepUp.FRESH)), facts


def test_a_proof_is_the_last_question_so_it_tells_nothing_to_whoever_may_not() -> None:
    for facts in SPACE:
        if SPACE.decided[facts] == Deny(STEP_UP):
            assert permits(replace(facts, step_up=StepUp.FRESH)), facts


def test_a_fresher_proof_never_closes_anything() -> None:
    for facts in SPACE:
        if permits(facts):
            assert permits(replace(facts, step_up=StepUp.FRESH)), facts
