"""A recommended step of the chapter's opinion becomes a recommendation."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.door import TypedForm, WorkDep, WorkRoute
from application.recommendation.from_step import RecommendFromStep, recommend_from_step

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.post("/chi-hoi/{referral_id}/viec/{step}/kien-nghi")
def recommending(referral_id: UUID, step: int, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it, and lead to it."""
    made = recommend_from_step(RecommendFromStep(referral_id=referral_id, step=step), work)
    return RedirectResponse(f"/kien-nghi/{made}", 303)
