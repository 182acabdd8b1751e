"""Decoys for programs of inspectors: the same commands as the page."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.decoy import (
    ConfirmDecoy,
    ProposeDecoy,
    RejectDecoy,
    ReviewTouches,
    SeeDecoys,
    WithdrawDecoy,
    confirm_decoy,
    propose_decoy,
    reject_decoy,
    review_touches,
    see_decoys,
    withdraw_decoy,
)
from application.same_person import accounts_of_reader
from domain.decoy import DecoyStage
from domain.kernel import Instant, Line, Value

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)


class DecoyIn(Value):
    """Which file is proposed."""

    code: Line


class ReviewIn(Value):
    """The latest touch that was looked into."""

    until: Instant


@router.get("/decoys")
def decoys(work: WorkDep) -> dict[str, Any]:
    """Read the decoys and proposals and who touched them, the latest first, and who is missing to mark one."""
    page = see_decoys(SeeDecoys(), work)
    mine = accounts_of_reader(work)
    return {
        "proposer_missing": page.proposer_missing,
        "second_missing": page.second_missing,
        "decoys": [
            {
                "id": str(row.stream),
                "case": str(row.case_id),
                "code": row.code,
                "stage": row.stage.coded,
                "active": row.stage is DecoyStage.MARKED,
                "proposed_at": row.proposed_at.isoformat(),
                "proposed_by": str(row.proposed_by) if row.proposed_by else None,
                "decided_at": row.decided_at.isoformat() if row.decided_at else None,
                "decided_by": str(row.decided_by) if row.decided_by else None,
                "awaits_you": row.awaits(mine),
                "touches": [
                    {
                        "account": str(touch.account),
                        "role": touch.role,
                        "action": touch.action,
                        "at": touch.at.isoformat(),
                        "reviewed": touch.reviewed,
                    }
                    for touch in row.touches
                ],
            }
            for row in page.rows
        ],
    }


@router.post("/decoys", status_code=201)
def propose(body: DecoyIn, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Propose to mark a closed, invented file; nothing changes before a second person confirms."""
    return receipt(f"/api/v1/decoys/{propose_decoy(ProposeDecoy(code=body.code), work)}")


@router.post("/decoys/{decoy_id}/confirmation", status_code=201)
def confirm(decoy_id: UUID, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Agree as the second person: the file is a decoy from here on."""
    confirm_decoy(ConfirmDecoy(decoy_id=decoy_id), work)
    return receipt(f"/api/v1/decoys/{decoy_id}")


@router.post("/decoys/{decoy_id}/rejection", status_code=201)
def reject(decoy_id: UUID, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Do not agree."""
    reject_decoy(RejectDecoy(decoy_id=decoy_id), work)
    return receipt(f"/api/v1/decoys/{decoy_id}")


@router.post("/decoys/{decoy_id}/reviews", status_code=201)
def review(decoy_id: UUID, body: ReviewIn, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Say that one looked into what others did with it until then; own touches wait for another inspector."""
    review_touches(ReviewTouches(decoy_id=decoy_id, until=body.until), work)
    return receipt(f"/api/v1/decoys/{decoy_id}")


@router.post("/decoys/{decoy_id}/withdrawal", status_code=201)
def withdraw(decoy_id: UUID, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Take a proposal back, or make a decoy an ordinary file again."""
    withdraw_decoy(WithdrawDecoy(decoy_id=decoy_id), work)
    return receipt(f"/api/v1/decoys/{decoy_id}")
