"""Hand-overs for programs."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.handover import AssignCase, AssignMatter, assign_case, assign_matter
from domain.kernel import Line, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["hand-over"], responses=problem_responses())


class Assignment(Value):
    """Account of the new counsellor, and why."""

    counsellor: UUID
    reason: Line = ""


@router.post("/cases/{case_id}/assignment", status_code=201, response_model=None)
def assign(case_id: UUID, body: Assignment, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Hand a case over to a counsellor, with its open steps; for supervisors."""
    assign_case(AssignCase(case_id=case_id, counsellor=body.counsellor, reason=body.reason), work)
    return receipt(f"/api/v1/cases/{case_id}")


@router.post("/consultations/{matter_id}/assignment", status_code=201, response_model=None)
def assign_consultation(
    matter_id: UUID, body: Assignment, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Hand a consultation matter over to a counsellor, with its open steps; for supervisors."""
    assign_matter(AssignMatter(matter_id=matter_id, counsellor=body.counsellor, reason=body.reason), work)
    return receipt(f"/api/v1/consultations/{matter_id}")
