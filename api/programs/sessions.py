"""Signing in for programs: a bearer token instead of a cookie."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, SecretStr

from api.door import WorkDep, WorkRoute, new_token, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.accounts import Secrets, WrongSignIn
from application.sign_in import (
    EndOtherSessions,
    EndSession,
    ProveSelf,
    SeeSessions,
    Sessions,
    WrongProof,
    end_one_session,
    end_other_sessions,
    prove_self,
)
from domain.kernel import Line, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["sessions"], responses=problem_responses())


class SignIn(Value):
    """Name and password."""

    name: Line
    password: SecretStr


@router.post("/sessions", status_code=201, response_model=None)
def open_session(body: SignIn, work: WorkDep) -> Response:
    """Open a session; send its token as `Authorization: Bearer …`.

    When it waits for the second proof, send that to `/sessions/current/proof` first.
    """
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    account = secrets.check(body.name, body.password.get_secret_value())
    if account is None:
        work.commit()
        raise WrongSignIn
    token = new_token()
    waits = secrets.open_session(account, token)
    said = {"token": token, "account": str(account), "waits_for_proof": waits}
    return JSONResponse(said, status_code=201)


class Proof(Value):
    """A password, or the answer of the second factor."""

    password: SecretStr | None = None
    answer: SecretStr | None = None


class SessionShown(BaseModel):
    """One of one's own sessions."""

    session: UUID
    opened_at: datetime
    seen_at: datetime
    device: str
    is_this: bool


@router.post("/sessions/current/proof", response_model=None)
def show_proof(body: Proof, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Prove who is asking: finishes signing in, unlocks, or makes the proof fresh; the session gets a new token."""
    token = new_token()
    if not prove_self(ProveSelf(password=body.password, answer=body.answer), token, work):
        work.commit(status=401)
        raise WrongProof
    return JSONResponse({"token": token, "account": str(work.reader.account)})


@router.get("/sessions")
def list_sessions(work: WorkDep) -> list[SessionShown]:
    """List one's own open sessions."""
    work.allow(SeeSessions())
    rows = work.view(Sessions).mine()  # type: ignore[type-abstract]
    return [
        SessionShown(
            session=row.session,
            opened_at=row.opened_at,
            seen_at=row.seen_at,
            device=row.device,
            is_this=row.is_this,
        )
        for row in rows
    ]


@router.post("/sessions/end-others", response_model=None)
def end_others(work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End all of one's own sessions but this one."""
    end_other_sessions(EndOtherSessions(), work)
    return receipt("/api/v1/sessions", status=200)


@router.delete("/sessions/by-id/{session}", response_model=None)
def end_one(session: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End one of one's own sessions."""
    end_one_session(EndSession(session=session), work)
    return receipt("/api/v1/sessions", status=200)


@router.delete("/sessions/current", status_code=204, response_model=None)
def end_session(work: WorkDep) -> Response:
    """End the session that asks."""
    _ = work.reader  # raises NotSignedIn when nobody is
    work.view(Secrets).end_session()  # type: ignore[type-abstract]
    return Response(status_code=204)
