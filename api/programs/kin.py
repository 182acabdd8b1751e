"""What staff declare about themselves and their relatives, for programs; only one's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from application.kin import DeclareKin, SeeOwnKin, declare_kin, see_own_kin
from domain.kin import Kin

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["accounts"], responses=problem_responses())


@router.get("/own-kin")
def own_kin(work: WorkDep) -> dict[str, Any]:
    """Read what one declared oneself."""
    return see_own_kin(SeeOwnKin(), work).model_dump(mode="json")


@router.put("/own-kin", status_code=201, response_model=None)
def declare(
    body: Kin,
    work: WorkDep,
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Response:
    """Declare oneself and one's relatives, the whole of it."""
    declare_kin(DeclareKin(kin=body), work)
    return receipt("/api/v1/own-kin", status=201)
