"""How long records are kept, for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.retention import RejectionForm
from application.retention import (
    ConfirmRule,
    ProposeRule,
    RejectRule,
    SeePastTerm,
    SeeRules,
    WithdrawRule,
    confirm_rule,
    propose_rule,
    reject_rule,
    see_past_term,
    see_rules,
    withdraw_rule,
)
from domain.retention import CONVENTION, Rule, Term

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["retention"], responses=problem_responses())
PATH = "/api/v1/retention-rules"


class TermShown(BaseModel):
    """How long, and from when: codes as they are read."""

    length: int
    unit: str
    counted_from: str

    @classmethod
    def of(cls, term: Term) -> "TermShown":
        """Return what is shown of a term."""
        return cls(length=term.length, unit=term.unit.coded, counted_from=term.counted_from.coded)


class RuleShown(BaseModel):
    """The rule of one kind."""

    kind: str
    term: TermShown
    since: date | None
    source: str
    """The document that gives the period, or internal convention."""


class ProposalShown(BaseModel):
    """One proposal."""

    proposal: UUID
    kind: str
    term: TermShown
    source: str
    effective_from: date
    stage: str
    proposed_at: datetime
    in_force_from: date | None


class RulesShown(BaseModel):
    """The rules of a day, and every proposal, the newest first."""

    day: date
    in_force: list[RuleShown]
    proposals: list[ProposalShown]


class PastShown(BaseModel):
    """A record that is kept longer than the rule in force says."""

    record: UUID
    kind: str
    code: str
    happened_at: datetime
    since: datetime
    held: bool
    erasure: str


class PastTermShown(BaseModel):
    """What is past its time."""

    records: list[PastShown]
    log_too_old_before: datetime | None


@router.get("/retention-rules")
def list_rules(work: WorkDep, on: date | None = None) -> RulesShown:
    """List the rules of today, or of another day, and the proposals."""
    page = see_rules(SeeRules(), work, on)
    return RulesShown(
        day=page.day,
        in_force=[
            RuleShown(
                kind=rule.kind.coded,
                term=TermShown.of(rule.term),
                since=rule.since,
                source=rule.source or CONVENTION[1],
            )
            for rule in page.in_force.values()
        ],
        proposals=[
            ProposalShown(
                proposal=row.proposal,
                kind=row.kind.coded,
                term=TermShown.of(row.term),
                source=row.source or CONVENTION[1],
                effective_from=row.effective_from,
                stage=row.stage.coded,
                proposed_at=row.proposed_at,
                in_force_from=row.in_force_from,
            )
            for row in page.proposals
        ],
    )


@router.post("/retention-rules", status_code=201, response_model=None)
def create_rule(body: Rule, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Propose a period."""
    return receipt(f"{PATH}/{propose_rule(ProposeRule(rule=body), work)}")


@router.post("/retention-rules/{proposal}/confirmation", status_code=201, response_model=None)
def confirm(proposal: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree as the second person."""
    confirm_rule(ConfirmRule(proposal=proposal), work)
    return receipt(f"{PATH}/{proposal}")


@router.post("/retention-rules/{proposal}/rejection", status_code=201, response_model=None)
def reject(proposal: UUID, body: RejectionForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Do not agree."""
    reject_rule(RejectRule(proposal=proposal, note=body.note), work)
    return receipt(f"{PATH}/{proposal}")


@router.post("/retention-rules/{proposal}/withdrawal", status_code=201, response_model=None)
def withdraw(proposal: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take a proposal back."""
    withdraw_rule(WithdrawRule(proposal=proposal), work)
    return receipt(f"{PATH}/{proposal}")


@router.get("/past-term")
def list_past_term(work: WorkDep) -> PastTermShown:
    """List what is past its time; an erasure is requested at `/erasures`."""
    page = see_past_term(SeePastTerm(), work)
    return PastTermShown(
        records=[
            PastShown(
                record=one.record,
                kind=one.kind.coded,
                code=one.code,
                happened_at=one.happened_at,
                since=one.since,
                held=one.held,
                erasure=one.erasure.value if one.erasure else "",
            )
            for one in page.records
        ],
        log_too_old_before=page.log_too_old_before,
    )
