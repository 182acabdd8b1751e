"""Conflicts of interest, broken glass and restrictions for programs: the same commands as the pages."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.conflict import (
    DeclareInterest,
    JudgeConflict,
    OpenConflict,
    SeeConflicts,
    declare_interest,
    judge_conflict,
    open_conflict,
    see_conflicts,
)
from application.glass import (
    BreakGlass,
    ExplainGlass,
    ReviewGlass,
    SeeGlass,
    break_glass,
    case_behind,
    explain_glass,
    review_glass,
    see_glass,
)
from application.restriction import RestrictCase, UnrestrictCase, restrict_case, unrestrict_case
from domain.conflict import Declaration, Judgement
from domain.glass import Breaking, GlassReview
from domain.kernel import Line, Said, Value
from domain.restriction import Placing

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["protection"], responses=problem_responses()
)


class Interest(Value):
    """Which file one must not see, and why."""

    code: Line
    declaration: Declaration


class BreakIn(Value):
    """Which case is opened in need, and why."""

    code: Line
    breaking: Breaking


class Why(Value):
    """A reason."""

    reason: Said


@router.post("/interests", status_code=201, response_model=None)
def declare(body: Interest, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Declare a conflict of interest; the answer says nothing about whether there is such a file."""
    declare_interest(DeclareInterest(code=body.code, declaration=body.declaration), work)
    return receipt("/api/v1/interests")


@router.get("/conflicts")
def conflicts(work: WorkDep) -> dict[str, Any]:
    """List the conflicts that one may judge."""
    rows = see_conflicts(SeeConflicts(), work)
    return {
        "conflicts": [
            {
                "id": str(row.stream),
                "account": str(row.account),
                "code": row.code,
                "standing": row.standing.coded,
                "kinds": list(row.kinds),
                "judges": row.judges,
                "awaits_you": row.awaits_reader,
            }
            for row in rows
        ]
    }


@router.get("/conflicts/{conflict_id}")
def conflict(conflict_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read who entered what was compared, before judging; nothing of its content."""
    row = open_conflict(OpenConflict(conflict_id=conflict_id), work)
    return {
        "id": str(row.stream),
        "standing": row.standing.coded,
        "entered": [
            {
                "member": one.member,
                "by": str(one.by) if one.by else None,
                "at": one.at.isoformat(),
                "changed_by": str(one.changed_by) if one.changed_by else None,
                "changed_at": one.changed_at.isoformat(),
                "closed_the_file": one.led,
            }
            for one in row.entered
        ],
    }


@router.post("/conflicts/{conflict_id}/judgements", status_code=201, response_model=None)
def judge(conflict_id: UUID, body: Judgement, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Confirm or lift one, as one of two people of other units."""
    judge_conflict(JudgeConflict(conflict_id=conflict_id, judgement=body), work)
    return receipt("/api/v1/conflicts")


@router.post("/broken-glass", status_code=201, response_model=None)
def open_in_need(body: BreakIn, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Open a case for an hour, on the record."""
    case_id = break_glass(BreakGlass(case_id=case_behind(body.code, work), breaking=body.breaking), work)
    return receipt(f"/api/v1/cases/{case_id}")


@router.get("/broken-glass")
def uses(work: WorkDep) -> dict[str, Any]:
    """List the uses that concern the reader."""
    return {
        "uses": [
            {
                "id": str(row.stream),
                "account": str(row.account),
                "code": row.code,
                "ground": row.ground.coded,
                "broken_at": row.broken_at.isoformat(),
                "until": row.until.isoformat(),
                "explained": row.explained,
                "finding": row.finding.coded if row.finding else None,
            }
            for row in see_glass(SeeGlass(), work)
        ]
    }


@router.post("/broken-glass/{glass_id}/reasons", status_code=201, response_model=None)
def explain(glass_id: UUID, body: Why, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say why it was necessary."""
    explain_glass(ExplainGlass(glass_id=glass_id, reason=body.reason), work)
    return receipt("/api/v1/broken-glass")


@router.post("/broken-glass/{glass_id}/reviews", status_code=201, response_model=None)
def review(glass_id: UUID, body: GlassReview, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say whether a use was right."""
    review_glass(ReviewGlass(glass_id=glass_id, review=body), work)
    return receipt("/api/v1/broken-glass")


@router.post("/cases/{case_id}/restriction", status_code=201, response_model=None)
def restrict(case_id: UUID, body: Placing, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Hold a case closely."""
    restrict_case(RestrictCase(case_id=case_id, placing=body), work)
    return receipt(f"/api/v1/cases/{case_id}")


@router.post("/cases/{case_id}/restriction/lift", status_code=201, response_model=None)
def lift(case_id: UUID, body: Why, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for it to be lifted, or agree as the second person."""
    unrestrict_case(UnrestrictCase(case_id=case_id, reason=body.reason), work)
    return receipt(f"/api/v1/cases/{case_id}")
