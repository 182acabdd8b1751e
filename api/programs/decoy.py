"""Decoys for programs of inspectors: the same commands as the page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from application.decoy import PlaceDecoy, SeeDecoys, WithdrawDecoy, place_decoy, see_decoys, withdraw_decoy
from domain.kernel import Line, Value

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class DecoyIn(Value):
    """Which file is marked."""

    code: Line


@router.get("/decoys")
def decoys(work: WorkDep) -> dict[str, Any]:
    """Read the decoys and who touched them, the latest first."""
    return {
        "decoys": [
            {
                "id": str(row.stream),
                "case": str(row.case_id),
                "code": row.code,
                "placed_at": row.placed_at.isoformat(),
                "active": row.active,
                "touches": [
                    {
                        "account": str(touch.account),
                        "role": touch.role,
                        "action": touch.action,
                        "at": touch.at.isoformat(),
                    }
                    for touch in row.touches
                ],
            }
            for row in see_decoys(SeeDecoys(), work)
        ]
    }


@router.post("/decoys", status_code=201)
def place(body: DecoyIn, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Mark a closed, invented file."""
    return receipt(f"/api/v1/decoys/{place_decoy(PlaceDecoy(code=body.code), work)}")


@router.post("/decoys/{decoy_id}/withdrawal", status_code=201)
def withdraw(decoy_id: UUID, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Make it an ordinary file again."""
    withdraw_decoy(WithdrawDecoy(decoy_id=decoy_id), work)
    return receipt(f"/api/v1/decoys/{decoy_id}")
