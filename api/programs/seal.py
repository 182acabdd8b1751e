"""How the seal stands, for programs; and what a witness's machine asks for and hands in over HTTP."""

import json
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.seal import (
    AskAsWitness,
    HandInCosignatures,
    SeeSeal,
    ask_as_witness,
    hand_in_cosignatures,
    see_seal,
)

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)


@router.get("/seal")
def seal(work: WorkDep) -> Response:
    """Read how both logs are signed and witnessed; `heads` are signed notes that a witness can read as they are."""
    return JSONResponse(jsonable_encoder(asdict(see_seal(SeeSeal(), work))))


Seen = Annotated[int, Query(ge=0, le=2**62)]


class WitnessAnswer(BaseModel):
    """What a witness said to one request."""

    model_config = ConfigDict(extra="forbid")

    origin: Annotated[str, Field(max_length=200)]
    status: Annotated[int, Field(ge=100, le=599)]
    body: Annotated[str, Field(max_length=4000)]


class WitnessAnswers(BaseModel):
    """The file of answers of a witness, as docs/seal-format.md has it."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["lachan/cosigned/1"]
    answers: Annotated[list[WitnessAnswer], Field(max_length=4)]


@router.get("/seal/for-witness")
def for_witness(work: WorkDep, events: Seen = 0, access: Seen = 0) -> Response:
    """Read the newest heads for a witness, each with the proof that it continues the size seen last (0: none yet)."""
    return Response(
        ask_as_witness(AskAsWitness(events=events, access=access), work), media_type="application/json"
    )


@router.post("/seal/cosignatures", status_code=201, response_model=None)
def cosignatures(body: WitnessAnswers, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Hand in a witness's answers; the signer checks each cosignature before it is kept."""
    hand_in_cosignatures(HandInCosignatures(content=json.dumps(body.model_dump())), work)
    return receipt("/api/v1/seal")
