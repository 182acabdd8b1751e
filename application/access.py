"""Who may do what on which record: one pure function, denied unless a rule permits.

Order of the questions: conflict, account, action by role, scope, assignment, sensitivity (DESIGN, section 8).
"Not there" and "not yours" get the same answer, so a reason never reaches the reader; it goes to the access log.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from domain.account import Role


class Action(StrEnum):
    """Everything that a person can ask for; each route and each command names one."""

    RECORD_EMERGENCY = "emergency.record"
    SEE_EMERGENCIES = "emergency.list"
    TAKE_UP_EMERGENCY = "emergency.take-up"
    TAKE_IN = "case.take-in"
    OPEN_CASE = "case.open"
    ADD_TO_CASE = "case.add"
    CHANGE_CASE = "case.change"
    FORWARD = "case.forward"
    TRIAGE = "case.triage"
    CLOSE_CASE = "case.close"
    REOPEN_CASE = "case.reopen"
    SEE_LOG = "log.see"
    SEE_TODAY = "today.see"
    START_CONSULTATION = "counselling.start"
    LOG_CONSULTATION = "counselling.log"
    OPEN_CONSULTATION = "counselling.open"
    LINK_CONSULTATION = "counselling.link"
    ASK_CHAPTER = "referral.ask"
    SEE_REFERRALS = "referral.list"
    OPEN_REFERRAL = "referral.open"
    ASSIGN_REVIEWER = "referral.assign"
    DECLARE_CONFLICT = "referral.declare"
    REVIEW_REFERRAL = "referral.review"
    WRITE_OPINION = "referral.write"
    APPROVE_OPINION = "referral.approve"
    SEE_ARTICLE_92 = "article92.see"
    OPEN_FIGURE = "article92.open-figure"
    SEE_HISTORY = "history.see"
    SEE_UNITS = "units.see"
    MANAGE_UNITS = "units.manage"
    MANAGE_ACCOUNTS = "accounts.manage"
    OWN_ACCOUNT = "account.own"
    SEE_ERASURES = "erasure.see"
    REQUEST_ERASURE = "erasure.request"
    CONFIRM_ERASURE = "erasure.confirm"
    DECIDE_ERASURE = "erasure.decide"
    MANAGE_HOLDS = "hold.manage"


class Scope(StrEnum):
    """How the record's unit lies to the person's unit, in the effective-dated tree."""

    NO_RECORD = "no-record"
    OWN = "own"
    BELOW = "below"
    ELSEWHERE = "elsewhere"


class Assignment(StrEnum):
    """What ties the person to the record itself."""

    NONE = "none"
    COUNSELLOR = "counsellor"
    REFERRER = "referrer"
    PROPOSED_REVIEWER = "proposed-reviewer"
    REVIEWER = "reviewer"
    RECUSED = "recused"


class Sensitivity(StrEnum):
    """How closely a record is held."""

    ORDINARY = "ordinary"
    RESTRICTED = "restricted"


class AccountState(StrEnum):
    """Whether the account may act at all."""

    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision reads."""

    role: Role
    action: Action
    account: AccountState = AccountState.ACTIVE
    scope: Scope = Scope.NO_RECORD
    assignment: Assignment = Assignment.NONE
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, and on which basis."""

    basis: str


@dataclass(frozen=True, slots=True)
class Deny:
    """No, and why; the reason is for the access log only."""

    reason: str


Decision = Permit | Deny

_EVERYONE = frozenset(Role)
_CASE_WORK = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
_CHAPTER = frozenset({Role.CHAPTER_HEAD, Role.REVIEWER})

BY_ROLE: dict[Action, frozenset[Role]] = {
    Action.RECORD_EMERGENCY: _EVERYONE,
    Action.SEE_EMERGENCIES: _CASE_WORK,
    Action.TAKE_UP_EMERGENCY: _CASE_WORK,
    Action.TAKE_IN: _CASE_WORK,
    Action.OPEN_CASE: _CASE_WORK,
    Action.ADD_TO_CASE: _CASE_WORK,
    Action.CHANGE_CASE: _CASE_WORK,
    Action.FORWARD: _CASE_WORK,
    Action.TRIAGE: _CASE_WORK,
    Action.CLOSE_CASE: _CASE_WORK,
    Action.REOPEN_CASE: _CASE_WORK,
    Action.SEE_LOG: _CASE_WORK,
    Action.SEE_TODAY: _EVERYONE,
    Action.START_CONSULTATION: _CASE_WORK,
    Action.LOG_CONSULTATION: _CASE_WORK,
    Action.OPEN_CONSULTATION: _CASE_WORK,
    Action.LINK_CONSULTATION: _CASE_WORK,
    Action.ASK_CHAPTER: _CASE_WORK,
    Action.SEE_REFERRALS: _CASE_WORK | _CHAPTER,
    Action.OPEN_REFERRAL: _CASE_WORK | {Role.CHAPTER_HEAD},
    Action.ASSIGN_REVIEWER: frozenset({Role.CHAPTER_HEAD}),
    Action.DECLARE_CONFLICT: frozenset({Role.REVIEWER}),
    Action.REVIEW_REFERRAL: frozenset({Role.REVIEWER}),
    Action.WRITE_OPINION: frozenset({Role.REVIEWER}),
    Action.APPROVE_OPINION: frozenset({Role.CHAPTER_HEAD}),
    Action.SEE_ARTICLE_92: frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.CHAPTER_HEAD, Role.COUNSELLOR}),
    Action.OPEN_FIGURE: frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.CHAPTER_HEAD, Role.COUNSELLOR}),
    Action.SEE_HISTORY: frozenset({Role.AUDITOR}),
    Action.SEE_UNITS: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR}),
    Action.MANAGE_UNITS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Action.OWN_ACCOUNT: _EVERYONE,
    Action.SEE_ERASURES: frozenset({Role.DATA_PROTECTION_OFFICER, Role.SUPERVISOR}),
    Action.REQUEST_ERASURE: frozenset({Role.DATA_PROTECTION_OFFICER}),
    Action.CONFIRM_ERASURE: frozenset({Role.DATA_PROTECTION_OFFICER, Role.SUPERVISOR}),
    Action.DECIDE_ERASURE: frozenset({Role.DATA_PROTECTION_OFFICER}),
    Action.MANAGE_HOLDS: frozenset({Role.DATA_PROTECTION_OFFICER}),
}
"""Which roles an action is for at all. Recording an emergency is for anyone signed in (DESIGN, section 3, rule 1)."""

WHOLE_SCOPE = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
"""Roles whose scope is every unit."""

BY_ASSIGNMENT: dict[Action, frozenset[Assignment]] = {
    Action.DECLARE_CONFLICT: frozenset({Assignment.PROPOSED_REVIEWER, Assignment.REVIEWER}),
    Action.REVIEW_REFERRAL: frozenset({Assignment.REVIEWER}),
    Action.WRITE_OPINION: frozenset({Assignment.REVIEWER}),
}
"""Actions that only the assignment itself opens, wherever the unit lies."""

CHAPTER_WORK = frozenset({Action.ASSIGN_REVIEWER, Action.APPROVE_OPINION, Action.OPEN_REFERRAL})
"""Actions that a chapter head does on what was referred to the chapter."""


def decide(facts: Facts) -> Decision:
    """Return whether this person may do this on this record, with the basis or the reason."""
    if facts.action is Action.RECORD_EMERGENCY:
        return Permit("emergency")
    if facts.conflict:
        return Deny("conflict")
    if facts.account is not AccountState.ACTIVE:
        return Deny("account")
    if facts.role not in BY_ROLE[facts.action]:
        return Deny("role")
    if facts.assignment is Assignment.RECUSED:
        return Deny("recused")
    if facts.action in BY_ASSIGNMENT:
        return _by_assignment(facts)
    if _undeclared(facts):
        return Deny("assignment")
    if facts.scope is Scope.NO_RECORD:
        return Permit("role")
    return _by_scope(facts)


def _by_assignment(facts: Facts) -> Decision:
    if facts.assignment in BY_ASSIGNMENT[facts.action]:
        return Permit("assigned")
    return Deny("assignment")


def _by_scope(facts: Facts) -> Decision:
    if facts.sensitivity is Sensitivity.RESTRICTED and facts.assignment is Assignment.NONE:
        return Deny("restricted")
    if facts.role in WHOLE_SCOPE:
        return Permit("oversight")
    if facts.role is Role.CHAPTER_HEAD and facts.action in CHAPTER_WORK:
        return Permit("chapter") if facts.scope is not Scope.ELSEWHERE else Deny("scope")
    if facts.assignment in {Assignment.COUNSELLOR, Assignment.REFERRER}:
        return Permit("assigned")
    if facts.action is Action.OPEN_REFERRAL:
        return Deny("assignment")
    if facts.scope is Scope.OWN:
        return Permit("unit")
    if facts.scope is Scope.BELOW and facts.role is Role.SUPERVISOR:
        return Permit("supervising")
    return Deny("scope")


def _undeclared(facts: Facts) -> bool:
    """Whether a proposed reviewer would get at the file by another role; the head sees no more than names (LAW 6.2)."""
    proposed = facts.assignment is Assignment.PROPOSED_REVIEWER
    return proposed and facts.action is Action.OPEN_REFERRAL and facts.role is not Role.CHAPTER_HEAD


def policy_version() -> str:
    """Return a digest of every decision over the whole space; the access log carries it."""
    return _DIGEST


def table() -> list[str]:
    """Return one line for each point of the whole space: the facts and the decision."""
    return [
        f"{role}|{action}|{account}|{scope}|{assignment}|{sensitivity}|{int(conflict)}={_said(decided)}"
        for role in Role
        for action in Action
        for account in AccountState
        for scope in Scope
        for assignment in Assignment
        for sensitivity in Sensitivity
        for conflict in (False, True)
        for decided in (decide(Facts(role, action, account, scope, assignment, sensitivity, conflict)),)
    ]


def _said(decision: Decision) -> str:
    return f"permit:{decision.basis}" if isinstance(decision, Permit) else f"deny:{decision.reason}"


_DIGEST = hashlib.sha256("\n".join(table()).encode()).hexdigest()[:16]
