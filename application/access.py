"""Who may do what on which record: one pure function, denied unless a rule permits.

Order of the questions: conflict, erased, account, action by role, scope, assignment, sensitivity, field class
(DESIGN, section 8). "Not there" and "not yours" get the same answer, so a reason never reaches the reader; it
goes to the access log. `POLICY_VERSION` is the digest of every decision; a test holds it to the reviewed table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from application.actions import Action as Action
from application.by_role import BY_ROLE as BY_ROLE
from domain.account import Role
from domain.kernel import FieldClass


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


class StepUp(StrEnum):
    """How long ago the person last proved who they are, with the proof that their account needs."""

    FRESH = "fresh"
    STALE = "stale"
    NONE = "none"


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
    """A conflict of interest with the record: declared, detected or confirmed, and not lifted."""
    glass: bool = False
    """The glass of this record was broken by this person within the hour."""
    erased: bool = False
    """The keys of the record were destroyed."""
    field_class: FieldClass = FieldClass.SUMMARY
    """Asked class by class for the actions of `SHOWS_FIELDS`; elsewhere it plays no part."""
    step_up: StepUp = StepUp.NONE
    """How fresh the proof of who is asking is."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, and on which basis."""

    basis: str


@dataclass(frozen=True, slots=True)
class Deny:
    """No, and why; the reason is for the access log only."""

    reason: str


Decision = Permit | Deny

WHOLE_SCOPE = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Role.OFFICE})
"""Roles whose scope is every unit; none of them opens a case by it."""

BY_ASSIGNMENT: dict[Action, frozenset[Assignment]] = {
    Action.DECLARE_CONFLICT: frozenset({Assignment.PROPOSED_REVIEWER, Assignment.REVIEWER}),
    Action.REVIEW_REFERRAL: frozenset({Assignment.REVIEWER}),
    Action.WRITE_OPINION: frozenset({Assignment.REVIEWER}),
    Action.ANSWER_TRANSFER: frozenset({Assignment.COUNSELLOR, Assignment.REFERRER}),
}
"""Actions that only the assignment itself opens, wherever the unit lies."""

UNREAD = frozenset({Action.HAND_OVER})
"""Actions that need no look into the record, so a restricted one is handed over too (DESIGN, section 3, rule 9)."""

_ON_OPINIONS = {Action.APPROVE_OPINION, Action.REVIEW_TIE, Action.SEE_DRAFTS}
CHAPTER_WORK = frozenset(
    {Action.ASSIGN_REVIEWER, Action.OPEN_REFERRAL, Action.SEE_CHAPTER_FIGURES, *_ON_OPINIONS}
)
"""Actions that a chapter head does on what was referred to the chapter."""

_ENTERED = frozenset({Action.RECORD_DATA_REQUEST, Action.RECORD_BREACH})

ANY_RECORD = frozenset({Action.BREAK_GLASS, Action.DECLARE_INTEREST, Action.JUDGE_CONFLICT}) | _ENTERED
"""Actions on a record wherever it lies: saying what one must not see, asking in need, judging for another unit,
entering a request or a breach (decision 0041: never lost, and nothing is learnt by it)."""

THROUGH_GLASS: dict[Role, frozenset[Action]] = {
    Role.COUNSELLOR: frozenset(
        {Action.OPEN_CASE, Action.ADD_TO_CASE, Action.FORWARD, Action.OPEN_CONSULTATION, Action.PRINT_CASE}
    ),
    Role.SUPERVISOR: frozenset(
        {Action.OPEN_CASE, Action.ADD_TO_CASE, Action.FORWARD, Action.OPEN_CONSULTATION, Action.PRINT_CASE}
    ),
    Role.AUDITOR: frozenset({Action.OPEN_CASE, Action.OPEN_CONSULTATION, Action.SEE_HIDDEN}),
}
"""What broken glass opens: reading, adding and passing on, by letter too; for an auditor reading alone (DESIGN 8)."""

SHOWS_FIELDS = frozenset({Action.OPEN_CASE, Action.OPEN_CONSULTATION, Action.PRINT_CASE})
"""Actions whose answer is decided class by class; what was hidden is shown whole, to an auditor through glass alone."""

CLOSELY_HELD = frozenset({FieldClass.HEALTH, FieldClass.REPORTER_IDENTITY})
"""For whoever is assigned and for the supervisor; never for a colleague of the unit (Decree 56/2017/NĐ-CP, art. 33)."""

BEHIND_GLASS = frozenset(
    {FieldClass.HEALTH, FieldClass.REPORTER_IDENTITY, FieldClass.EVIDENCE, FieldClass.LEGAL}
)
"""Classes that broken glass does not open: who is in danger is found and helped without them."""

_TIES = frozenset({Assignment.COUNSELLOR, Assignment.REFERRER})

BY_UNIT_ALONE = frozenset(
    {Action.SEE_EXPORTS, Action.REQUEST_EXPORT, Action.APPROVE_EXPORT, Action.DOWNLOAD_EXPORT}
    | {Action.MANAGE_MEMBERS, Action.SEE_POLICY, Action.CONFIRM_POLICY}
    | {Action.SEE_BOOK, Action.CLOSE_BOOK}
    | {Action.IMPORT_LOG, Action.SEE_IMPORTS, Action.SEE_ACTIVITIES, Action.RECORD_ACTIVITY}
    | {
        action
        for action in Action
        if action.value.startswith(("recommendation.", "report.", "support.", "fund.", "inspection."))
    }
)
"""Actions on records that nobody is tied to, so a tie widens nothing (decisions 0060 and 0070)."""

ON_ERASED = frozenset({Action.SEE_HISTORY, Action.SEE_LOOKS})
"""What is left of an erased record: what happened, without a word of it, and who looked; a page says when it was."""

STEP_UP = "step-up"
"""The one reason that is shown: the person may, once they have proved again who they are."""

NEEDS_FRESH_PROOF = frozenset(
    {
        Action.MANAGE_ACCOUNTS,
        Action.MANAGE_UNITS,
        Action.OWN_SECRETS,
        Action.BREAK_GLASS,
        Action.CONFIRM_ERASURE,
        Action.RUN_ERASURE,
        Action.PROPOSE_POLICY,
        Action.CONFIRM_POLICY,
        Action.REQUEST_EXPORT,
        Action.APPROVE_EXPORT,
        Action.DOWNLOAD_EXPORT,
        Action.EXTRACT_LOG,
        Action.APPROVE_EXTRACT,
        Action.PROPOSE_DECOY,
        Action.CONFIRM_DECOY,
        Action.IMPORT_LOG,
    }
)
"""Work on accounts, on the tree that scopes follow, on one's own factor and tokens, breaking glass, destroying keys,
rules of the house and exports, on whatever record."""

NEVER_HELD_UP = frozenset(
    {Action.RECORD_EMERGENCY, Action.DECLARE_INTEREST, Action.TAKE_IN, Action.ADD_TO_CASE}
    | {Action.FORWARD, Action.START_CONSULTATION, Action.LOG_CONSULTATION, Action.ASK_CHAPTER}
    | {Action.ATTACH_FILE}
    | _ENTERED
)
"""Recording, counselling, forwarding, referring and standing aside wait for no second look (DESIGN 3, rule 2)."""


def decide(facts: Facts) -> Decision:
    """Return whether this person may do this on this record, with the basis or the reason."""
    decision = _on_the_record(facts)
    if isinstance(decision, Permit) and _needs_fresh_proof(facts) and facts.step_up is not StepUp.FRESH:
        return Deny(STEP_UP)
    return decision


def _needs_fresh_proof(facts: Facts) -> bool:
    if facts.action in NEVER_HELD_UP:
        return False
    is_restricted = facts.scope is not Scope.NO_RECORD and facts.sensitivity is Sensitivity.RESTRICTED
    return is_restricted or facts.action in NEEDS_FRESH_PROOF


def _on_the_record(facts: Facts) -> Decision:
    if facts.action is Action.RECORD_EMERGENCY:
        return Permit("emergency")
    if facts.conflict and facts.action is not Action.DECLARE_INTEREST:
        return Deny("conflict")
    if facts.erased and facts.action not in ON_ERASED:
        return Deny("erased")
    if facts.account is not AccountState.ACTIVE:
        return Deny("account")
    if facts.role not in BY_ROLE[facts.action] and not _through_glass(facts):
        return Deny("role")
    if facts.assignment is Assignment.RECUSED and facts.action not in ANY_RECORD:
        return Deny("recused")
    if facts.action in BY_ASSIGNMENT:
        return _by_assignment(facts)
    if _undeclared(facts):
        return Deny("assignment")
    if facts.scope is Scope.NO_RECORD or facts.action in ANY_RECORD:
        return Permit("role")
    return _shown(facts, _by_record(facts))


def _by_assignment(facts: Facts) -> Decision:
    assigned = facts.assignment in BY_ASSIGNMENT[facts.action]
    return Permit("assigned") if assigned else Deny("assignment")


def _by_record(facts: Facts) -> Decision:
    """Return what scope, assignment and sensitivity say; broken glass opens what they close."""
    decision = _by_scope(facts)
    if isinstance(decision, Deny) and _through_glass(facts):
        return Permit("break-glass")
    return decision


def _by_scope(facts: Facts) -> Decision:
    if facts.role in WHOLE_SCOPE:
        return Permit("oversight") if facts.role in BY_ROLE[facts.action] else Deny("role")
    if facts.role is Role.CHAPTER_HEAD and facts.action in CHAPTER_WORK:
        return Permit("chapter") if facts.scope is not Scope.ELSEWHERE else Deny("scope")
    if _is_held_back(facts):
        return Deny("restricted")
    if _is_tied(facts):
        return Permit("assigned")
    if facts.action is Action.OPEN_REFERRAL:
        return Deny("assignment")
    if facts.scope is Scope.OWN:
        return Permit("unit")
    if facts.scope is Scope.BELOW and facts.role is Role.SUPERVISOR:
        return Permit("supervising")
    return Deny("scope")


def _is_tied(facts: Facts) -> bool:
    return facts.assignment in _TIES and facts.action not in BY_UNIT_ALONE


def _is_held_back(facts: Facts) -> bool:
    """Whether a restricted record is closed: it opens to those tied to it, and to the supervisor who answers for it."""
    tied = _is_tied(facts) or facts.role is Role.SUPERVISOR
    return facts.sensitivity is Sensitivity.RESTRICTED and not tied and facts.action not in UNREAD


def _shown(facts: Facts, decision: Decision) -> Decision:
    """Return the decision, narrowed by the class of fields that is asked for."""
    if isinstance(decision, Deny) or facts.action not in SHOWS_FIELDS:
        return decision
    if decision.basis == "break-glass" and facts.field_class in BEHIND_GLASS:
        return Deny("field-class")
    near = facts.assignment is Assignment.COUNSELLOR or facts.role is Role.SUPERVISOR
    if facts.field_class in CLOSELY_HELD and not near:
        return Deny("field-class")
    return decision


def _through_glass(facts: Facts) -> bool:
    broken = facts.glass and not facts.erased and facts.scope is not Scope.NO_RECORD
    return broken and facts.action in THROUGH_GLASS.get(facts.role, frozenset())


def _undeclared(facts: Facts) -> bool:
    """Whether a proposed reviewer would get at the file by another role; the head sees no more than names (LAW 6.2)."""
    proposed = facts.assignment is Assignment.PROPOSED_REVIEWER
    return proposed and facts.action is Action.OPEN_REFERRAL and facts.role is not Role.CHAPTER_HEAD


POLICY_VERSION = "8847f40a7fd4e057"
"""SHA-256 over all decisions, shortened; each entry of the access log carries it."""
