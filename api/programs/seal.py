"""How the seal stands, for programs: sizes, the newest heads word for word, the last cosignatures."""

from dataclasses import asdict

from fastapi import APIRouter, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.seal import SeeSeal, see_seal

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)


@router.get("/seal")
def seal(work: WorkDep) -> Response:
    """Read how both logs are signed and witnessed; `heads` are signed notes that a witness can read as they are."""
    return JSONResponse(jsonable_encoder(asdict(see_seal(SeeSeal(), work))))
