"""Signing in for programs: a bearer token instead of a cookie."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from api.door import WorkDep, WorkRoute, new_token
from api.openapi import problem_responses
from application.accounts import Secrets, WrongSignIn
from domain.kernel import Line, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["sessions"], responses=problem_responses())


class SignIn(Value):
    """Name and password."""

    name: Line
    password: SecretStr


@router.post("/sessions", status_code=201, response_model=None)
def open_session(body: SignIn, work: WorkDep) -> Response:
    """Open a session; send its token as `Authorization: Bearer …`."""
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    account = secrets.check(body.name, body.password.get_secret_value())
    if account is None:
        work.commit()
        raise WrongSignIn
    token = new_token()
    secrets.open_session(account, token)
    return JSONResponse({"token": token, "account": str(account)}, status_code=201)


@router.delete("/sessions/current", status_code=204, response_model=None)
def end_session(work: WorkDep) -> Response:
    """End the session that asks."""
    _ = work.reader  # raises NotSignedIn when nobody is
    work.view(Secrets).end_session()  # type: ignore[type-abstract]
    return Response(status_code=204)
